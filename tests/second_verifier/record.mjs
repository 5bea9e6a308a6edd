// Key ladder: the account's own record, check 12.

import { isAccount } from "./codes.mjs";
import { must } from "./failed.mjs";
import { H, IDENT, Keystream, LEAF, RECORD_STREAM } from "./hashes.mjs";
import * as sums from "./sums.mjs";

const HASH = 32;

// A place is u32 offset ‖ u16 length. The bytes there, or a failure of the check.
export function placeIn(heap, place, check) {
  const offset = place.readUInt32BE(0);
  const end = offset + place.readUInt16BE(4);
  must(end <= heap.length, check);
  return heap.subarray(offset, end);
}

// The account, its idh and sums, and the hash of its leaf.
export function readRecord(file, n, k, { bound, columns }) {
  const stream = new Keystream(RECORD_STREAM, k, file.salt);
  const place = stream.decrypt(file.pointer(n));
  const record = stream.decrypt(placeIn(file.heap, place, "record-place"));
  const end = 1 + (record[0] ?? 0);
  const sumsAt = end + (bound ? HASH : 0);
  const account = record.toString("latin1", 1, end);
  must(sumsAt <= record.length && isAccount(account), "record-form");
  const entries = readSums(record, sumsAt, columns);
  const ident = H(IDENT, k, record.subarray(0, sumsAt));
  const hash = H(LEAF, ident, sums.encoded(entries));
  return { account, idh: record.subarray(end, sumsAt), entries, hash };
}

function readSums(record, start, columns) {
  const read = sums.read(record, start);
  must(read !== null, "sums-form");
  must(read.end === record.length, "record-form");
  sums.mustBeOfColumns(read.entries, columns);
  must(sums.amountIn(read.entries, 0) === 1n, "leaf-count");
  return read.entries;
}
