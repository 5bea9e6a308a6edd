/**
 * Stands in for the runtime's check-wallets.js: the same `createListChecker`, which agrees with the
 * page, but for the rows that a test puts into `proofpress.found`. Nothing is fetched or proven.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});
  const text = (row, place) => {
    const copy = row.querySelector(place).cloneNode(true);
    copy.querySelectorAll(".label, .parts").forEach((each) => each.remove());
    return copy.textContent.trim();
  };

  const VERDICTS = { Valid: "valid", Invalid: "invalid", Unsigned: "unsigned", "Not checked": "unsupported" };

  function outcome(row) {
    const status = (place) => row.querySelector(`[data-cell=status] > ${place}`).textContent.trim();
    const balance = text(row, "[data-cell=balance]").replaceAll(",", "");
    return {
      row: Number(row.dataset.row),
      asset: text(row, "th"),
      address: row.querySelector(".address code").textContent,
      balance: balance === "none stated" ? "" : balance,
      verdict: VERDICTS[status(".tag")],
      words: status(".parts"),
      ...proofpress.found?.[row.dataset.row],
    };
  }

  const shared = (item) => ({ reach: item.dataset.shared, text: item.textContent.trim() });

  proofpress.createListChecker = () => {
    const rows = [...document.querySelectorAll("tr[data-row]")].map(outcome);
    const opened = { state: "open", rows: rows.length, fingerprint: "ab".repeat(32), draft: false };
    return {
      open: async () => proofpress.refusal ?? opened,
      check: async (first, most) => ({ rows: rows.slice(first - 1, first - 1 + most) }),
      keys: async () => ({ keys: proofpress.keys ?? [...document.querySelectorAll("[data-shared]")].map(shared) }),
      close() {},
    };
  };
})();
