import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as bech32m from "./bech32m.mjs";
import { fromBase64, fromHex, hex } from "./bytes.mjs";
import { encoded as canonical, parsed } from "./canonical.mjs";
import { readCode } from "./codes.mjs";
import { isValidSignature } from "./ed25519.mjs";
import { Failed } from "./failed.mjs";
import * as form from "./forms.mjs";
import { inclusionPath } from "./shape.mjs";
import * as sums from "./sums.mjs";
import { DAY, secondsOfDate, secondsOfTime } from "./time.mjs";

const failsWith = (check) => (error) => error instanceof Failed && error.check === check;

// The examples of section Sums.
const SUMS = [
  ["0000", []],
  ["000100000101", [[0, 1n]]],
  ["00030000010100010408f0d1800003049506c990", [[0, 1n], [1, 150000000n], [3, 2500250000n]]],
  ["0002000001ff0002020100", [[0, 255n], [2, 256n]]],
  [
    "0002000007200000000000000d4710ffffffffffffffffffffffffffffffff",
    [[0, 9007199254740992n], [3399, 2n ** 128n - 1n]],
  ],
];

test("sums have one encoding", () => {
  for (const [bytes, entries] of SUMS) {
    assert.deepEqual(sums.readWhole(fromHex(bytes)), entries);
    assert.equal(hex(sums.encoded(entries)), bytes);
  }
});

test("other encodings of sums are refused", () => {
  const refused = {
    "nothing at all": "",
    "an entry cut off": "00010000",
    "an amount cut off": "0001000002ff",
    "a byte left over": "000000",
    "length zero": "0001000000",
    "a leading zero": "000100000200ff",
    "a column twice": "0002000101010001010100",
    "columns in descending order": "00020002010100010101",
    "an amount of 17 bytes": "0001000011" + "01".repeat(17),
  };
  for (const [what, bytes] of Object.entries(refused)) {
    assert.throws(() => sums.readWhole(fromHex(bytes)), failsWith("sums-form"), what);
  }
});

test("a column's sum stays below 2^128", () => {
  const most = [[1, 2n ** 128n - 1n]];
  assert.deepEqual(sums.added(most, [[0, 1n]]), [[0, 1n], ...most]);
  assert.throws(() => sums.added(most, [[1, 1n]]), failsWith("sum-overflow"));
});

test("bech32m: valid texts of BIP-350's rules with the prefix por", () => {
  for (const length of [0, 1, 20, 37, 41]) {
    const data = Uint8Array.from({ length }, (_, i) => (i * 37 + 1) & 255);
    const text = bech32m.encoded(data);
    assert.deepEqual(bech32m.decoded(text.slice(4)), data);
  }
});

// The code of section Codes, of the earlier size; the checksum does not depend on the size.
test("bech32m: the example of the page", () => {
  const payload =
    "003abe23accbaae19c2fde53a262be7bafcad243f8f4f748c1e606690ec08d4300ed26001a";
  const text = "por1qqatugavew4wr8p0mef6yc470whu45jrlr60wjxpucrxjrkq34pspmfxqqdq592g89";
  assert.equal(bech32m.encoded(fromHex(payload)), text);
  assert.equal(hex(bech32m.decoded(text.slice(4))), payload);
});

test("a code has blanks around it or is in upper case, and any typing error is refused", () => {
  const payload = Uint8Array.from({ length: 41 }, (_, i) => (i === 0 ? 0 : i));
  const text = bech32m.encoded(payload);
  assert.equal(text.length, 76);
  assert.equal(hex(readCode(` \t${text.toUpperCase()}\r\n`).secret), hex(payload.slice(1, 21)));
  assert.equal(readCode(text).publisherId, hex(payload.slice(21)));
  for (let i = 4; i < text.length; i++) {
    const other = text[i] === "q" ? "p" : "q";
    const mistyped = text.slice(0, i) + other + text.slice(i + 1);
    assert.throws(() => readCode(mistyped), failsWith("code-form"));
  }
  assert.throws(() => readCode("P" + text.slice(1)), failsWith("code-form"));
  payload[0] = 1;
  assert.throws(() => readCode(bech32m.encoded(payload)), failsWith("code-version"));
});

