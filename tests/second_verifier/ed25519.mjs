// Primitives: Ed25519, by the six rules of the page. Node's own check follows other rules.

import { createHash } from "node:crypto";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let bits = exponent, square = mod(base); bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

const inverse = (value) => power(value, P - 2n);

const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

// Points as X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z; the formulas have no exceptions.
const NEUTRAL = [0n, 1n, 1n, 0n];

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * mod(t1 * t2));
  const d = mod(2n * z1 * z2);
  return completed(b - a, d - c, d + c, b + a);
}

function double([x, y, z]) {
  const a = mod(x * x);
  const b = mod(y * y);
  const h = a + b;
  const g = a - b;
  return completed(h - mod((x + y) * (x + y)), mod(2n * z * z) + g, g, h);
}

const completed = (e, f, g, h) => [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];

const negative = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];

function littleEndian(bytes) {
  return BigInt("0x" + Buffer.from(bytes).reverse().toString("hex"));
}

function encoded([x, y, z]) {
  const factor = inverse(z);
  const number = mod(y * factor) | ((mod(x * factor) & 1n) << 255n);
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex").reverse();
}

// Some x with x² = (y² − 1) / (d·y² + 1), or null.
function someX(y) {
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === u) return x;
  return square === mod(-u) ? mod(x * ROOT_OF_MINUS_ONE) : null;
}

function fromY(y, sign) {
  const x = someX(y);
  if (x === null || (x === 0n && sign === 1n)) return null;
  const chosen = (x & 1n) === sign ? x : P - x;
  return [chosen, y, 1n, mod(chosen * y)];
}

// Rule 2, and rule 3: no keys of small order.
function decodedKey(key) {
  const number = littleEndian(key);
  const y = number & (2n ** 255n - 1n);
  const point = y < P ? fromY(y, number >> 255n) : null;
  return point !== null && !isNeutral(double(double(double(point)))) ? point : null;
}

const isNeutral = ([x, y, z]) => x === 0n && y === z;

const BASE = fromY(mod(4n * inverse(5n)), 0n);
const BASE_MULTIPLES = multiples(BASE);

function multiples(point) {
  const list = [NEUTRAL];
  while (list.length < 16) list.push(add(list.at(-1), point));
  return list;
}

// s·B + h·point, four bits at a time, highest first.
function combination(s, h, point) {
  const table = multiples(point);
  let sum = NEUTRAL;
  for (let shift = 252n; shift >= 0n; shift -= 4n) {
    for (let i = 0; i < 4; i++) sum = double(sum);
    sum = add(sum, BASE_MULTIPLES[Number((s >> shift) & 15n)]);
    sum = add(sum, table[Number((h >> shift) & 15n)]);
  }
  return sum;
}

export function isValidSignature(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  const point = s < L ? decodedKey(key) : null;
  if (point === null) return false;
  const digest = createHash("sha512").update(r).update(key).update(message).digest();
  const h = littleEndian(digest) % L;
  return encoded(combination(s, h, negative(point))).equals(r);
}
