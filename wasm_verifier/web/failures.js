/**
 * What prevents a check, as errors and as reports.
 *
 * The reports have the same members as Python's own and a `reason`, {kind, file}: the kind is a
 * RuntimeFailure's, `fault` for a fault in the checking program, or `page` for one in the page's
 * scripts. None of them says anything about a proof, and none looks as if it did.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});

  /** The worker cannot run here. This says nothing about any proof. */
  class RuntimeFailure extends Error {
    /** @param {"runtime-file" | "network" | "browser" | "stopped"} kind @param {string} file @param {string} detail */
    constructor(kind, file, detail) {
      super(`${file}: ${detail}`);
      Object.assign(this, { kind, file, detail });
    }
  }

  /** An exception in the worker's Python; the message is its traceback. */
  class PythonFault extends Error {}

  /**
   * Why a file could not be read. `what` is its path below the site; `missing` says that it does not
   * exist, `wrong` that the bytes cannot be this file, `gaveUp` that it did not arrive in time.
   */
  class FileFailure extends Error {
    /** @param {string} what @param {string} detail @param {{missing?: boolean, wrong?: boolean, gaveUp?: boolean}} [more] */
    constructor(what, detail, { missing = false, wrong = false, gaveUp = false } = {}) {
      super(`${what}: ${detail}`);
      Object.assign(this, { what, detail, missing, wrong, gaveUp });
    }
  }

  const NO_BALANCE_KNOWN = "This says nothing about your balance: the check did not take place.";
  const RELOAD = "Reload the page. If that does not help, use another copy of this site";
  const REPORT_IT = "Please report it with the details below. They contain neither your code nor your balance.";
  /** @type {Record<string, (file: string, nothingKnown: string) => {title: string, explanation: string, advice: string}>} */
  const TEXTS = {
    "runtime-file": (file, nothingKnown) => ({
      title: "The checking program is damaged",
      explanation: `The file “${file}” of the checking program is not the one that this page names, so it was not run. ${nothingKnown}`,
      advice: `${RELOAD} and tell its operator the name of the file.`,
    }),
    network: (file, nothingKnown) => ({
      title: "The checking program could not be downloaded",
      explanation: `The file “${file}” of the checking program could not be downloaded. ${nothingKnown}`,
      advice: `Check your connection. ${RELOAD}.`,
    }),
    browser: (_, nothingKnown) => ({
      title: "The checking program did not start",
      explanation: `This browser did not start the checking program. ${nothingKnown}`,
      advice: "Update the browser or try another one. You can also check without this page.",
    }),
    stopped: (_, nothingKnown) => ({
      title: "The check was stopped",
      explanation: nothingKnown,
      advice: "Start it again whenever you like.",
    }),
    fault: (_, nothingKnown) => ({
      title: "The checking program failed",
      explanation: `There is a fault in the checking program itself. ${nothingKnown}`,
      advice: REPORT_IT,
    }),
    page: (_, nothingKnown) => ({
      title: "This page failed",
      explanation: `There is a fault in the page itself. ${nothingKnown}`,
      advice: REPORT_IT,
    }),
  };
  const FAULTS = ["fault", "page"];

  /** @param {keyof TEXTS} kind @param {string} file @param {string} detail @param {string} nothingKnown */
  function reportOf(kind, file, detail, nothingKnown) {
    const verdict = FAULTS.includes(kind) ? "internal-fault" : "cannot-check";
    const texts = TEXTS[kind](file, nothingKnown);
    return { verdict, tone: "unknown", ...texts, remarks: [], steps: [], detail, reason: { kind, file } };
  }

  /**
   * The outline of a fault: where it happened, and of what kind. Messages are left out because they
   * repeat values, and people post such details in public forums.
   * @param {Error} error
   */
  function outline({ name, message, stack = "" }) {
    const inPython = message.match(/^ *File ".*", line \d+.*$/gm);
    const pythonKind = message.match(/^[\w.]*(?:Error|Exception)\b/gm)?.pop();
    const inScripts = stack.replace(message, "").match(/^.*:\d+:\d+\)?$/gm);
    const places = inPython ?? inScripts ?? [];
    return [...places.map((place) => place.trim()), pythonKind ?? name].join("\n");
  }

  /** @param {Error} error @param {string} [nothingKnown] what the failure says nothing about */
  function failureReport(error, nothingKnown = NO_BALANCE_KNOWN) {
    if (error instanceof RuntimeFailure) return reportOf(error.kind, error.file, error.detail, nothingKnown);
    return reportOf(error instanceof PythonFault ? "fault" : "page", "", outline(error), nothingKnown);
  }

  Object.assign(proofpress, { RuntimeFailure, PythonFault, FileFailure, failureReport });
})();
