// Sums: a list of [column, amount], columns ascending, amounts above zero, as BigInt.

import { must } from "./failed.mjs";

const LIMIT = 2n ** 128n;

// One enc(sums) at `start`: its entries and where it ends, or null if the bytes have another form.
export function read(bytes, start = 0) {
  if (start + 2 > bytes.length) return null;
  const count = bytes.readUInt16BE(start);
  const entries = [];
  let end = start + 2;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, end, i === 0 ? -1 : entries[i - 1][0]);
    if (entry === null) return null;
    entries.push([entry.column, entry.amount]);
    end = entry.end;
  }
  return { entries, end };
}

function readEntry(bytes, start, before) {
  if (start + 3 > bytes.length) return null;
  const column = bytes.readUInt16BE(start);
  const length = bytes[start + 2];
  const end = start + 3 + length;
  if (column <= before || length < 1 || length > 16 || end > bytes.length) return null;
  if (bytes[start + 3] === 0) return null;
  return { column, amount: BigInt("0x" + bytes.toString("hex", start + 3, end)), end };
}

// Bytes that are one enc(sums) and nothing else.
export function readWhole(bytes) {
  const sums = read(bytes);
  must(sums !== null && sums.end === bytes.length, "sums-form");
  return sums.entries;
}

export function encoded(entries) {
  const parts = [Buffer.from([entries.length >> 8, entries.length & 255])];
  for (const [column, amount] of entries) parts.push(encodedEntry(column, amount));
  return Buffer.concat(parts);
}

function encodedEntry(column, amount) {
  const digits = amount.toString(16);
  const bytes = Buffer.from(digits.length % 2 ? "0" + digits : digits, "hex");
  return Buffer.concat([Buffer.from([column >> 8, column & 255, bytes.length]), bytes]);
}

export function added(left, right) {
  const amounts = new Map(left);
  for (const [column, amount] of right) {
    const sum = (amounts.get(column) ?? 0n) + amount;
    must(sum < LIMIT, "sum-overflow");
    amounts.set(column, sum);
  }
  return [...amounts].sort(([a], [b]) => a - b);
}

export const amountIn = (entries, column) => entries.find(([c]) => c === column)?.[1] ?? 0n;

// The entries are ascending, so the last one has the highest column.
export function mustBeOfColumns(entries, columns) {
  must(entries.length === 0 || entries.at(-1)[0] < columns.length, "column-unknown");
}
