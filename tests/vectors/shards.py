"""Shard files that contradict the tree; files root and signature are correct."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.reference import Parts, Sums, dec, enc, h, open_parts, shard_of, u8, u16, write
from tests.simulator import BTC, LARGE, WIDE, Attempt, Plan, Shards, little, open_books
from tests.vectors.case import ACCOUNT, Case, in_shards, invalid

Change = Callable[[Shards], object]


def _entry(name: str, value: object) -> Callable[[], Attempt]:
    return in_shards(lambda shards: setattr(shards.entry(ACCOUNT), name, value))


def _record(encode: Callable[[bytes], bytes], plan: Plan | None = None) -> Callable[[], Attempt]:
    """The account's own record differs from its leaf."""

    def change(shards: Shards) -> None:
        entry = shards.entry(ACCOUNT)
        entry.record = encode(entry.record)

    return in_shards(change, plan)


def _sibling(level: int, **changes: object) -> Callable[[], Attempt]:
    def change(shards: Shards) -> None:
        cell = shards.siblings(ACCOUNT)[level]
        for name, value in changes.items():
            setattr(cell, name, value)

    return in_shards(change)


def _chunk(level: int, encode: Callable[[bytes], bytes]) -> Callable[[], Attempt]:
    """A sibling's sums are encoded differently."""

    def change(shards: Shards) -> None:
        cell = shards.siblings(ACCOUNT)[level]
        cell.chunk = encode(cell.chunk)

    return in_shards(change)


def _sibling_sums(level: int, change: Callable[[Sums], Sums]) -> Callable[[], Attempt]:
    return _chunk(level, lambda chunk: enc(change(dec(chunk)[0])))


def _part(name: str, value: object, plan: Plan | None = None) -> Callable[[], Attempt]:
    return in_shards(lambda shards: setattr(shards.of(ACCOUNT), name, value), plan)


def _top(
    change: Callable[[bytes], bytes], plan: Plan = LARGE, account: int = ACCOUNT
) -> Callable[[], Attempt]:
    """The path above the shards is encoded differently."""

    def encode(shards: Shards) -> None:
        parts = shards.of(account)
        parts.top = change(parts.top)

    return in_shards(encode, plan, account)


def _more(sums: Sums) -> Sums:
    return sums | {BTC: sums.get(BTC, 0) + 1}


def _less(sums: Sums) -> Sums:
    return sums | {BTC: sums[BTC] - 1}


# Ways to encode sums wrongly. Each takes the canonical encoding.


def _head(data: bytes, entries: int) -> bytes:
    return u16(entries) + data[2:]


def _number(data: bytes) -> int:
    return int.from_bytes(data[:2], "big")


def _zero_padded(data: bytes) -> bytes:
    """The first amount with a zero byte before it."""
    return data[:4] + u8(data[4] + 1) + b"\0" + data[5:]


def _with_entry(entry: bytes) -> Callable[[bytes], bytes]:
    return lambda data: _head(data, _number(data) + 1) + entry


def _last_again(data: bytes) -> bytes:
    column, amount = list(dec(data)[0].items())[-1]
    return _with_entry(enc({column: amount})[2:])(data)


def _reversed(data: bytes) -> bytes:
    sums = dec(data)[0]
    assert len(sums) > 1
    encoded = [enc({column: amount})[2:] for column, amount in sums.items()]
    return u16(len(encoded)) + b"".join(reversed(encoded))


SUMS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("amount-with-leading-zero", _zero_padded, "An amount one byte longer than it needs."),
    ("zero-amount", _with_entry(u16(4) + u8(1) + b"\0"), "A zero that should be absent."),
    ("amount-of-no-bytes", _with_entry(u16(4) + u8(0)), "An amount without bytes."),
    (
        "amount-of-17-bytes",
        _with_entry(u16(4) + u8(17) + b"\1" + bytes(16)),
        "An amount of 2^128.",
    ),
    ("amount-of-255-bytes", _with_entry(u16(4) + u8(255) + b"\1" * 255), "An absurd amount."),
    ("columns-descending", _reversed, "Columns in descending order."),
    ("column-given-twice", _last_again, "One column with two amounts."),
    ("sums-cut-off", lambda data: data[:-1], "The last byte is missing."),
    ("sums-promise-more", lambda data: _head(data, _number(data) + 1), "An entry too few."),
    ("sums-absurd-count", lambda data: _head(data, 65535), "65,535 entries in a few bytes."),
]


