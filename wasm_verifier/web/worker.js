/**
 * The worker in which the verifier runs: bytes in, reports out.
 *
 * It has no network of its own (the page fetches everything for it), so what it is told,
 * the code above all, has nowhere to go. It is started from a blob of boot.js and this
 * file, as a module worker, because a blob worker inherits the page's CSP and a worker
 * loaded by its address does not.
 *
 * In:  {names}                           the runtime files that will come; starts Python
 *      {file, bytes}                     one of them, checked, in any order
 *      {call, id, given}                 a function of the verifier and its arguments
 * Out: {ready: true} or {ready: false, detail}
 *      {id, answer} or {id, fault}       `fault` is a traceback
 */
"use strict";

for (const way of ["XMLHttpRequest", "WebSocket", "WebTransport", "EventSource"]) {
  delete globalThis[way];
}

/** @type {Map<string, {bytes: Promise<Uint8Array>, put: (bytes: Uint8Array) => void}>} */
const shelf = new Map();

/** @type {Promise<object>} */
let verifier;

/** @param {string} name */
function place(name) {
  let put;
  const bytes = new Promise((resolve) => (put = resolve));
  shelf.set(name, { bytes, put });
}

/** @param {string} name */
async function file(name) {
  if (!shelf.has(name)) throw new TypeError(`the runtime has no file ${name}`);
  return shelf.get(name).bytes;
}

/** @param {string[]} names */
function start(names) {
  names.forEach(place);
  verifier = bootVerifier(file);
  verifier.then(
    () => postMessage({ ready: true }),
    (error) => postMessage({ ready: false, detail: String(error?.stack ?? error) }),
  );
}

/** @param {{call: string, id: number, given: unknown[]}} request */
async function answer({ call, id, given }) {
  try {
    postMessage({ id, answer: (await verifier)[call](...given) });
  } catch (error) {
    postMessage({ id, fault: String(error?.message ?? error) });
  }
}

addEventListener("message", ({ data }) => {
  if ("names" in data) start(data.names);
  else if ("file" in data) shelf.get(data.file).put(data.bytes);
  else answer(data);
});
