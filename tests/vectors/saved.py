"""Saved proofs: what they show to a person without the code, and how they are forged."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests import reference
from tests.simulator import (
    CODE_KEY,
    LARGE,
    NOW,
    PUBLISHER,
    STRANGER,
    Attempt,
    Books,
    Plan,
    Published,
    Signer,
    Stated,
    identity,
    open_books,
    publish,
)
from tests.vectors.case import ACCOUNT, Case, invalid, valid

Json = dict[str, Any]
Site = tuple[bytes, bytes]

ALONE = ("saved-proof", "source-not-compared")
COMPARED = ("saved-proof",)
OTHER = 1
"""An account other than `ACCOUNT`; in the large plan, of the other shard."""


def members(published: Published, index: int = ACCOUNT) -> Json:
    """The members of an account's saved proof, made without the verifier's own code."""
    books = published.books
    digest, member = books.header_digest(), books.member(index)
    shard = reference.shard_of(member.code, books.header["prefix_bits"])
    return {
        "about": "A saved proof.",
        "file": _base64(published.files[shard]),
        "format": 0,
        "k": reference.h(0x11, member.code, digest)[:20].hex(),
        "kind": "proofpress saved proof",
        "note": _base64(published.note),
        "says": [],
        "shard": shard,
        "statement": _base64(published.statement),
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def encode(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def code_of(published: Published, index: int) -> str:
    return published.attempt(index).code


@dataclass(frozen=True)
class Saved:
    """A saved proof, and how it is checked."""

    published: Published
    members: Json
    proof: bytes | None = None
    code: str = ""
    identity: str = ""
    site: Site | None = None
    fingerprint: str = ""

    def attempt(self) -> Attempt:
        proof = encode(self.members) if self.proof is None else self.proof
        return Attempt(
            self.code, b"", None, [], "", self.identity, self.fingerprint, NOW, proof, self.site
        )


def of(plan: Plan | None = None, index: int = ACCOUNT, **more: Any) -> Saved:
    """An honest saved proof."""
    published = publish(plan or Plan())
    return Saved(published, members(published, index) | more)


def claim(published: Published) -> Site:
    return published.statement, published.note


def _case(make: Callable[[], Saved]) -> Callable[[], Attempt]:
    return lambda: make().attempt()


def _with(plan: Plan | None = None, **changes: Any) -> Callable[[], Attempt]:
    return _case(lambda: of(plan, **changes))


def _without(name: str) -> Callable[[], Attempt]:
    def make() -> Saved:
        saved = of()
        return replace(saved, members={n: v for n, v in saved.members.items() if n != name})

    return _case(make)


def _encoded_as(change: Callable[[bytes], bytes]) -> Callable[[], Attempt]:
    def make() -> Saved:
        saved = of()
        return replace(saved, proof=change(encode(saved.members)))

    return _case(make)


def _bent(
    name: str, change: Callable[[Any], object], plan: Plan | None = None
) -> Callable[[], Attempt]:
    def make() -> Saved:
        saved = of(plan)
        before = saved.members[name]
        changed = change(before)
        assert changed != before
        return replace(saved, members=saved.members | {name: changed})

    return _case(make)


def _flipped(name: str, at: int) -> Callable[[], Attempt]:
    def change(text: str) -> str:
        data = bytearray(base64.b64decode(text))
        data[at] ^= 1
        return _base64(bytes(data))

    return _bent(name, change)


def _loose_base64(text: str) -> str:
    """The same bytes, with padding bits that are not zero."""
    end = len(text.rstrip("="))
    assert end < len(text), "the length leaves no such bits"
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[: end - 1] + letters[letters.index(text[end - 1]) | 1] + text[end:]


FORMS: list[tuple[str, Callable[[], Attempt], str]] = [
    ("empty", _encoded_as(lambda _: b""), "An empty file."),
    ("error-page", _encoded_as(lambda _: b"<!doctype html><title>404</title>"), "An error page."),
    ("not-utf-8", _encoded_as(lambda proof: b"\xff" + proof), "A byte that is not UTF-8."),
    ("cut-off", _encoded_as(lambda proof: proof[:-100]), "The end is missing."),
    ("not-an-object", _encoded_as(lambda _: b"[]"), "A list."),
    (
        "in-another-spelling",
        _encoded_as(lambda proof: json.dumps(json.loads(proof), indent=1).encode()),
        "An editor has laid it out anew.",
    ),
    ("without-note", _without("note"), "A member is missing."),
    ("with-code", _with(code="por1"), "A member too many: nobody should send their code along."),
    ("of-other-kind", _with(kind="another saved proof"), "Another kind."),
    ("about-too-long", _with(about="a" * 2001), "More than 2,000 characters."),
    ("format-false", _with(format=False), "false in the place of 0."),
    ("about-a-number", _with(about=0), "A number in the place of a text."),
    ("statement-a-list", _with(statement=[]), "A list in the place of base64."),
    ("file-not-base64", _bent("file", lambda text: "!" + text[1:]), "A letter outside base64."),
    ("note-unpadded", _bent("note", lambda text: text.rstrip("=")), "Base64 without padding."),
    ("note-loose-base64", _bent("note", _loose_base64), "Base64 in a second spelling."),
    ("k-too-short", _bent("k", lambda text: text[:-2]), "19 bytes."),
    ("k-in-capitals", _with(k="A" * 40), "Hex digits in capitals."),
    ("k-a-number", _with(k=1), "A number."),
    ("k-missing", _with(k=""), "The file without the key."),
    ("file-missing", _with(file=""), "The key without the file."),
    ("shard-false", _with(shard=False), "false in the place of 0."),
    ("shard-a-text", _with(shard="0"), "Text in the place of a number."),
    ("shard-of-25-bits", _with(shard=1 << 24), "More than any snapshot has."),
    ("shard-that-is-not", _with(shard=1), "One more than this snapshot has."),
    ("no-entry", _with(shard=0, file="", k=""), "Evidence of nothing: the statement holds."),
    ("says-a-text", _with(says="I had more."), "Text in the place of lines."),
    ("says-a-number", _with(says=["I had more.", 7]), "A number among the lines."),
    ("says-101-lines", _with(says=["more"] * 101), "More lines than allowed."),
    ("says-a-long-line", _with(says=["m" * 1001]), "A line longer than allowed."),
]


def _of_neighbour() -> Saved:
    """The key of an account whose entry is in another file."""
    saved = of(LARGE)
    return replace(saved, members=saved.members | {"k": members(saved.published, OTHER)["k"]})


def _of_another() -> Saved:
    """In the same file, so that the code alone would decrypt an entry too."""
    return replace(of(), code=code_of(publish(Plan()), OTHER))


def _by_stranger() -> Saved:
    """An exchange invented by another person, shown on the publisher's site."""
    return replace(of(Plan(signer=STRANGER)), site=claim(publish(Plan())))


