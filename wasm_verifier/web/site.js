/**
 * The check on a site's own page: the runtime and the snapshots are files of this site.
 *
 *     const checker = proofpress.createChecker({ base: "../", onProgress });
 *     const report = await checker.check({ code, snapshotPath: "snapshots/2026-01/" });
 *
 * `createChecker` starts at once to fetch and start the verifier, so call it when the page
 * opens. `check` never rejects: a host that fails, a browser that cannot and a fault of our
 * own are reports too, and none of them looks like a bad proof.
 *
 * The page needs the worker's script as the text `proofpress.workerScript` (`proofpress.runtime`
 * puts it there), and unless told otherwise reads what the runtime consists of from
 * `<script type="application/json" id="runtime">`.
 *
 * @typedef {object} Runtime
 * @property {string} base where the runtime's files lie, relative to the page
 * @property {{version: string, sha256: string}} verifier
 * @property {RuntimeFile[]} files what the worker needs
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, createCheckerWith, createEngine, download, likelyShard, RuntimeFailure, workerScript } = proofpress;

  const SNAPSHOT_PATH = /^snapshots\/[0-9a-z-]{1,32}\/$/;
  const SHARD_PATH = /^shards\/[0-9a-f]{4}\/[0-9a-f]{6}\.shard$/;

  /** @param {URL} folder @returns {(file: RuntimeFile, reading: Reading) => Promise<Uint8Array>} */
  function runtimeFrom(folder) {
    return ({ name, path, bytes: cap, size }, reading) => {
      const unpackedCap = path === name ? undefined : size;
      return download(new URL(path, folder), { what: name, cap, unpackedCap, ...reading }).catch((error) => {
        throw new RuntimeFailure(error.wrong ? "runtime-file" : "network", name, error.detail);
      });
    };
  }

  /** @param {URL} root @param {AbortSignal} signal @returns {Source} */
  function snapshotsFrom(root, signal) {
    /** Shards that are on their way before they are asked for. @type {Map<string, Promise<Uint8Array>>} */
    const ahead = new Map();

    /** @param {string} snapshot @param {string} name @param {number} cap */
    async function read(snapshot, name, cap) {
      if (!SNAPSHOT_PATH.test(snapshot)) throw new Error("a snapshot's path is snapshots/<id>/");
      const what = snapshot + name;
      return download(new URL(what, root), { what, cap, signal });
    }

    const statement = (snapshot) => read(snapshot, "statement.json", CAPS.statement);
    /** A statement may stand without a note (a draft may): the verifier says what that means. */
    const note = (snapshot) => read(snapshot, "statement.note", CAPS.note).catch(nullIfMissing);

    return {
      statement,
      note,
      shard(snapshot, path) {
        if (!SHARD_PATH.test(path)) throw new Error(`not a shard's path: ${path}`);
        return ahead.get(snapshot + path) ?? read(snapshot, path, CAPS.shard);
      },
      async expect(snapshot, code, statement) {
        const path = await likelyShard(code, statement);
        if (!path) return;
        const coming = read(snapshot, path, CAPS.shard);
        coming.catch(() => {}); // whoever asks for it hears of it
        ahead.set(snapshot + path, coming);
      },
      async published(snapshot) {
        const found = await statement(snapshot).catch(nullIfMissing);
        return found ? [found, await note(snapshot)] : [null, null];
      },
    };
  }

  /** @param {Error} error */
  function nullIfMissing(error) {
    if (error.missing) return null;
    throw error;
  }

  /** @returns {Runtime} */
  const embeddedRuntime = () => JSON.parse(document.getElementById("runtime").textContent);

  /**
   * @param {object} options
   * @param {Runtime} [options.runtime]
   * @param {string} options.base the site's root, relative to the page
   * @param {(progress: Progress) => void} [options.onProgress]
   * @returns {Checker}
   */
  function createChecker({ runtime = embeddedRuntime(), base, onProgress }) {
    const root = new URL(base, document.baseURI);
    const read = runtimeFrom(new URL(runtime.base, document.baseURI));
    return createCheckerWith({
      start: (how) => createEngine({ files: runtime.files, read, script: workerScript, ...how }),
      source: (signal) => snapshotsFrom(root, signal),
      onProgress,
    });
  }

  proofpress.createChecker = createChecker;
})();
