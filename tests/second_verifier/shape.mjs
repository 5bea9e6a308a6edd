// Tree: which cell, which side and how many leaves, from m and n alone.

// The power of two with c < m ≤ 2c, for m ≥ 2.
function pairedLevel(m) {
  let c = 1;
  while (2 * c < m) c *= 2;
  return c;
}

function cellOf(m, c, level, i) {
  if (level < c) return 2 * m - 2 * level + i;
  return i < m - c ? m + i : i + (m - c);
}

function leavesUnder(m, c, level, i) {
  const b = c / level;
  return b + Math.max(0, Math.min(m - c - i * b, b));
}

const besideLeaf = (n) => ({ cell: n, sibling: n ^ 1, left: n % 2 === 1, leaves: 1 });

function besideNode(m, c, level, i) {
  const sibling = i ^ 1;
  return {
    cell: cellOf(m, c, level, i),
    sibling: cellOf(m, c, level, sibling),
    left: i % 2 === 1,
    leaves: leavesUnder(m, c, level, sibling),
  };
}

// The inclusion path of leaf n among m, from below. `left` says where the sibling is.
export function inclusionPath(m, n) {
  if (m < 2) return [];
  const c = pairedLevel(m);
  const paired = n < 2 * (m - c);
  const path = paired ? [besideLeaf(n)] : [];
  let i = paired ? n >>> 1 : n - (m - c);
  for (let level = c; level > 1; level /= 2, i >>>= 1) path.push(besideNode(m, c, level, i));
  return path;
}

export const cells = (m) => Math.max(0, 2 * m - 2);
