// A question as JSON, which comes from the tests and is trusted, as the inputs of a check.

import { hex } from "./bytes.mjs";
import { sha256 } from "./hashes.mjs";
import { secondsOfTime } from "./time.mjs";

function bytesOf(base64) {
  if (typeof base64 !== "string") throw new Error("not base64: " + typeof base64);
  return Buffer.from(base64, "base64");
}

const bytesOrNull = (base64) => (base64 === null || base64 === undefined ? null : bytesOf(base64));

export function readQuestion(json) {
  const proof = bytesOrNull(json.proof);
  return {
    code: textOf(json.code),
    identity: textOf(json.identity),
    snapshot: textOf(json.snapshot),
    fingerprint: textOf(json.fingerprint),
    now: momentOf(textOf(json.now)),
    proof,
    statement: proof === null ? bytesOf(json.statement) : null,
    note: bytesOrNull(json.note),
    copies: (json.shards ?? []).map(copyOf),
    older: json.older ? olderOf(json.older) : null,
    site: json.site ? siteOf(json.site) : null,
  };
}

function textOf(value) {
  if (typeof (value ?? "") !== "string") throw new Error("not a text: " + typeof value);
  return value ?? "";
}

function momentOf(text) {
  const now = text === "" ? null : secondsOfTime(text);
  if (text !== "" && now === null) throw new Error("now is no TIME: " + text);
  return now;
}

const copyOf = ({ base64, from_publisher: fromPublisher }) => ({
  bytes: bytesOf(base64),
  fromPublisher: fromPublisher === true,
});

const olderOf = ({ snapshot, statement }) => ({
  snapshot,
  sha256: hex(sha256(bytesOf(statement))),
});

const siteOf = ({ statement, note }) => ({
  statement: bytesOf(statement),
  note: bytesOrNull(note),
});
