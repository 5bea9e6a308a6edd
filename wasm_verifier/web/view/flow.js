/**
 * From a question to its answer, the same on every page that checks: progress, then the answer,
 * then the next question. The page has the parts `question`, `progress` and `answer`, and `intro`.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});
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
    advice: "Please report it to the person or site that gave you this page, without your code.",
  };

  /** @param {"question" | "progress" | "answer"} part */
  function turnTo(part) {
    for (const each of ["question", "progress", "answer"]) show(each, each === part);
    show("intro", part === "question");
  }

  /** @param {Report} report */
  function answer(report) {
    turnTo("answer");
    try {
      view.showVerdict(report);
    } catch {
      view.showVerdict(PAGE_FAULT); // half an answer would be worse than none
    }
    view.announce("");
  }

  /**
   * @param {object} page
   * @param {() => Checker | Promise<Checker> | undefined} page.checker starts one if there is none;
   *   undefined if the scripts did not load
   * @param {() => void} page.close ends it
   * @param {string} page.first the id of the first field of a question
   */
  view.createFlow = ({ checker, close, first }) => {
    let round = 0;

    /** What `ask` reports; a failure gives a report too. */
    async function reportOf(ask) {
      try {
        const started = await checker();
        return started ? await ask(started) : NOT_LOADED;
      } catch {
        return PAGE_FAULT;
      }
    }

    /**
     * @param {(checker: Checker) => Promise<Report>} ask
     * @param {(report: Report) => boolean} [turnedDown] says that there is no answer to show yet
     */
    async function run(ask, turnedDown = () => false) {
      const mine = ++round;
      turnTo("progress");
      view.beginProgress();
      byId("progress-title").focus();
      const report = await reportOf(ask);
      if (mine === round && !turnedDown(report)) answer(report); // otherwise it was stopped meanwhile
    }

    function askAgain() {
      turnTo("question");
      byId(first).focus();
    }

    function stop() {
      round += 1;
      close();
      view.resetProgress();
      askAgain();
    }

    byId("stop").addEventListener("click", stop);
    byId("again").addEventListener("click", askAgain);
    view.offerSaving(async (says) => (await checker()).save(says));
    return { run, turnTo, askAgain };
  };
})();
