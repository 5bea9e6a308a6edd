// Order of checks, number 8: what is known from elsewhere.

import { hex } from "./bytes.mjs";
import { Failed, must } from "./failed.mjs";
import { sha256 } from "./hashes.mjs";
import { digestOfMeaning, readSigned } from "./signed.mjs";

// A fingerprint as typed, without blanks.
const cleaned = (typed) => typed.replace(/[ \t\r\n]/g, "");

function checkFingerprint(typed, fingerprint) {
  const text = typed.replace(/[A-F]/g, (c) => c.toLowerCase());
  must(/^[0-9a-f]{64}$/.test(text), "fingerprint-form");
  must(text === fingerprint, "fingerprint");
}

// The site's own statement, or null if it fails the checks 3 or 5.
function readSite({ statement, note }) {
  try {
    const signed = readSigned(statement, note);
    digestOfMeaning(signed);
    return signed;
  } catch (error) {
    if (error instanceof Failed) return null;
    throw error;
  }
}

const previousOf = ({ statement }) =>
  statement.previous.map(({ sha256, snapshot }) => `${sha256} ${snapshot}`).join();

function contradict(one, other) {
  const [a, b] = [one.statement.header, other.statement.header];
  if (a.snapshot === b.snapshot || a.liabilities_at === b.liabilities_at) return true;
  return previousOf(one) === previousOf(other);
}

// Check 4: of a saved proof, the publisher of the site.
export function checkSitePublisher(signed, siteFiles) {
  const site = siteFiles === null ? null : readSite(siteFiles);
  must(site === null || site.publisherId === signed.publisherId, "saved-proof-source");
}

// Whether the publisher is known from elsewhere than from the saved proof.
export function knowsPublisher({ statement, code }, { fingerprint, site }) {
  const typed = cleaned(fingerprint).replace(/[A-F]/g, (c) => c.toLowerCase());
  const isSeen = typed === hex(sha256(statement));
  return code !== null || isSeen || (site !== null && readSite(site) !== null);
}

function checkSite(signed, site) {
  if (site.fingerprint === signed.fingerprint || site.draft || signed.draft) return;
  must(!contradict(signed, site), "equivocation");
}

// Whether the statement was compared, and whether anything was.
export function compare(signed, asTyped, siteFiles) {
  const typed = cleaned(asTyped);
  if (typed !== "") checkFingerprint(typed, signed.fingerprint);
  const site = siteFiles === null ? null : readSite(siteFiles);
  if (site !== null) checkSite(signed, site);
  const same = site !== null && site.fingerprint === signed.fingerprint;
  return { statement: typed !== "" || same, anything: typed !== "" || site !== null };
}
