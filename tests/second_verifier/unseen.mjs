// Canonical JSON: the characters that no string holds. Ranges of code points, both ends included.
// The draft of the page had no table yet; these are the ranges of the edition before it.

const RANGES = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
];

const escape = (point) => `\\u{${point.toString(16)}}`;

const pattern = RANGES.map(([first, last]) => `${escape(first)}-${escape(last)}`).join("");

const UNSEEN = new RegExp(`[${pattern}]`, "u");

export const hasUnseen = (text) => UNSEEN.test(text);
