/**
 * Bytes that arrive in chunks, compressed or not: never more than a limit set in advance.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const { FileFailure } = proofpress;

  const MEBIBYTE = 2 ** 20;
  /** The maximum length of files, in bytes: more is not read. */
  const CAPS = {
    statement: 4 * MEBIBYTE,
    note: 64 * 1024,
    shard: 16 * MEBIBYTE,
    saved: 28 * MEBIBYTE,
    wallets: 64 * MEBIBYTE, // the command accepts longer lists
  };

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

  /** @param {AsyncIterable<Uint8Array>} chunks */
  async function joinChunks(chunks) {
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
   * Decompresses while the rest is still being downloaded.
   * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
   * @param {string} what @param {number} cap for the unpacked data
   * @returns {Promise<Uint8Array>}
   */
  async function unpackChunks(chunks, what, cap) {
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const unpacked = joinChunks(chunksOf(readable, what, cap));
    unpacked.catch(() => {}); // awaited below, after code that may fail first
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

  Object.assign(proofpress, { CAPS, chunksOf, joinChunks, tooLong, unpackChunks });
})();
