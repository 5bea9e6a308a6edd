/**
 * Saving a check as a file, and opening such a file.
 *
 * A saved proof shows a balance to anyone who gets it, so the page says so before it saves one, and
 * says for each file what it shows and what it does not.
 */
"use strict";

(() => {
  const view = ((globalThis.proofpress ??= {}).view ??= {});
  const { byId, show } = view;

  const SAVES_PROOF = ["save-proof", "save-correction"];
  const CAP = 28 * 2 ** 20; // bytes, as in the format document

  /** Lets the browser save a text. @param {{name: string, text: string}} file */
  function download({ name, text }) {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    view.make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers read it only later
  }

  /**
   * Lets the three buttons save the check that was reported last.
   * @param {(says: string) => Promise<{name: string, text: string}>} save
   */
  view.offerSaving = (save) => {
    async function saveAs(says) {
      try {
        const file = await save(says);
        download(file);
        view.setText("save-note", `${file.name} has been given to your browser to save.`);
      } catch {
        view.setText("save-note", "It could not be saved. Check again, and then save it.");
      }
    }
    byId("save-proof-button").addEventListener("click", () => saveAs(""));
    byId("save-evidence-button").addEventListener("click", () => saveAs(""));
    byId("save-correction-button").addEventListener("click", () => saveAs(byId("says").value));
  };

  /** Offers what a report can be saved as. @param {Report} report */
  view.showSaving = ({ saves, verdict }) => {
    for (const id of SAVES_PROOF) show(id, saves === "proof");
    show("save-evidence", saves === "evidence");
    show("no-evidence", verdict === "not-counted");
    byId("save-proof").open = false;
    byId("says").value = "";
    view.setText("save-note", "");
  };

  /** What is plainly wrong with a file that should be a saved proof; empty if nothing is. @param {File} file */
  view.savedSlip = ({ name, size }) =>
    size > CAP ? `${name} is too long to be a saved proof.` : size ? "" : `${name} is empty.`;

  /** @param {File} file @returns {Promise<Uint8Array>} */
  view.bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());
})();