def _in_record(encode: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Encode the sums of a record wrongly."""

    def change(record: bytes) -> bytes:
        at = 1 + record[0]
        return record[:at] + encode(record[at:])

    return change


def _raise_record(record: bytes) -> bytes:
    at = 1 + record[0]
    return record[:at] + enc(_more(dec(record[at:])[0]))


def _rename(record: bytes) -> bytes:
    return record.replace(b"user-0", b"user-7")


# The shard as a whole.


def _hide_in_filler(place: int) -> Callable[[], Attempt]:
    def change(shards: Shards) -> None:
        parts = shards.of(ACCOUNT)
        size = len(_written(parts))
        filler = bytearray(size)
        filler[place] = 1
        parts.filler = bytes(filler)

    return in_shards(change)


def _written(parts: Parts) -> bytes:
    """The filler that an honest file would have."""
    encrypted = write(replace(parts, filler=None))[0]
    return bytes(-(len(encrypted) + 4 + len(parts.top)) % 4096)


def _swap_lines(shards: Shards) -> None:
    """Swap the last two lines; if one is the account's, two lines before it."""
    parts = shards.of(ACCOUNT)
    entries, own = parts.entries, parts.entries.index(shards.entry(ACCOUNT))
    last = len(entries) - 1 if own < len(entries) - 2 else own - 1
    entries[last], entries[last - 1] = entries[last - 1], entries[last]


def _swap_first_lines(shards: Shards) -> None:
    entries = shards.of(ACCOUNT).entries
    entries[0], entries[1] = entries[1], entries[0]


def _tag_twice(shards: Shards) -> None:
    entries = shards.of(ACCOUNT).entries
    entries[1].tag = entries[0].tag


def _replace_tag(shards: Shards) -> None:
    """The account's tag is changed, still in order: it is counted, but cannot be found."""
    entry = shards.entry(ACCOUNT)
    entry.tag = (int.from_bytes(entry.tag, "big") - 1).to_bytes(16, "big")


def _other_salt(shards: Shards) -> None:
    """The whole shard is encrypted, well formed, under the salt of another root."""
    _rebuild(shards, salt=h(0x14, bytes(32)))


def _rebuild(shards: Shards, salt: bytes) -> None:
    books, parts = shards.books, shards.of(ACCOUNT)
    bits = books.header["prefix_bits"]
    members = [m for m in books.members if shard_of(m.code, bits) == parts.number]
    remade = open_parts(parts.header_digest, parts.number, members, salt=salt)
    shards.parts[parts.number] = replace(remade, top=parts.top, top_root=parts.top_root)


def _swap_sides(shards: Shards) -> None:
    """The pair above the account's leaf is hashed in reverse order."""
    first, second = shards.siblings(ACCOUNT)[1], shards.own(ACCOUNT)[1]
    first.hash, second.hash = second.hash, first.hash


def _break_wrap(level: int, plan: Plan | None = None) -> Callable[[], Attempt]:
    def change(shards: Shards) -> None:
        shards.own(ACCOUNT)[level].parent_key = bytes(32)

    return in_shards(change, plan)


def _beyond_heap(shards: Shards) -> None:
    shards.siblings(ACCOUNT)[1].place = (2**32 - 1, 65535)


def _other_books_shard(shards: Shards) -> None:
    """The shard is not below the published root: it is from a second ledger."""
    books = open_books(LARGE)
    books.change(4, sums={0: 1})
    other = books.build()
    parts = other.of(ACCOUNT)
    number = parts.number
    shards.parts[number] = replace(parts, top=shards.parts[number].top, top_root=shards.root.hash)


def _top_of_other_root(shards: Shards) -> None:
    shards.of(ACCOUNT).top_root = bytes(32)


def _relabelled(shards: Shards) -> None:
    """The files were made under another header but name this one."""
    old = open_books(Plan(snapshot="2026-09-30")).build()
    for new, parts in zip(shards.parts, old.parts, strict=True):
        new.entries, new.cells, new.salt = parts.entries, parts.cells, parts.salt


# Root paths. One level in the large plan.


def _top_sums(change: Callable[[Sums], Sums]) -> Callable[[bytes], bytes]:
    return lambda top: top[:32] + enc(change(dec(top[32:])[0]))


def _flip_top_hash(top: bytes) -> bytes:
    return bytes([top[0] ^ 1]) + top[1:]


def _swap_levels(top: bytes) -> bytes:
    behind = dec(top[32:])[1]
    filler = dec(behind[32:])[1]
    second = behind[: len(behind) - len(filler)]
    return second + top[: len(top) - len(behind)] + filler


TOPS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("top-path-empty", lambda _: b"", "No path above the shard."),
    ("top-path-cut-off", lambda top: top[:-1], "The last byte is missing."),
    ("top-path-hash-cut-off", lambda top: top[:31], "Not even a hash."),
    ("top-path-with-byte-left-over", lambda top: top + b"\0\1", "A byte that is not zero."),
    ("top-path-of-two-levels", lambda top: top + top, "A level more than there is."),
    (
        "top-path-amount-with-leading-zero",
        lambda top: top[:32] + _zero_padded(top[32:]),
        "An amount one byte longer than it needs.",
    ),
    ("top-path-columns-descending", lambda top: top[:32] + _reversed(top[32:]), "Descending."),
]

