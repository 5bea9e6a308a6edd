"""The text of a code: bech32m as in BIP-350, one version, one length, every slip is noticed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proofpress.keys.codes import format_code
from proofpress_verify import bech32, code_text
from proofpress_verify.code_text import Code
from proofpress_verify.errors import CodeError, CodeForm, CodeVersion
from tests import reference, strategies

# The valid and invalid strings of BIP-350, as published there.
BIP350_VALID = [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11" + "l" * 82 + "ludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
]
BIP350_INVALID = [
    "\x201xj0phk",
    "\x7f1g6xzxy",
    "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m",
    "1qyrz8wqd2c9m",
    "y1b0jsk6g",
    "lt1igcx5c0",
    "in1muywd",
    "mm1crxm3i",
    "au1s5cgom",
    "M1VUXWEZ",
    "16plkw9",
    "1p2gdwpf",
]

CODE = Code(bytes(range(100, 120)), bytes(range(20)))
TEXT = format_code(CODE)


@pytest.mark.parametrize("text", BIP350_VALID)
def test_reference_takes_what_bip350_calls_valid(text):
    assert reference.is_bech32m(text)


@pytest.mark.parametrize("text", BIP350_INVALID)
def test_reference_refuses_what_bip350_calls_invalid(text):
    assert not reference.is_bech32m(text)


@pytest.mark.parametrize("text", BIP350_VALID + BIP350_INVALID)
def test_none_of_these_is_a_code(text):
    with pytest.raises(CodeForm):
        code_text.parse_code(text)


@given(strategies.codes, strategies.publishers)
def test_a_code_is_encoded_as_by_the_reference_and_reads_back(secret, publisher):
    text = format_code(Code(secret, publisher))
    assert text == reference.code_text(secret, publisher)
    assert reference.is_bech32m(text)
    assert len(text) == 76
    assert code_text.parse_code(text) == Code(secret, publisher)
    assert code_text.parse_code(f" \t{text.upper()}\r\n") == Code(secret, publisher)


@pytest.mark.parametrize("position", range(76))
def test_every_other_letter_at_every_place_is_refused(position):
    """Threat 26: a typo is a typo, never an account that is missing."""
    for letter in map(chr, range(0x20, 0x7F)):
        if letter not in (TEXT[position], TEXT[position].upper()):
            with pytest.raises(CodeForm):
                code_text.parse_code(TEXT[:position] + letter + TEXT[position + 1 :])


@pytest.mark.parametrize("position", range(75))
def test_every_swap_of_neighbours_is_refused(position):
    one, other = TEXT[position], TEXT[position + 1]
    if one != other:
        with pytest.raises(CodeForm):
            code_text.parse_code(TEXT[:position] + other + one + TEXT[position + 2 :])


@given(st.lists(st.integers(0, 71), min_size=2, max_size=3, unique=True), st.data())
def test_two_or_three_wrong_letters_are_refused(places, data):
    letters = list(TEXT)
    for place in places:
        letters[4 + place] = data.draw(
            st.sampled_from([x for x in bech32.ALPHABET if x != letters[4 + place]])
        )
    with pytest.raises(CodeForm):
        code_text.parse_code("".join(letters))


@given(st.text(max_size=90))
@example("por1" + "q" * 72)
@example("POR1" + "Q" * 72)
@example("\u0130" * 76)
@example("\u017f" * 76)
def test_any_text_is_a_code_or_a_code_error(text):
    with suppress(CodeError):
        code = code_text.parse_code(text)
        assert format_code(code) == text.strip().lower()


@given(st.lists(st.integers(0, 31), max_size=76))
def test_any_values_with_a_right_checksum_are_one_code_or_refused(values):
    text = reference.bech32m("por", values)
    with suppress(CodeError):
        assert format_code(code_text.parse_code(text)) == text


@pytest.mark.parametrize("version", [1, 2, 127, 255])
def test_another_version_says_so(version):
    """Threat 18: an old verifier says that it is old."""
    with pytest.raises(CodeVersion):
        code_text.parse_code(reference.code_text(CODE.secret, CODE.publisher, version))


@pytest.mark.parametrize("padding", range(1, 4))
def test_padding_bits_are_zero(padding):
    values = reference.fives(b"\0" + CODE.secret + CODE.publisher)
    with pytest.raises(CodeForm):
        code_text.parse_code(reference.bech32m("por", [*values[:-1], values[-1] | padding]))


def test_a_prefix_of_another_kind_is_refused():
    for prefix in ("pof", "pork", "bc", "o"):
        values = reference.fives(b"\0" + CODE.secret + CODE.publisher)
        with pytest.raises(CodeForm):
            code_text.parse_code(reference.bech32m(prefix, values))


@given(st.text(bech32.ALPHABET + "1bio", min_size=10, max_size=90).map("por1".__add__))
def test_an_error_does_not_repeat_what_was_typed(text):
    with pytest.raises(CodeError) as caught:
        code_text.parse_code(text)
    assert text[4:] not in str(caught.value)


def test_representation_of_a_code_does_not_show_it():
    assert CODE.secret.hex() not in repr(CODE)
    assert repr(CODE.secret) not in repr(CODE)
