// Verdicts: the remarks of a verified proof, in the order of the table.

import { comparisons } from "./reserves.mjs";
import { DAY, dayOf, secondsOfDate, secondsOfTime } from "./time.mjs";

const OWN_VERSION = [0, 1, 0];

const INFO = new Set([
  "not-compared",
  "others-below",
  "identity-matches",
  "identity-not-asked",
  "saved-proof",
  "identity-not-shown",
]);

export const isCaution = (remark) => !INFO.has(remark);

export function remarksOf(signed, entries, check) {
  const remarks = {
    ...ofBalances(signed.statement, entries),
    draft: signed.draft,
    ...ofTimes(signed.statement, check.now),
    "previous-differs": previousDiffers(signed.statement, check.older),
    "newer-verifier": isNewer(signed.statement.verifier),
    ...ofSources(check),
    ...ofIdentity(check),
  };
  return TABLE.filter((remark) => remarks[remark]);
}

const TABLE = [
  "not-customer",
  "below-reserves",
  "own-issued",
  "not-native",
  "draft",
  "stale",
  "no-due-date",
  "old",
  "future",
  "times-apart",
  "previous-differs",
  "newer-verifier",
  "not-compared",
  "others-below",
  "identity-not-bound",
  "identity-matches",
  "identity-not-asked",
  "saved-proof",
  "source-not-compared",
  "identity-not-shown",
];

function ofBalances(statement, entries) {
  const { columns } = statement.header;
  const held = entries.filter(([column]) => column > 0).map(([column]) => columns[column]);
  const names = new Set(held.map(({ asset }) => asset));
  const own = new Set(statement.own_issued);
  const all = [...comparisons(statement)].map(([asset, found]) => ({ asset, ...found }));
  const ofHeld = all.filter(({ asset }) => names.has(asset));
  return {
    "not-customer": held.some(({ scope }) => scope !== "customer"),
    "below-reserves": ofHeld.some(({ reaches }) => !reaches),
    "own-issued": ofHeld.some((found) => found.customer && found.reaches && own.has(found.asset)),
    "not-native": ofHeld.some(({ reaches, native }) => reaches && !native),
    "others-below": all.some(({ asset, reaches }) => !names.has(asset) && !reaches),
  };
}

function ofTimes({ header, next_due: due }, now) {
  const at = secondsOfTime(header.liabilities_at);
  const apart = Math.abs(at - secondsOfTime(header.reserves_at));
  return {
    "no-due-date": due === "",
    "times-apart": apart > DAY,
    ...(now === null ? {} : ofNow(at, due, now)),
  };
}

const ofNow = (at, due, now) => ({
  stale: due !== "" && dayOf(now) > dayOf(secondsOfDate(due)),
  old: now - at > 366 * DAY,
  future: at - now > DAY,
});

// `older` is the snapshot next to this one where the statement was found.
function previousDiffers({ previous }, older) {
  if (older === null) return false;
  const [named] = previous;
  return named?.snapshot !== older.snapshot || named?.sha256 !== older.sha256;
}

function isNewer(version) {
  const numbers = version.split(".").map(Number);
  const i = numbers.findIndex((number, place) => number !== OWN_VERSION[place]);
  return i >= 0 && numbers[i] > OWN_VERSION[i];
}

function ofSources({ compared, hasCode, saved }) {
  const known = hasCode || compared.anything;
  return {
    "not-compared": !compared.statement && known,
    "saved-proof": saved && !hasCode,
    "source-not-compared": saved && !known,
  };
}

function ofIdentity({ bound, hasCode, saved, identity }) {
  const typed = identity !== "";
  return {
    "identity-not-bound": typed && !bound && hasCode,
    "identity-matches": typed && bound && hasCode,
    "identity-not-asked": !typed && bound && hasCode,
    "identity-not-shown": saved && !hasCode && bound,
  };
}
