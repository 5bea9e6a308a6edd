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
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, createCheckerWith, createEngine, embeddedRuntime, likelyShard, nullIfMissing, readerOf, runtimeFrom } =
    proofpress;

  const SHARD_PATH = /^shards\/[0-9a-f]{4}\/[0-9a-f]{6}\.shard$/;

  /** @param {URL} root @param {AbortSignal} signal @returns {Source} */
  function snapshotsFrom(root, signal) {
    const { read, statement, note } = readerOf(root, signal);
    /** Shards that are on their way before they are asked for. @type {Map<string, Promise<Uint8Array>>} */
    const ahead = new Map();

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
      start: (how) => createEngine({ files: runtime.files, read, script: proofpress.workerScript, ...how }),
      source: (signal) => snapshotsFrom(root, signal),
      onProgress,
    });
  }

  proofpress.createChecker = createChecker;
})();
