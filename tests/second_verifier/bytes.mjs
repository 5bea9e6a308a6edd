// Notation: bytes, hex, big-endian integers, and canonical base64.

import { Buffer } from "node:buffer";

export const hex = (bytes) => Buffer.from(bytes).toString("hex");

export const fromHex = (text) => Buffer.from(text, "hex");

export const ascii = (text) => Buffer.from(text, "latin1");

export const equal = (a, b) => Buffer.compare(a, b) === 0;

export const joined = (...parts) => Buffer.concat(parts);

export function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function xor(a, b) {
  if (a.length !== b.length) throw new Error("XOR of strings of different lengths");
  return Buffer.from(a.map((byte, i) => byte ^ b[i]));
}

// The first p bits of a string. JavaScript takes a shift by 32 for one by 0, so p = 0 is a case
// of its own.
export const firstBits = (bytes, p) => (p === 0 ? 0 : bytes.readUInt32BE(0) >>> (32 - p));

// Only the canonical encoding is legal: decoding and encoding again gives the same text.
export function fromBase64(text) {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function fromUtf8(bytes) {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
