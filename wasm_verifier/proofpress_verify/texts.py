"""The texts of steps, remarks, checks and attributions, as tables.

`words` makes sentences about a whole verdict. Every check has a title; a test makes sure of that.
"""

from __future__ import annotations

from .core.errors import Attribution
from .remarks import Remark
from .steps import Step

STEPS = {
    Step.CODE: "The code is complete and has no typing mistake.",
    Step.SAVED_PROOF: "The saved proof is complete.",
    Step.SIGNATURE: "The statement has a valid signature.",
    Step.PUBLISHER: "The signature is by the publisher that your code names.",
    Step.MEANING: "The statement's columns, groups and figures do not contradict each other.",
    Step.SOURCE: "It agrees with what it was compared with.",
    Step.FILE: "The data file is the one that the statement commits to.",
    Step.TAG: "The file has an entry for your code.",
    Step.RECORD: "The entry can be decrypted with your code and counts as one account.",
    Step.SHARD_PATH: "Your balance and its neighbours add up to the total of this file.",
    Step.ROOT_PATH: "The file's total and all other files add up.",
    Step.TOTALS: "The sums at the top are exactly the published totals.",
    Step.IDENTITY: "The entry is bound to what you typed.",
}

REMARKS = {
    Remark.NOT_CUSTOMER: (
        "Some of these coins are counted as the platform's own or as a bonus, not as a "
        "customer's. They are not in the total that reserves are compared with. If you are "
        "a customer, ask the publisher why."
    ),
    Remark.BELOW_RESERVES: (
        "For an asset that you hold, the publisher states reserves below what it owes to "
        "its customers. Your balance is counted, but it is not fully covered."
    ),
    Remark.OWN_ISSUED: (
        "For an asset that you hold, the reserves are a token that the publisher issues itself. "
        "It can make more of it at will, so those reserves say little."
    ),
    Remark.NOT_NATIVE: (
        "For an asset that you hold, the reserves are enough only with coins that are wrapped, "
        "staked, lent out or issued by an affiliate. The coins themselves do not cover it."
    ),
    Remark.DRAFT: (
        "This is a draft. The publisher has not released this snapshot and may still replace it."
    ),
    Remark.STALE: (
        "A newer snapshot was due before today. What this one says may no longer be true."
    ),
    Remark.NO_DUE_DATE: (
        "The publisher does not say when its next snapshot is due, so nothing tells you when "
        "this one is out of date."
    ),
    Remark.OLD: "This snapshot is more than a year old. What it says may no longer be true.",
    Remark.FUTURE: (
        "This snapshot is dated more than a day in the future. Either the clock of your device "
        "is wrong, or the date in the statement is."
    ),
    Remark.TIMES_APART: (
        "The balances and the reserves were taken more than a day apart, so the same coins can "
        "have been shown twice, or moved away in between."
    ),
    Remark.PREVIOUS_DIFFERS: (
        "This site lists an older snapshot, but the statement does not name it as the one before "
        "it. This copy of the older one may be damaged, or the publisher may show different "
        "statements to different people: compare with its own site, and with what you kept from "
        "earlier checks."
    ),
    Remark.NEWER_VERIFIER: (
        "The publisher asks for a newer version of this checking program. All checks of this "
        "version passed; a newer one may check more. Get it from a source other than this site."
    ),
    Remark.NOT_COMPARED: (
        "The statement's fingerprint was not compared with another source. If it is the same "
        "wherever other people look, everybody is shown the same totals."
    ),
    Remark.OTHERS_BELOW: (
        "For an asset that you do not hold, the publisher states reserves below what it owes."
    ),
    Remark.IDENTITY_NOT_BOUND: (
        "This snapshot binds no entry to anything its customer chose, so what you typed was not "
        "compared with anything."
    ),
    Remark.IDENTITY_MATCHES: "The entry is bound to what you typed, so it is yours alone.",
    Remark.IDENTITY_NOT_ASKED: (
        "This snapshot binds each entry to something its customer chose. Type yours to check "
        "that the entry is bound to you and not shared with another person."
    ),
    Remark.SAVED_PROOF: (
        "This is a saved proof. It shows what was counted under this account name, to everyone who "
        "has the file. It does not show whose account that is."
    ),
    Remark.SOURCE_NOT_COMPARED: (
        "Nothing but the file itself says who published this, and anyone can invent an exchange. "
        "Compare the fingerprint below with the publisher's own site, or check the file there."
    ),
    Remark.IDENTITY_NOT_SHOWN: (
        "Each entry of this snapshot is bound to something its customer chose. Only the holder of "
        "the code can check to what."
    ),
}