def _wrong_by_stranger() -> Saved:
    return replace(_evidence(_more_totals, STRANGER), site=claim(publish(Plan())))


def _second_story() -> Saved:
    """The publisher has signed a second statement of the snapshot, and shows that one."""
    site = open_books(Plan()).build().state()
    site.statement["scope_note"] = "Another story."
    return replace(of(), site=claim(site.sign()))


def _other_story(snapshot: str, moment: str = "2026-10-31T00:00:00Z") -> Saved:
    """The publisher's site shows a different statement, under another name."""
    books = open_books(Plan(snapshot=snapshot))
    books.header["liabilities_at"] = moment
    site = books.build().state()
    site.statement["next_due"] = ""
    return replace(of(), site=claim(site.sign()))


def _with_code_and_another_shard() -> Saved:
    saved = of(LARGE)
    code = code_of(saved.published, ACCOUNT)
    return replace(saved, code=code, members=saved.members | {"shard": 1})


def _absent() -> Saved:
    """Of a generation of the code that the publisher did not issue."""
    published = publish(Plan())
    secret = reference.make_code(CODE_KEY, published.books.signer.publisher, 7, b"user-0")
    k = reference.h(0x11, secret, published.books.header_digest())[:20].hex()
    code = reference.code_text(secret, published.books.signer.publisher)
    return Saved(published, members(published) | {"k": k}, code=code)