// The example `shape` of section Tree.
const SHAPE = `
m = 1, leaf 0: is the shard root
m = 2, leaf 0: cell 0, sibling 1 on the right with 1
m = 2, leaf 1: cell 1, sibling 0 on the left with 1
m = 3, leaf 0: cell 0, sibling 1 on the right with 1; cell 3, sibling 2 on the right with 1
m = 3, leaf 1: cell 1, sibling 0 on the left with 1; cell 3, sibling 2 on the right with 1
m = 3, leaf 2: cell 2, sibling 3 on the left with 2
m = 5, leaf 0: cell 0, sibling 1 on the right with 1; cell 5, sibling 2 on the right with 1; cell 6, sibling 7 on the right with 2
m = 5, leaf 1: cell 1, sibling 0 on the left with 1; cell 5, sibling 2 on the right with 1; cell 6, sibling 7 on the right with 2
m = 5, leaf 2: cell 2, sibling 5 on the left with 2; cell 6, sibling 7 on the right with 2
m = 5, leaf 3: cell 3, sibling 4 on the right with 1; cell 7, sibling 6 on the left with 3
m = 5, leaf 4: cell 4, sibling 3 on the left with 1; cell 7, sibling 6 on the left with 3
m = 6, leaf 0: cell 0, sibling 1 on the right with 1; cell 6, sibling 7 on the right with 2; cell 8, sibling 9 on the right with 2
m = 6, leaf 1: cell 1, sibling 0 on the left with 1; cell 6, sibling 7 on the right with 2; cell 8, sibling 9 on the right with 2
m = 6, leaf 2: cell 2, sibling 3 on the right with 1; cell 7, sibling 6 on the left with 2; cell 8, sibling 9 on the right with 2
m = 6, leaf 3: cell 3, sibling 2 on the left with 1; cell 7, sibling 6 on the left with 2; cell 8, sibling 9 on the right with 2
m = 6, leaf 4: cell 4, sibling 5 on the right with 1; cell 9, sibling 8 on the left with 4
m = 6, leaf 5: cell 5, sibling 4 on the left with 1; cell 9, sibling 8 on the left with 4
`;

function described(m, n) {
  const steps = inclusionPath(m, n).map(({ cell, sibling, left, leaves }) => {
    return `cell ${cell}, sibling ${sibling} on the ${left ? "left" : "right"} with ${leaves}`;
  });
  return `m = ${m}, leaf ${n}: ${steps.join("; ") || "is the shard root"}`;
}

test("the shape of the tree is that of the page", () => {
  const numbers = (m) => Array.from({ length: m }, (_, n) => n);
  const lines = [1, 2, 3, 5, 6].flatMap((m) => numbers(m).map((n) => described(m, n)));
  assert.equal(`\n${lines.join("\n")}\n`, SHAPE);
});

test("every inclusion path counts all other leaves, and every cell is on some path", () => {
  for (let m = 2; m <= 70; m++) {
    const met = new Set();
    for (let n = 0; n < m; n++) {
      const path = inclusionPath(m, n);
      path.forEach(({ cell, sibling }) => met.add(cell).add(sibling));
      assert.equal(path.reduce((sum, { leaves }) => sum + leaves, 1), m);
    }
    assert.equal(met.size, 2 * m - 2);
    assert.equal(Math.max(...met), 2 * m - 3);
  }
});

test("canonical JSON has one encoding for a value", () => {
  const read = (text) => parsed(Buffer.from(text), 1000);
  const nested = '{"a":[1,true,"\\"\\\\ü"],"b":{}}';
  const valid = [nested, "9007199254740991", '{"0":0,"__proto__":1}', "[]"];
  for (const text of valid) assert.equal(canonical(read(text)), text);
  const refused = [
    "", " 1", "1 ", "01", "-0", "1.0", "1e3", "null", "9007199254740992", "9007199254740993",
    "99999999999999999999", '"\\n"', '"\\u0061"', '"\\/"', '"a', '"a\\', '"\u200b"', '"\u007f"',
    "[1,]", "[1 ,2]", '{"a":1,"a":1}', '{"b":1,"a":1}', '{"A":1}', '{"":1}', '{"a":1,}', "\ufeff1",
    "[[[[[[[[[]]]]]]]]]", "tru", "[1]]",
  ];
  for (const text of refused) assert.equal(read(text), undefined, text);
  assert.equal(parsed(Buffer.from('"\xff"', "latin1"), 1000), undefined);
  assert.notEqual(read("[[[[[[[[]]]]]]]]"), undefined);
});

