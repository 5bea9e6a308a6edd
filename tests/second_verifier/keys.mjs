// Signatures: vkey lines and publisher ids.

import { ascii, fromBase64, fromHex, hex, joined } from "./bytes.mjs";
import { must } from "./failed.mjs";
import { sha256 } from "./hashes.mjs";

const VKEY = /^([!-*,-~]{1,128})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,100})$/;

// The name, the id and the public key of a vkey line.
export function readKey(line) {
  const [, name, id, base64] = VKEY.exec(line) ?? [];
  const bytes = base64 === undefined ? null : fromBase64(base64);
  must(bytes !== null && bytes.length === 33 && bytes[0] === 1, "key-form");
  const digest = sha256(joined(ascii(name), Uint8Array.of(0x0a), bytes));
  must(hex(digest.subarray(0, 4)) === id, "key-form");
  return { name, id: fromHex(id), publicKey: bytes.subarray(1), publisherId: idOf(line) };
}

// Publisher ids are compared as hex.
const idOf = (line) => hex(sha256(ascii(line)).subarray(0, 20));