def _evidence(change: Callable[[Stated], object], signer: Signer = PUBLISHER) -> Saved:
    """A statement that is wrong by itself: there is no entry to decrypt."""
    stated = open_books(Plan(signer=signer)).build().state()
    change(stated)
    published = stated.sign()
    none = {"k": "", "file": "", "shard": 0}
    return Saved(published, members(published) | none)


def _wrong_total() -> Saved:
    stated = open_books(Plan()).build().state()
    stated.statement["totals"][1] = str(int(stated.statement["totals"][1]) - 1)
    published = stated.sign()
    return Saved(published, members(published))


def _lowered(books: Books) -> None:
    books.total = lambda left, right: left


def _lost_balances() -> Saved:
    books = open_books(Plan())
    _lowered(books)
    published = books.build().state().sign()
    return Saved(published, members(published))


_IMPOSTOR = Signer(PUBLISHER.origin, STRANGER.seed)


def _of_nobody(name: str, check: str, make: Callable[[], Saved]) -> Case:
    """Nothing was compared: anyone could have signed it."""
    case = invalid(name, check, _case(make), "Wrong, and nothing says who signed it.")
    return replace(case, expected=case.expected | {"attributed_to": "undetermined"})


def _seen(saved: Saved) -> Saved:
    """Its fingerprint was seen elsewhere."""
    return replace(saved, fingerprint=hashlib.sha256(saved.published.statement).hexdigest())


def _wrong_total_on_site() -> Saved:
    return replace(_wrong_total(), site=_beside_the_next().site)


def _more_totals(stated: Stated) -> None:
    stated.statement["totals"].append("0")


