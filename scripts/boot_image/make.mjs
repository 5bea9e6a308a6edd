/**
 * Runs Pyodide in Node, so that browsers need not repeat its start.
 *
 *     node make.mjs image PYODIDE WORK       WORK/verifier.image, the boot image (see image.js)
 *     node make.mjs library PYODIDE WORK     WORK/library.zip, the standard library modules in use
 *     node make.mjs pack PYODIDE FILE...     FILE.gzip, by the zlib in Pyodide
 *
 * The same input gives the same bytes on every machine: Python gets a fixed hash seed, a fixed
 * clock and zeros instead of random bytes, and cannot see the machine. The output of zlib differs
 * from version to version, so Pyodide's zlib is used, which is the same everywhere.
 *
 * `proofpress.browser_bundle.boot_image` prepares WORK: `python_stdlib.zip`, the verifier in `site/`
 * and as a wheel.
 */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix, sep } from "node:path";
import { pathToFileURL } from "node:url";

const [job, pyodide, ...rest] = process.argv.slice(2);
const HERE = import.meta.dirname;
const SITE = "/lib/python3.14/site-packages";

/** @param {string} path */
const read = (path) => new Uint8Array(readFileSync(path));

/** Hides from Python everything that differs between machines and between runs. */
function removeVariation() {
  const moment = Date.UTC(2020, 0, 1);
  globalThis.Date = class extends Date {
    constructor(...given) {
      super(...(given.length ? given : [moment]));
    }
    static now() {
      return moment;
    }
  };
  performance.now = () => 0;
  const zeros = (view) => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(0);
    return view;
  };
  crypto.getRandomValues = zeros;
  createRequire(import.meta.url)("node:crypto").randomFillSync = zeros;
  process.env.TZ = "UTC";
  process.argv.splice(1, Infinity, "python");
}

/** @param {object} [more] */
async function startPython(more = {}) {
  const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")));
  return loadPyodide({ indexURL: pyodide, _sysExecutable: "python", ...more });
}

/** All files below `folder`, as paths relative to it. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll(sep, "/"))
    .sort();

/**
 * Overwrites freed memory of Python and C with zeros, so that it compresses to almost nothing: all
 * of it is allocated, overwritten and freed again.
 */
function clearFreed({ _malloc, _free, _malloc_usable_size, _PyObject_Malloc, _PyObject_Free, _sbrk, HEAPU8 }) {
  const top = _sbrk(0);
  const take = (allocate, sizes, lengthOf) =>
    sizes.flatMap((size) => {
      const taken = [];
      for (;;) {
        const address = allocate(size);
        taken.push(address);
        if (!address || address >= top) return taken;
        HEAPU8.fill(0, address, address + lengthOf(address, size));
      }
    });
  const small = Array.from({ length: 32 }, (_, i) => 512 - 16 * i);
  const large = Array.from({ length: 60 }, (_, i) => Math.floor(2 ** 18 / 1.2 ** i)).filter((size) => size >= 8);
  const objects = take(_PyObject_Malloc, small, (_, size) => size);
  const blocks = take(_malloc, large, (address) => _malloc_usable_size(address));
  blocks.forEach((address) => _free(address));
  objects.forEach((address) => _PyObject_Free(address));
}

/** @param {string} work */
async function makeSnapshot(work) {
  const python = await startPython({
    stdLibURL: join(work, "python_stdlib.zip"),
    _makeSnapshot: true,
    env: {
      HOME: "/home/pyodide",
      LANG: "C.UTF-8",
      _: "python",
      PYTHONHASHSEED: "0",
      PYTHONNODEBUGRANGES: "1",
      PYTHONOPTIMIZE: "2",
    },
  });
  const site = join(work, "site");
  for (const name of filesBelow(site)) {
    python.FS.mkdirTree(posix.join(SITE, posix.dirname(name)));
    python.FS.writeFile(posix.join(SITE, name), read(join(site, name)));
  }
  python.runPython(readFileSync(join(HERE, "prepare.py"), "utf8"));
  python.runPython("[globals().pop(name) for name in list(globals()) if not name.startswith('__')]; None");
  clearFreed(python._module);
  return python.makeMemorySnapshot();
}

/** Restores the image as a browser does, into the memory of a starting Pyodide, and compares it. */
async function requireSame(made, wasm, snapshot) {
  const { imageHead, restoreMemory } = globalThis;
  const { default: createModule } = await import(pathToFileURL(join(pyodide, "pyodide.asm.mjs")));
  const same = (found, from, to) => Buffer.compare(found, snapshot.subarray(from, to)) === 0;
  await startPython({
    _loadSnapshot: new Uint8Array(),
    createPyodideModule: async (settings) => {
      const instance = await createModule(settings);
      const { HEAPU8 } = instance;
      restoreMemory(HEAPU8, instance._sbrk(0), made, wasm);
      const head = imageHead(made);
      const memory = snapshot.length - head.length;
      const whole = same(head, 0, head.length) && same(HEAPU8.subarray(0, memory), head.length);
      if (!whole || HEAPU8.subarray(memory).some(Boolean)) throw new Error("the image does not restore");
      instance.API.restoreSnapshot = (restored => () => restored(head))(instance.API.restoreSnapshot);
      return instance;
    },
  });
}

async function image(work) {
  const wasm = read(join(pyodide, "pyodide.asm.wasm"));
  const snapshot = await makeSnapshot(work);
  const made = globalThis.makeImage(snapshot, wasm);
  await requireSame(made, wasm, snapshot);
  writeFileSync(join(work, "verifier.image"), made);
}

async function library(work) {
  const python = await startPython();
  python.unpackArchive(read(join(work, "verifier.whl")), "wheel");
  const reduced = python.runPython(readFileSync(join(HERE, "library.py"), "utf8"));
  writeFileSync(join(work, "library.zip"), reduced.toJs());
}

async function pack(files) {
  const python = await startPython();
  python.runPython("import gzip");
  const compress = python.runPython("lambda data: gzip.compress(data.to_bytes(), 9, mtime=0)");
  for (const file of files) writeFileSync(`${file}.gzip`, compress(read(file)).toJs());
}

await import(pathToFileURL(join(HERE, "../../wasm_verifier/web/image.js")));
removeVariation();
try {
  await { image: () => image(rest[0]), library: () => library(rest[0]), pack: () => pack(rest) }[job]();
} catch (error) {
  // Node itself would print Pyodide's source line of a million characters above the message.
  process.stderr.write(`${error.message}\n${String(error.stack).slice(-2000)}\n`);
  process.exitCode = 1;
}
