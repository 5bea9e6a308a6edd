// Order of checks, numbers 3 and 5: a signed statement, and its meaning.

import { hex } from "./bytes.mjs";
import { encoded, isObject, parsed } from "./canonical.mjs";
import { must } from "./failed.mjs";
import { H, HEADER, sha256 } from "./hashes.mjs";
import { readKey } from "./keys.mjs";
import { checkMeaning } from "./meaning.mjs";
import { Memory } from "./memory.mjs";
import { checkSignature, readNote, readText } from "./note.mjs";

const MOST_BYTES = 4194304;

const statements = new Memory(16);
const meanings = new Memory(16);

// What a statement and its note say, once step `signature` has passed.
export function readSigned(bytes, noteBytes) {
  const fingerprint = hex(sha256(bytes));
  const { statement, key } = statements.get(fingerprint, () => readStatement(bytes));
  const note = readNote(noteBytes);
  checkSignature(note, key);
  const { kind, digest } = readText(note.text, key);
  must(kind !== "site" && digest === fingerprint, "statement-digest");
  return { statement, fingerprint, publisherId: key.publisherId, draft: kind === "draft" };
}

function readStatement(bytes) {
  const statement = parsed(bytes, MOST_BYTES);
  const hasKey = isObject(statement) && typeof statement.first_key === "string";
  must(hasKey, "statement-canonical");
  return { statement, key: readKey(statement.first_key) };
}

// The digest D of the header of a statement that has passed step `meaning`.
export function digestOfMeaning({ statement, fingerprint, publisherId }) {
  return meanings.get(fingerprint, () => {
    checkMeaning(statement, publisherId);
    return H(HEADER, Buffer.from(encoded(statement.header)));
  });
}

