/**
 * The check on a site's own page: the runtime and the snapshots are files of this site.
 *
 *     const checker = proofpress.createChecker({ base: "../", onProgress });
 *     const report = await checker.check({ code, snapshotPath: "snapshots/2026-01/" });
 *
 * `createChecker` immediately fetches and starts the verifier, so call it when the page opens.
 * `check` never rejects: a host that fails, an unsupported browser and a fault of our own give
 * reports too, and none of them looks like a bad proof.
 *
 * The page needs the worker's script as the text `proofpress.workerScript` (`proofpress.browser_bundle.runtime`
 * puts it there). By default it reads the list of the runtime's files from
 * `<script type="application/json" id="runtime">`.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { CAPS, createCheckerWith, createEngine, embeddedRuntime, nullIfMissing, readerOf, runtimeFrom } = proofpress;
  const { FileFailure, likelyBlock, shardPath } = proofpress;

  /** More files than any block has if each file has at least 100 accounts or none. */
  const MOST_FILES = 256;

  /** @param {[number, number]} block @returns {number[]} */
  const shardsOf = ([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  /** @param {Wish} wish */
  const isTooLarge = ({ block: [first, last] }) => last - first >= MOST_FILES;

  /** @param {string} snapshot @param {Wish} wish */
  const keyOf = (snapshot, { shard, block }) => [snapshot, shard, ...block].join(" ");

  /** @param {URL} root @param {AbortSignal} signal @param {RequestCache} [cache] @returns {Source} */
  function snapshotsFrom(root, signal, cache) {
    const { read, statement, note } = readerOf(root, signal, cache);
    /** Files whose download began before they were asked for. */
    let ahead = { key: "", files: undefined };

    /** Fetches all files of a block at once; only the wanted file's bytes are kept. */
    function fetchBlock(snapshot, { shard, block }) {
      const files = new Map(shardsOf(block).map((each) => [each, read(snapshot, shardPath(each), CAPS.shard)]));
      const all = [...files.values()].map((file) => file.then(() => {}));
      for (const file of all) file.catch(() => {}); // reported to the check that asks for it
      files.get(shard).catch(() => {});
      return { wanted: files.get(shard), all };
    }

    return {
      statement,
      note,
      files(snapshot, wish) {
        if (isTooLarge(wish)) {
          const number = wish.block[1] - wish.block[0] + 1;
          throw new FileFailure(snapshot + wish.path, `to hide which file it is would take ${number} files`);
        }
        return ahead.key === keyOf(snapshot, wish) ? ahead.files : fetchBlock(snapshot, wish);
      },
      async expect(snapshot, code, statement, oneFile) {
        const likely = await likelyBlock(code, statement);
        if (!likely) return;
        const wish = oneFile ? { ...likely, block: [likely.shard, likely.shard] } : likely;
        if (!isTooLarge(wish)) ahead = { key: keyOf(snapshot, wish), files: fetchBlock(snapshot, wish) };
      },
      afresh: () => snapshotsFrom(root, signal, "reload"),
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
