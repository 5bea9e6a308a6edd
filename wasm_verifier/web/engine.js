/**
 * A worker with Python, for a page: starts it, calls it and handles its loss.
 *
 *     const engine = proofpress.createEngine({ files, read, script, onProgress });
 *     const value = await engine.ask("open", code, statement);
 *
 * The engine knows nothing about proofs. The worker's script decides which functions can be called and
 * which packages Python starts with (see worker.js); `read` decides where the runtime's files come
 * from. Everything that `read` returns is checked here before any of it runs.
 *
 * @typedef {object} RuntimeFile
 * @property {string} name what the worker calls it
 * @property {string} path relative to the runtime's base
 * @property {number} bytes its length there
 * @property {string} sha256 of what the worker gets, unpacked if needed
 * @property {number} size the length of the same
 * @property {boolean} spare read only if the worker asks for it
 *
 * @typedef {object} Reading
 * @property {(bytes: number) => void} onBytes is called with the length of each part read
 * @property {AbortSignal} signal
 *
 * @typedef {object} EngineOptions
 * @property {RuntimeFile[]} files what the worker needs
 * @property {(file: RuntimeFile, reading: Reading) => Promise<Uint8Array>} read gives a file's
 *   bytes, unpacked; rejects with a RuntimeFailure
 * @property {string} script the worker's script, as a text
 * @property {(script: string) => Worker} [startWorker] by default starts a module worker
 * @property {(progress: {phase: "download" | "start", done: number, total: number}) => void} onProgress
 * @property {boolean} [plain] start without the boot image, reading only the files for that
 *
 * @typedef {object} Engine
 * @property {Promise<void>} ready settles when Python has started, or could not
 * @property {(call: string, ...given: unknown[]) => Promise<object>} ask the answer, which is JSON
 * @property {() => boolean} usesImage whether Python was started from the boot image
 * @property {AbortSignal} signal aborted when the worker is lost
 * @property {() => void} close stops all reading and the worker
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { PythonFault, RuntimeFailure, sha256Hex } = proofpress;

  const LARGE = 2 ** 20; // bytes

  function requireBrowser() {
    const missing = ["WebAssembly", "Worker", "BigInt", "DecompressionStream"].find((name) => !(name in globalThis));
    if (missing) throw new RuntimeFailure("browser", "", `this browser has no ${missing}`);
  }

  /** @param {string} script */
  const scriptUrl = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }));

  /** @param {string} script */
  const startModule = (script) => new Worker(scriptUrl(script), { type: "module", name: "proofpress" });

  /**
   * Reads files, checks each, and counts the bytes of all: in advance for files known to be needed.
   * @param {EngineOptions} options @param {AbortSignal} signal
   */
  function createReader({ read, onProgress }, signal) {
    let done = 0; // bytes
    let total = 0;

    function onBytes(bytes) {
      done += bytes;
      onProgress({ phase: "download", done, total });
    }

    /** @param {RuntimeFile} file */
    function expect(file) {
      total += file.bytes;
    }

    /** One file, refused if it is not the one that the page names. @param {RuntimeFile} file */
    async function get(file) {
      const bytes = await read(file, { onBytes, signal });
      if (bytes.length !== file.size || (await sha256Hex(bytes)) !== file.sha256) {
        throw new RuntimeFailure("runtime-file", file.name, `not the file with SHA-256 ${file.sha256}`);
      }
      return bytes;
    }

    return { expect, get };
  }

  /** @param {EngineOptions} options @returns {Engine} */
  function createEngine(options) {
    const { script, startWorker = startModule, onProgress, plain = false } = options;
    const control = new AbortController();
    const { expect, get } = createReader(options, control.signal);
    const files = new Map(options.files.map((file) => [file.name, file]));
    /** The callers that wait, by the id of their question. @type {Map<number, (answer: {answer?: string, fault?: string}) => void>} */
    const waiting = new Map();
    let worker = null;
    let run;
    /** Resolves when the worker runs its script. @type {Promise<void>} */
    const running = new Promise((resolve) => (run = resolve));
    let fromImage = false;
    let lastId = 0;
    let halt;
    /** Rejects when the worker is lost, so that no caller waits forever. @type {Promise<never>} */
    const halted = new Promise((_, reject) => (halt = reject));
    halted.catch(() => {});

    /** @param {Error} error given to all callers that still wait */
    function stop(error) {
      halt(error); // first: errors caused by the abort are not the reason
      control.abort();
      worker?.terminate();
    }

    /** Starts the worker and passes it each file as it arrives. */
    async function boot() {
      requireBrowser();
      const wanted = options.files.filter(({ spare }) => !spare && !plain);
      const names = wanted.map(({ name }) => name);
      wanted.forEach(expect);
      worker = startWorker(script);
      const started = listen();
      worker.postMessage({ names, spares: [...files.keys()].filter((name) => !names.includes(name)), plain });
      await Promise.all(wanted.map(handInTurn));
      onProgress({ phase: "start", done: 0, total: 1 });
      await started;
      onProgress({ phase: "start", done: 1, total: 1 });
    }

    /** @param {string} name @param {Uint8Array} bytes */
    function hand(name, bytes) {
      worker.postMessage({ file: name, bytes }, [bytes.buffer]);
    }

    /**
     * Large files wait until the worker runs: while this thread unpacks them, the worker would not
     * start, and until they arrive it is busy with the small ones. @param {RuntimeFile} file
     */
    async function handInTurn(file) {
      if (file.bytes > LARGE) await running;
      hand(file.name, await get(file));
    }

    /** Reads a spare file that the worker asked for. @param {string} name */
    function handSpare(name) {
      expect(files.get(name));
      get(files.get(name)).then((bytes) => hand(name, bytes), stop);
    }

    /** @returns {Promise<void>} resolves when Python has started */
    function listen() {
      const broken = (detail) => stop(new RuntimeFailure("browser", "", detail));
      worker.onerror = (event) => {
        event.preventDefault();
        broken(event.message || "the worker did not start");
      };
      return new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
          if ("id" in data) waiting.get(data.id)(data);
          else if ("running" in data) run();
          else if ("need" in data) handSpare(data.need);
          else if (!data.ready) broken(data.detail);
          else resolve((fromImage = data.fromImage));
        };
      });
    }

    const ready = Promise.race([halted, boot()]).catch((error) => {
      stop(error);
      throw error;
    });
    ready.catch(() => {}); // each question reports it; a page that asks none can ignore it

    /** @param {string} call @param {unknown[]} given */
    async function ask(call, ...given) {
      await ready;
      const id = ++lastId;
      const answered = new Promise((resolve) => waiting.set(id, resolve));
      worker.postMessage({ call, id, given });
      const { answer, fault } = await Promise.race([answered, halted]);
      waiting.delete(id);
      if (fault !== undefined) throw new PythonFault(fault);
      return JSON.parse(answer);
    }

    const close = () => stop(new RuntimeFailure("stopped", "", "closed"));
    return { ready, ask, usesImage: () => fromImage, signal: control.signal, close };
  }

  Object.assign(proofpress, { createEngine, scriptUrl });
})();
