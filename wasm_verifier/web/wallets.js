/**
 * The signatures of a snapshot's wallet list, checked on this device.
 *
 *     const checker = proofpress.createListChecker({ base: "../../../", snapshotPath, onProgress });
 *     const opened = await checker.open();
 *     const { rows } = await checker.check(1, 20);
 *     const { keys } = await checker.keys();
 *     checker.close();
 *
 * It checks the published file, and only if it is the one that the signed statement names. None of the
 * three functions rejects: if something prevents an answer, they return a refusal.
 *
 * @typedef {object} Opened
 * @property {"open"} state
 * @property {number} rows
 * @property {string} fingerprint of the statement
 * @property {boolean} draft
 *
 * @typedef {object} Refusal why no signature can be checked; it makes no signature invalid
 * @property {"refused"} state
 * @property {"unknown" | "bad"} tone
 * @property {string} title
 * @property {string} explanation
 * @property {string} advice
 * @property {{name: string, expected: string, found: string, where: string}} [check]
 * @property {string} [detail]
 *
 * @typedef {object} CheckedRow
 * @property {number} row counted from 1
 * @property {string} asset
 * @property {string} address
 * @property {string} balance
 * @property {"valid" | "invalid" | "unsigned" | "unsupported"} verdict
 * @property {string} words by which rule it is valid, or why not
 *
 * @typedef {object} SharedKey a key that backs one asset in several rows
 * @property {"within" | "across"} reach one network, or several
 * @property {number[]} rows
 * @property {number[]} unexplained the rows that state no reason
 * @property {string} text
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, createEngine, embeddedRuntime, failureReport, FileFailure, readerOf, runtimeFrom, workerScript } =
    proofpress;

  const NOTHING_KNOWN = "This says nothing about the signatures: they were not checked.";

  /** @param {FileFailure} failure @returns {Refusal} */
  function unread({ what, detail, missing, wrong }) {
    return {
      state: "refused",
      tone: "unknown",
      title: missing ? "This copy of the site is damaged" : "The list could not be checked",
      explanation: `The file “${what}” could not be read (${detail}). ${NOTHING_KNOWN}`,
      advice: wrong
        ? "Download the list and check it with the command."
        : "Check your connection and try again, or use another copy of this site.",
    };
  }

  /** @param {Error} error @returns {Refusal} */
  function refusal(error) {
    if (error instanceof FileFailure) return unread(error);
    return { state: "refused", ...failureReport(error, NOTHING_KNOWN) };
  }

  /**
   * @param {object} options
   * @param {Runtime} [options.runtime]
   * @param {string} options.base the site's root, relative to the page
   * @param {string} options.snapshotPath `snapshots/<id>/`, below the site's root
   * @param {(progress: {phase: "download" | "start", done: number, total: number}) => void} [options.onProgress]
   */
  function createListChecker({ runtime = embeddedRuntime(), base, snapshotPath, onProgress = () => {} }) {
    const read = runtimeFrom(new URL(runtime.base, document.baseURI));
    const engine = createEngine({ files: runtime.files, read, script: workerScript, onProgress });

    async function openList() {
      const source = readerOf(new URL(base, document.baseURI), engine.signal);
      const files = await Promise.all([
        source.statement(snapshotPath),
        source.note(snapshotPath),
        source.read(snapshotPath, "wallets.csv", CAPS.wallets),
      ]);
      return engine.ask("open", ...files, snapshotPath.split("/")[1]);
    }

    /** @type {Promise<Opened | Refusal> | undefined} */
    let opening;

    /** A lost worker stops all reading: then its loss is the reason. @param {Error} error */
    async function explain(error) {
      const reason = engine.signal.aborted ? await engine.ready.then(() => error, (lost) => lost) : error;
      return refusal(reason);
    }

    return {
      /** @returns {Promise<Opened | Refusal>} */
      open: () => (opening ??= openList().catch(explain)),
      /**
       * Some rows, starting at `first`: fewer than `most` if they take long.
       * @param {number} first @param {number} most
       * @returns {Promise<{rows: CheckedRow[]} | Refusal>}
       */
      check: (first, most) => engine.ask("check", first, most).catch(refusal),
      /**
       * Keys that back one asset in several rows; first checks the rows that have not been checked.
       * @returns {Promise<{keys: SharedKey[]} | Refusal>}
       */
      keys: () => engine.ask("keys").catch(refusal),
      close: engine.close,
    };
  }

  proofpress.createListChecker = createListChecker;
})();