INVALID: list[Case] = [
    *(invalid(f"saved-proof-{name}", "saved-proof-form", make, says) for name, make, says in FORMS),
    invalid(
        "saved-proof-key-invented",
        "saved-proof-entry",
        _with(k="5a" * 20),
        "A key that opens nothing, so that the publisher seems to have left somebody out.",
    ),
    invalid(
        "saved-proof-key-of-another-file",
        "saved-proof-entry",
        _case(_of_neighbour),
        "The key of a real account, beside a file in which it is not.",
    ),
    invalid(
        "saved-proof-of-another-code",
        "saved-proof-code",
        _case(_of_another),
        "Somebody else's saved proof, checked with one's own code.",
    ),
    invalid(
        "saved-proof-code-mistyped",
        "code-form",
        _case(lambda: replace(of(), code=code_of(publish(Plan()), ACCOUNT)[:-1])),
        "The code was typed wrongly.",
    ),
    invalid(
        "saved-proof-of-another-publisher",
        "saved-proof-source",
        _case(_by_stranger),
        "An invented exchange's saved proof, passed off as this publisher's.",
    ),
    invalid(
        "saved-proof-of-another-publisher-and-wrong",
        "saved-proof-source",
        _case(_wrong_by_stranger),
        "An invented exchange's wrong statement, signed in this publisher's name: not evidence.",
    ),
    invalid(
        "saved-proof-of-another-fingerprint",
        "fingerprint",
        _case(lambda: replace(of(), fingerprint="0" * 64)),
        "The fingerprint seen elsewhere is another.",
    ),
    invalid(
        "saved-proof-fingerprint-cut-off",
        "fingerprint-form",
        _case(lambda: replace(of(), fingerprint="0" * 63)),
        "A fingerprint of 63 digits.",
    ),
    invalid(
        "saved-proof-of-format-1",
        "format-version",
        _with(format=1),
        "A format to come: not called malformed.",
    ),
    invalid(
        "saved-proof-of-format-1-with-another-member",
        "format-version",
        _with(format=1, later="x"),
        "A format to come, of another shape: not called malformed.",
    ),
    invalid(
        "saved-proof-shard-of-another-code",
        "saved-proof-code",
        _case(_with_code_and_another_shard),
        "The key is the code's, and the number of the file is not.",
    ),
    invalid(
        "saved-proof-with-code-and-no-entry",
        "saved-proof-form",
        _case(lambda: replace(_by_code(), members=_by_code().members | {"k": "", "file": ""})),
        "The statement is valid, and the file has no entry.",
    ),
    invalid(
        "saved-proof-without-statement",
        "statement-canonical",
        _with(statement=""),
        "No bytes are no statement.",
    ),
    invalid(
        "saved-proof-with-an-empty-note",
        "note-form",
        _with(note=""),
        "There was no note.",
    ),
    invalid(
        "saved-proof-of-a-code-that-is-absent",
        "tag-absent",
        _case(_absent),
        "The code and its key open no entry of the file.",
    ),
    invalid(
        "saved-proof-of-a-second-story",
        "equivocation",
        _case(_second_story),
        "The publisher signed two statements of one snapshot.",
    ),
    invalid(
        "saved-proof-of-the-same-moment-under-another-name",
        "equivocation",
        _case(partial(_other_story, "2026-10-31b")),
        "The publisher signed two statements for one moment, under two names.",
    ),
    invalid(
        "saved-proof-with-the-same-predecessor",
        "equivocation",
        _case(partial(_other_story, "2026-11-30", "2026-11-30T00:00:00Z")),
        "The publisher signed two statements that both have nothing before them.",
    ),
    invalid(
        "saved-proof-with-code-of-a-second-story",
        "equivocation",
        _case(lambda: replace(_second_story(), code=_by_code().code)),
        "The same, checked with the code.",
    ),
    invalid(
        "saved-proof-statement-changed",
        "signature",
        _flipped("note", -20),
        "The signature was changed.",
    ),
    invalid("saved-proof-file-changed", "files-root", _flipped("file", 60), "A byte of the file."),
    invalid(
        "saved-proof-of-another-shard-number",
        "files-root",
        _bent("shard", lambda shard: 1 - shard, LARGE),
        "The right file under the other shard's number.",
    ),
    invalid(
        "evidence-of-a-lowered-total",
        "totals",
        _case(lambda: _seen(_wrong_total())),
        "Evidence: the publisher's total is one unit short, for anyone to see.",
    ),
    invalid(
        "evidence-of-sums-left-out",
        "sibling-count",
        _case(lambda: _seen(_lost_balances())),
        "Evidence: the publisher adds up the left side only.",
    ),
    invalid(
        "evidence-of-a-statement",
        "totals-shape",
        _case(lambda: _seen(_evidence(_more_totals))),
        "Evidence without an entry: the statement is wrong by itself.",
    ),
    invalid(
        "evidence-on-the-publishers-site",
        "totals",
        _case(_wrong_total_on_site),
        "The publisher's next statement has the same key: it is the publisher's doing.",
    ),
    invalid(
        "evidence-with-the-code",
        "totals",
        _case(lambda: replace(_wrong_total(), code=_by_code().code)),
        "The code names the publisher.",
    ),
    *(
        _of_nobody(f"evidence-of-nobody-{name}", check, make)
        for name, check, make in (
            ("of-a-lowered-total", "totals", _wrong_total),
            ("of-a-statement", "totals-shape", partial(_evidence, _more_totals)),
            ("in-a-publishers-name", "totals-shape", partial(_evidence, _more_totals, _IMPOSTOR)),
        )
    ),
]


def _found(index: int = ACCOUNT, plan: Plan | None = None) -> Json:
    held = {0: 1} | (plan or Plan()).balances(index)
    sums = [[column, str(amount)] for column, amount in sorted(held.items()) if amount]
    return {"account": f"user-{index}", "sums": sums}


