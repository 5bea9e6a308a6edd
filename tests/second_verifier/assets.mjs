// Columns and Canonical JSON: names of assets compared in the ways the page names.

// Without regard to case: `A` to `Z` as `a` to `z`.
export const lowered = (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const raised = (name) => name.replace(/[a-z]/g, (letter) => letter.toUpperCase());

function skeleton(name) {
  const alike = name.replaceAll("0", "O").replace(/[1l]/g, "I");
  return raised(alike).replace(/[._$+-]/g, "");
}

export function hasConfusable(names) {
  const seen = new Map();
  for (const name of names) {
    for (const key of [`skeleton ${skeleton(name)}`, `lowered ${lowered(name)}`]) {
      if ((seen.get(key) ?? name) !== name) return true;
      seen.set(key, name);
    }
  }
  return false;
}

export const ascendStrictly = (items) =>
  items.every((item, i) => i === 0 || items[i - 1] < item);
