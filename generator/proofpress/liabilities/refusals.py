"""The errors for a ledger that cannot be published. Both builders raise the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proofpress.errors import InputError
from proofpress_verify.core.amounts import LIMIT
from proofpress_verify.core.shard_file import MAX_SHARD_SIZE
from proofpress_verify.records import Column


def refused_balance(account: str, column: Column, amount: int) -> InputError:
    """A net balance that is negative, or has a magnitude of 2**128 base units or more."""
    if -LIMIT < amount < 0:
        return InputError(
            f"account {account!r} has a negative net balance of {amount} base units in "
            f"{_name(column)}",
            advice='Fix the ledger, or set negatives = "floor": it then counts as zero, '
            "and the number of such accounts and their gross amount are published.",
        )
    sign = "-" if amount < 0 else ""
    return _too_large(f"{_name(column)} reaches {sign}2^128 base units at account {account!r}")


def check_totals(totals: Sequence[int], columns: Sequence[Column]) -> None:
    """Refuse a ledger without accounts, and totals that are too large for a tree.

    Raises:
        InputError
    """
    if totals[0] == 0:
        raise InputError("the ledger holds no account", advice="Check the ledger's path.")
    for column, total in zip(columns, totals, strict=True):
        if total >= LIMIT:
            raise _too_large(f"the total of {_name(column)} reaches 2^128 base units")


def identity_of(account: str, identities: Mapping[str, str]) -> bytes:
    """The identity that an account's leaf is bound to.

    Raises:
        InputError: the account has none.
    """
    if account not in identities:
        raise InputError(
            f"account {account!r} has no identity",
            advice="Give every account of the ledger one, or remove `identity`.",
        )
    return identities[account].encode("ascii")


def check_shard_size(number: int, size: int) -> None:
    """Refuse a shard file of more bytes than a verifier reads.

    Raises:
        InputError
    """
    if size > MAX_SHARD_SIZE:
        raise InputError(
            f"shard {number} would have {size:,} bytes, more than {MAX_SHARD_SIZE:,}",
            advice="Its accounts hold too many assets each: count fewer assets.",
        )


def _too_large(what: str) -> InputError:
    return InputError(
        what, advice="Check that amounts are not in base units already, or use fewer decimals."
    )


def _name(column: Column) -> str:
    return f"{column.asset} / {column.scope.value}"
