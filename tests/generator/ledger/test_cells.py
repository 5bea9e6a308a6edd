"""The rules for amounts and accounts, and the message for a cell that breaks one."""

from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.generator.ledger.amount_texts import numbers, plain
from tests.generator.ledger.bad_input import (
    BASE,
    Bad,
    account,
    amount,
    assert_refused,
    assert_refused_gzipped,
)


@given(numbers, st.integers(0, 38))
def test_the_rule_is_that_of_exact_decimals(text: str, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 300
        scaled = Decimal(text).scaleb(decimals)
        exact = scaled == scaled.to_integral_value() and abs(scaled) < 10**38
        assert plain(text, decimals) == (int(scaled) if exact else None)


CASES = [
    amount("empty", "", "the amount is empty", "Write 0, or leave the row out"),
    amount("nan", "NaN", "'NaN' is not a number", "Write 0"),
    amount("null", "NULL", "'NULL' is not a number", "Write 0"),
    amount("infinite", "-inf", "'-inf' is not a number", "Write 0"),
    amount("exponent", "1e-05", "'1e-05' is in scientific notation", "not as a float"),
    amount("thousands", '"1,000.50"', "has a separator between its digits", "Write 1234567.89"),
    amount("comma", '"1,5"', "has a separator between its digits", "a point before the fraction"),
    amount("underscore", "1_000", "has a separator between its digits", "Write 1234567.89"),
    amount("blanks", " 1", "' 1' has whitespace around it", "Trim the amounts"),
    amount("no-whole-part", ".5", "'.5' is not a decimal number", "-12.5 or 0.001"),
    amount("no-fraction", "5.", "'5.' is not a decimal number", "-12.5 or 0.001"),
    amount("two-points", "1.2.3", "is not a decimal number", "-12.5 or 0.001"),
    amount("hex", "0x10", "is not a decimal number", "-12.5 or 0.001"),
    amount("words", "much", "'much' is not a decimal number", "-12.5 or 0.001"),
    amount("formula", '"=1+1"', "'=1+1' is not a decimal number", "-12.5 or 0.001"),
    amount("unicode-minus", "\u22121", r"'\u22121' is not a decimal number", "-12.5"),
    amount("unicode-digits", "\u0661", r"'\u0661' is not a decimal number", "-12.5"),
    amount("money", "$5", "is not a decimal number", "-12.5"),
    amount("nul", "1\0", r"'1\x00' is not a decimal number", "-12.5"),
    amount(
        "too-fine", "0.123456789", "'0.123456789' has 9 decimals, BTC has 8", "raise the decimals"
    ),
    amount("too-large", "1" + "0" * 30, "is too large", "less than 10^38 base units"),
    amount("too-large-negative", "-" + "9" * 60, "is too large", "less than 10^38 base units"),
    amount("endless-digits", "9" * 5000, "is too large", "less than 10^38 base units"),
    amount("fraction-of-base-unit", "1.5", "is not an integer", 'Set units = "decimal"', BASE),
    account("no-account", "", "the account is empty", "Every row needs its account"),
    account("blank-first", " b", "' b' has a leading, trailing or double space", "Trim it"),
    account("blank-last", "b ", "'b ' has a leading, trailing or double space", "Trim it"),
    account(
        "blanks-doubled", "b  c", "has a leading, trailing or double space", "use single spaces"
    ),
    account("only-blank", " ", "' ' has a leading, trailing", "Trim it"),
    account("not-ascii", "zo\u00eb", r"'zo\xeb' holds a character", "printable ASCII"),
    account("tab", "a\tb", r"'a\tb' holds a character", "printable ASCII"),
    account("nul-in-account", b"a\0b", r"'a\x00b' holds a character", "printable ASCII"),
    account("escape-sequence", b"\x1b[2J", r"'\x1b[2J' holds a character", "printable ASCII"),
    account("long-account", "x" * 256, "the account is 256 bytes long", "at most 255 bytes"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_csv_is_refused(tmp_path: Path, case: Bad) -> None:
    assert_refused(tmp_path, case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_also_when_gzipped(tmp_path: Path, case: Bad) -> None:
    assert_refused_gzipped(tmp_path, case)
