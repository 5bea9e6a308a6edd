/**
 * Which shard a code is in, worked out before Python runs, so that the download can begin while
 * it starts.
 *
 * Only a hint, and nothing rests on it: the verifier says which file it needs, and if that is
 * another one, it is fetched then. For a code of another publisher there is no hint, since the
 * verifier would not ask for a file either.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});

  const CODE = /^por1[02-9ac-hj-np-z]{72}$/;
  const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  // Bits of a code's payload: format document, "Codes".
  const SECRET = { from: 8, to: 168 };
  const PUBLISHER = { from: 168, to: 328 };
  const BUCKET = 0x10;
  const MOST_BITS = 24;

  /** @param {string} bits @param {{from: number, to: number}} place */
  const octets = (bits, { from, to }) => bits.slice(from, to).match(/.{8}/g).map((octet) => parseInt(octet, 2));

  /** @param {number[]} bytes */
  const hex = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /** @param {Uint8Array} statement @returns {{prefix_bits?: number, publisher?: string}} */
  function headerOf(statement) {
    try {
      return JSON.parse(new TextDecoder().decode(statement)).header ?? {};
    } catch {
      return {};
    }
  }

  /**
   * @param {string} code @param {Uint8Array} statement neither of them checked
   * @returns {Promise<string>} the path below the snapshot, empty if there is no telling
   */
  async function likelyShard(code, statement) {
    const typed = code.trim().toLowerCase();
    const { prefix_bits: prefixBits, publisher } = headerOf(statement);
    if (!CODE.test(typed) || !(Number.isInteger(prefixBits) && prefixBits >= 0 && prefixBits <= MOST_BITS)) return "";
    const bits = [...typed.slice(4)].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
    if (hex(octets(bits, PUBLISHER)) !== publisher) return "";
    const bucket = await proofpress.sha256Hex(Uint8Array.from([BUCKET, ...octets(bits, SECRET)]));
    const shard = parseInt(bucket.slice(0, MOST_BITS / 4), 16) >> (MOST_BITS - prefixBits);
    const name = shard.toString(16).padStart(6, "0");
    return `shards/${name.slice(0, 4)}/${name}.shard`;
  }

  proofpress.likelyShard = likelyShard;
})();
