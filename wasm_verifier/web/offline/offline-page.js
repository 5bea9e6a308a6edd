/**
 * The page that checks without any site: the customer gives it files, or a saved proof.
 *
 * Code and files stay in this page: its policy forbids every connection.
 */
"use strict";

(() => {
  const { proofpress } = globalThis;
  const { view, runtime, workerScript } = proofpress;
  const { byId, make, setText, show } = view;

  const SNAPSHOT_ID = /^[0-9a-z-]{1,32}$/;
  const NEEDED = "statement.json and statement.note of a snapshot, and the one .shard file with your entry";
  /** What to do about a failure on a page without a site, by the kind of its reason. */
  const ADVICE = {
    "runtime-file": "This copy of the page is damaged. Get the page again, and compare its SHA-256 before you open it.",
    browser: "Update the browser or try another one. You can also check with the command proofpress-verify.",
    fault: "Please report it where you got this page, with the details below. They contain neither your code nor your balance.",
  };

  let given = new proofpress.Given();
  /** @type {Source | undefined} the files of the check under way */
  let source;
  /** @type {Promise<Checker> | undefined} */
  let starting;

  async function start() {
    const startWorker = await proofpress.chooseWorker();
    const how = { files: runtime.files, read: proofpress.readEmbedded, script: workerScript, startWorker };
    return proofpress.createCheckerWith({
      start: (more) => proofpress.createEngine({ ...how, ...more }),
      source: () => source,
      onProgress: view.showProgress,
    });
  }

  const startedChecker = () => (starting ??= start());

  function closeChecker() {
    starting?.then((checker) => checker.close());
    starting = undefined;
  }

  const flow = view.createFlow({ checker: startedChecker, close: closeChecker, first: "files" });

  // --- what was given ---------------------------------------------------------------------

  /** The snapshot that is chosen, if there is one. @returns {GivenSnapshot | undefined} */
  const chosenSnapshot = () => given.snapshots()[Number(byId("snapshot").value) || 0];

  /** @param {Promise<GivenFile[]> | GivenFile[]} coming */
  async function take(coming) {
    try {
      given.add(await coming);
      await showGiven();
      showSlip(given.strangers.length ? `${given.strangers[0]} is not a file that a check needs.` : "");
    } catch {
      showSlip("The browser could not read that. Use one of the buttons instead.");
    }
  }

  function startOver() {
    given = new proofpress.Given();
    showSlip("");
    showGiven();
  }

  async function showGiven() {
    const snapshots = given.snapshots();
    const names = snapshots.map(({ folder }) => folder.split("/").at(-1) || "the single files");
    byId("snapshot").replaceChildren(...names.map((name, i) => new Option(name, String(i))));
    show("snapshot-field", snapshots.length > 1 && !given.saved);
    await showSnapshot();
  }

  /** Lists which files of the chosen snapshot are there and which are missing. */
  async function showSnapshot() {
    const snapshot = chosenSnapshot() ?? given.folders.get("");
    const items = given.saved ? [item(given.saved.name, true)] : snapshot ? listed(snapshot) : [];
    byId("given").replaceChildren(...items);
    show("given-box", items.length > 0);
    show("identity-field", !given.saved && (await headerOf(snapshot)).identity === "bound");
    show("code-optional", Boolean(given.saved));
  }

  /** @param {GivenSnapshot} snapshot */
  function listed({ statement, note, shards }) {
    const [only] = shards.values();
    const shard = shards.size > 1 ? `${shards.size.toLocaleString("en")} .shard files` : (only?.name ?? "a .shard file");
    return [
      item(statement?.name ?? "statement.json", Boolean(statement)),
      item(note?.name ?? "statement.note", Boolean(note)),
      item(shard, shards.size > 0),
    ];
  }

  /** @param {string} name @param {boolean} here */
  const item = (name, here) =>
    make(
      "li",
      { class: here ? "here" : "missing" },
      view.icon(here ? "good" : "unknown"),
      make("span", {}, name),
      make("span", { class: "muted" }, here ? "" : "still needed"),
    );

  /**
   * What the snapshot's statement says about itself, unchecked: for the form only.
   * @param {GivenSnapshot | undefined} snapshot @returns {Promise<{snapshot?: string, identity?: string}>}
   */
  async function headerOf(snapshot) {
    try {
      const bytes = await proofpress.bytesOf(snapshot.statement, proofpress.CAPS.statement);
      return JSON.parse(new TextDecoder().decode(bytes)).header ?? {};
    } catch {
      return {};
    }
  }

  /** @param {string} slip */
  function showSlip(slip) {
    setText("files-note", slip);
    if (slip) byId("files-note").scrollIntoView({ block: "nearest" });
  }

  // --- the check --------------------------------------------------------------------------

  /** @param {Report} report */
  function withOwnAdvice(report) {
    const advice = ADVICE[report.reason?.kind];
    return advice ? { ...report, advice } : report;
  }

  /** What prevents the check from starting; empty if nothing does. @param {string} code */
  function slipOf(code) {
    const snapshot = chosenSnapshot();
    if (given.saved) return view.savedSlip(given.saved);
    if (!snapshot) return `Choose the files first: ${NEEDED}; or a saved proof.`;
    if (!snapshot.statement) return "Still needed: statement.json of the same snapshot.";
    if (!snapshot.note) return "Still needed: statement.note of the same snapshot.";
    return "";
  }

  /** @param {string} path @param {GivenSnapshot} snapshot */
  async function sayNeeded(path, snapshot) {
    const { snapshot: id } = await headerOf(snapshot);
    const name = SNAPSHOT_ID.test(id) ? `snapshot ${id}` : "this snapshot";
    flow.turnTo("question");
    showSlip(`Still needed: the file ${path} of ${name}. Your entry is in that file.`);
    byId("files-note").focus();
  }

  function run() {
    const code = view.cleanCode(byId("code").value);
    const filesSlip = slipOf();
    const codeSlip = given.saved && !code ? "" : view.codeSlip(code);
    showSlip(filesSlip);
    view.showSlip(codeSlip);
    if (filesSlip) byId("files").focus();
    else if (codeSlip) byId("code").focus();
    else if (given.saved) runSaved(given.saved, code);
    else runFiles(chosenSnapshot(), code);
  }

  /** @param {GivenSnapshot} snapshot @param {string} code */
  function runFiles(snapshot, code) {
    let missing = "";
    source = given.sourceOf(snapshot, (path) => (missing = path));
    const identity = byId("identity-field").hidden ? "" : byId("identity").value.trim();
    flow.run(
      async (checker) => withOwnAdvice(await checker.check({ code, snapshotPath: "", identity })),
      () => Boolean(missing) && (sayNeeded(missing, snapshot), true),
    );
  }

  /** @param {File} file @param {string} code */
  function runSaved(file, code) {
    source = given.sourceOf({ folder: "", shards: new Map() }, () => {});
    flow.run(async (checker) => {
      const proof = await proofpress.bytesOf(file, proofpress.CAPS.saved);
      return withOwnAdvice(await checker.checkSaved({ proof, code }));
    });
  }

  // --- the form ---------------------------------------------------------------------------

  /** @param {HTMLInputElement} field */
  const watchFiles = (field) =>
    field.addEventListener("change", () => {
      const files = proofpress.chosenFiles(field.files);
      field.value = ""; // so that the same file can be chosen again
      take(files);
    });

  function watchDrops() {
    const zone = byId("drop");
    const mark = (over) => zone.classList.toggle("over", over);
    addEventListener("dragover", (event) => {
      event.preventDefault(); // anywhere: the browser would open the file in place of the page
      mark(true);
    });
    addEventListener("dragleave", (event) => event.relatedTarget || mark(false));
    addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      if (!byId("question").hidden) take(proofpress.droppedFiles(event.dataTransfer));
    });
  }

  byId("question").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("snapshot").addEventListener("change", showSnapshot);
  byId("start-over").addEventListener("click", startOver);
  watchFiles(byId("files"));
  watchFiles(byId("folder"));
  watchDrops();
  view.watchCode();
  flow.turnTo("question");
  startOver();
  setTimeout(startedChecker); // once the page is shown: a person who opens it wants a check
})();
