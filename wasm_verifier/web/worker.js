/**
 * A worker in which Python runs: bytes in, answers out.
 *
 * It has no network access (the page fetches everything for it), so nothing that it is given, above
 * all a code, can leave it. It is started from a blob of image.js, boot.js, a script that sets `job`
 * and this file, as a module worker, because a blob worker inherits the page's CSP and a worker loaded
 * by its address does not.
 *
 * Where no worker of a page can do this, the same script runs in the page, which then takes the
 * worker's role through `createDesk`.
 *
 * The `job` is {image, packages, calls}: the boot image to start from, or none; the packages that
 * a plain start loads; and a function that, given Python, returns the functions that the page may call.
 *
 * In:  {names, spares, plain}            the runtime files that will arrive, those available on request,
 *                                        and whether to start without the image; starts Python
 *      {file, bytes}                     one of them, checked, in any order
 *      {call, id, given}                 a function of the job and its arguments
 * Out: {running: true}                   the script runs
 *      {need}                            the name of a spare file
 *      {ready: true, fromImage} or {ready: false, detail}
 *      {id, answer} or {id, fault}       `answer` is JSON text, `fault` a traceback
 */
"use strict";

/**
 * Receives messages and answers them.
 * @param {(message: object) => void} send
 * @returns {(message: object) => void} receives a message
 */
function createDesk(send) {
  /**
   * The runtime's files, present or expected.
   * @type {Map<string, {bytes: Promise<Uint8Array>, put: (bytes: Uint8Array) => void, spare: boolean}>}
   */
  const shelf = new Map();

  /** @type {Promise<Record<string, Function>>} */
  let calls;

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
    if (place.spare) send({ need: name });
    place.spare = false;
    return place.bytes;
  }

  /** @param {string[]} names @param {string[]} spares @param {boolean} plain */
  function start(names, spares, plain) {
    send({ running: true });
    names.forEach((name) => place(name, false));
    spares.forEach((name) => place(name, true));
    const booted = bootPython(file, plain ? { ...job, image: undefined } : job);
    calls = booted.then(({ python }) => job.calls(python, bytesFor(python)));
    Promise.all([booted, calls]).then(
      ([{ fromImage }]) => send({ ready: true, fromImage }),
      (error) => send({ ready: false, detail: String(error?.stack ?? error) }),
    );
  }

  /** Converts bytes for Python; missing ones become None. @param {object} python */
  function bytesFor(python) {
    const toBytes = python.runPython("lambda buffer: buffer.to_bytes()");
    return (bytes) => (bytes ? toBytes(bytes) : undefined);
  }

  /** @param {{call: string, id: number, given: unknown[]}} request */
  async function answer({ call, id, given }) {
    try {
      send({ id, answer: (await calls)[call](...given) });
    } catch (error) {
      send({ id, fault: String(error?.message ?? error) });
    }
  }

  return (message) => {
    if ("names" in message) start(message.names, message.spares, message.plain);
    else if ("file" in message) shelf.get(message.file).put(message.bytes);
    else answer(message);
  };
}

globalThis.createDesk = createDesk;

if (!("document" in globalThis)) {
  for (const way of ["XMLHttpRequest", "WebSocket", "WebTransport", "EventSource", "importScripts"]) {
    delete globalThis[way];
  }
  const take = createDesk((message) => postMessage(message));
  addEventListener("message", ({ data }) => take(data));
}
