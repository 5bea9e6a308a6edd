/**
 * Starts Python with the verifier in it, from bytes that were checked before.
 *
 * Pyodide fetches its parts itself, unchecked. So it is given a `fetch` that hands out
 * the checked files and nothing else: whatever else it may ask for, now or in a later
 * version, it does not get. The same bytes then run in a worker, or in a page without one.
 */
"use strict";

(() => {
  /** Where Pyodide believes it lives. `.invalid` never resolves (RFC 2606). */
  const NOWHERE = "https://runtime.invalid/";
  const PACKAGE = "proofpress-verify";
  const TYPES = { wasm: "application/wasm", mjs: "text/javascript", json: "application/json" };

  /** @param {string} name */
  const typeOf = (name) => TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";

  /**
   * @param {(name: string) => Promise<Uint8Array>} file
   * @returns {typeof fetch} answers for files under NOWHERE, refuses all else
   */
  function fetchFrom(file) {
    return async (resource) => {
      const url = String(resource.url ?? resource);
      if (!url.startsWith(NOWHERE)) throw new TypeError(`not a file of the runtime: ${url}`);
      const name = url.slice(NOWHERE.length);
      return new Response(await file(name), { headers: { "content-type": typeOf(name) } });
    };
  }

  /**
   * Imports a script from its bytes: as a blob it has the right type, whatever the host said.
   * @param {string} name @param {(name: string) => Promise<Uint8Array>} file
   */
  async function importFile(name, file) {
    const url = URL.createObjectURL(new Blob([await file(name)], { type: typeOf(name) }));
    try {
      return await import(url);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /**
   * Pyodide only warns when its wasm does not start (too little memory, a policy without
   * 'wasm-unsafe-eval'), and then waits for ever. This promise rejects instead.
   * @returns {Promise<never>}
   */
  function wasmFailure() {
    const instantiate = WebAssembly.instantiateStreaming;
    return new Promise((_, reject) => {
      WebAssembly.instantiateStreaming = (...given) => {
        const instance = instantiate(...given);
        instance.catch(reject);
        return instance;
      };
    });
  }

  /** @param {(name: string) => Promise<Uint8Array>} file */
  async function loadPython(file) {
    const asm = importFile("pyodide.asm.mjs", file);
    asm.catch(() => {}); // awaited below; until then its failure is not an unhandled one
    const failure = wasmFailure();
    const { loadPyodide } = await importFile("pyodide.mjs", file);
    const lock = JSON.parse(new TextDecoder().decode(await file("pyodide-lock.json")));
    return loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      lockFileContents: lock,
      packages: [PACKAGE],
      createPyodideModule: async (settings) => Promise.race([(await asm).default(settings), failure]),
      // What Python prints may hold a code or a balance: it belongs in no console.
      stdout: () => {},
      stderr: () => {},
    });
  }

  /**
   * The functions of `proofpress_verify.browser`, for bytes and text of JavaScript.
   *
   * @typedef {object} Verifier
   * @property {(code: string, statement: Uint8Array, note: Uint8Array | null, now: string, snapshot: string) => string} open
   * @property {(shard: Uint8Array, identity: string) => string} finish
   * @property {(what: string, detail: string) => string} unreadable
   *
   * @param {(name: string) => Promise<Uint8Array>} file gives the checked bytes of a runtime file
   * @returns {Promise<Verifier>}
   */
  async function bootVerifier(file) {
    globalThis.fetch = fetchFrom(file);
    const python = await loadPython(file);
    const browser = python.pyimport("proofpress_verify.browser");
    const toBytes = python.runPython("lambda buffer: buffer.to_bytes()");
    return {
      open: (code, statement, note, now, snapshot) =>
        browser.open_check(code, toBytes(statement), note ? toBytes(note) : undefined, now, snapshot),
      finish: (shard, identity) => browser.finish_check(toBytes(shard), identity),
      unreadable: (what, detail) => browser.unreadable(what, detail),
    };
  }

  globalThis.bootVerifier = bootVerifier;
})();
