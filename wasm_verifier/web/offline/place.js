/**
 * Where Python runs on a page that was opened from a file: in a worker if this browser's workers
 * can import scripts there, otherwise in the page itself, which cannot be used meanwhile.
 *
 * Such a page has no origin. Chromium then starts no module workers, so these are classic ones. In
 * WebKit a worker of such a page may not import from a blob, and only a trial shows this.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { scriptUrl } = proofpress;

  const PATIENCE = 3_000; // milliseconds
  const PROBE = `
    const url = URL.createObjectURL(new Blob([], { type: "text/javascript" }));
    import(url).then(() => postMessage(true), () => postMessage(false));
  `;

  /** @param {string} script */
  const startClassic = (script) => new Worker(scriptUrl(script), { name: "proofpress" });

  /** @returns {Promise<boolean>} */
  function workersCanImport() {
    return new Promise((resolve) => {
      const worker = startClassic(PROBE);
      const settle = (can) => {
        worker.terminate();
        resolve(can);
      };
      worker.onmessage = ({ data }) => settle(data);
      worker.onerror = () => settle(false);
      setTimeout(settle, PATIENCE, false);
    });
  }

  /** Runs the worker's script in the page, with the interface of a worker. @param {string} script */
  function startInPage(script) {
    let ended = false;
    const worker = {
      terminate: () => (ended = true),
      postMessage: (message) => desk.then((take) => ended || take(message)),
    };
    const answer = (data) => ended || worker.onmessage({ data });
    const desk = import(scriptUrl(script)).then(() => createDesk(answer));
    desk.catch((error) => ended || worker.onerror({ message: String(error), preventDefault() {} }));
    return worker;
  }

  /** @returns {Promise<(script: string) => Worker>} */
  proofpress.chooseWorker = async () => ((await workersCanImport()) ? startClassic : startInPage);
})();
