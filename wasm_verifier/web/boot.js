/**
 * Starts Python with some packages, from bytes that were checked before.
 *
 * If there is a boot image, it starts from that: there, Python has already started and imported the
 * packages. This relies on an undocumented part of Pyodide. If it fails in some browser, Python starts
 * in the ordinary way, which takes longer and gives the same answers.
 *
 * Pyodide fetches its parts itself, unchecked. So it gets a `fetch` that returns the checked files
 * and refuses everything else, now and in later versions. The same bytes run in a worker, or in a
 * page without one.
 */
"use strict";

(() => {
  /** The address that Pyodide is told it was loaded from. `.invalid` never resolves (RFC 2606). */
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
   * Gives Pyodide the wasm module, which is compiled as soon as its file has arrived. If the module does
   * not start (too little memory, for example), Pyodide only warns and then waits forever: this promise
   * rejects instead.
   * @param {Promise<WebAssembly.Module>} module @returns {Promise<never>}
   */
  function offerModule(module) {
    return new Promise((_, reject) => {
      WebAssembly.instantiateStreaming = async (_, imports) => {
        const instantiated = module.then((compiled) => WebAssembly.instantiate(compiled, imports));
        instantiated.catch(reject);
        return { module: await module, instance: await instantiated };
      };
    });
  }

  /**
   * @typedef {object} Parts
   * @property {(options: object) => Promise<object>} loadPyodide
   * @property {(settings: object) => Promise<object>} createModule
   * @property {Promise<WebAssembly.Module>} module
   *
   * @param {(name: string) => Promise<Uint8Array>} file @returns {Promise<Parts>}
   */
  async function loadParts(file) {
    const module = file(WASM).then((bytes) => WebAssembly.compile(bytes));
    module.catch(() => {}); // reported where Python is started
    const [{ loadPyodide }, { default: createModule }] = await Promise.all([
      importFile("pyodide.mjs", file),
      importFile("pyodide.asm.mjs", file),
    ]);
    return { loadPyodide, createModule, module };
  }

  /**
   * @param {Parts} parts @param {(name: string) => Promise<Uint8Array>} file
   * @param {object} options more options for Pyodide
   * @param {(instance: object) => Promise<void>} [prepare] given Pyodide before Python starts in it
   */
  async function startPython({ loadPyodide, createModule, module }, file, options, prepare = async () => {}) {
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
        await prepare(instance);
        return instance;
      },
      // What Python prints may contain a code or a balance, so it must not reach a console.
      stdout: () => {},
      stderr: () => {},
      ...options,
    });
  }

  /**
   * Python calls some functions through a small wasm module of Pyodide's that not every engine
   * accepts (WebKit, and so every iPhone, does not). A place in memory, which Pyodide has just written,
   * says whether it is there: this engine's answer counts, not the one in the image.
   * @param {object} instance @returns {Uint8Array} that place
   */
  function trampoline({ HEAPU8, HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: offsetAt }) {
    const address = __PyRuntime + HEAP32[offsetAt / 4];
    return HEAPU8.subarray(address, address + 4);
  }

  /**
   * Replaces Pyodide's memory with the image's. Pyodide then restores the rest.
   * @param {object} instance @param {Uint8Array} image @param {Uint8Array} wasm
   */
  function restore(instance, image, wasm) {
    const ours = trampoline(instance).slice();
    restoreMemory(instance.HEAPU8, instance._sbrk(0), image, wasm);
    trampoline(instance).set(ours);
    const { API } = instance;
    const restoreSnapshot = API.restoreSnapshot;
    API.restoreSnapshot = () => restoreSnapshot(imageHead(image));
  }

  /** @param {Parts} parts @param {(name: string) => Promise<Uint8Array>} file @param {string} imageName */
  function startFromImage(parts, file, imageName) {
    // The image has all modules that are needed, so the library is not loaded.
    const fileOrNone = (name) => (name === LIBRARY ? EMPTY_ZIP : file(name));
    const prepare = async (instance) => restore(instance, await file(imageName), await file(WASM));
    // Pyodide expects the snapshot before it starts its own parts, which takes as long as the image's
    // download. So it gets none, and `restore` copies it later.
    return startPython(parts, fileOrNone, { _loadSnapshot: new Uint8Array() }, prepare);
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
      await parts.module; // without it there is no plain start either
      console.info(`proofpress: starting without the boot image, which takes longer (${error?.message ?? error})`);
      return plainly();
    }
  }

  globalThis.bootPython = bootPython;
})();
