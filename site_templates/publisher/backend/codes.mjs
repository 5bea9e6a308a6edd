// account -> code, as the format document says ("Codes"). Node's standard library only.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

export function code(key, publisher, account, generation = 0) {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  const message = Buffer.concat([Buffer.from([0x20]), publisher, number, Buffer.from(account, "ascii")]);
  const secret = createHmac("sha256", key).update(message).digest().subarray(0, 20);
  return bech32m("por", Buffer.concat([Buffer.from([0]), secret, publisher]));
}

function bech32m(prefix, data) {
  const bits = [...data].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const fives = (bits + "0".repeat((5 - (bits.length % 5)) % 5)).match(/.{5}/g).map((five) => parseInt(five, 2));
  const letters = [...prefix].map((letter) => letter.charCodeAt(0));
  const expanded = [...letters.map((c) => c >> 5), 0, ...letters.map((c) => c & 31)];
  const check = polymod([...expanded, ...fives, 0, 0, 0, 0, 0, 0]) ^ 0x2bc830a3;
  const tail = [5, 4, 3, 2, 1, 0].map((i) => (check >>> (5 * i)) & 31);
  return prefix + "1" + [...fives, ...tail].map((value) => ALPHABET[value]).join("");
}

function polymod(values) {
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    GENERATORS.forEach((generator, i) => (check ^= (top >>> i) & 1 ? generator : 0));
  }
  return check;
}

const [keyFile, publisherHex] = process.argv.slice(2);
const key = Buffer.from(readFileSync(keyFile, "ascii").trim().split(":")[1], "hex");
const publisher = Buffer.from(publisherHex, "hex");
for (const account of readFileSync(0, "ascii").split("\n").filter(Boolean)) {
  console.log(`${account},${code(key, publisher, account)}`);
}
