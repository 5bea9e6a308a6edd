// Order of checks: one whole check of one account.

import { equal, fromHex } from "./bytes.mjs";
import {
  identityHash,
  isAccount,
  readCode,
  shardOf,
  snapshotCode,
  tagOf,
  typedIdentity,
} from "./codes.mjs";
import { Failed, Missing, must } from "./failed.mjs";
import { shardRoot } from "./ladder.mjs";
import { readRecord } from "./record.mjs";
import { isCaution, remarksOf } from "./remarks.mjs";
import { checkTotals, readRootPath } from "./root_path.mjs";
import { readSaved } from "./saved.mjs";
import { checkFile, firstSignedFile, leafOf } from "./shard.mjs";
import { digestOfMeaning, readSigned } from "./signed.mjs";
import { checkSitePublisher, compare, knowsPublisher } from "./sources.mjs";
import { rowOf } from "./table.mjs";

// The report of a question that question.mjs has read.
export function verify(question) {
  const steps = [];
  try {
    return { ...checkAll(question, (step) => steps.push(step)), steps };
  } catch (error) {
    if (error instanceof Failed) return { ...attributed(rowOf(error.check), question), steps };
    if (error instanceof Missing) return { verdict: "cannot-check", detail: error.message, steps };
    throw error;
  }
}

// Saved proofs: without a comparison it is not known who signed a wrong statement.
function attributed(row, question) {
  if (question.proof === null || row.attributed_to !== "publisher") return row;
  return knowsPublisher(readInputs(question, () => {}), question)
    ? row
    : { ...row, attributed_to: "undetermined" };
}

function checkAll(question, passed) {
  const inputs = readInputs(question, passed);
  const signed = readStatement(inputs, passed);
  if (inputs.saved !== null) checkSitePublisher(signed, question.site);
  const { statement } = signed;
  const d = digestOfMeaning(signed);
  passed("meaning");
  const { header } = statement;
  const asked = inputs.saved === null ? question.snapshot : "";
  must(asked === "" || header.snapshot === asked, "snapshot-id");
  const entry = entryOf(inputs, d, header.prefix_bits);
  const compared = compare(signed, question.fingerprint, question.site);
  if (compared.anything) passed("source");
  const leaf = checkEntry(inputs, entry, statement, d, passed);
  const identity = typedIdentity(question.identity);
  const context = { bound: header.identity === "bound", hasCode: inputs.code !== null, identity };
  if (checkIdentity(context, inputs.code, d, leaf.idh)) passed("identity");
  const { now } = question;
  const older = inputs.saved === null ? question.older : null; // a saved proof has no place
  const check = { ...context, compared, saved: inputs.saved !== null, now, older };
  return verified(leaf, remarksOf(signed, leaf.entries, check));
}

// Checks 1 and 2: what is checked, from a saved proof or from single files.
function readInputs({ proof, code, statement, note, copies }, passed) {
  const saved = proof === null ? null : readSaved(proof);
  if (saved !== null) passed("saved-proof");
  const hasCode = saved === null || code.replace(/[ \t\r\n]/g, "") !== "";
  const read = hasCode ? readCode(code) : null;
  if (hasCode) passed("code");
  if (saved === null) return { saved, code: read, statement, note, copies };
  const only = [{ bytes: saved.file, fromPublisher: false }];
  return { saved, code: read, statement: saved.statement, note: saved.note, copies: only };
}

// Checks 3 and 4.
function readStatement({ statement, note, code }, passed) {
  const signed = readSigned(statement, note);
  passed("signature");
  if (code !== null) {
    must(code.publisherId === signed.publisherId, "code-publisher");
    passed("publisher");
  }
  return signed;
}

// Check 7, and which entry of which shard is meant.
function entryOf({ saved, code }, d, p) {
  must(saved === null || saved.k !== null, "saved-proof-form");
  if (code === null) {
    must(saved.shard < 2 ** p, "saved-proof-form");
    return { k: saved.k, shard: saved.shard };
  }
  const entry = { k: snapshotCode(code.secret, d), shard: shardOf(code.secret, p) };
  const same = saved === null || (equal(saved.k, entry.k) && saved.shard === entry.shard);
  must(same, "saved-proof-code");
  return entry;
}

// Checks 9 to 15: the account's leaf.
function checkEntry({ copies, code }, { k, shard }, statement, d, passed) {
  const { columns, identity, prefix_bits: p } = statement.header;
  const file = firstSignedFile(copies, shard, p, statement.files);
  passed("file");
  checkFile(file, shard, p, d);
  const n = leafOf(file, tagOf(k), code === null ? "saved-proof-entry" : "tag-absent");
  passed("tag");
  const leaf = readRecord(file, n, k, { bound: identity === "bound", columns });
  passed("record");
  const top = shardRoot(file, n, k, leaf, columns);
  passed("shard-path");
  const end = readRootPath(file, shard, top, { p, rootHash: fromHex(statement.root), columns });
  passed("root-path");
  checkTotals(end, statement);
  passed("totals");
  return leaf;
}

// Check 16. Whether an identity was compared.
function checkIdentity({ bound, hasCode, identity }, code, d, idh) {
  if (!bound || !hasCode || identity === "") return false;
  must(isAccount(identity), "identity-form");
  must(equal(identityHash(code.secret, d, identity), idh), "identity");
  return true;
}

function verified({ account, entries }, remarks) {
  const verdict = remarks.some(isCaution) ? "verified-but" : "verified";
  const sums = entries.map(([column, amount]) => [column, amount.toString()]);
  return { verdict, remarks, account, sums };
}
