/**
 * What the check's worker can be asked for: the functions of `proofpress_verify.browser`, given
 * bytes and text of JavaScript.
 */
"use strict";

globalThis.job = {
  image: "verifier.image",
  packages: ["proofpress-verify"],

  /** @param {object} python Pyodide @returns {Record<string, (...given: unknown[]) => string>} */
  calls(python) {
    const browser = python.pyimport("proofpress_verify.browser");
    const toBytes = python.runPython("lambda buffer: buffer.to_bytes()");
    return {
      /** @param {string} code @param {Uint8Array} statement @param {Uint8Array | null} note @param {string} now @param {string} snapshot */
      open: (code, statement, note, now, snapshot) =>
        browser.open_check(code, toBytes(statement), note ? toBytes(note) : undefined, now, snapshot),
      /** @param {Uint8Array} shard @param {string} identity */
      finish: (shard, identity) => browser.finish_check(toBytes(shard), identity),
      /** @param {string} what @param {string} detail */
      unreadable: (what, detail) => browser.unreadable(what, detail),
    };
  },
};
