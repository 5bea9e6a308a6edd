"""What a publisher should know of its wallet list before it is published."""

from __future__ import annotations

from collections.abc import Iterator

from proofpress.errors import InputError
from proofpress.reserves.repeats import key_warnings, keys_of
from proofpress.reserves.wallets import Wallet
from proofpress.settings.wallets import WalletSettings
from proofpress_verify.ownership.outcome import Outcome, SignatureVerdict

MAX_NAMED = 12


def ownership_warnings(
    settings: WalletSettings, rows: tuple[Wallet, ...], outcomes: tuple[Outcome, ...]
) -> Iterator[str]:
    """What is wrong with the list's signatures and keys; `outcomes` has one for each row.

    Raises:
        InputError: something is wrong, and the list is strict.
    """
    yield from _invalid(settings, rows, outcomes)
    yield from key_warnings(keys_of(rows, outcomes), settings.path, strict=settings.strict)


def _invalid(
    settings: WalletSettings, rows: tuple[Wallet, ...], outcomes: tuple[Outcome, ...]
) -> Iterator[str]:
    wrong = [
        f"row {number}, {row.asset} at {row.address}: {outcome.reason}"
        for number, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), 1)
        if outcome.verdict is SignatureVerdict.INVALID
    ]
    if not wrong:
        return
    more = f"\n  and {len(wrong) - MAX_NAMED} more" if len(wrong) > MAX_NAMED else ""
    what = "signatures that do not hold:\n  " + "\n  ".join(wrong[:MAX_NAMED]) + more
    if settings.strict:
        advice = "Sign these rows again, take their signatures out, or remove `strict`."
        raise InputError(what, file=settings.path, advice=advice)
    yield f"{settings.path}: {what}"
