"""Warnings about a wallet list, before it is published: invalid signatures, shared keys."""

from __future__ import annotations

from collections.abc import Iterator

from proofpress.errors import InputError
from proofpress.reserves.duplicates import indented, key_warnings, shared_keys_of
from proofpress.reserves.wallets import Wallet
from proofpress.settings.wallets import WalletSettings
from proofpress_verify.ownership.outcome import Outcome, SignatureVerdict


def ownership_warnings(
    settings: WalletSettings, rows: tuple[Wallet, ...], outcomes: tuple[Outcome, ...]
) -> Iterator[str]:
    """What is wrong with the list's signatures and keys. `outcomes` has one for each row.

    Raises:
        InputError: something is wrong, and the settings are strict.
    """
    yield from _signature_warnings(settings, rows, outcomes)
    keys = shared_keys_of(rows, outcomes)
    yield from key_warnings(keys, settings.path, strict=settings.strict)


def _signature_warnings(
    settings: WalletSettings, rows: tuple[Wallet, ...], outcomes: tuple[Outcome, ...]
) -> Iterator[str]:
    wrong = [
        f"row {number}, {row.asset} at {row.address}: {outcome.reason}"
        for number, (row, outcome) in enumerate(zip(rows, outcomes, strict=True), 1)
        if outcome.verdict is SignatureVerdict.INVALID
    ]
    if not wrong:
        return
    what = "invalid signatures:" + indented(wrong)
    if settings.strict:
        advice = "Sign these rows again, remove their signatures, or remove `strict`."
        raise InputError(what, file=settings.path, advice=advice)
    yield f"{settings.path}: {what}"
