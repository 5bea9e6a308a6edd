/**
 * The page that checks a balance: from the question to the answer.
 *
 * The code lives in the form and in the call to the checker, and nowhere else: not in the
 * address, in storage, or in the console.
 */
"use strict";

(() => {
  const { view } = globalThis.proofpress;
  const { byId, show } = view;

  const NOTHING_KNOWN = "This says nothing about your balance: the check did not take place.";
  const NOT_LOADED = {
    verdict: "cannot-check",
    tone: "unknown",
    title: "The checking program did not load",
    explanation: `It could not be fetched, or is not the one that this page names. ${NOTHING_KNOWN}`,
    advice:
      "Check your connection and load the page again, or use another copy of this site. " +
      "A page opened from a folder cannot check: see “Check without this site”.",
  };
  const PAGE_FAULT = {
    verdict: "internal-fault",
    tone: "unknown",
    title: "This page failed",
    explanation: `There is a fault in the page itself. ${NOTHING_KNOWN}`,
    advice: "Please report it to the operator of this site, without your code.",
  };

  /** @type {{check: (question: object) => Promise<object>, close: () => void} | null} */
  let checker = null;
  let round = 0;

  /** The checker, started by whatever first makes it likely to be needed; none if not loaded. */
  function startedChecker() {
    const base = byId("page").dataset.root;
    checker ??= globalThis.proofpress.createChecker?.({ base, onProgress: view.showProgress });
    return checker;
  }

  /** The report on a question; a failure on the way is a report too. */
  async function reportOn(asked) {
    try {
      return (await startedChecker()?.check(asked)) ?? NOT_LOADED;
    } catch {
      return PAGE_FAULT;
    }
  }

  /** @param {object} report */
  function answer(report) {
    turnTo("answer");
    try {
      view.showVerdict(report);
    } catch {
      view.showVerdict(PAGE_FAULT); // half an answer would be worse than none
    }
    view.announce("");
  }

  function question() {
    const snapshot = byId("snapshot").value;
    return {
      code: view.cleanCode(byId("code").value),
      snapshotPath: `snapshots/${snapshot}/`,
      identity: byId("identity-field").hidden ? "" : byId("identity").value.trim(),
      withDecoys: byId("decoys").checked,
    };
  }

  /** @param {"question" | "progress" | "answer"} part */
  function turnTo(part) {
    for (const each of ["question", "progress", "answer"]) show(each, each === part);
    show("intro", part === "question");
  }

  async function run() {
    const asked = question();
    const slip = view.codeSlip(asked.code);
    showSlip(slip);
    if (slip) return byId("code").focus();
    const mine = ++round;
    turnTo("progress");
    view.beginProgress();
    byId("progress-title").focus();
    const report = await reportOn(asked);
    if (mine === round) answer(report); // else it was stopped meanwhile
  }

  /** @param {string} slip */
  function showSlip(slip) {
    view.setText("code-note", slip);
    byId("code").setAttribute("aria-invalid", slip ? "true" : "false");
  }

  function stop() {
    round += 1;
    checker?.close();
    checker = null;
    view.resetProgress();
    askAgain();
  }

  function askAgain() {
    turnTo("question");
    byId("code").focus();
  }

  /** Says what is wrong once enough is typed to tell, and never scolds an empty field. */
  function watchCode() {
    startedChecker();
    const code = view.cleanCode(byId("code").value);
    const unfinished = code.length < 70 && document.activeElement === byId("code");
    showSlip(code && !unfinished ? view.codeSlip(code) : "");
  }

  function watchSnapshot() {
    const chosen = byId("snapshot").selectedOptions[0];
    show("identity-field", chosen.dataset.identity === "yes");
  }

  /** A link with a code was opened: check it at once. */
  function takeLink() {
    const code = view.takeFragment();
    if (!code) return;
    byId("code").value = code;
    run();
  }

  byId("question").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("code").addEventListener("focus", startedChecker, { once: true });
  byId("code").addEventListener("input", watchCode);
  byId("code").addEventListener("blur", watchCode);
  byId("snapshot").addEventListener("change", watchSnapshot);
  byId("stop").addEventListener("click", stop);
  byId("again").addEventListener("click", () => {
    byId("answer").hidden = true;
    askAgain();
  });
  addEventListener("hashchange", takeLink);

  watchSnapshot();
  turnTo("question");
  takeLink();
})();
