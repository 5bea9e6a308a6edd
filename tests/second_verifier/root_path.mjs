// Root path: from a shard root to the root of all liabilities, checks 14 and 15.

import { equal, hex } from "./bytes.mjs";
import { must } from "./failed.mjs";
import { Keystream, ROOT_PATH_STREAM } from "./hashes.mjs";
import { nodeOver } from "./ladder.mjs";
import { EMPTY_ROOT, mustBeLarge, siblingIsLeft } from "./shard.mjs";
import * as sums from "./sums.mjs";

const HASH = 32;
const LONGEST_SUMS = 64602;
const LONGEST_SIBLING = HASH + LONGEST_SUMS;

// The p siblings, from below. What is after them must be zero bytes.
function readSiblings(encrypted, p, stream) {
  const mostUsed = p * LONGEST_SIBLING;
  const bytes = stream.decrypt(encrypted.subarray(0, mostUsed));
  const siblings = [];
  let at = 0;
  while (siblings.length < p) {
    const read = at + HASH <= bytes.length ? sums.read(bytes, at + HASH) : null;
    must(read !== null, "root-path");
    siblings.push({ hash: bytes.subarray(at, at + HASH), entries: read.entries });
    at = read.end;
  }
  must(isZero(bytes.subarray(at)), "root-path");
  for (const byte of encrypted.subarray(mostUsed)) must(byte === stream.nextByte(), "root-path");
  return siblings;
}

const isZero = (bytes) => bytes.every((byte) => byte === 0);

// A sibling that counts nobody is a node over empty shards.
function checkNobody({ entries, hash }, emptyHash) {
  if (sums.amountIn(entries, 0) !== 0n) return;
  must(entries.length === 0 && equal(hash, emptyHash), "root-path");
}

// Check 14: the node at the end of the root path.
export function readRootPath(file, shard, root, { p, rootHash, columns }) {
  const stream = new Keystream(ROOT_PATH_STREAM, root.g, rootHash);
  let node = root;
  let empty = { hash: EMPTY_ROOT, entries: [] };
  readSiblings(file.rootPath, p, stream).forEach((sibling, height) => {
    sums.mustBeOfColumns(sibling.entries, columns);
    checkNobody(sibling, empty.hash);
    mustBeLarge(sums.amountIn(sibling.entries, 0));
    node = nodeOver(node, sibling, siblingIsLeft(shard, height));
    empty = nodeOver(empty, empty, false);
  });
  return node;
}

// Check 15.
export function checkTotals(node, { root, totals }) {
  must(hex(node.hash) === root, "root");
  const amounts = new Map(node.entries);
  totals.forEach((total, column) => {
    must((amounts.get(column) ?? 0n) === BigInt(total), "totals");
  });
}
