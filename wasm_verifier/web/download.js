/**
 * Downloads for the check: from this site only, without cookies and referrer, and never
 * more bytes than were agreed on beforehand.
 */
"use strict";

(() => {
  /** A host that sends nothing for so long is given up, in milliseconds. */
  const STALL = 60_000;

  /**
   * Why a file could not be had. `what` is its path below the site; `missing` says that the host
   * has none, `excess` that it sent more than allowed.
   */
  class DownloadFailure extends Error {
    /** @param {string} what @param {string} detail @param {{missing?: boolean, excess?: boolean}} [more] */
    constructor(what, detail, { missing = false, excess = false } = {}) {
      super(`${what}: ${detail}`);
      Object.assign(this, { what, detail, missing, excess });
    }
  }

  /**
   * An abort signal that fires when nobody calls `alive()` for a while, or with `outer`.
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
      throw new DownloadFailure(what, `the host answered ${response.status}`, { missing });
    }
    // A compressed answer gives its compressed length: above the cap it is too long either way.
    if (Number(response.headers.get("content-length")) > cap) throw tooLong(what, cap);
  }

  /** @param {string} what @param {number} cap */
  const tooLong = (what, cap) =>
    new DownloadFailure(what, `longer than the ${cap} bytes allowed`, { excess: true });

  /**
   * The chunks of a body, at most `cap` bytes of them.
   * @param {Response} response @param {string} what @param {number} cap
   * @param {(bytes: number) => void} onBytes called with the length of each chunk
   */
  async function readChunks(response, what, cap, onBytes) {
    const chunks = [];
    let length = 0;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { chunks, length };
      length += value.length;
      if (length > cap) {
        reader.cancel().catch(() => {});
        throw tooLong(what, cap);
      }
      chunks.push(value);
      onBytes(value.length);
    }
  }

  /** @param {Uint8Array[]} chunks @param {number} length */
  function join(chunks, length) {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /**
   * Fetches one file of this site.
   * @param {URL | string} url
   * @param {{what: string, cap: number, onBytes?: (bytes: number) => void, signal?: AbortSignal}} options
   *   `what` names the file in messages; `cap` in bytes, of the decoded body
   * @returns {Promise<Uint8Array>}
   * @throws {DownloadFailure}
   */
  async function download(url, { what, cap, onBytes = () => {}, signal }) {
    const watch = watchdog(signal);
    try {
      const response = await fetch(url, {
        mode: "same-origin",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: watch.signal,
      });
      refuseBadAnswer(response, what, cap);
      const { chunks, length } = await readChunks(response, what, cap, (bytes) => {
        watch.alive();
        onBytes(bytes);
      });
      return join(chunks, length);
    } catch (error) {
      if (error instanceof DownloadFailure) throw error;
      throw new DownloadFailure(what, watch.signal.aborted ? "the host stopped answering" : "no connection");
    } finally {
      watch.stop();
    }
  }

  const proofpress = (globalThis.proofpress ??= {});
  Object.assign(proofpress, { download, DownloadFailure });
})();
