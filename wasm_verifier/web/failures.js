/**
 * What keeps a check from happening, as errors and as reports.
 *
 * The reports have the same members as Python's own and a `reason`, {kind, file}: a
 * RuntimeFailure's, `fault` for one in the checking program, or `page` for one in the page's
 * scripts. None of them says anything about a proof, and none looks as if it did.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});

  /** The worker cannot run here. It says nothing about any proof. */
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
   * Why a file could not be had. `what` is its path below the site; `missing` says that there is
   * none, `wrong` that what came cannot be the file.
   */
  class FileFailure extends Error {
    /** @param {string} what @param {string} detail @param {{missing?: boolean, wrong?: boolean}} [more] */
    constructor(what, detail, { missing = false, wrong = false } = {}) {
      super(`${what}: ${detail}`);
      Object.assign(this, { what, detail, missing, wrong });
    }
  }

  const NOTHING_KNOWN = "This says nothing about your balance: the check did not take place.";
  const RELOAD = "Reload the page. If that does not help, use another copy of this site";
  const REPORT_IT = "Please report it with the details below. They hold neither your code nor your balance.";
  /** @type {Record<string, (file: string) => {title: string, explanation: string, advice: string}>} */
  const TEXTS = {
    "runtime-file": (file) => ({
      title: "The checking program is damaged",
      explanation: `The file “${file}” of the checking program is not the one that this page names, so it was not run. ${NOTHING_KNOWN}`,
      advice: `${RELOAD} and tell its operator the name of the file.`,
    }),
    network: (file) => ({
      title: "The checking program could not be fetched",
      explanation: `The file “${file}” of the checking program could not be downloaded. ${NOTHING_KNOWN}`,
      advice: `Check your connection. ${RELOAD}.`,
    }),
    browser: () => ({
      title: "The checking program did not start",
      explanation: `This browser did not start the checking program. ${NOTHING_KNOWN}`,
      advice: "Update the browser or try another one. The check can also be made without this page.",
    }),
    stopped: () => ({
      title: "The check was stopped",
      explanation: NOTHING_KNOWN,
      advice: "Start it again whenever you like.",
    }),
    fault: () => ({
      title: "The checking program failed",
      explanation: `There is a fault in the checking program itself. ${NOTHING_KNOWN}`,
      advice: REPORT_IT,
    }),
    page: () => ({
      title: "This page failed",
      explanation: `There is a fault in the page itself. ${NOTHING_KNOWN}`,
      advice: REPORT_IT,
    }),
  };
  const FAULTS = ["fault", "page"];

  /** @param {keyof TEXTS} kind @param {string} file @param {string} detail */
  function reportOf(kind, file, detail) {
    const verdict = FAULTS.includes(kind) ? "internal-fault" : "cannot-check";
    const texts = TEXTS[kind](file);
    return { verdict, tone: "unknown", ...texts, remarks: [], steps: [], detail, reason: { kind, file } };
  }

  /**
   * The outline of a fault: where it happened, and of what kind. Messages are left out, since
   * they repeat values, and people post such details where others ask for help.
   * @param {Error} error
   */
  function outline({ name, message, stack = "" }) {
    const inPython = message.match(/^ *File ".*", line \d+.*$/gm);
    const pythonKind = message.match(/^[\w.]*(?:Error|Exception)\b/gm)?.pop();
    const inScripts = stack.replace(message, "").match(/^.*:\d+:\d+\)?$/gm);
    const places = inPython ?? inScripts ?? [];
    return [...places.map((place) => place.trim()), pythonKind ?? name].join("\n");
  }

  /** @param {Error} error */
  function failureReport(error) {
    if (error instanceof RuntimeFailure) return reportOf(error.kind, error.file, error.detail);
    return reportOf(error instanceof PythonFault ? "fault" : "page", "", outline(error));
  }

  Object.assign(proofpress, { RuntimeFailure, PythonFault, FileFailure, failureReport });
})();
