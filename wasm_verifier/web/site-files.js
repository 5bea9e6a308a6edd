/**
 * The files of this site that a page needs for every check: those of the runtime, and those that
 * every snapshot has.
 *
 * @typedef {object} Runtime the content of `<script type="application/json" id="runtime">`
 * @property {string} base the folder of the runtime's files, relative to the page
 * @property {{version: string, sha256: string}} verifier
 * @property {RuntimeFile[]} files what the worker needs
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, download, RuntimeFailure } = proofpress;

  const SNAPSHOT_PATH = /^snapshots\/[0-9a-z-]{1,32}\/$/;

  /** @param {URL} folder @returns {(file: RuntimeFile, reading: Reading) => Promise<Uint8Array>} */
  function runtimeFrom(folder) {
    return ({ name, path, bytes: cap, size }, reading) => {
      const unpackedCap = path === name ? undefined : size;
      return download(new URL(path, folder), { what: name, cap, unpackedCap, ...reading }).catch((error) => {
        throw new RuntimeFailure(error.wrong ? "runtime-file" : "network", name, error.detail);
      });
    };
  }

  /** @param {Error} error */
  function nullIfMissing(error) {
    if (error.missing) return null;
    throw error;
  }

  /**
   * Reads files of snapshots.
   * @param {URL} root of the site @param {AbortSignal} signal
   * @param {RequestCache} [cache] "reload" to fetch files again that the browser has cached
   */
  function readerOf(root, signal, cache) {
    /** @param {string} snapshot @param {string} name @param {number} cap */
    async function read(snapshot, name, cap) {
      if (!SNAPSHOT_PATH.test(snapshot)) throw new Error("a snapshot's path is snapshots/<id>/");
      const what = snapshot + name;
      return download(new URL(what, root), { what, cap, signal, cache });
    }

    return {
      read,
      statement: (snapshot) => read(snapshot, "statement.json", CAPS.statement),
      /** A statement may have no note (a draft may): the verifier says what that means. */
      note: (snapshot) => read(snapshot, "statement.note", CAPS.note).catch(nullIfMissing),
    };
  }

  /** @returns {Runtime} */
  const embeddedRuntime = () => JSON.parse(document.getElementById("runtime").textContent);

  Object.assign(proofpress, { embeddedRuntime, nullIfMissing, readerOf, runtimeFrom });
})();
