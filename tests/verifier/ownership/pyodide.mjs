// Runs Python in Pyodide, in Node: node pyodide.mjs PYODIDE SCRIPT FOLDER=MOUNT…
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, script, ...mounts] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(pyodide).href);
const python = await loadPyodide();
for (const mount of mounts) {
  const cut = mount.lastIndexOf("=");
  python.FS.mkdirTree(mount.slice(cut + 1));
  python.mountNodeFS(mount.slice(cut + 1), mount.slice(0, cut));
}
console.log(python.runPython(readFileSync(script, "utf8")));
