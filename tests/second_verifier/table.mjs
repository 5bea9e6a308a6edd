// Checks: the attribution and the verdict of each check, as in the table of the page.

const rows = (attributed_to, verdict, checks) =>
  checks.split(" ").map((check) => [check, { verdict, check, attributed_to }]);

const TABLE = new Map([
  ...rows("input", "code-not-usable", "saved-proof-form saved-proof-entry saved-proof-code"),
  ...rows("input", "code-not-usable", "saved-proof-source code-form code-version"),
  ...rows("undetermined", "code-not-usable", "code-publisher"),
  ...rows("copy", "damaged-copy", "statement-canonical key-form note-form signature"),
  ...rows("copy", "damaged-copy", "statement-digest snapshot-id file-size files-root"),
  ...rows("verifier", "cannot-check", "format-version"),
  ...rows("publisher", "refused", "statement-member publisher-id columns groups totals-shape"),
  ...rows("publisher", "refused", "asset-names reserves kinds own-issued prices next-due"),
  ...rows("input", "code-not-usable", "fingerprint-form identity-form"),
  ...rows("undetermined", "other-statement", "fingerprint"),
  ...rows("publisher", "refused", "equivocation"),
  ...rows("publisher", "not-served-as-signed", "not-served-as-signed"),
  ...rows("publisher", "refused", "shard-version shard-header shard-number shard-small filler"),
  ...rows("publisher", "refused", "tag-order record-place record-form sums-form column-unknown"),
  ...rows("undetermined", "not-counted", "tag-absent"),
  ...rows("publisher", "refused", "leaf-count cell-place sibling-count sum-overflow shard-salt"),
  ...rows("publisher", "refused", "shard-count root-path root totals"),
  ...rows("undetermined", "bound-to-something-else", "identity"),
]);

export function rowOf(check) {
  const row = TABLE.get(check);
  if (row === undefined) throw new Error(`no such check: ${check}`);
  return row;
}
