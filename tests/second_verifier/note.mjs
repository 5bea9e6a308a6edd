// Signatures: the form of a signed note, and the text of a publisher's note.

import { equal, fromBase64, fromUtf8, joined } from "./bytes.mjs";
import { isValidSignature } from "./ed25519.mjs";
import { must } from "./failed.mjs";
import { sha256 } from "./hashes.mjs";
import { Memory } from "./memory.mjs";

const MOST_BYTES = 65536;
const MOST_LINES = 100;
const LINE = /^\u2014 ([^ +\n]+) ([A-Za-z0-9+/=]+)$/u;

// The text of a note and its signature lines.
export function readNote(bytes) {
  const note = bytes !== null && bytes.length <= MOST_BYTES ? fromUtf8(bytes) : null;
  const end = note === null ? -1 : note.lastIndexOf("\n\n");
  must(end >= 0 && note.endsWith("\n"), "note-form");
  const lines = note.slice(end + 2, -1).split("\n");
  must(lines.length <= MOST_LINES, "note-form");
  return { text: Buffer.from(note.slice(0, end + 1)), lines: lines.map(readLine) };
}

function readLine(line) {
  const [, name, base64] = LINE.exec(line) ?? [];
  const bytes = base64 === undefined ? null : fromBase64(base64);
  must(bytes !== null && bytes.length >= 5, "note-form");
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

// Exactly one line is of the key, and its signature is valid.
export function checkSignature({ text, lines }, key) {
  const own = lines.filter(({ name, id }) => name === key.name && equal(id, key.id));
  must(own.length === 1 && isValid(key.publicKey, text, own[0].signature), "signature");
}

const known = new Memory(10000);

function isValid(key, text, signature) {
  if (signature.length !== 64) return false;
  const name = joined(key, signature, sha256(text)).toString("latin1");
  return known.get(name, () => isValidSignature(key, text, signature));
}

const TEXT = /^([^\n]*)\/(statement|draft|site) v0\n([0-9a-f]{64})\n$/;

// The kind and the digest that the text of a publisher's note names.
export function readText(text, key) {
  const [, name, kind, digest] = TEXT.exec(text.toString("latin1")) ?? [];
  must(name === key.name, "note-form");
  return { kind, digest };
}