TITLES = {
    "code-form": "This code has a typing mistake",
    "code-version": "This code is of a newer kind than this verifier knows",
    "code-publisher": "This code is from another publisher",
    "saved-proof-form": "This file is not a saved proof",
    "saved-proof-entry": "This saved proof decrypts no entry",
    "saved-proof-code": "This saved proof is not of your code",
    "saved-proof-source": "This saved proof is from another publisher",
    "statement-canonical": "The statement in this copy cannot be read",
    "note-form": "The signature file in this copy cannot be read",
    "key-form": "The publisher's key in this copy cannot be read",
    "signature": "The signature does not fit the publisher's key",
    "statement-digest": "A file in this copy is not the one that was signed",
    "snapshot-id": "This copy has another snapshot in place of the one you chose",
    "file-size": "The data file in this copy has the wrong length",
    "files-root": "The data file in this copy is not the one that was signed",
    "not-served-as-signed": "The publisher does not serve what it signed",
    "format-version": "This verifier does not know this version of the format",
    "fingerprint-form": "This is not a fingerprint",
    "fingerprint": "This is not the statement whose fingerprint you typed",
    "equivocation": "The publisher signed two statements that contradict each other",
    "statement-member": "The signed statement is malformed",
    "publisher-id": "The statement names one publisher and has the key of another",
    "previous": "The chain of statements is broken",
    "columns": "The signed list of columns is contradictory",
    "groups": "The signed list of groups is contradictory",
    "totals-shape": "The published totals do not list every column",
    "asset-names": "Two assets in the signed statement have names that look alike",
    "reserves": "The published reserve figures are contradictory",
    "manifest": "The signed list of files is malformed or contradicts the signed statement",
    "wallets-form": "The signed wallet list is malformed",
    "reserves-list": "The published reserves are not the sums of the signed wallet list",
    "kinds": "The signed list of kinds is contradictory",
    "own-issued": "The signed list of the publisher's own tokens is contradictory",
    "prices": "The published prices are contradictory",
    "next-due": "The date of the next snapshot is impossible or too far ahead",
    "shard-version": "The signed data file is of another format version",
    "shard-header": "The signed data file belongs to another snapshot",
    "shard-number": "The signed data file is another one of the snapshot's files",
    "shard-small": "A signed data file has too few accounts to hide who checks",
    "filler": "The signed data file has hidden bytes",
    "tag-order": "The signed data file lists its accounts out of order or twice",
    "tag-absent": "Not counted under this code",
    "record-place": "The account's encrypted record is outside the file",
    "record-form": "The account's encrypted record is malformed",
    "sums-form": "A sum is not encoded as the format says",
    "sum-overflow": "A sum is larger than the format allows",
    "column-unknown": "A balance is in a column that was never declared",
    "leaf-count": "The account's entry does not count as one account",
    "cell-place": "A neighbour's encrypted sums are outside the file",
    "sibling-count": "A neighbouring part of the tree counts the wrong number of accounts",
    "shard-count": "The data file counts the wrong number of accounts",
    "shard-salt": "The account's path does not lead to this file's root",
    "root-path": "The path from the file's root to the root of all liabilities is malformed",
    "root": "The account's path does not lead to the published root",
    "totals": "The published totals are not the sums of the tree",
    "identity": "Bound to something other than what you typed",
    "identity-form": "What you typed cannot be looked up",
}
"""What a failed check means, by its id."""

ATTRIBUTED = {
    Attribution.INPUT: (
        "What was typed or opened here. It says nothing about the publisher or your balance."
    ),
    Attribution.COPY: (
        "This copy of the files: the server, mirror or connection that you use now. It says "
        "nothing about the publisher yet. Another copy may be good."
    ),
    Attribution.PUBLISHER: "The publisher: it signed something that is wrong.",
    Attribution.VERIFIER: "This checking program. It says nothing about your balance.",
}
"""What a failed check is attributed to, if the check determines it."""

UNKNOWN_PUBLISHER = (
    "Not known. The statement is signed, and wrong; but anyone can make a key and sign in the "
    "name of a publisher, and who signed this was not compared."
)

NOT_AS_SIGNED = "The publisher: it does not serve what it signed."

UNDETERMINED = {
    "tag-absent": (
        "Not known. Either the publisher left this account out, or this code is not the current "
        "one."
    ),
    "code-publisher": (
        "Not known. The code may be for another exchange, this site may be an imitation, or the "
        "publisher may have changed its key."
    ),
    "fingerprint": (
        "Not known. The fingerprint may be mistyped or of another snapshot, or the publisher may "
        "show different statements to different people. To prove that, the other statement is "
        "needed, with its signature."
    ),
    "identity": (
        "Not known. It may be a typing mistake or an older address; but an entry that the "
        "publisher shows to two customers looks the same."
    ),
}
"""The texts of checks that do not determine it: they give both explanations."""
