"""Rows of a wallet list, signed by one key under its several addresses."""

from __future__ import annotations

import csv
import io
from base64 import b64encode

from proofpress.commands import demo_keys
from proofpress_verify import bech32
from proofpress_verify.ownership import bitcoin_message
from proofpress_verify.ownership.base58 import encode_check
from proofpress_verify.ownership.bitcoin_address import BITCOIN, hash160, nested_key_script
from proofpress_verify.ownership.curve import compress
from proofpress_verify.ownership.lists import WALLETS_HEADER
from proofpress_verify.ownership.python_curve import PythonCurve
from proofpress_verify.shared_keys import SharedKey
from proofpress_verify.wallets import check_list, shared
from tests import reference

SEED = b"one key"
MESSAGE = "tiny.example/reserves 2026-09-30"


def line(**cells: str) -> str:
    made = dict.fromkeys(WALLETS_HEADER, "") | {
        "asset": "BTC", "network": "bitcoin", "address": "1a", "balance": "2",
        "counts_as": "BTC", "form": "native",
    }  # fmt: skip
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow((made | cells).values())
    return file.getvalue()


def listing(*lines: str) -> bytes:
    return (",".join(WALLETS_HEADER) + "\n" + "".join(lines)).encode()


def found(*lines: str) -> tuple[SharedKey, ...]:
    return shared(check_list(listing(*lines), PythonCurve()))


def one(*lines: str) -> SharedKey:
    (key,) = found(*lines)
    return key


def segwit(program: bytes) -> str:
    """The version 0 address of a program."""
    return reference.bech32m("bc", [0, *reference.fives(program)], bech32.BECH32)


KEY = demo_keys.Secp256k1Key(SEED)
SHORT = compress(KEY.public)
BITCOIN_ADDRESSES = {
    "legacy": (encode_check(b"\0" + hash160(SHORT)), 31),
    "uncompressed": (encode_check(b"\0" + hash160(KEY.public)), 27),
    "nested": (encode_check(b"\5" + hash160(nested_key_script(SHORT))), 35),
    "segwit": (segwit(hash160(SHORT)), 39),
}


def signed_bitcoin(name: str, **cells: str) -> str:
    address, mark = BITCOIN_ADDRESSES[name]
    signature, which = KEY.sign(bitcoin_message.digest(MESSAGE, BITCOIN))
    text = b64encode(bytes((mark + which,)) + signature).decode()
    return line(**{"address": address, "message": MESSAGE, "signatures": text} | cells)


def signed_evm(network: str, **cells: str) -> str:
    family = "tron" if network == "tron" else "ethereum"
    address = demo_keys.address(family, SEED)
    _, text = demo_keys.sign(family, SEED, MESSAGE)
    made = {"network": network, "address": address, "message": MESSAGE, "signatures": text}
    return line(**made | cells)


EVM = "0x52908400098527886E0F7030069857D2E4169EE7"
