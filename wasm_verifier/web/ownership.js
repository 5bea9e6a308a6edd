/**
 * The functions that a wallet list's page can call in its worker: those of
 * `proofpress_verify.browser_wallets`, given bytes and text of JavaScript.
 */
"use strict";

globalThis.job = {
  packages: ["proofpress-verify", "ecdsa"],

  /**
   * @param {object} python Pyodide
   * @param {(bytes: Uint8Array | null) => object | undefined} toBytes for Python
   * @returns {Record<string, (...given: unknown[]) => string>}
   */
  calls(python, toBytes) {
    const lists = python.pyimport("proofpress_verify.browser_wallets");
    return {
      /** @param {Uint8Array} statement @param {Uint8Array | null} note @param {Uint8Array} wallets @param {string} snapshot */
      open: (statement, note, wallets, snapshot) =>
        lists.open_list(toBytes(statement), toBytes(note), toBytes(wallets), snapshot),
      /** @param {number} first @param {number} most */
      check: (first, most) => lists.check_rows(first, most),
      keys: () => lists.shared_keys(),
    };
  },
};
