// Statement: whether reserves reach liabilities, for each asset of the columns.

// An integer of base units with `decimals`, in base units of `most` decimals.
const brought = (amount, decimals, most) => amount * 10n ** BigInt(most - decimals);

function reach(amount, decimals, total, totalDecimals) {
  const most = Math.max(decimals, totalDecimals);
  return brought(BigInt(amount), decimals, most) >= brought(total, totalDecimals, most);
}

const NONE = { amount: "0", native: "0", decimals: 0 };

// For each asset of a column from 1 on: whether it has a customer column, and whether the reserve,
// and its native part, reach the total of that column.
export function comparisons({ header, totals, reserves }) {
  const byAsset = new Map(reserves.map((reserve) => [reserve.asset, reserve]));
  const assets = new Map();
  header.columns.forEach(({ asset, decimals, scope }, column) => {
    if (column === 0) return;
    const customer = scope === "customer";
    if (!customer && assets.has(asset)) return;
    const reserve = byAsset.get(asset) ?? NONE;
    const total = customer ? BigInt(totals[column]) : 0n;
    const reaches = reach(reserve.amount, reserve.decimals, total, decimals);
    const native = reach(reserve.native, reserve.decimals, total, decimals);
    assets.set(asset, { customer, reaches, native });
  });
  return assets;
}
