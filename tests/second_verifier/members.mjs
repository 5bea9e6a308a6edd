// Header and Statement: the members and their forms, one line for each row of the two tables.

import * as form from "./forms.mjs";

const MOST_COLUMNS = 3400;
const MOST_ITEMS = 10000;
const COUNT = form.integer(Number.MAX_SAFE_INTEGER);
const DECIMALS = form.integer(38);
const SHA256 = form.hexOf(32);

const HEADER = form.object({
  columns: form.list(
    MOST_COLUMNS,
    form.object({
      asset: form.ASSET,
      decimals: DECIMALS,
      scope: form.oneOf("count", "customer", "platform", "bonus"),
    }),
  ),
  format: form.integer(0),
  groups: form.list(
    MOST_COLUMNS,
    form.object({
      columns: form.list(MOST_COLUMNS, form.integer(65535)),
      name: form.ASSET,
      unit: form.ASSET,
    }),
  ),
  identity: form.oneOf("bound", "unbound"),
  liabilities_at: form.TIME,
  mode: form.oneOf("encrypted"),
  prefix_bits: form.integer(24),
  publisher: form.hexOf(20),
  reserves_at: form.TIME,
  snapshot: form.SNAPSHOT,
});

const CLAMPED = { accounts: COUNT, amount: form.amount, column: form.integer(3400) };

const KIND = { kind: form.KIND, scope: form.oneOf("customer", "platform", "bonus", "") };

const LEFT_OUT = {
  amount: form.amount,
  asset: form.ASSET,
  decimals: DECIMALS,
  kind: form.KIND,
  rows: COUNT,
};

const PRICE = { asset: form.ASSET, price: form.UNITS, source: form.text, time: form.TIME };

const RESERVE = {
  amount: form.amount,
  asset: form.ASSET,
  decimals: DECIMALS,
  native: form.amount,
};

export const STATEMENT = form.object({
  clamped: form.list(MOST_COLUMNS, form.object(CLAMPED)),
  data: SHA256,
  disclosures: SHA256,
  files: SHA256,
  first_key: form.text,
  header: HEADER,
  kinds: form.list(MOST_ITEMS, form.object(KIND)),
  left_out: form.list(MOST_ITEMS, form.object(LEFT_OUT)),
  methodology: SHA256,
  name: form.text,
  next_due: form.either(form.DATE, form.oneOf("")),
  out_of_scope: form.list(
    MOST_ITEMS,
    form.object({ amount: form.UNITS, asset: form.ASSET, rows: COUNT }),
  ),
  own_issued: form.list(MOST_ITEMS, form.ASSET),
  previous: form.list(1, form.object({ sha256: SHA256, snapshot: form.SNAPSHOT })),
  prices: form.list(MOST_ITEMS, form.object(PRICE)),
  proofpress: form.RELEASE,
  reserves: form.list(MOST_ITEMS, form.object(RESERVE)),
  root: SHA256,
  scope_note: form.string(2000),
  totals: form.list(MOST_COLUMNS, form.amount),
  verifier: form.VERIFIER,
  wallets: form.object({ complete: form.boolean, rows: COUNT, sha256: SHA256 }),
});
