/**
 * Starts Python with some packages in it, from bytes that were checked before.
 *
 * It starts from a boot image, if there is one, in which Python has started and imported them already.
 * That relies on a part of Pyodide which is not documented; should it fail in some browser, Python
 * starts in the ordinary way, which gives the same answers, later.
 *
 * Pyodide fetches its parts itself, unchecked. So it is given a `fetch` that hands out
 * the checked files and nothing else: whatever else it may ask for, now or in a later
 * version, it does not get. The same bytes then run in a worker, or in a page without one.
 */
"use strict";

(() => {
  /** Where Pyodide believes it lives. `.invalid` never resolves (RFC 2606). */
  const NOWHERE = "https://runtime.invalid/";
  const WASM = "pyodide.asm.wasm";
  const LIBRARY = "python_stdlib.zip";
  const EMPTY_ZIP = Uint8Array.from({ length: 22 }, (_, i) => [0x50, 0x4b, 5, 6][i] ?? 0);
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
   * Gives Pyodide the wasm module that was compiled while other files were on their way. Pyodide
   * only warns when it does not start (too little memory, say), and then waits for ever: this
   * promise rejects instead.
   * @param {WebAssembly.Module} module @returns {Promise<never>}
   */
  function offerModule(module) {
    return new Promise((_, reject) => {
      WebAssembly.instantiateStreaming = async (_, imports) => {
        const instantiated = WebAssembly.instantiate(module, imports);
        instantiated.catch(reject);
        return { module, instance: await instantiated };
      };
    });
  }

  /**
   * @typedef {object} Parts
   * @property {(options: object) => Promise<object>} loadPyodide
   * @property {(settings: object) => Promise<object>} createModule
   * @property {WebAssembly.Module} module
   *
   * @param {(name: string) => Promise<Uint8Array>} file @returns {Promise<Parts>}
   */
  async function loadParts(file) {
    const [{ loadPyodide }, { default: createModule }, module] = await Promise.all([
      importFile("pyodide.mjs", file),
      importFile("pyodide.asm.mjs", file),
      file(WASM).then((bytes) => WebAssembly.compile(bytes)),
    ]);
    return { loadPyodide, createModule, module };
  }

  /**
   * @param {Parts} parts @param {(name: string) => Promise<Uint8Array>} file
   * @param {object} options further ones of Pyodide's
   * @param {(instance: object) => void} [prepare] called before Python's memory is restored
   */
  async function startPython({ loadPyodide, createModule, module }, file, options, prepare = () => {}) {
    const lock = JSON.parse(new TextDecoder().decode(await file("pyodide-lock.json")));
    const failure = offerModule(module);
    failure.catch(() => {});
    globalThis.fetch = fetchFrom((name) => (name === WASM ? new Uint8Array() : file(name)));
    return loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      lockFileContents: lock,
      createPyodideModule: async (settings) => {
        const instance = await Promise.race([createModule(settings), failure]);
        prepare(instance);
        return instance;
      },
      // What Python prints may hold a code or a balance: it belongs in no console.
      stdout: () => {},
      stderr: () => {},
      ...options,
    });
  }

  /**
   * Python calls some functions through a small wasm module of Pyodide's that not every engine
   * takes (WebKit, and so every iPhone, does not). Whether it is there stands in memory, in a
   * place that Pyodide has just written: this engine's answer counts, not the one in the image.
   * @param {object} instance @param {Uint8Array} snapshot
   */
  function keepTrampoline({ HEAPU8, HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: offsetAt }, snapshot) {
    const address = __PyRuntime + HEAP32[offsetAt / 4];
    const headLength = new DataView(snapshot.buffer).getUint32(4, true);
    snapshot.set(HEAPU8.subarray(address, address + 4), headLength + address);
  }

  /** @param {Parts} parts @param {(name: string) => Promise<Uint8Array>} file @param {string} imageName */
  async function startFromImage(parts, file, imageName) {
    const [image, wasm] = await Promise.all([file(imageName), file(WASM)]);
    // All modules that are needed are in the image: the library they came from stays away.
    const fileOrNone = (name) => (name === LIBRARY ? EMPTY_ZIP : file(name));
    const snapshot = restoreImage(image, wasm);
    const prepare = (instance) => keepTrampoline(instance, snapshot);
    return startPython(parts, fileOrNone, { _loadSnapshot: snapshot }, prepare);
  }

  /**
   * @param {(name: string) => Promise<Uint8Array>} file gives the checked bytes of a runtime file
   * @param {{image?: string, packages: string[]}} start the boot image to start from, if any, and
   *   what a plain start has to load
   * @returns {Promise<{python: object, fromImage: boolean}>}
   */
  async function bootPython(file, { image, packages }) {
    const parts = await loadParts(file);
    const plainly = async () => ({ python: await startPython(parts, file, { packages }), fromImage: false });
    if (!image) return plainly();
    try {
      return { python: await startFromImage(parts, file, image), fromImage: true };
    } catch (error) {
      console.info(`proofpress: starting without the boot image, which takes longer (${error?.message ?? error})`);
      return plainly();
    }
  }

  globalThis.bootPython = bootPython;
})();
