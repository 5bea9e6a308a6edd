/**
 * The check, for the page: everything between a code and a report.
 *
 *     const checker = proofpress.createChecker({ base: "../", onProgress });
 *     const report = await checker.check({ code, snapshotPath: "snapshots/2026-01/" });
 *
 * `createChecker` starts at once to fetch and start the verifier, so call it when the page
 * opens. `check` never rejects: a host that fails, a browser that cannot and a fault of our
 * own are reports too, and none of them looks like a bad proof.
 *
 * The page needs sha256.js and download.js before this file, and unless told otherwise
 * reads what the runtime consists of from `<script type="application/json" id="runtime">`.
 *
 * @typedef {object} Runtime
 * @property {string} base where the runtime's files lie, relative to the page
 * @property {{version: string, sha256: string}} verifier
 * @property {{name: string, sha256: string, size: number}[]} files what the worker needs
 *
 * @typedef {object} Progress
 * @property {"download" | "start" | "statement" | "shard" | "verify"} phase
 * @property {number} done bytes for "download", else things
 * @property {number} total
 * @property {object[]} [steps] with "shard": what was checked so far
 *
 * @typedef {object} Question
 * @property {string} code as the customer gave it; goes to the worker and nowhere else
 * @property {string} snapshotPath `snapshots/<id>/`, below the site's root
 * @property {string} [identity] what the customer says the proof is bound to
 * @property {boolean} [withDecoys] also fetch the code's decoy shards, so that the host cannot
 *   tell which one was wanted
 *
 * @typedef {object} Report as `proofpress_verify.browser` makes it. One made here has only
 *   `verdict` ("cannot-check" or "internal-fault"), `tone`, `title`, `explanation`, `advice`,
 *   empty lists, and `reason`: {kind: "runtime-file" | "network" | "browser" | "fault", file, detail}
 *
 * @typedef {object} Checker
 * @property {Promise<void>} ready settles when the verifier has started, or cannot
 * @property {(question: Question) => Promise<Report>} check one at a time; later ones wait
 * @property {() => void} close stops all downloads and the worker
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { download, sha256Hex, DownloadFailure } = proofpress;

  const MEBIBYTE = 2 ** 20;
  const CAPS = { statement: 4 * MEBIBYTE, note: 64 * 1024, shard: 16 * MEBIBYTE }; // bytes
  const WORKER_SCRIPTS = ["boot.js", "worker.js"];
  const SNAPSHOT_PATH = /^snapshots\/[0-9a-z-]{1,32}\/$/;
  const SHARD_PATH = /^shards\/[0-9a-f]{4}\/[0-9a-f]{6}\.shard$/;

  /** The verifier cannot run here. It says nothing about any proof. */
  class RuntimeFailure extends Error {
    /** @param {"runtime-file" | "network" | "browser"} kind @param {string} file @param {string} detail */
    constructor(kind, file, detail) {
      super(`${file}: ${detail}`);
      Object.assign(this, { kind, file, detail });
    }
  }

  // --- the verifier in its worker ------------------------------------------------------

  function requireBrowser() {
    const missing = ["WebAssembly", "Worker", "BigInt", "ReadableStream"].find((name) => !(name in globalThis));
    if (missing) throw new RuntimeFailure("browser", "", `this browser has no ${missing}`);
  }

  /**
   * One file of the runtime, if it is the one that the page names.
   * @param {URL} folder @param {Runtime["files"][0]} file
   * @param {{onBytes: (bytes: number) => void, signal: AbortSignal}} options
   */
  async function runtimeFile(folder, { name, size, sha256 }, options) {
    const bytes = await download(new URL(name, folder), { what: name, cap: size, ...options }).catch((error) => {
      throw new RuntimeFailure("network", name, error.detail);
    });
    if (bytes.length !== size || (await sha256Hex(bytes)) !== sha256) {
      throw new RuntimeFailure("runtime-file", name, `not the file with SHA-256 ${sha256}`);
    }
    return bytes;
  }

  /** @param {Uint8Array[]} scripts */
  function workerOf(scripts) {
    const url = URL.createObjectURL(new Blob(scripts, { type: "text/javascript" }));
    return new Worker(url, { type: "module", name: "proofpress" });
  }

  /**
   * The worker, its boot, and calls to it.
   * @param {Runtime} runtime @param {(progress: Progress) => void} onProgress
   */
  function createEngine(runtime, onProgress) {
    const folder = new URL(runtime.base, document.baseURI);
    const control = new AbortController();
    const total = runtime.files.reduce((sum, { size }) => sum + size, 0);
    /** @type {Map<number, {resolve: (answer: string) => void, reject: (error: Error) => void}>} */
    const calls = new Map();
    let worker = null;
    let done = 0;
    let lastId = 0;

    const options = {
      signal: control.signal,
      onBytes(bytes) {
        done += bytes;
        onProgress({ phase: "download", done, total });
      },
    };

    /** Starts the worker and hands it each file as it comes in. */
    async function boot() {
      requireBrowser();
      const coming = new Map(runtime.files.map((file) => [file.name, runtimeFile(folder, file, options)]));
      const everything = Promise.all(coming.values());
      everything.catch(() => {}); // awaited below, after what may fail first
      worker = workerOf(await Promise.all(WORKER_SCRIPTS.map((name) => coming.get(name))));
      const started = listen(worker);
      WORKER_SCRIPTS.forEach((name) => coming.delete(name));
      worker.postMessage({ names: [...coming.keys()] });
      for (const [name, bytes] of coming) bytes.then((got) => hand(name, got), () => {});
      await Promise.race([everything, started]);
      onProgress({ phase: "start", done: 0, total: 1 });
      await started;
      onProgress({ phase: "start", done: 1, total: 1 });
    }

    /** @param {string} name @param {Uint8Array} bytes */
    function hand(name, bytes) {
      worker.postMessage({ file: name, bytes }, [bytes.buffer]);
    }

    /** @param {Worker} worker @returns {Promise<void>} when Python has started */
    function listen(worker) {
      return new Promise((resolve, reject) => {
        const broken = (detail) => reject(new RuntimeFailure("browser", "", detail));
        worker.onerror = (event) => {
          event.preventDefault();
          broken(event.message || "the worker did not start");
        };
        worker.onmessage = ({ data }) => {
          if ("id" in data) settle(data);
          else if (data.ready) resolve();
          else broken(data.detail);
        };
      });
    }

    function settle({ id, answer, fault }) {
      const { resolve, reject } = calls.get(id);
      calls.delete(id);
      if (fault === undefined) resolve(answer);
      else reject(new Error(fault));
    }

    function close() {
      control.abort();
      worker?.terminate();
      for (const { reject } of calls.values()) reject(new RuntimeFailure("browser", "", "the check was stopped"));
      calls.clear();
    }

    const ready = boot().catch((error) => {
      close();
      throw error;
    });
    ready.catch(() => {}); // each check reports it; a page that asks no check need not care

    /** @param {string} call @param {unknown[]} given @returns {Promise<object>} */
    async function ask(call, ...given) {
      await ready;
      const id = ++lastId;
      const answer = new Promise((resolve, reject) => calls.set(id, { resolve, reject }));
      worker.postMessage({ call, id, given });
      return JSON.parse(await answer);
    }

    return { ready, ask, close, signal: control.signal };
  }

  // --- one check -----------------------------------------------------------------------

  /** What the files of one snapshot are, as seen from the page. */
  function createSource(root, signal) {
    /** @param {string} path below the root @param {number} cap */
    const read = (path, cap) => download(new URL(path, root), { what: path, cap, signal });

    return {
      /** @param {string} snapshot */
      statement: (snapshot) => read(`${snapshot}statement.json`, CAPS.statement),
      /** A statement may stand without a note (a draft has none): the verifier says what that means. */
      note: (snapshot) =>
        read(`${snapshot}statement.note`, CAPS.note).catch((error) => {
          if (error.missing) return null;
          throw error;
        }),
      /** @param {string} snapshot @param {string} path */
      shard(snapshot, path) {
        if (!SHARD_PATH.test(path)) throw new Error(`not a shard's path: ${path}`);
        return read(snapshot + path, CAPS.shard);
      },
    };
  }

  /**
   * The wanted shard, fetched among its decoys in ascending order, one after the other: which
   * of them was wanted shows neither in the order nor in the time. A decoy that fails is no loss.
   */
  async function fetchShard(source, snapshot, { path, decoys, steps }, onProgress) {
    const paths = [...new Set([path, ...decoys])].sort();
    let wanted;
    for (const [i, each] of paths.entries()) {
      onProgress({ phase: "shard", done: i, total: paths.length, steps });
      const bytes = source.shard(snapshot, each);
      if (each === path) wanted = bytes;
      await bytes.catch(() => {});
    }
    onProgress({ phase: "shard", done: paths.length, total: paths.length, steps });
    return wanted;
  }

  /** @param {Question} question */
  async function runCheck(engine, source, { code, snapshotPath, identity = "", withDecoys = false }, onProgress) {
    if (!SNAPSHOT_PATH.test(snapshotPath)) throw new Error("snapshotPath is not snapshots/<id>/");
    onProgress({ phase: "statement", done: 0, total: 1 });
    const [statement, note] = await Promise.all([source.statement(snapshotPath), source.note(snapshotPath)]);
    onProgress({ phase: "statement", done: 1, total: 1 });
    const opened = await engine.ask("open", code, statement, note, new Date().toISOString());
    if (opened.state === "done") return opened.report;
    const wish = withDecoys ? opened : { ...opened, decoys: [] };
    const shard = await fetchShard(source, snapshotPath, wish, onProgress);
    onProgress({ phase: "verify", done: 0, total: 1 });
    const { report } = await engine.ask("finish", shard, identity);
    onProgress({ phase: "verify", done: 1, total: 1 });
    return report;
  }

  // --- reports of what kept the check from happening --------------------------------------

  const NOTHING_KNOWN = "This says nothing about your balance: the check did not take place.";
  const TEXTS = {
    "runtime-file": ({ file }) => [
      "cannot-check",
      "The checking program is damaged",
      `The file “${file}” of the checking program is not the one that this page names, so it was not run. ${NOTHING_KNOWN}`,
      "Reload the page. If that does not help, use another copy of this site and tell its operator the name of the file.",
    ],
    network: ({ file, detail }) => [
      "cannot-check",
      "A file could not be downloaded",
      `The file “${file}” could not be downloaded (${detail}). ${NOTHING_KNOWN}`,
      "Check your connection and try again, or use another copy of this site.",
    ],
    browser: () => [
      "cannot-check",
      "This browser could not run the check",
      `The checking program did not start in this browser. ${NOTHING_KNOWN}`,
      "Update the browser or try another one. The check can also be run without a browser: see the offline page.",
    ],
    fault: () => [
      "internal-fault",
      "The checking program failed",
      `There is a fault in the checking program itself. ${NOTHING_KNOWN}`,
      "Please report it to the operator of this site, with the details below. They hold neither your code nor your balance.",
    ],
  };

  /** @param {{kind: keyof TEXTS, file: string, detail: string}} reason @returns {Report} */
  function ownReport(reason) {
    const [verdict, title, explanation, advice] = TEXTS[reason.kind](reason);
    const lists = { remarks: [], balances: [], groups: [], solvency: [], path: [], steps: [] };
    const objects = { check: {}, snapshot: {}, position: {} };
    return { verdict, tone: "unknown", title, explanation, advice, account: "", ...lists, ...objects, reason };
  }

  /**
   * The outline of a fault: where it happened, without the values that messages repeat.
   * @param {Error} error
   */
  function outline(error) {
    const text = String(error.message ?? error);
    const places = text.match(/^ *File ".*$/gm) ?? [];
    const kind = text.match(/^[\w.]*(?:Error|Exception)\b/gm)?.pop() ?? error.name ?? "Error";
    return [...places.map((place) => place.trim()), kind].join("\n");
  }

  /** @param {Error} error @returns {Report} */
  function failureReport(error) {
    if (error instanceof RuntimeFailure) return ownReport({ kind: error.kind, file: error.file, detail: error.detail });
    if (error instanceof DownloadFailure) return ownReport({ kind: "network", file: error.what, detail: error.detail });
    return ownReport({ kind: "fault", file: "", detail: outline(error) });
  }

  /** A snapshot's file that cannot be had is the verifier's to explain, in its own words. */
  async function explain(engine, error) {
    if (!(error instanceof DownloadFailure)) return failureReport(error);
    const explained = engine.ask("unreadable", error.what, error.detail);
    return explained.then(({ report }) => report, failureReport);
  }

  /** @returns {Runtime} */
  const embeddedRuntime = () => JSON.parse(document.getElementById("runtime").textContent);

  /**
   * @param {object} options
   * @param {Runtime} [options.runtime]
   * @param {string} options.base the site's root, relative to the page
   * @param {(progress: Progress) => void} [options.onProgress]
   * @returns {Checker}
   */
  function createChecker({ runtime = embeddedRuntime(), base, onProgress = () => {} }) {
    const engine = createEngine(runtime, onProgress);
    const source = createSource(new URL(base, document.baseURI), engine.signal);
    let last = Promise.resolve();
    return {
      ready: engine.ready,
      check(question) {
        // The verifier holds one opened statement at a time.
        const report = last
          .then(() => runCheck(engine, source, question, onProgress))
          .catch((error) => explain(engine, error));
        last = report;
        return report;
      },
      close: engine.close,
    };
  }

  proofpress.createChecker = createChecker;
})();
