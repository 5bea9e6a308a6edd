/**
 * The page of a site that checks a balance.
 *
 * The code is in the form and in the call to the checker, and nowhere else: not in the address, in
 * storage, or in the console.
 */
"use strict";

(() => {
  const { view } = globalThis.proofpress;
  const { byId, show } = view;

  /** @type {Checker | undefined} */
  let checker;

  /** The checker, started at the first sign that it is needed; undefined if the scripts did not load. */
  function startedChecker() {
    const base = byId("page").dataset.root;
    checker ??= globalThis.proofpress.createChecker?.({ base, onProgress: view.showProgress });
    return checker;
  }

  function closeChecker() {
    checker?.close();
    checker = undefined;
  }

  const flow = view.createFlow({ checker: startedChecker, close: closeChecker, first: "code" });

  function question() {
    const [chosen] = byId("snapshot").selectedOptions;
    const older = chosen.nextElementSibling; // the newest comes first
    return {
      code: view.cleanCode(byId("code").value),
      snapshotPath: `snapshots/${chosen.value}/`,
      olderPath: older ? `snapshots/${older.value}/` : "",
      identity: byId("identity-field").hidden ? "" : byId("identity").value.trim(),
      oneFile: byId("one-file").checked,
    };
  }

  function run() {
    const asked = question();
    const slip = view.codeSlip(asked.code);
    view.showSlip(slip);
    if (slip) byId("code").focus();
    else flow.run((started) => started.check(asked));
  }

  /** Checks the saved proof that was chosen. */
  async function runSaved() {
    const [file] = byId("saved-file").files;
    if (!file) return;
    byId("saved-file").value = ""; // so that the same file can be chosen again
    const slip = view.savedSlip(file);
    view.setText("saved-note", slip);
    const newestPath = `snapshots/${byId("snapshot").options[0].value}/`; // at least says who the publisher is
    if (!slip) flow.run(async (started) => started.checkSaved({ proof: await view.bytesOf(file), newestPath }));
  }

  /** What the form says depends on the snapshot that is chosen. */
  function watchSnapshot() {
    const { dataset } = byId("snapshot").selectedOptions[0];
    show("identity-field", dataset.identity === "yes");
    show("one-file-choice", dataset.files !== "1");
    view.setText("block-size", dataset.blockSize);
    view.setText("file-size", dataset.fileSize);
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
  byId("code").addEventListener("input", startedChecker, { once: true });
  view.watchCode();
  byId("snapshot").addEventListener("change", watchSnapshot);
  byId("saved-file").addEventListener("change", runSaved);
  addEventListener("hashchange", takeLink);

  watchSnapshot();
  flow.turnTo("question");
  takeLink();
})();
