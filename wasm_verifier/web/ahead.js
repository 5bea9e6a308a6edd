/**
 * Computes which files a check needs before Python runs, so that their download can begin while it
 * starts.
 *
 * It is only a hint, and no verdict depends on it: the verifier says which files it needs, and if
 * those differ, they are fetched then. For a code of another publisher there is no hint, because
 * the verifier would not ask for a file either.
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
  const BLOCK_ACCOUNTS = 4000;
  const TOTAL = /^(0|[1-9][0-9]{0,38})$/;

  /** @param {string} bits @param {{from: number, to: number}} place */
  const octets = (bits, { from, to }) => bits.slice(from, to).match(/.{8}/g).map((octet) => parseInt(octet, 2));

  /** @param {number[]} bytes */
  const hex = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /**
   * @param {Uint8Array} statement
   * @returns {{prefixBits: number, accounts: number, publisher: string} | null} null if it cannot be one
   */
  function claimOf(statement) {
    try {
      const { header, totals } = JSON.parse(new TextDecoder().decode(statement));
      const { prefix_bits: prefixBits, publisher } = header;
      const isPossible = Number.isInteger(prefixBits) && prefixBits >= 0 && prefixBits <= MOST_BITS;
      return isPossible && TOTAL.test(totals[0]) ? { prefixBits, accounts: Number(totals[0]), publisher } : null;
    } catch {
      return null;
    }
  }

  /**
   * The shards that are fetched together, as in `paths.block_of`. Doubles are exact enough here: a
   * total that is too large for them gives as many blocks as there are shards.
   * @param {number} shard @param {number} prefixBits @param {number} accounts
   * @returns {[number, number]} the first and the last
   */
  function blockOf(shard, prefixBits, accounts) {
    const shards = 2 ** prefixBits;
    const blocks = Math.min(shards, Math.max(1, Math.floor(accounts / BLOCK_ACCOUNTS)));
    const number = Math.floor((shard * blocks) / shards);
    return [Math.ceil((number * shards) / blocks), Math.ceil(((number + 1) * shards) / blocks) - 1];
  }

  /** Where a shard is, below the snapshot. @param {number} shard */
  function shardPath(shard) {
    const name = shard.toString(16).padStart(6, "0");
    return `shards/${name.slice(0, 4)}/${name}.shard`;
  }

  /**
   * @param {string} code @param {Uint8Array} statement neither of them checked
   * @returns {Promise<{shard: number, block: [number, number]} | null>} null if it cannot be told
   */
  async function likelyBlock(code, statement) {
    const typed = code.trim().toLowerCase();
    const claim = claimOf(statement);
    if (!claim || !CODE.test(typed)) return null;
    const { prefixBits, accounts, publisher } = claim;
    const bits = [...typed.slice(4)].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
    if (hex(octets(bits, PUBLISHER)) !== publisher) return null;
    const bucket = await proofpress.sha256Hex(Uint8Array.from([BUCKET, ...octets(bits, SECRET)]));
    const shard = parseInt(bucket.slice(0, MOST_BITS / 4), 16) >> (MOST_BITS - prefixBits);
    return { shard, block: blockOf(shard, prefixBits, accounts) };
  }

  Object.assign(proofpress, { blockOf, likelyBlock, shardPath });
})();
