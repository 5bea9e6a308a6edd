// Columns: the rules of the checks `columns` and `groups`.

import { ascendStrictly, lowered } from "./assets.mjs";
import { must } from "./failed.mjs";

export function checkColumns(columns) {
  must(columns.length > 0 && isTheCount(columns[0]), "columns");
  const byAsset = new Map();
  const scopes = new Set();
  for (const column of columns.slice(1)) {
    const asset = lowered(column.asset);
    const place = `${asset} ${column.scope}`;
    must(column.scope !== "count" && asset !== "accounts" && !scopes.has(place), "columns");
    const first = byAsset.get(asset) ?? column;
    must(first.asset === column.asset && first.decimals === column.decimals, "columns");
    byAsset.set(asset, first);
    scopes.add(place);
  }
}

const isTheCount = ({ asset, decimals, scope }) =>
  asset === "accounts" && decimals === 0 && scope === "count";

export function checkGroups({ columns, groups }) {
  const grouped = new Set();
  const names = new Set();
  const assets = new Set(columns.map(({ asset }) => lowered(asset)));
  for (const group of groups) {
    checkIndices(group.columns, columns, grouped);
    checkName(group, columns, names, assets);
  }
  checkNamesakes(groups, columns);
  checkUnits(groups, columns);
}

function checkIndices(indices, columns, grouped) {
  must(indices.length > 0 && ascendStrictly(indices), "groups");
  must(indices[0] >= 1 && indices.at(-1) < columns.length, "groups");
  for (const i of indices) {
    must(columns[i].scope === columns[indices[0]].scope && !grouped.has(i), "groups");
    grouped.add(i);
  }
}

function checkName(group, columns, names, assets) {
  const name = lowered(group.name);
  const place = `${name} ${columns[group.columns[0]].scope}`;
  const own = group.columns.some((i) => lowered(columns[i].asset) === name);
  must(!names.has(place) && (own || !assets.has(name)), "groups");
  names.add(place);
}

// Groups of one name: one unit, and all columns of their scopes whose assets are in one of them.
function checkNamesakes(groups, columns) {
  for (const group of groups) {
    const alike = groups.filter(({ name }) => name === group.name);
    const assets = new Set(alike.flatMap((one) => one.columns.map((i) => columns[i].asset)));
    const { scope } = columns[group.columns[0]];
    must(alike.every(({ unit }) => unit === group.unit), "groups");
    columns.forEach((column, i) => {
      const belongs = i > 0 && column.scope === scope && assets.has(column.asset);
      must(!belongs || group.columns.includes(i), "groups");
    });
  }
}

// An asset has one unit, also an asset that is itself the unit of a group.
function checkUnits(groups, columns) {
  const unitOf = new Map();
  for (const { columns: indices, unit } of groups) {
    for (const i of indices) {
      const { asset } = columns[i];
      must((unitOf.get(asset) ?? unit) === unit, "groups");
      unitOf.set(asset, unit);
    }
  }
  for (const { unit } of groups) must((unitOf.get(unit) ?? unit) === unit, "groups");
}
