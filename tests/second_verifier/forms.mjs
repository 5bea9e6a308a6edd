// Canonical JSON: values with a form of their own. A form is a function from a value to a boolean.

import { isObject } from "./canonical.mjs";
import { secondsOfDate, secondsOfTime } from "./time.mjs";

const isText = (value) => typeof value === "string";

// A character is a code point; a string has at most as many of them as UTF-16 units.
const characters = (text) => [...text].length;

const hasAtMost = (text, most) =>
  text.length <= most || (text.length <= 2 * most && characters(text) <= most);

export const string = (most) => (value) => isText(value) && hasAtMost(value, most);

export const text = (value) => string(200)(value) && value !== "";

export const matching = (pattern) => (value) => text(value) && pattern.test(value);

export const hexOf = (bytes) => matching(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

export function amount(value) {
  return matching(/^(0|[1-9][0-9]{0,38})$/)(value) && BigInt(value) < 2n ** 128n;
}

export const integer = (most) => (value) => Number.isInteger(value) && value >= 0 && value <= most;

export const boolean = (value) => typeof value === "boolean";

export const oneOf = (...values) => (value) => values.includes(value);

export const either = (...forms) => (value) => forms.some((form) => form(value));

export const list = (most, form) => (value) =>
  Array.isArray(value) && value.length <= most && value.every(form);

// An object with exactly these members.
export const object = (members) => (value) =>
  isObject(value) &&
  Object.keys(value).length === Object.keys(members).length &&
  Object.entries(members).every(([name, form]) => name in value && form(value[name]));

const FRACTION = "(\\.[0-9]{0,79}[1-9])?";

export const ASSET = matching(/^[A-Za-z0-9][A-Za-z0-9._$+-]{0,31}$/);
export const SNAPSHOT = matching(/^[0-9a-z][0-9a-z-]{0,31}$/);
export const KIND = matching(/^[a-z0-9_-]{1,32}$/);
export const UNITS = matching(
  new RegExp(`^(0|-?([1-9][0-9]{0,79}${FRACTION}|0\\.[0-9]{0,79}[1-9]))$`),
);
export const RELEASE = matching(/^[0-9A-Za-z.+-]{1,40}$/);
export const VERIFIER = matching(/^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}$/);
export const TIME = (value) => text(value) && secondsOfTime(value) !== null;
export const DATE = (value) => text(value) && secondsOfDate(value) !== null;
