/**
 * The worker in which the verifier runs: bytes in, reports out.
 *
 * It has no network of its own (the page fetches everything for it), so what it is told,
 * the code above all, has nowhere to go. It is started from a blob of image.js, boot.js
 * and this file, as a module worker, because a blob worker inherits the page's CSP and a worker
 * loaded by its address does not.
 *
 * In:  {names, spares}                   the runtime files that will come, and those that would
 *                                        if asked for; starts Python
 *      {file, bytes}                     one of them, checked, in any order
 *      {call, id, given}                 a function of the verifier and its arguments
 * Out: {need}                            the name of a spare file
 *      {ready: true} or {ready: false, detail}
 *      {id, answer} or {id, fault}       `fault` is a traceback
 */
"use strict";

for (const way of ["XMLHttpRequest", "WebSocket", "WebTransport", "EventSource"]) {
  delete globalThis[way];
}

/**
 * The runtime's files, here or on their way.
 * @type {Map<string, {bytes: Promise<Uint8Array>, put: (bytes: Uint8Array) => void, spare: boolean}>}
 */
const shelf = new Map();

/** @type {Promise<object>} */
let verifier;

/** @param {string} name @param {boolean} spare */
function place(name, spare) {
  let put;
  const bytes = new Promise((resolve) => (put = resolve));
  shelf.set(name, { bytes, put, spare });
}

/** @param {string} name */
async function file(name) {
  const place = shelf.get(name);
  if (!place) throw new TypeError(`the runtime has no file ${name}`);
  if (place.spare) postMessage({ need: name });
  place.spare = false;
  return place.bytes;
}

/** @param {string[]} names @param {string[]} spares */
function start(names, spares) {
  names.forEach((name) => place(name, false));
  spares.forEach((name) => place(name, true));
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
  if ("names" in data) start(data.names, data.spares);
  else if ("file" in data) shelf.get(data.file).put(data.bytes);
  else answer(data);
});
