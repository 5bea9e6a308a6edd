/**
 * Replaces the runtime's check.js: the same `createChecker`, and reports that a test
 * chooses with `proofpress.next`. Nothing is fetched and nothing is proven.
 */
"use strict";

(() => {
  const proofpress = (globalThis.proofpress ??= {});

  const hash = (seed) => Array.from({ length: 64 }, (_, i) => ((i * 7 + seed * 13) % 16).toString(16)).join("");
  const sums = (bitcoin, tether) => [
    { asset: "BTC", scope: "customer", decimals: 8, amount: "0", text: bitcoin },
    { asset: "USDT", scope: "customer", decimals: 6, amount: "0", text: tether },
  ];

  /** Twelve levels, ten of them inside the shard, each twice as wide as the one below. */
  const path = Array.from({ length: 12 }, (_, i) => ({
    level: i + 1,
    what: i < 10 ? "in shard" : "above shards",
    side: i % 3 ? "left" : "right",
    sibling_hash: hash(i),
    sibling_accounts: String(2 ** i),
    sibling_sums: sums(`${2 ** i}.5`, "1200.25"),
    node_hash: hash(i + 50),
    node_accounts: String(2 ** (i + 1)),
    node_sums: sums(`${2 ** (i + 1)}.0213`, String(82340 * (i + 1))),
  }));

  const snapshot = {
    id: "2026-10-31",
    name: "Example Exchange",
    publisher: hash(3).slice(0, 40),
    origin: "example.com/reserves",
    liabilities_at: "2026-10-31T00:00:00Z",
    reserves_at: "2026-10-31T03:20:00Z",
    next_due: "2026-11-30",
    draft: false,
    fingerprint: hash(9),
    accounts: "12408",
  };

  const steps = [
    { name: "code", text: "The code is complete and has no typing mistake." },
    { name: "signature", text: "The statement has a valid signature." },
  ];

  const verified = {
    verdict: "verified",
    tone: "good",
    title: "Your balance is in the published total",
    explanation: "The amounts below were counted.",
    advice: "Check that the account name and every amount are yours.",
    remarks: [{ key: "not-compared", tone: "info", text: "The fingerprint was not compared." }],
    steps,
    snapshot,
    account: "<b>alice</b> & co",
    balances: [
      { asset: "BTC", scope: "customer", decimals: 8, amount: "52130000", text: "0.5213" },
      { asset: "ETH", scope: "customer", decimals: 18, amount: "12000000000000000001", text: "12.000000000000000001" },
      { asset: "USDT", scope: "customer", decimals: 6, amount: "12345678250000", text: "12345678.25" },
    ],
    groups: [{ name: "USD", scope: "customer", unit: "USD", text: "12345678.25", parts: ["USDC", "USDT"] }],
    solvency: [
      { asset: "BTC", liabilities: "1843.50217733", reserves: "1902.17733", ratio: "103.18%", enough: true },
      { asset: "ETH", liabilities: "21507.3345", reserves: "20000", ratio: "92.99%", enough: false },
      { asset: "USDT", liabilities: "61224870.1184", reserves: "", ratio: "", enough: false },
    ],
    position: { leaf: 17, leaves: 775, shard: 5, shards: 16 },
    path,
    saves: "proof",
  };

  const ATTRIBUTED = {
    input: "What was typed or opened here.",
    copy: "This copy of the files.",
    publisher: "The publisher: it signed something that is wrong.",
    undetermined: "Not known. It may be <b>either</b> of two things.",
  };

  /** @param {string} verdict @param {string} tone @param {string} title @param {keyof ATTRIBUTED} to @param {string} name */
  const failed = (verdict, tone, title, to, name = verdict) => ({
    verdict,
    tone,
    title,
    explanation: "One of the checks failed.",
    advice: "Take another copy to be sure.",
    remarks: [],
    steps,
    snapshot,
    check: { name, title, expected: hash(1), found: hash(2), where: "level 3", attributed_to: to, attributed_text: ATTRIBUTED[to] },
  });

  const unanswered = (verdict, title, reason, detail) => ({
    verdict,
    tone: "unknown",
    title,
    explanation: "This says nothing about your balance.",
    advice: "Try again.",
    remarks: [],
    steps: [],
    balances: [],
    groups: [],
    solvency: [],
    path: [],
    check: {},
    snapshot: {},
    position: {},
    account: "",
    reason,
    detail,
  });

  proofpress.reports = {
    verified,
    "verified-but": {
      ...verified,
      verdict: "verified-but",
      tone: "caution",
      title: "Counted, but not as a customer's",
      remarks: [{ key: "not-customer", tone: "caution", text: "Some of these coins are the platform's own." }],
      balances: [{ asset: "BTC", scope: "platform", decimals: 8, amount: "1", text: "0.00000001" }],
    },
    empty: { ...verified, balances: [], groups: [], solvency: [] },
    alone: { ...verified, path: [], position: { leaf: 1, leaves: 1, shard: 0, shards: 1 } },
    "not-counted": failed("not-counted", "bad", "Not counted under this code", "undetermined", "tag-absent"),
    "damaged-copy": failed("damaged-copy", "unknown", "This copy of the data is damaged", "copy", "files-root"),
    "not-served-as-signed": failed("not-served-as-signed", "bad", "It does not serve what it signed", "publisher"),
    "bound-to-something-else": failed("bound-to-something-else", "caution", "Bound to something other than what you typed", "undetermined", "identity"),
    "other-statement": failed("other-statement", "caution", "Not the statement whose fingerprint you typed", "undetermined", "fingerprint"),
    "code-not-usable": {
      ...failed("code-not-usable", "unknown", "This code has a typing mistake", "input", "code-form"),
      steps: [],
      snapshot: undefined,
    },
    refused: {
      ...failed("refused", "bad", "The published totals are not the sums of the tree", "publisher", "totals"),
      saves: "evidence",
    },
    saved: { ...verified, saves: "", fromProof: true, says: ["It should be 1 BTC.", "<b>Alice</b>"] },
    "cannot-check": unanswered("cannot-check", "A file could not be downloaded", { kind: "network", file: "x.shard" }, "404"),
    "internal-fault": unanswered("internal-fault", "The checking program failed", { kind: "fault", file: "" }, "ValueError"),
  };
  proofpress.next = "verified";
  proofpress.made = 0;
  proofpress.asked = [];

  /** Set `proofpress.hold` to a promise to keep a check waiting after its download. */
  proofpress.createChecker = ({ base, onProgress }) => {
    proofpress.made += 1;
    proofpress.base = base;
    onProgress({ phase: "download", done: 3_100_000, total: 6_200_000 });
    async function check(question) {
      proofpress.asked.push(question);
      await proofpress.hold;
      for (const phase of ["start", "statement", "shard", "verify"]) onProgress({ phase, done: 1, total: 1 });
      return proofpress.reports[proofpress.next];
    }
    return {
      ready: Promise.resolve(),
      close: () => (proofpress.closed = true),
      check,
      checkSaved: check,
      async save(says) {
        if (proofpress.unsaved) throw new Error("there is no check to save");
        return { name: "proofpress-proof-2026-10-31.json", text: JSON.stringify({ says }) };
      },
    };
  };
})();
