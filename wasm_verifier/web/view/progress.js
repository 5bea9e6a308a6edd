/**
 * The progress between the question and the answer: a bar, and phases that are ticked off.
 * The bar moves all the time; only a new phase is announced.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});

  /** Where on the bar, in thousandths, each phase begins; the last one ends at 1000. */
  const BEGINS = { download: 0, start: 550, statement: 800, shard: 840, verify: 950 };
  const PHASES = Object.keys(BEGINS);

  const phaseItem = (phase) => document.querySelector(`#progress [data-phase="${phase}"]`);

  let reached = -1;
  let started = false;

  /** Back to the verifier's state at a new question: already started, or still starting. */
  view.beginProgress = () => {
    if (started) enter(PHASES.indexOf("start"));
    else if (reached >= 0) view.announce(nameOf(PHASES[reached]));
  };

  /** Back to the beginning, for a verifier that was stopped. */
  view.resetProgress = () => {
    reached = -1;
    started = false;
    for (const phase of PHASES) setState(phase, "");
    view.byId("progress-bar").value = 0;
    view.setText("progress-amount", "");
  };

  const nameOf = (phase) => phaseItem(phase).textContent.trim();

  /** @param {string} phase @param {"" | "now" | "done"} state */
  function setState(phase, state) {
    const item = phaseItem(phase);
    item.className = state;
    if (state === "now") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }

  /** @param {{phase: string, done: number, total: number}} progress */
  view.showProgress = ({ phase, done, total }) => {
    const index = PHASES.indexOf(phase);
    if (index < reached) return; // a late byte of an earlier phase
    if (index > reached) enter(index);
    started ||= phase === "start" && done === total;
    view.byId("progress-bar").value = place(index, total ? done / total : 0);
    view.setText("progress-amount", phase === "download" ? megabytes(done, total) : "");
  };

  /** @param {number} index */
  function enter(index) {
    reached = index;
    PHASES.forEach((phase, i) => setState(phase, i < index ? "done" : i === index ? "now" : ""));
    if (!view.byId("progress").hidden) view.announce(nameOf(PHASES[index]));
  }

  function place(index, share) {
    const begin = BEGINS[PHASES[index]];
    const end = BEGINS[PHASES[index + 1]] ?? 1000;
    return Math.round(begin + (end - begin) * Math.min(1, share));
  }

  const megabytes = (done, total) => `${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
})();
