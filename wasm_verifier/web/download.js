/**
 * Downloads for the check: from this site only, without cookies and referrer, and never more bytes
 * than a limit set in advance.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { chunksOf, FileFailure, joinChunks, tooLong, unpackChunks } = proofpress;

  /** After this time without data the download is given up, in milliseconds. */
  const STALL = 60_000;

  /**
   * An abort signal that fires if `alive()` is not called for a while, or with `outer`.
   * @param {AbortSignal} [outer]
   */
  function watchdog(outer) {
    const control = new AbortController();
    const giveUp = () => control.abort();
    let timer = setTimeout(giveUp, STALL);
    outer?.addEventListener("abort", giveUp);
    if (outer?.aborted) giveUp();
    return {
      signal: control.signal,
      alive() {
        clearTimeout(timer);
        timer = setTimeout(giveUp, STALL);
      },
      stop() {
        clearTimeout(timer);
        outer?.removeEventListener("abort", giveUp);
      },
    };
  }

  /** @param {Response} response @param {string} what @param {number} cap */
  function refuseBadAnswer(response, what, cap) {
    if (!response.ok) {
      const missing = response.status === 404 || response.status === 410;
      throw new FileFailure(what, `the host answered ${response.status}`, { missing });
    }
    // A compressed answer states its compressed length: above the cap it is too long in any case.
    if (Number(response.headers.get("content-length")) > cap) throw tooLong(what, cap);
  }

  /** @param {AsyncIterable<Uint8Array>} chunks @param {(bytes: number) => void} listener */
  async function* heard(chunks, listener) {
    for await (const chunk of chunks) {
      listener(chunk.length);
      yield chunk;
    }
  }

  /**
   * Fetches one file of this site.
   * @param {URL | string} url
   * @param {object} options
   * @param {string} options.what names the file in messages
   * @param {number} options.cap in bytes, after any compression by the host is undone
   * @param {number} [options.unpackedCap] for a gzip file: in bytes, of the unpacked data
   * @param {(bytes: number) => void} [options.onBytes] called with the length of each chunk
   * @param {AbortSignal} [options.signal]
   * @param {RequestCache} [options.cache]
   * @returns {Promise<Uint8Array>}
   * @throws {FileFailure}
   */
  async function download(url, { what, cap, unpackedCap, onBytes = () => {}, signal, cache = "default" }) {
    const watch = watchdog(signal);
    try {
      const response = await fetch(url, {
        mode: "same-origin",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache,
        signal: watch.signal,
      });
      refuseBadAnswer(response, what, cap);
      const chunks = heard(chunksOf(response.body, what, cap), (bytes) => {
        watch.alive();
        onBytes(bytes);
      });
      // Not `return unpackChunks()`: errors must be caught here.
      return await (unpackedCap === undefined ? joinChunks(chunks) : unpackChunks(chunks, what, unpackedCap));
    } catch (error) {
      if (error instanceof FileFailure) throw error;
      const gaveUp = watch.signal.aborted;
      throw new FileFailure(what, gaveUp ? "the host stopped answering" : "no connection", { gaveUp });
    } finally {
      watch.stop();
    }
  }

  proofpress.download = download;
})();
