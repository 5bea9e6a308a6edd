"""Rows to vary, and the published lists where they are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from proofpress.reserves.wallets import Custody, HoldingForm, Wallet

PUBLISHED = Path(__file__).parents[3].parent / "shared" / "data" / "reserves"


@pytest.fixture
def published():
    """Reads one of the published lists, or skips where they are not there."""

    def read(name: str) -> bytes:
        path = PUBLISHED / name
        if not path.exists():
            pytest.skip(f"{path} is not there")
        return path.read_bytes()

    return read


def wallet(**changes) -> Wallet:
    """A plain row of 1.50 BTC, with changes."""
    values: dict[str, Any] = {
        "asset": "BTC",
        "network": "bitcoin",
        "address": "143gLvWYUojXaWZRrxquRKpVNTkhmr415B",
        "balance": 150,
        "decimals": 2,
        "block_height": None,
        "block_hash": "",
        "time": "",
        "scheme": "",
        "message": "",
        "signatures": (),
        "public_keys": (),
        "redeem_script": "",
        "owners": (),
        "label": "",
        "custody": Custody.UNSTATED,
        "counts_as": "BTC",
        "form": HoldingForm.NATIVE,
    }
    return Wallet(**(values | changes))


@pytest.fixture
def make_wallet():
    return wallet
