// Codes: the text of a code, and what comes from it under one header.

import { ascii, firstBits, hex } from "./bytes.mjs";
import { decoded } from "./bech32m.mjs";
import { must } from "./failed.mjs";
import { BUCKET, H, IDENTITY, SNAPSHOT_CODE, TAG } from "./hashes.mjs";
import { lowered } from "./assets.mjs";

// The text without these characters at both ends.
function trimmed(text, characters) {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start])) start++;
  while (end > start && characters.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

const TEXT = /^por1(.{72})$/;

export function readCode(typed) {
  const text = trimmed(typed, " \t\r\n");
  must(/^[\x20-\x7e]*$/.test(text), "code-form");
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text);
  const letters = mixed ? undefined : TEXT.exec(lowered(text))?.[1];
  const payload = letters === undefined ? null : decoded(letters);
  must(payload !== null, "code-form");
  must(payload[0] === 0, "code-version");
  return { secret: payload.subarray(1, 21), publisherId: hex(payload.subarray(21)) };
}

export const shardOf = (secret, p) => firstBits(H(BUCKET, secret), p);

export const snapshotCode = (secret, d) => H(SNAPSHOT_CODE, secret, d).subarray(0, 20);

export const tagOf = (k) => H(TAG, k).subarray(0, 16);

export const identityHash = (secret, d, identity) => H(IDENTITY, secret, d, ascii(identity));

// The byte rules of an account: 1 to 255 bytes from 20 to 7e, no blank at an end, no two in a row.
export function isAccount(text) {
  return /^[\x20-\x7e]{1,255}$/.test(text) && !/^ | $| {2}/.test(text);
}

// What was typed as an identity, in its form; the empty string if nothing was.
export const typedIdentity = (typed) => lowered(trimmed(typed, " "));