EMPTY = Plan(accounts=1, prefix_bits=1)
"""Two shards, of which one is empty and the other too once its only account is left out."""

BESIDE_EMPTY = Plan(accounts=100, prefix_bits=1, across=1, balances=little)
"""All accounts are in shard 0, and shard 1 is empty."""

SMALL = replace(LARGE, accounts=199)
"""Shard 0 has 100 accounts, shard 1 has 99."""


def _hollow(shards: Shards) -> None:
    """The account is left out of a shard that is then empty except for encrypted bytes."""
    _empty(shards)
    shards.of(ACCOUNT).top = bytes(40)
    shards.of(ACCOUNT).root_key = bytes(32)


def _empty(shards: Shards) -> None:
    parts = shards.of(ACCOUNT)
    parts.entries, parts.cells, parts.top = [], [], b""


def _salted(shards: Shards) -> None:
    _empty(shards)
    shards.of(ACCOUNT).salt = bytes(32)


RECORDS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("record-empty", lambda _: b"", "No bytes at all."),
    ("record-name-beyond-end", lambda record: u8(255) + record[1:], "A name beyond the record."),
    ("record-with-byte-left-over", lambda record: record + b"\0", "A byte behind the sums."),
    ("record-cut-at-name", lambda record: record[: 1 + record[0] - 1], "Half a name."),
]