def _on_site(saved: Saved, site: Published | None = None) -> Saved:
    return replace(saved, site=claim(site or saved.published))


def _beside_the_next() -> Saved:
    """The site has only the next snapshot, which names this one."""
    first = publish(Plan())
    books = open_books(Plan(snapshot="2026-11-30"))
    books.header |= {
        "liabilities_at": "2026-11-30T00:00:00Z",
        "reserves_at": "2026-11-30T00:10:00Z",
    }
    stated = books.build().state()
    digest = hashlib.sha256(first.statement).hexdigest()
    stated.statement |= {
        "next_due": "2026-12-31",
        "previous": [{"sha256": digest, "snapshot": "2026-10-31"}],
    }
    return replace(of(), site=claim(stated.sign()))


def _drafted() -> Published:
    stated = open_books(Plan()).build().state()
    stated.kind = "draft"
    stated.statement["scope_note"] = "Not the last word."
    return stated.sign()


def _draft_beside_release() -> Saved:
    """A draft that was replaced is no equivocation."""
    draft = _drafted()
    return Saved(draft, members(draft), site=claim(publish(Plan())))


def _by_fingerprint() -> Saved:
    saved = of()
    return replace(saved, fingerprint=hashlib.sha256(saved.published.statement).hexdigest())


def _by_code() -> Saved:
    saved = of()
    return replace(saved, code=code_of(saved.published, ACCOUNT))


def _by_code_and_identity() -> Saved:
    saved = of(Plan(bound=True))
    code = code_of(saved.published, ACCOUNT)
    return replace(saved, code=code, identity=identity(ACCOUNT))


VALID: list[Case] = [
    valid("saved-proof", _case(of), "Nobody was asked who published it.", *ALONE, **_found()),
    valid(
        "saved-proof-of-one-of-two-shards",
        _case(lambda: of(LARGE, OTHER)),
        "The second of two shards.",
        *ALONE,
        **_found(OTHER, LARGE),
    ),
    valid(
        "saved-proof-on-the-publishers-site",
        _case(lambda: _on_site(of())),
        "The site shows the same statement.",
        *COMPARED,
        **_found(),
    ),
    valid(
        "saved-proof-beside-another-snapshot",
        _case(_beside_the_next),
        "The site has only another snapshot: publisher and key are compared.",
        *("not-compared", "saved-proof"),
        **_found(),
    ),
    valid(
        "saved-proof-of-the-same-fingerprint",
        _case(_by_fingerprint),
        "The fingerprint was seen elsewhere too.",
        *COMPARED,
        **_found(),
    ),
    valid(
        "saved-proof-of-a-replaced-draft",
        _case(_draft_beside_release),
        "The publisher released something else: no second story, and still a draft.",
        *("draft", "not-compared", "saved-proof"),
        **_found(),
    ),
    valid(
        "saved-proof-with-its-code",
        _case(_by_code),
        "The code names the publisher.",
        "not-compared",
        **_found(),
    ),
    valid(
        "saved-proof-with-code-and-identity",
        _case(_by_code_and_identity),
        "What the entry is bound to shows with the code.",
        *("not-compared", "identity-matches"),
        **_found(),
    ),
    valid(
        "saved-proof-of-a-bound-entry",
        _case(lambda: of(Plan(bound=True))),
        "What the entry is bound to does not show without the code.",
        *(*ALONE, "identity-not-shown"),
        **_found(),
    ),
    valid(
        "saved-proof-with-blanks-as-code",
        _case(lambda: replace(of(), code=" \t")),
        "Blanks are no code.",
        *ALONE,
        **_found(),
    ),
    valid(
        "saved-proof-with-words",
        _case(lambda: of(says=["I had 3 BTC.", "They counted 1."])),
        "Its holder says something, which proves nothing.",
        *ALONE,
        **_found(),
    ),
]
