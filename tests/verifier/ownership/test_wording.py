"""What a signed message says, and how old it may be."""

from __future__ import annotations

import pytest

from proofpress_verify.ownership.wording import (
    Occasion,
    Wording,
    message_to_sign,
    unchanged_since,
    wording,
)

OCCASION = Occasion(
    names=("Example Exchange", "example.com/reserves"),
    snapshot="2026-10-31",
    block_heights=(900000,),
    block_hashes=("0x00000000000000000001d80e14a8ea2c",),
)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("huobi", Wording(False, False, False, False)),
        ("I am an EXAMPLE exchange address", Wording(True, False, False, False)),
        ("2026-10-31", Wording(False, True, False, False)),
        ("x2026-10-31", Wording(False, False, False, False)),
        ("at block 900000.", Wording(False, False, False, True)),
        ("at block 1900000", Wording(False, False, False, False)),
        ("00000000000000000001D80E14A8EA2C", Wording(False, False, True, False)),
    ],
)
def test_what_a_message_names(message: str, named: Wording) -> None:
    assert wording(message, OCCASION) == named


def test_what_a_publisher_is_told_to_sign_names_everything() -> None:
    message = message_to_sign(
        "example.com/reserves", "2026-10-31", "bc1qxyz", 900000, OCCASION.block_hashes[0]
    )
    found = wording(message, OCCASION)
    assert found == Wording(True, True, True, True)
    assert found.is_fresh
    assert not found.is_generic
    assert message.isascii()
    assert message.isprintable()


def test_a_brand_name_alone_is_generic() -> None:
    found = wording("King will be back!", OCCASION)
    assert found.is_generic
    assert not found.is_fresh


def test_nothing_to_look_for_is_never_found() -> None:
    assert wording("anything ab 0", Occasion(("", "ab"), "", (), ("", "ab"))) == Wording(
        False, False, False, False
    )


def test_since_when_signatures_have_not_changed() -> None:
    earlier = [("2026-09", {"a", "b"}), ("2026-08", {"a"}), ("2026-07", {"b"}), ("2026-06", {"a"})]
    assert unchanged_since(("a",), earlier) == "2026-08"
    assert unchanged_since(("a", "b"), earlier) == "2026-09"
    assert unchanged_since(("c",), earlier) is None
    assert unchanged_since((), earlier) is None
    assert unchanged_since(("a",), []) is None