test("deep or long JSON ends quickly", () => {
  assert.equal(parsed(Buffer.from("[".repeat(4000000)), 4194304), undefined);
  assert.equal(parsed(Buffer.from(`"${"\\\\".repeat(2000000)}`), 4194304), undefined);
});

test("base64 has one encoding", () => {
  assert.equal(hex(fromBase64("AQ==")), "01");
  for (const text of ["AQ", "AR==", "AQ=", " AQ==", "_-8="]) assert.equal(fromBase64(text), null);
});

test("days exist in the Gregorian calendar", () => {
  assert.equal(secondsOfDate("0001-01-01"), 0);
  assert.equal(secondsOfTime("1970-01-01T00:00:00Z"), 719162 * DAY);
  const moment = secondsOfTime("2026-10-31T23:59:59Z") - 719162 * DAY;
  assert.equal(moment, Date.UTC(2026, 9, 31, 23, 59, 59) / 1000);
  assert.notEqual(secondsOfDate("2000-02-29"), null);
  const noDays = "0000-01-01 1900-02-29 2026-02-29 2026-13-01 2026-00-10 2026-04-31 2026-04-00";
  for (const text of noDays.split(" ")) assert.equal(secondsOfDate(text), null, text);
  const noMoments = ["T24:00:00Z", "T23:59:60Z", " 00:00:00Z", "T00:00:00Z\n", "T00:00:00", ""];
  for (const text of noMoments) assert.equal(secondsOfTime("2026-01-01" + text), null, text);
});

test("forms", () => {
  assert.ok(form.amount("340282366920938463463374607431768211455"));
  assert.ok(!form.amount("340282366920938463463374607431768211456"));
  for (const text of ["0", "-1", "12.5", "-0.05", "0.1"]) assert.ok(form.UNITS(text), text);
  for (const text of ["-0", "1.0", "01", ".5", "0.0", "1.", ""]) assert.ok(!form.UNITS(text), text);
  assert.ok(form.text("\u{1f600}".repeat(200)) && !form.text("a".repeat(201)));
  assert.ok(!form.ASSET("BTC\n") && !form.integer(1)(true));
});

test("Ed25519: the published vectors of RFC 8032, and one changed bit", () => {
  const key = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const signature = fromHex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
  assert.ok(isValidSignature(key, Buffer.alloc(0), signature));
  for (const i of [0, 31, 32, 63]) {
    const changed = Buffer.from(signature);
    changed[i] ^= 1;
    assert.ok(!isValidSignature(key, Buffer.alloc(0), changed));
  }
});

test("Ed25519: keys of small order and y above p are refused", () => {
  const signature = Buffer.concat([fromHex("01".padEnd(64, "0")), Buffer.alloc(32)]);
  const keys = [
    "01".padEnd(64, "0"),
    "00".repeat(32),
    "ec" + "ff".repeat(30) + "7f",
    "01".padEnd(62, "0") + "80",
    "ee" + "ff".repeat(30) + "7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  ];
  for (const key of keys) assert.ok(!isValidSignature(fromHex(key), Buffer.from("any"), signature));
});

// Project Wycheproof's vectors are not in the repository: PROOFPRESS_WYCHEPROOF names the file.
const wycheproof = process.env.PROOFPRESS_WYCHEPROOF ?? "";

test("Ed25519: Wycheproof", { skip: !existsSync(wycheproof) }, () => {
  for (const { publicKey, tests } of JSON.parse(readFileSync(wycheproof)).testGroups) {
    for (const { tcId, msg, sig, result } of tests) {
      const valid = isValidSignature(fromHex(publicKey.pk), fromHex(msg), fromHex(sig));
      assert.equal(valid, result === "valid", `test ${tcId}`);
    }
  }
});
