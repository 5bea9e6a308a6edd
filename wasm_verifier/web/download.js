/**
 * Downloads for the check: from this site only, without cookies and referrer, and never
 * more bytes than were agreed on beforehand.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { FileFailure } = proofpress;

  /** A host that sends nothing for so long is given up, in milliseconds. */
  const STALL = 60_000;

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
      throw new FileFailure(what, `the host answered ${response.status}`, { missing });
    }
    // A compressed answer gives its compressed length: above the cap it is too long either way.
    if (Number(response.headers.get("content-length")) > cap) throw tooLong(what, cap);
  }

  /** @param {string} what @param {number} cap */
  const tooLong = (what, cap) =>
    new FileFailure(what, `longer than the ${cap} bytes allowed`, { wrong: true });

  /** @param {string} what */
  const damaged = (what) => new FileFailure(what, "not the compressed file it should be", { wrong: true });

  /**
   * The chunks of a stream, at most `cap` bytes of them.
   * @param {ReadableStream<Uint8Array>} stream @param {string} what @param {number} cap
   */
  async function* chunksOf(stream, what, cap) {
    const reader = stream.getReader();
    let length = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        length += value.length;
        if (length > cap) throw tooLong(what, cap);
        yield value;
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  /** @param {AsyncIterable<Uint8Array>} chunks @param {(bytes: number) => void} listener */
  async function* heard(chunks, listener) {
    for await (const chunk of chunks) {
      listener(chunk.length);
      yield chunk;
    }
  }

  /**
   * Decompresses while the rest is still on its way.
   * @param {AsyncIterable<Uint8Array>} chunks @param {string} what @param {number} cap of what comes out
   * @returns {Promise<Uint8Array>}
   */
  async function unpack(chunks, what, cap) {
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const unpacked = join(chunksOf(readable, what, cap));
    unpacked.catch(() => {}); // awaited below, after what may fail first
    try {
      for await (const chunk of chunks) {
        await writer.write(chunk).catch(() => {
          throw damaged(what);
        });
      }
    } catch (error) {
      writer.abort(error).catch(() => {});
      throw error;
    }
    writer.close().catch(() => {});
    return unpacked.catch(() => {
      throw damaged(what);
    });
  }

  /** @param {AsyncIterable<Uint8Array>} chunks */
  async function join(chunks) {
    const parts = [];
    for await (const chunk of chunks) parts.push(chunk);
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /**
   * Fetches one file of this site.
   * @param {URL | string} url
   * @param {object} options
   * @param {string} options.what names the file in messages
   * @param {number} options.cap in bytes, without what the host itself may have compressed
   * @param {number} [options.unpackedCap] the file is gzip: in bytes, of what comes out
   * @param {(bytes: number) => void} [options.onBytes] called with the length of each chunk
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<Uint8Array>}
   * @throws {FileFailure}
   */
  async function download(url, { what, cap, unpackedCap, onBytes = () => {}, signal }) {
    const watch = watchdog(signal);
    try {
      const response = await fetch(url, {
        mode: "same-origin",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: watch.signal,
      });
      refuseBadAnswer(response, what, cap);
      const chunks = heard(chunksOf(response.body, what, cap), (bytes) => {
        watch.alive();
        onBytes(bytes);
      });
      // Not `return unpack()`: what fails has to fail in here.
      return await (unpackedCap === undefined ? join(chunks) : unpack(chunks, what, unpackedCap));
    } catch (error) {
      if (error instanceof FileFailure) throw error;
      throw new FileFailure(what, watch.signal.aborted ? "the host stopped answering" : "no connection");
    } finally {
      watch.stop();
    }
  }

  proofpress.download = download;
})();
