/**
 * The functions that the page can call in the check's worker: those of `proofpress_verify.browser`,
 * given bytes and text of JavaScript.
 */
"use strict";

globalThis.job = {
  image: "verifier.image",
  packages: ["proofpress-verify"],

  /**
   * @param {object} python Pyodide
   * @param {(bytes: Uint8Array | null) => object | undefined} toBytes for Python
   * @returns {Record<string, (...given: unknown[]) => string>}
   */
  calls(python, toBytes) {
    const browser = python.pyimport("proofpress_verify.browser");
    return {
      /**
       * @param {string} code @param {Uint8Array} statement @param {Uint8Array | null} note @param {string} now
       * @param {string} snapshot @param {string} olderSnapshot @param {Uint8Array | null} olderStatement
       */
      open: (code, statement, note, now, snapshot, olderSnapshot, olderStatement) =>
        browser.open_check(
          code, toBytes(statement), toBytes(note), now, snapshot, olderSnapshot, toBytes(olderStatement),
        ),
      /** @param {Uint8Array} shard @param {string} identity */
      finish: (shard, identity) => browser.finish_check(toBytes(shard), identity),
      /** The check that was reported last, as a saved proof. @param {string} says */
      save: (says) => browser.save_check(says),
      /** @param {Uint8Array} proof */
      savedSnapshot: (proof) => browser.saved_snapshot(toBytes(proof)),
      /** @param {Uint8Array} proof @param {string} code @param {Uint8Array | null} statement @param {Uint8Array | null} note @param {string} now */
      checkSaved: (proof, code, statement, note, now) =>
        browser.check_saved(toBytes(proof), code, toBytes(statement), toBytes(note), now),
      /** @param {string} what @param {string} detail */
      unreadable: (what, detail) => browser.unreadable(what, detail),
    };
  },
};
