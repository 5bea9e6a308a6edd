// Statement: the version, the members, and the rules of meaning, in the order of step `meaning`.

import { ascendStrictly, hasConfusable } from "./assets.mjs";
import { isObject } from "./canonical.mjs";
import { checkColumns, checkGroups } from "./columns.mjs";
import { must } from "./failed.mjs";
import { STATEMENT } from "./members.mjs";
import { DAY, dayOf, secondsOfDate, secondsOfTime } from "./time.mjs";

export function checkMeaning(statement, publisherId) {
  checkVersion(statement);
  must(STATEMENT(statement), "statement-member");
  const { header } = statement;
  must(header.publisher === publisherId, "publisher-id");
  checkColumns(header.columns);
  checkGroups(header);
  must(statement.totals.length === header.columns.length, "totals-shape");
  must(statement.clamped.every(({ column }) => isBalance(column, header)), "statement-member");
  must(!hasConfusable(allNames(statement)), "asset-names");
  checkReserves(statement);
  checkKinds(statement);
  checkOwnIssued(statement);
  checkPrices(statement);
  checkNextDue(statement);
}

// A header of another version: nothing else is looked at.
function checkVersion({ header }) {
  if (!isObject(header) || !Number.isInteger(header.format)) return;
  must(header.format === 0, "format-version");
}

const isBalance = (column, { columns }) => column >= 1 && column < columns.length;

const assetsOf = (items) => items.map(({ asset }) => asset);

function allNames({ header, reserves, left_out, out_of_scope }) {
  const items = [header.columns, reserves, left_out, out_of_scope];
  return [...items.flatMap(assetsOf), ...header.groups.flatMap(({ name, unit }) => [name, unit])];
}

function checkReserves({ reserves }) {
  must(ascendStrictly(assetsOf(reserves)), "reserves");
  for (const { asset, amount, native } of reserves) {
    must(asset !== "accounts" && BigInt(native) <= BigInt(amount), "reserves");
  }
}

function checkKinds({ header, kinds, left_out }) {
  must(ascendStrictly(kinds.map(({ kind }) => kind)), "kinds");
  const leftOut = new Set(kinds.filter(({ scope }) => scope === "").map(({ kind }) => kind));
  must(left_out.every(({ kind }) => leftOut.has(kind)), "kinds");
  const scopes = new Set(["", ...header.columns.map(({ scope }) => scope)]);
  must(kinds.every(({ scope }) => scopes.has(scope)), "kinds");
}

const knownAssets = ({ header, reserves }) =>
  new Set([...assetsOf(header.columns.slice(1)), ...assetsOf(reserves)]);

function checkOwnIssued(statement) {
  const known = knownAssets(statement);
  const { own_issued: issued } = statement;
  must(ascendStrictly(issued) && issued.every((asset) => known.has(asset)), "own-issued");
}

function checkPrices(statement) {
  const known = knownAssets(statement);
  must(ascendStrictly(assetsOf(statement.prices)), "prices");
  for (const { asset, price } of statement.prices) {
    must(known.has(asset) && price !== "0" && !price.startsWith("-"), "prices");
  }
}

function checkNextDue({ header, next_due: due }) {
  if (due === "") return;
  const days = secondsOfDate(due) / DAY - dayOf(secondsOfTime(header.liabilities_at));
  must(days >= 0 && days <= 366, "next-due");
}
