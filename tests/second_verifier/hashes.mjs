// Domain bytes: H, and the keystreams made of it.

import { createHash } from "node:crypto";
import { joined, u32 } from "./bytes.mjs";

export const LEAF = 0x04;
export const NODE = 0x05;
export const EMPTY_SHARD = 0x06;
export const HEADER = 0x07;
export const FILE_LEAF = 0x08;
export const FILE_NODE = 0x09;
export const BUCKET = 0x10;
export const SNAPSHOT_CODE = 0x11;
export const TAG = 0x12;
export const IDENT = 0x13;
export const SALT = 0x14;
export const LEAF_KEY = 0x15;
export const NODE_KEY = 0x16;
export const WRAP_PAD = 0x17;
export const CELL_STREAM = 0x18;
export const RECORD_STREAM = 0x19;
export const ROOT_PATH_STREAM = 0x1a;
export const IDENTITY = 0x1c;

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

export const H = (domain, ...parts) => sha256(joined(Uint8Array.of(domain), ...parts));

// A keystream that is computed only as far as it is used.
export class Keystream {
  constructor(domain, ...key) {
    this.input = joined(Uint8Array.of(domain), ...key, u32(0));
    this.number = -1;
    this.block = null;
    this.position = 0;
  }

  nextByte() {
    const number = this.position >>> 5;
    if (number !== this.number) this.makeBlock(number);
    return this.block[this.position++ & 31];
  }

  makeBlock(number) {
    this.input.writeUInt32BE(number, this.input.length - 4);
    this.block = sha256(this.input);
    this.number = number;
  }

  // Decrypts with the bytes of the keystream that come next.
  decrypt(bytes) {
    const out = new Uint8Array(bytes.length);
    for (let i = 0; i < out.length; i++) out[i] = bytes[i] ^ this.nextByte();
    return joined(out);
  }
}
