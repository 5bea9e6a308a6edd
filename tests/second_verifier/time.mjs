// Canonical JSON: TIME and DATE, in the Gregorian calendar, as whole numbers of seconds.

export const DAY = 86400;

const DATE = /^([0-9]{4})-([01][0-9])-([0-3][0-9])$/;
const CLOCK = /^([0-2][0-9]):([0-5][0-9]):([0-5][0-9])Z$/;

const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year, month) {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

// The days since 0001-01-01.
function dayNumber(year, month, day) {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100);
  days += Math.floor(before / 400);
  for (let m = 1; m < month; m++) days += daysIn(year, m);
  return days + day - 1;
}

// The first second of a DATE, or null if there is no such day.
export function secondsOfDate(text) {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return exists ? dayNumber(year, month, day) * DAY : null;
}

// The second of a TIME, or null if there is no such moment.
export function secondsOfTime(text) {
  const date = text[10] === "T" ? secondsOfDate(text.slice(0, 10)) : null;
  const [, hour, minute, second] = (CLOCK.exec(text.slice(11)) ?? []).map(Number);
  if (date === null || !(hour <= 23)) return null;
  return date + hour * 3600 + minute * 60 + second;
}

export const dayOf = (seconds) => Math.floor(seconds / DAY);