CASES: list[Case] = [
    invalid("shard-version-1", "shard-version", _part("version", 1), "A signed file of version 1."),
    invalid(
        "shard-of-other-header", "shard-header", _part("header_digest", bytes(32)), "D is zero."
    ),
    invalid(
        "shard-with-other-number",
        "shard-number",
        _part("number", 1, LARGE),
        "It calls itself shard 1.",
    ),
    invalid(
        "shard-of-99", "shard-small", in_shards(lambda _: None, SMALL, 1), "One account too few."
    ),
    invalid(
        "shard-of-one",
        "shard-small",
        in_shards(lambda _: None, replace(EMPTY, across=1)),
        "A customer alone in a shard, beside an empty one.",
    ),
    invalid(
        "filler-first-byte", "filler", _hide_in_filler(0), "A byte hidden where filler starts."
    ),
    invalid("filler-last-byte", "filler", _hide_in_filler(-1), "A byte hidden where filler ends."),
    invalid(
        "filler-cut-off", "file-size", _part("filler", b""), "No filler: the size does not fit."
    ),
    invalid("filler-block-more", "file-size", _part("appended", bytes(4096)), "A block too many."),
    invalid(
        "empty-shard-with-top-path", "filler", in_shards(_hollow, EMPTY), "Bytes in an empty shard."
    ),
    invalid(
        "empty-shard-with-other-salt", "shard-salt", in_shards(_salted, EMPTY), "A salt of its own."
    ),
    invalid(
        "tags-descending", "tag-order", in_shards(_swap_lines), "The last two lines are swapped."
    ),
    invalid(
        "first-tags-swapped", "tag-order", in_shards(_swap_first_lines), "The first two lines are."
    ),
    invalid("tag-twice", "tag-order", in_shards(_tag_twice), "Two leaves under one tag."),
    invalid("tag-replaced", "tag-absent", in_shards(_replace_tag), "Counted, but not to be found."),
    invalid(
        "leaves-of-another-header-relabelled",
        "tag-absent",
        in_shards(_relabelled),
        "Leaves made under another header mean nothing under this one, to whoever has the code.",
    ),
    invalid("pointer-beyond-heap", "record-place", _entry("place", (2**32 - 1, 40)), "Far beyond."),
    invalid("pointer-one-too-long", "record-place", _entry("place", (0, 65535)), "65,535 bytes."),
    *(invalid(name, "record-form", _record(encode), says) for name, encode, says in RECORDS),
    invalid(
        "record-without-sums",
        "sums-form",
        _record(lambda record: record[: 1 + record[0]]),
        "The record ends behind the name.",
    ),
    invalid(
        "record-without-identity-hash",
        "record-form",
        _record(
            lambda record: record[: 1 + record[0]] + record[33 + record[0] :], Plan(bound=True)
        ),
        "The header says bound; the record holds no hash.",
    ),
    *(
        invalid(f"own-{name}", "sums-form", _record(_in_record(encode)), says)
        for name, encode, says in SUMS
    ),
    *(
        invalid(f"sibling-{name}", "sums-form", _chunk(2, encode), says)
        for name, encode, says in SUMS
    ),
    invalid(
        "sibling-sums-with-byte-left-over", "sums-form", _chunk(0, lambda c: c + b"\0"), "A byte."
    ),
    invalid("sibling-sums-empty", "sums-form", _chunk(0, lambda _: b""), "No bytes at all."),
    invalid("sibling-beyond-heap", "cell-place", in_shards(_beyond_heap), "Far beyond the heap."),
    invalid("sibling-too-long", "cell-place", _sibling(0, place=(1, 65535)), "65,535 bytes."),
    invalid(
        "wrap-broken-at-leaf", "cell-place", _break_wrap(0), "The next key is not the parent's."
    ),
    invalid(
        "wrap-broken-at-shard-root",
        "root-path",
        _break_wrap(-1, LARGE),
        "The last key is not the root's.",
    ),
    invalid(
        "sibling-counts-one-more",
        "sibling-count",
        _sibling_sums(2, lambda sums: sums | {0: sums[0] + 1}),
        "A subtree claims an account more than its shape has leaves.",
    ),
    invalid(
        "sibling-counts-one-fewer",
        "sibling-count",
        _sibling_sums(1, lambda sums: sums | {0: sums[0] - 1}),
        "A subtree claims an account fewer than its shape has leaves.",
    ),
    invalid(
        "sibling-sum-lowered", "shard-salt", _sibling_sums(0, _less), "The neighbour holds less."
    ),
    invalid(
        "sibling-sum-raised", "shard-salt", _sibling_sums(0, _more), "The neighbour holds more."
    ),
    invalid("cousin-sum-lowered", "shard-salt", _sibling_sums(2, _less), "A subtree holds less."),
    invalid("sibling-hash-changed", "shard-salt", _sibling(0, hash=bytes(32)), "Its hash is zero."),
    invalid("cousin-hash-changed", "shard-salt", _sibling(2, hash=bytes(32)), "Its hash is zero."),
    invalid(
        "sides-swapped", "shard-salt", in_shards(_swap_sides), "Left and right changed places."
    ),
    invalid(
        "shown-more-than-counted",
        "shard-salt",
        _record(_raise_record),
        "The customer is shown one unit more than the tree counts.",
    ),
    invalid(
        "shown-another-name",
        "shard-salt",
        _record(_rename),
        "The customer is shown another account's name than the leaf binds.",
    ),
    invalid(
        "salt-of-another-root",
        "shard-salt",
        in_shards(_other_salt),
        "Encrypted under another root.",
    ),
    *(invalid(name, "root-path", _top(change), says) for name, change, says in TOPS),
    invalid(
        "top-path-under-another-root",
        "root-path",
        in_shards(_top_of_other_root, LARGE),
        "Another key.",
    ),
    invalid(
        "top-path-where-there-is-none",
        "root-path",
        _top(lambda _: b"\1" * 32 + bytes(2), Plan()),
        "One shard only, and a sibling above it.",
    ),
    invalid(
        "empty-shards-hold-something",
        "root-path",
        _top(_top_sums(lambda _: {BTC: 1}), BESIDE_EMPTY),
        "The other shard counts nobody, and holds something.",
    ),
    invalid(
        "empty-shards-of-another-hash",
        "root-path",
        _top(_flip_top_hash, BESIDE_EMPTY),
        "The other shard counts nobody, and has a hash that no empty shard has.",
    ),
    invalid("other-shards-sum-lowered", "root", _top(_top_sums(_less)), "The others hold less."),
    invalid("other-shards-sum-raised", "root", _top(_top_sums(_more)), "The others hold more."),
    invalid(
        "other-shards-hash-changed", "root", _top(_flip_top_hash), "A bit of the others' hash."
    ),
    invalid(
        "other-shards-count-raised",
        "root",
        _top(_top_sums(lambda sums: sums | {0: sums[0] + 1})),
        "The others count an account more.",
    ),
    invalid(
        "other-shard-of-99",
        "shard-small",
        _top(_top_sums(lambda sums: sums | {0: 99})),
        "The shard beside it has too few accounts.",
    ),
    invalid(
        "top-levels-swapped",
        "root",
        _top(_swap_levels, WIDE),
        "The two siblings above the shard have changed places.",
    ),
    invalid(
        "shard-of-a-second-set-of-books",
        "root",
        in_shards(_other_books_shard, LARGE),
        "A shard made for its customers alone; the published root stands over another.",
    ),
    invalid(
        "other-shards-in-undeclared-column",
        "column-unknown",
        _top(_top_sums(lambda sums: sums | {5: 1})),
        "The others hold something in a column that no total shows.",
    ),
]
