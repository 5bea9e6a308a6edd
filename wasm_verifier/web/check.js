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
 * The page needs sha256.js and download.js before this file, the worker's script as the text
 * `proofpress.workerScript` (`proofpress.runtime` puts all that together), and unless told otherwise
 * reads what the runtime consists of from `<script type="application/json" id="runtime">`.
 *
 * @typedef {object} Runtime
 * @property {string} base where the runtime's files lie, relative to the page
 * @property {{version: string, sha256: string}} verifier
 * @property {RuntimeFile[]} files what the worker needs
 *
 * @typedef {object} RuntimeFile
 * @property {string} name what the worker calls it
 * @property {string} path where it lies, relative to the runtime's base
 * @property {number} bytes its length there
 * @property {string} sha256 of what the worker gets, unpacked if need be
 * @property {number} size of the same
 * @property {boolean} spare downloaded only if the worker asks for it
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
 * @typedef {object} Report as the format document lists it ("Report"). If Python does not run, one
 *   is made here with the same members as there (`verdict` is "cannot-check" or "internal-fault")
 *   and a `reason`: {kind: "runtime-file" | "network" | "browser" | "stopped" | "fault", file}
 *
 * @typedef {object} Checker
 * @property {Promise<void>} ready settles when the verifier has started, or could not at once
 * @property {(question: Question) => Promise<Report>} check one at a time; later ones wait
 * @property {() => void} close stops all downloads and the worker
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { download, sha256Hex, DownloadFailure, workerScript } = proofpress;

  const MEBIBYTE = 2 ** 20;
  const CAPS = { statement: 4 * MEBIBYTE, note: 64 * 1024, shard: 16 * MEBIBYTE }; // bytes
  const SNAPSHOT_PATH = /^snapshots\/[0-9a-z-]{1,32}\/$/;
  const SHARD_PATH = /^shards\/[0-9a-f]{4}\/[0-9a-f]{6}\.shard$/;

  /** The verifier cannot run here. It says nothing about any proof. */
  class RuntimeFailure extends Error {
    /** @param {"runtime-file" | "network" | "browser" | "stopped"} kind @param {string} file @param {string} detail */
    constructor(kind, file, detail) {
      super(`${file}: ${detail}`);
      Object.assign(this, { kind, file, detail });
    }
  }

  // --- the verifier in its worker ------------------------------------------------------

  function requireBrowser() {
    const missing = ["WebAssembly", "Worker", "BigInt", "DecompressionStream"].find((name) => !(name in globalThis));
    if (missing) throw new RuntimeFailure("browser", "", `this browser has no ${missing}`);
  }

  /**
   * One file of the runtime, if it is the one that the page names.
   * @param {URL} folder @param {Runtime["files"][0]} file
   * @param {{onBytes: (bytes: number) => void, signal: AbortSignal}} options
   */
  async function runtimeFile(folder, { name, path, bytes: cap, size, sha256 }, options) {
    const unpackedCap = path === name ? undefined : size;
    const bytes = await download(new URL(path, folder), { what: name, cap, unpackedCap, ...options }).catch((error) => {
      throw new RuntimeFailure(error.wrong ? "runtime-file" : "network", name, error.detail);
    });
    if (bytes.length !== size || (await sha256Hex(bytes)) !== sha256) {
      throw new RuntimeFailure("runtime-file", name, `not the file with SHA-256 ${sha256}`);
    }
    return bytes;
  }

  function startWorker() {
    const url = URL.createObjectURL(new Blob([workerScript], { type: "text/javascript" }));
    return new Worker(url, { type: "module", name: "proofpress" });
  }

  /**
   * The worker, its boot, and calls to it.
   * @param {Runtime} runtime @param {(progress: Progress) => void} onProgress
   */
  function createEngine(runtime, onProgress) {
    const folder = new URL(runtime.base, document.baseURI);
    const control = new AbortController();
    const files = new Map(runtime.files.map((file) => [file.name, file]));
    /** Who waits for which answer. @type {Map<number, (answer: {answer?: string, fault?: string}) => void>} */
    const waiting = new Map();
    let worker = null;
    let done = 0; // bytes
    let total = 0;
    let lastId = 0;
    let halt;
    /** Rejects when the worker is lost, so that nobody waits for it for ever. @type {Promise<never>} */
    const halted = new Promise((_, reject) => (halt = reject));
    halted.catch(() => {});

    const options = {
      signal: control.signal,
      onBytes(bytes) {
        done += bytes;
        onProgress({ phase: "download", done, total });
      },
    };

    /** @param {Error} error what everyone who still waits is told */
    function stop(error) {
      halt(error); // first: what fails because of the abort is not the reason
      control.abort();
      worker?.terminate();
    }

    /** @param {RuntimeFile} file */
    function get(file) {
      total += file.bytes;
      return runtimeFile(folder, file, options);
    }

    /** Starts the worker and hands it each file as it comes in. */
    async function boot() {
      requireBrowser();
      const wanted = runtime.files.filter(({ spare }) => !spare);
      const coming = new Map(wanted.map((file) => [file.name, get(file)]));
      worker = startWorker();
      const started = listen();
      const spares = runtime.files.filter(({ spare }) => spare).map(({ name }) => name);
      worker.postMessage({ names: [...coming.keys()], spares });
      for (const [name, bytes] of coming) bytes.then((got) => hand(name, got), () => {});
      await Promise.all(coming.values());
      onProgress({ phase: "start", done: 0, total: 1 });
      await started;
      onProgress({ phase: "start", done: 1, total: 1 });
    }

    /** @param {string} name @param {Uint8Array} bytes */
    function hand(name, bytes) {
      worker.postMessage({ file: name, bytes }, [bytes.buffer]);
    }

    /** Fetches what the worker turns out to need after all. @param {string} name */
    function fetchSpare(name) {
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
          else if ("need" in data) fetchSpare(data.need);
          else if (data.ready) resolve();
          else broken(data.detail);
        };
      });
    }

    const ready = Promise.race([halted, boot()]).catch((error) => {
      stop(error);
      throw error;
    });
    ready.catch(() => {}); // each check reports it; a page that asks no check need not care

    /** @param {string} call @param {unknown[]} given @returns {Promise<object>} */
    async function ask(call, ...given) {
      await ready;
      const id = ++lastId;
      const answered = new Promise((resolve) => waiting.set(id, resolve));
      worker.postMessage({ call, id, given });
      const { answer, fault } = await Promise.race([answered, halted]);
      waiting.delete(id);
      if (fault !== undefined) throw new Error(fault);
      return JSON.parse(answer);
    }

    const close = () => stop(new RuntimeFailure("stopped", "", "closed"));
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
    const snapshot = snapshotPath.split("/")[1]; // an old statement in its place is a rollback
    const opened = await engine.ask("open", code, statement, note, new Date().toISOString(), snapshot);
    if (opened.state === "done") return opened.report;
    const wish = withDecoys ? opened : { ...opened, decoys: [] };
    // A file that does not exist is a damaged copy: the signed statement says that it does.
    const shard = await fetchShard(source, snapshotPath, wish, onProgress).catch((error) => {
      if (!error.missing) throw error;
      return new Uint8Array();
    });
    onProgress({ phase: "verify", done: 0, total: 1 });
    const { report } = await engine.ask("finish", shard, identity);
    onProgress({ phase: "verify", done: 1, total: 1 });
    return report;
  }

  // --- reports of what kept the check from happening --------------------------------------

  const NOTHING_KNOWN = "This says nothing about your balance: the check did not take place.";
  const RELOAD = "Reload the page. If that does not help, use another copy of this site";
  /** @type {Record<string, (file: string) => {title: string, explanation: string, advice: string}>} */
  const TEXTS = {
    "runtime-file": (file) => ({
      title: "The checking program is damaged",
      explanation: `The file “${file}” of the checking program is not the one that this page names, so it was not run. ${NOTHING_KNOWN}`,
      advice: `${RELOAD} and tell its operator the name of the file.`,
    }),
    network: (file) => ({
      title: "The checking program could not be fetched",
      explanation: `The file “${file}” of the checking program could not be downloaded. ${NOTHING_KNOWN}`,
      advice: `Check your connection. ${RELOAD}.`,
    }),
    browser: () => ({
      title: "The checking program did not start",
      explanation: `This browser did not start the checking program. ${NOTHING_KNOWN}`,
      advice: "Update the browser or try another one. The check can also be made without this page.",
    }),
    stopped: () => ({
      title: "The check was stopped",
      explanation: NOTHING_KNOWN,
      advice: "Start it again whenever you like.",
    }),
    fault: () => ({
      title: "The checking program failed",
      explanation: `There is a fault in the checking program itself. ${NOTHING_KNOWN}`,
      advice: "Please report it with the details below. They hold neither your code nor your balance.",
    }),
  };

  /** @param {keyof TEXTS} kind @param {string} file @param {string} detail @returns {Report} */
  function ownReport(kind, file, detail) {
    const verdict = kind === "fault" ? "internal-fault" : "cannot-check";
    const texts = TEXTS[kind](file);
    return { verdict, tone: "unknown", ...texts, remarks: [], steps: [], detail, reason: { kind, file } };
  }

  /**
   * The outline of a fault: where it happened, and of what kind. Messages are left out, since
   * they repeat values, and people post such details where others ask for help.
   * @param {Error} error
   */
  function outline({ name, message, stack = "" }) {
    const inPython = message.match(/^ *File ".*", line \d+.*$/gm);
    const pythonKind = message.match(/^[\w.]*(?:Error|Exception)\b/gm)?.pop();
    const inScripts = stack.replace(message, "").match(/^.*:\d+:\d+\)?$/gm);
    const places = inPython ?? inScripts ?? [];
    return [...places.map((place) => place.trim()), pythonKind ?? name].join("\n");
  }

  /** @param {Error} error @returns {Report} */
  function failureReport(error) {
    if (error instanceof RuntimeFailure) return ownReport(error.kind, error.file, error.detail);
    return ownReport("fault", "", outline(error));
  }

  /** A snapshot's file that cannot be had is for Python to report, as in every other front end. */
  async function explain(engine, error) {
    if (!(error instanceof DownloadFailure)) return failureReport(error);
    const sentence = `The file “${error.what}” could not be read.`;
    return engine.ask("unreadable", sentence, error.detail).then(({ report }) => report, failureReport);
  }

  /** A fault of the page in showing progress shows on the console; the check goes on. */
  const tellSafely = (onProgress) => (progress) => {
    try {
      onProgress(progress);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  };

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
    const tell = tellSafely(onProgress);
    const root = new URL(base, document.baseURI);
    let engine = createEngine(runtime, tell);
    let closed = false;
    let last = Promise.resolve();

    /** @param {Question} question */
    function answer(question) {
      // A start that failed, for want of a connection perhaps, is tried again with the next check.
      if (engine.signal.aborted && !closed) engine = createEngine(runtime, tell);
      const source = createSource(root, engine.signal);
      return runCheck(engine, source, question, tell).catch((error) => explain(engine, error));
    }

    return {
      ready: engine.ready,
      check(question) {
        // The verifier holds one opened statement at a time.
        last = last.then(() => answer(question));
        return last;
      },
      close() {
        closed = true;
        engine.close();
      },
    };
  }

  proofpress.createChecker = createChecker;
})();
