/**
 * SHA-256 of bytes, as lower-case hex.
 *
 * Browsers offer `crypto.subtle` only in secure contexts. A mirror on plain http in a private network
 * is not one, but its files must be checked too, so the function of FIPS 180-4 is implemented here.
 * It is used only where the browser's own is missing.
 *
 * This and the page's other scripts are classic scripts on purpose: a host that sends them with a
 * wrong MIME type breaks modules, but not these; with `integrity` attributes the browser checks them;
 * and they can be joined into one page.
 */
"use strict";

(() => {
  const K = new Uint32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]);
  const INITIAL = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ];
  const BLOCK = 64; // bytes

  /** @param {number} word @param {number} by */
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));

  /**
   * FIPS 180-4, 6.2.2, steps 1 to 4 for one block.
   * @param {Uint32Array} state eight words, updated in place
   * @param {Uint32Array} w scratch of 64 words
   * @param {DataView} data
   * @param {number} at where the block starts in `data`
   */
  function compress(state, w, data, at) {
    for (let t = 0; t < 16; t++) w[t] = data.getUint32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3);
      const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const choose = (e & f) ^ (~e & g);
      const t1 = (h + sum1 + choose + K[t] + w[t]) | 0;
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + sum0 + majority) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
  }

  /**
   * The last, incomplete block with the padding of FIPS 180-4, 5.1.1: one or two blocks.
   * @param {Uint8Array} bytes
   */
  function paddedEnd(bytes) {
    const rest = bytes.length % BLOCK;
    const end = new Uint8Array(rest < BLOCK - 8 ? BLOCK : 2 * BLOCK);
    end.set(bytes.subarray(bytes.length - rest));
    end[rest] = 0x80;
    new DataView(end.buffer).setBigUint64(end.length - 8, 8n * BigInt(bytes.length));
    return end;
  }

  /** @param {Uint8Array} bytes */
  const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  /** @param {Uint8Array} bytes @returns {Uint8Array} 32 bytes */
  function sha256(bytes) {
    const state = new Uint32Array(INITIAL);
    const scratch = new Uint32Array(64);
    const body = viewOf(bytes);
    const whole = bytes.length - (bytes.length % BLOCK);
    for (let at = 0; at < whole; at += BLOCK) compress(state, scratch, body, at);
    const end = viewOf(paddedEnd(bytes));
    for (let at = 0; at < end.byteLength; at += BLOCK) compress(state, scratch, end, at);
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => digest.setUint32(4 * i, word));
    return new Uint8Array(digest.buffer);
  }

  /** @param {Uint8Array} bytes */
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  /**
   * @param {Uint8Array} bytes
   * @returns {Promise<string>} 64 hex digits
   */
  async function sha256Hex(bytes) {
    const subtle = globalThis.crypto?.subtle;
    return hex(subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256(bytes));
  }

  const proofpress = (globalThis.proofpress ??= {});
  proofpress.sha256Hex = sha256Hex;
})();
