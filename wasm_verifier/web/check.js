/**
 * One check at a time: everything between a code and a report.
 *
 * A `Source` provides a snapshot's files, so that the page of a site and the page that works without
 * one check in the same way.
 *
 * @typedef {object} Source the files of snapshots; `snapshot` is the path `snapshots/<id>/`
 * @property {(snapshot: string) => Promise<Uint8Array>} statement
 * @property {(snapshot: string) => Promise<Uint8Array | null>} note null if there is none
 * @property {(snapshot: string, wish: Wish) => {wanted: Promise<Uint8Array>, all: Promise<unknown>[]}} files
 *   the wanted shard, and all that are read with it
 * @property {(snapshot: string, code: string, statement: Uint8Array, oneFile: boolean) => Promise<void>} [expect]
 *   for sources that fetch: starts fetching the files that this code will need
 * @property {() => Source} [afresh] for sources that fetch: the same source, past all caches
 * @property {(snapshot: string) => Promise<[Uint8Array, Uint8Array | null] | [null, null]>} published
 *   statement and note to compare a saved proof with, if there are any
 *
 * @typedef {object} Wish
 * @property {number} shard the one that the check needs
 * @property {string} path where it is, below the snapshot
 * @property {[number, number]} block first and last of the shards that hide which one that is
 *
 * @typedef {object} Progress
 * @property {"download" | "start" | "statement" | "shard" | "verify"} phase
 * @property {number} done bytes for "download", otherwise a count
 * @property {number} total
 * @property {object[]} [steps] with "shard": what was checked so far
 *
 * @typedef {object} Question
 * @property {string} code as the customer gave it; goes to the worker and nowhere else
 * @property {string} snapshotPath `snapshots/<id>/`, or "" for the one that the source has
 * @property {string} [identity] what the customer says the proof is bound to
 * @property {string} [olderPath] `snapshots/<id>/` of the next older one that the site lists
 * @property {boolean} [oneFile] fetch only the code's shard, and let the host see which one it is
 *
 * @typedef {object} SavedQuestion
 * @property {Uint8Array} proof a saved proof
 * @property {string} [code] if there is one
 * @property {string} [newestPath] `snapshots/<id>/`, whose statement says who the publisher is if
 *   the site does not have the proof's own snapshot
 *
 * @typedef {object} Report as the format document lists it ("Report"); `saves` says whether `save`
 *   gives a "proof", "evidence" or nothing (""), `fromProof` that a saved proof was checked. If
 *   Python does not run, failures.js makes the report
 *
 * @typedef {object} Checker
 * @property {Promise<void>} ready settles when the verifier has started or the first start failed
 * @property {(question: Question) => Promise<Report>} check one at a time; later ones wait
 * @property {(question: SavedQuestion) => Promise<Report>} checkSaved
 * @property {(says: string) => Promise<{name: string, text: string}>} save the check that was
 *   reported last as a file that shows the same to others; `says` is what its holder adds, or ""
 * @property {() => void} close stops all downloads and the worker
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { failureReport, FileFailure } = proofpress;

  /**
   * The wanted shard, once all files of its block have arrived or failed. So neither the requests nor
   * the moment at which the check continues show which of them was wanted. If one of the other files
   * fails, the check continues.
   * @param {Source} source @param {string} snapshot @param {Wish & {steps: object[]}} wish
   */
  async function fetchShard(source, snapshot, { steps, ...wish }, onProgress) {
    const { wanted, all } = source.files(snapshot, wish);
    let done = 0;
    const tell = () => onProgress({ phase: "shard", done, total: all.length, steps });
    const count = () => {
      done += 1;
      tell();
    };
    tell();
    await Promise.all(all.map((file) => file.then(count, count)));
    return wanted;
  }

  /** The id in `snapshots/<id>/`. @param {string} path */
  const idOf = (path) => path.split("/")[1] ?? "";

  /** The device's time in the format's form, or "" if its clock shows a year outside 0 to 9999. */
  function now() {
    const text = new Date().toISOString();
    return text.length === "2026-01-01T00:00:00.000Z".length ? `${text.slice(0, 19)}Z` : "";
  }

  /** @param {Question} question */
  async function checkFiles(engine, source, question, onProgress) {
    const { code, snapshotPath, identity = "", olderPath = "", oneFile = false } = question;
    onProgress({ phase: "statement", done: 0, total: 1 });
    // If the older one cannot be fetched, only its id is compared.
    const coming = olderPath ? source.statement(olderPath).catch(() => null) : null;
    const [statement, note] = await Promise.all([source.statement(snapshotPath), source.note(snapshotPath)]);
    onProgress({ phase: "statement", done: 1, total: 1 });
    await source.expect?.(snapshotPath, code, statement, oneFile);
    // An old statement in place of this one is a rollback, so the id is checked.
    const chosen = [now(), idOf(snapshotPath), idOf(olderPath), await coming];
    const opened = await engine.ask("open", code, statement, note, ...chosen);
    if (opened.state === "done") return told(opened);
    const { shard, path, block, steps } = opened;
    const wish = { shard, path, block: oneFile ? [shard, shard] : block, steps };
    // A file that does not exist is a damaged copy: the signed statement says that it does.
    const file = await fetchShard(source, snapshotPath, wish, onProgress).catch((error) => {
      if (!error.missing) throw error;
      return new Uint8Array();
    });
    onProgress({ phase: "verify", done: 0, total: 1 });
    const finished = await engine.ask("finish", file, identity);
    onProgress({ phase: "verify", done: 1, total: 1 });
    return told(finished);
  }

  /**
   * A check, repeated with all files fetched again if they were damaged or did not arrive. A cut
   * download, an error page instead of a file or a site that was replaced between two fetches must
   * not be reported as a damaged copy.
   * @param {Question} question
   */
  async function runCheck(engine, source, question, onProgress) {
    const first = checkFiles(engine, source, question, onProgress);
    if (!source.afresh) return first;
    const report = await first.catch((error) => {
      if (!(error instanceof FileFailure) || error.gaveUp) throw error;
      return null;
    });
    if (report && report.verdict !== "damaged-copy") return report;
    return checkFiles(engine, source.afresh(), question, onProgress);
  }

  /** The first statement that exists, and its note. @param {Source} source @param {string[]} snapshots */
  async function publishedFiles(source, snapshots) {
    for (const snapshot of snapshots.filter(Boolean)) {
      const [statement, note] = await source.published(snapshot);
      if (statement) return [statement, note];
    }
    return [null, null];
  }

  /** @param {SavedQuestion} question */
  async function runSavedCheck(engine, source, { proof, code = "", newestPath }, onProgress) {
    const { snapshot } = await engine.ask("savedSnapshot", proof);
    onProgress({ phase: "statement", done: 0, total: 1 });
    const published = await publishedFiles(source, [snapshot && `snapshots/${snapshot}/`, newestPath]);
    onProgress({ phase: "verify", done: 0, total: 1 });
    const checked = await engine.ask("checkSaved", proof, code, ...published, now());
    onProgress({ phase: "verify", done: 1, total: 1 });
    return { ...told(checked), fromProof: true };
  }

  /** @returns {Report} */
  const told = ({ report, saves = "" }) => ({ ...report, saves });

  /** @param {string} says */
  async function saved(engine, says) {
    const { state, name, text } = await engine.ask("save", says);
    if (state !== "saved") throw new Error("there is no check to save");
    return { name, text };
  }

  /** Python reports a snapshot's file that could not be read, as in every other front end. */
  async function explain(engine, error) {
    if (!(error instanceof FileFailure)) return failureReport(error);
    const sentence = `The file “${error.what}” could not be read.`;
    return engine.ask("unreadable", sentence, error.detail).then(told, failureReport);
  }

  /** Whether Python itself failed, and not the page around it. @param {Report} report */
  const failedInPython = ({ verdict, reason }) => verdict === "internal-fault" && reason?.kind !== "page";

  /** If the page fails to show progress, the console shows the error; the check continues. */
  const tellSafely = (onProgress) => (progress) => {
    try {
      onProgress(progress);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  };

  /**
   * @param {object} options
   * @param {(how: {plain: boolean, onProgress: (progress: Progress) => void}) => Engine} options.start
   * @param {(signal: AbortSignal) => Source} options.source
   * @param {(progress: Progress) => void} [options.onProgress]
   * @returns {Checker}
   */
  function createCheckerWith({ start, source, onProgress = () => {} }) {
    const tell = tellSafely(onProgress);
    let plain = false;
    let engine = start({ plain, onProgress: tell });
    let closed = false;
    let last = Promise.resolve();

    function startAgain() {
      engine.close();
      if (!closed) engine = start({ plain, onProgress: tell });
    }

    /** @param {typeof runCheck} run @param {object} question @returns {Promise<Report>} */
    function checkOnce(run, question) {
      return run(engine, source(engine.signal), question, tell).catch((error) => explain(engine, error));
    }

    /** @param {typeof runCheck} run @param {object} question @returns {Promise<Report>} */
    async function answer(run, question) {
      // A start that failed, perhaps without a connection, is tried again with the next check.
      if (engine.signal.aborted) startAgain();
      const report = await checkOnce(run, question);
      if (!failedInPython(report) || !engine.usesImage() || closed) return report;
      console.info("proofpress: checking once more without the boot image, after a fault of the checking program");
      plain = true;
      startAgain();
      return checkOnce(run, question);
    }

    /** Runs one task after the other: the verifier has one check at a time. */
    function inTurn(task) {
      const result = last.then(task);
      last = result.catch(() => {});
      return result;
    }

    return {
      ready: engine.ready,
      check: (question) => inTurn(() => answer(runCheck, question)),
      checkSaved: (question) => inTurn(() => answer(runSavedCheck, question)),
      save: (says) => inTurn(() => saved(engine, says)),
      close() {
        closed = true;
        engine.close();
      },
    };
  }

  proofpress.createCheckerWith = createCheckerWith;
})();
