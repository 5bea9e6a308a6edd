// Primitives: bech32m with the prefix `por`. Checksum and padding only; codes.mjs has the rest.

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const G = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CONSTANT = 0x2bc830a3;
const EXPANDED = [3, 3, 3, 0, 16, 15, 18];

function polymod(values) {
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    G.forEach((constant, i) => {
      if ((top >> i) & 1) check ^= constant;
    });
  }
  return check;
}

// The 5-bit values of the letters after "por1", or null if a letter is not of the alphabet.
function valuesOf(letters) {
  const values = [...letters].map((letter) => ALPHABET.indexOf(letter));
  return values.includes(-1) ? null : values;
}

// The bytes of a list of 5-bit values, or null if padding bits are not zero.
function bytesOf(values) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const value of values) {
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? Uint8Array.from(bytes) : null;
}

// The data in the text after "por1", or null.
export function decoded(letters) {
  const values = valuesOf(letters);
  if (values === null || polymod([...EXPANDED, ...values]) !== CONSTANT) return null;
  return bytesOf(values.slice(0, -6));
}

export function encoded(data) {
  const bits = [...data].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const padded = bits.padEnd(Math.ceil(bits.length / 5) * 5, "0");
  const values = (padded.match(/.{5}/g) ?? []).map((five) => parseInt(five, 2));
  const c = polymod([...EXPANDED, ...values, 0, 0, 0, 0, 0, 0]) ^ CONSTANT;
  const checksum = [0, 1, 2, 3, 4, 5].map((i) => (c >> (5 * (5 - i))) & 31);
  return "por1" + [...values, ...checksum].map((value) => ALPHABET[value]).join("");
}
