// Shard file and File tree: where everything is in a file, and checks 9 to 11.

import { equal, u32 } from "./bytes.mjs";
import { Failed, Missing, must } from "./failed.mjs";
import { EMPTY_SHARD, FILE_LEAF, FILE_NODE, H, SALT, sha256 } from "./hashes.mjs";
import { cells } from "./shape.mjs";

const MOST_BYTES = 16 * 1024 * 1024;
const BLOCK = 4096;
const FIXED = 77;
const TAG_ROW = 22;
const CELL = 70;
const FEWEST_ACCOUNTS = 100;

// Tree: one of several shards, or a node above them, counts nobody or enough to hide among.
export function mustBeLarge(accounts) {
  must(accounts <= 0 || accounts >= FEWEST_ACCOUNTS, "shard-small");
}

// The file as a view of its bytes, or a failure of `file-size`. Numbers here stay below 2^53.
function readFile(bytes, p) {
  must(bytes.length >= FIXED && bytes.length <= MOST_BYTES, "file-size");
  const m = bytes.readUInt32BE(37);
  const cellsAt = FIXED + TAG_ROW * m;
  const heapAt = cellsAt + CELL * cells(m);
  const partB = heapAt + bytes.readUInt32BE(73);
  must(partB + 4 <= bytes.length, "file-size");
  const rootPathAt = partB + 4;
  const fillerAt = rootPathAt + bytes.readUInt32BE(partB);
  const auditAt = Math.ceil(fillerAt / BLOCK) * BLOCK;
  must(auditAt + 32 * p === bytes.length, "file-size");
  const part = (start, end) => bytes.subarray(start, end);
  return {
    m,
    version: bytes[0],
    d: part(1, 33),
    shard: bytes.readUInt32BE(33),
    salt: part(41, 73),
    tag: (n) => part(FIXED + TAG_ROW * n, FIXED + TAG_ROW * n + 16),
    pointer: (n) => part(FIXED + TAG_ROW * n + 16, FIXED + TAG_ROW * (n + 1)),
    cell: (i) => part(cellsAt + CELL * i, cellsAt + CELL * (i + 1)),
    heap: part(heapAt, partB),
    rootPath: part(rootPathAt, fillerAt),
    filler: part(fillerAt, auditAt),
    digests: [sha256(part(0, partB)), sha256(part(partB, auditAt))],
    audit: (height) => part(auditAt + 32 * height, auditAt + 32 * (height + 1)),
  };
}

// A node over two hashes: the sibling is on the left if bit `height` of the shard is 1.
export const siblingIsLeft = (shard, height) => ((shard >>> height) & 1) === 1;

function filesRoot(file, shard, p) {
  let hash = H(FILE_LEAF, u32(shard), ...file.digests);
  for (let height = 0; height < p; height++) {
    const pair = [hash, file.audit(height)];
    hash = H(FILE_NODE, ...(siblingIsLeft(shard, height) ? pair.reverse() : pair));
  }
  return hash;
}

function readSignedFile(bytes, shard, p, files) {
  const file = readFile(bytes, p);
  must(filesRoot(file, shard, p).toString("hex") === files, "files-root");
  return file;
}

// Check 9: the first copy that is the signed file. If there is none, the first one decides.
export function firstSignedFile(copies, shard, p, files) {
  if (copies.length === 0) throw new Missing("no copy of the shard file");
  const failures = [];
  for (const { bytes } of copies) {
    try {
      return readSignedFile(bytes, shard, p, files);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      failures.push(error);
    }
  }
  must(!copies.some(({ fromPublisher }) => fromPublisher), "not-served-as-signed");
  throw failures[0];
}

// Check 10.
export function checkFile(file, shard, p, d) {
  must(file.version === 0, "shard-version");
  must(equal(file.d, d), "shard-header");
  must(file.shard === shard, "shard-number");
  if (p > 0) mustBeLarge(file.m);
  must(file.filler.every((byte) => byte === 0), "filler");
  if (file.m === 0) checkEmpty(file);
  for (let n = 1; n < file.m; n++) must(file.tag(n - 1).compare(file.tag(n)) < 0, "tag-order");
}

export const EMPTY_ROOT = H(EMPTY_SHARD);

export const saltOf = (rootHash) => H(SALT, rootHash);

function checkEmpty({ heap, rootPath, salt }) {
  must(heap.length === 0 && rootPath.length === 0, "filler");
  must(equal(salt, saltOf(EMPTY_ROOT)), "shard-salt");
}

// Check 11: the number of the leaf that has the tag.
export function leafOf(file, tag, check) {
  let n = 0;
  while (n < file.m && !equal(file.tag(n), tag)) n++;
  must(n < file.m, check);
  return n;
}
