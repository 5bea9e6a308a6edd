// Key ladder: from a leaf to its shard root, check 13.

import { equal, xor } from "./bytes.mjs";
import { must } from "./failed.mjs";
import { CELL_STREAM, H, Keystream, LEAF_KEY, NODE, WRAP_PAD } from "./hashes.mjs";
import { placeIn } from "./record.mjs";
import { inclusionPath } from "./shape.mjs";
import { saltOf } from "./shard.mjs";
import * as sums from "./sums.mjs";

const WRAP = 32;
const HASH = 32;

// The node over a child and its sibling, both with `hash` and `entries`.
export function nodeOver(child, sibling, siblingLeft) {
  const entries = sums.added(child.entries, sibling.entries);
  const [left, right] = siblingLeft ? [sibling, child] : [child, sibling];
  const encodings = [sums.encoded(left.entries), sums.encoded(right.entries)];
  return { hash: H(NODE, left.hash, right.hash, ...encodings), entries };
}

// Steps 1 and 2: the sibling, decrypted under g of the node on the path.
function readSibling(file, step, g, columns) {
  const stream = new Keystream(CELL_STREAM, g);
  const cell = stream.decrypt(file.cell(step.sibling).subarray(WRAP));
  const chunk = placeIn(file.heap, cell.subarray(HASH), "cell-place");
  const entries = sums.readWhole(stream.decrypt(chunk));
  sums.mustBeOfColumns(entries, columns);
  must(sums.amountIn(entries, 0) === BigInt(step.leaves), "sibling-count");
  return { hash: cell.subarray(0, HASH), entries };
}

// The shard root: its hash, its sums and its key g.
export function shardRoot(file, n, k, leaf, columns) {
  let node = leaf;
  let g = H(LEAF_KEY, k, file.salt);
  for (const step of inclusionPath(file.m, n)) {
    node = nodeOver(node, readSibling(file, step, g, columns), step.left);
    g = xor(file.cell(step.cell).subarray(0, WRAP), H(WRAP_PAD, g));
  }
  must(equal(saltOf(node.hash), file.salt), "shard-salt");
  must(sums.amountIn(node.entries, 0) === BigInt(file.m), "shard-count");
  return { ...node, g };
}
