// Canonical JSON: parse by its rules, encode the value again, and compare.
// Objects have no prototype, since `__proto__` is a legal key here.

import { fromUtf8 } from "./bytes.mjs";
import { hasUnseen } from "./unseen.mjs";

const MOST_LEVELS = 8;
const KEY = /^[a-z0-9_]+$/;

class NotCanonical extends Error {}

function refuse() {
  throw new NotCanonical();
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.levels = 0;
  }

  whole() {
    const value = this.value();
    if (this.at !== this.text.length) refuse();
    return value;
  }

  value() {
    const first = this.text[this.at];
    if (first === "{") return this.inside(() => this.object());
    if (first === "[") return this.inside(() => this.list());
    if (first === '"') return this.string();
    if (first === "t") return this.word("true", true);
    if (first === "f") return this.word("false", false);
    return this.integer();
  }

  inside(read) {
    if (++this.levels > MOST_LEVELS) refuse();
    this.at++;
    const value = read();
    this.levels--;
    return value;
  }

  take(character) {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  object() {
    const object = Object.create(null);
    if (this.take("}")) return object;
    let before = "";
    do {
      before = this.member(object, before);
    } while (this.take(","));
    return this.take("}") ? object : refuse();
  }

  // Keys ascend strictly, so none occurs twice. Every key is after the empty string.
  member(object, before) {
    const key = this.text[this.at] === '"' ? this.string() : refuse();
    if (!KEY.test(key) || key <= before || !this.take(":")) refuse();
    object[key] = this.value();
    return key;
  }

  list() {
    const list = [];
    if (this.take("]")) return list;
    do {
      list.push(this.value());
    } while (this.take(","));
    return this.take("]") ? list : refuse();
  }

  word(word, value) {
    if (!this.text.startsWith(word, this.at)) refuse();
    this.at += word.length;
    return value;
  }

  // 2^53 and above: a number that rounds comes out above the limit, too.
  integer() {
    const digits = /^(0|[1-9][0-9]{0,15})/.exec(this.text.slice(this.at, this.at + 16))?.[0];
    if (digits === undefined || Number(digits) > Number.MAX_SAFE_INTEGER) refuse();
    this.at += digits.length;
    return Number(digits);
  }

  string() {
    const parts = [];
    let start = ++this.at;
    for (; ; this.at++) {
      const character = this.text.charCodeAt(this.at);
      if (Number.isNaN(character)) refuse();
      if (character === 0x22) break;
      if (character !== 0x5c) continue;
      parts.push(this.text.slice(start, this.at));
      start = ++this.at; // the escaped character begins the next part
      if (!'"\\'.includes(this.text[this.at] ?? "none")) refuse();
    }
    parts.push(this.text.slice(start, this.at++));
    const string = parts.join("");
    return hasUnseen(string) ? refuse() : string;
  }
}

export function encoded(value) {
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(encoded).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `"${key}":${encoded(value[key])}`).join(",")}}`;
}

// The value, or undefined if the bytes are too many or not canonical.
export function parsed(bytes, mostBytes) {
  const text = bytes.length <= mostBytes ? fromUtf8(bytes) : null;
  if (text === null) return undefined;
  try {
    const value = new Parser(text).whole();
    return encoded(value) === text ? value : undefined;
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
