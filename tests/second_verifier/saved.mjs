// Saved proofs: the form of the file.

import { fromBase64, fromHex } from "./bytes.mjs";
import { isObject, parsed } from "./canonical.mjs";
import { must } from "./failed.mjs";
import * as form from "./forms.mjs";

const MOST_BYTES = 29360128;
const MOST_MARKS = 102109;

const MARKS = new Set([..."{[,"].map((mark) => mark.charCodeAt(0)));

const base64 = (value) => typeof value === "string" && fromBase64(value) !== null;

const SAVED = form.object({
  about: form.string(2000),
  file: base64,
  format: form.integer(0),
  k: form.either(form.hexOf(20), form.oneOf("")),
  kind: form.oneOf("proofpress saved proof"),
  note: base64,
  says: form.list(100, form.string(1000)),
  shard: form.integer(2 ** 24 - 1),
  statement: base64,
});

export function readSaved(bytes) {
  must(bytes.filter((byte) => MARKS.has(byte)).length <= MOST_MARKS, "saved-proof-form");
  const saved = parsed(bytes, MOST_BYTES);
  must(isObject(saved), "saved-proof-form");
  checkVersion(saved);
  must(SAVED(saved) && (saved.file === "") === (saved.k === ""), "saved-proof-form");
  return {
    file: fromBase64(saved.file),
    k: saved.k === "" ? null : fromHex(saved.k),
    note: saved.note === "" ? null : fromBase64(saved.note),
    shard: saved.shard,
    statement: fromBase64(saved.statement),
  };
}

// The right kind in another version: nothing else in it is looked at.
function checkVersion({ kind, format }) {
  if (kind !== "proofpress saved proof" || !Number.isInteger(format)) return;
  must(format === 0, "format-version");
}
