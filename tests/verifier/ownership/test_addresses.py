"""An address has one canonical form, and two addresses have two."""

from __future__ import annotations

import pytest

from proofpress_verify.ownership.addresses import address_keys, canonical_address
from proofpress_verify.ownership.base58 import encode_check
from proofpress_verify.shared_keys import Reach
from tests.verifier.wallet_rows import BITCOIN_ADDRESSES, EVM, found, line, one

TRON_HEX = "41" + EVM[2:].lower()
TRON = encode_check(bytes.fromhex(TRON_HEX))
COSMOS = "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh"
SOLANA = "So11111111111111111111111111111111111111112"
STARKNET = "49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7"
CASH = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
CASH_FOR_TOKENS = "bitcoincash:zpm2qsznhks23z7629mms6s4cwef74vcwvrqekrq9w"
CASH_LEGACY = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"
CASH_SCRIPT = "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"
CASH_SCRIPT_LEGACY = "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"
TON = "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"
TON_NOT_BOUNCING = "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI"
TON_RAW = "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8"
BECH32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize(
    ("network", "left", "right"),
    [
        ("ethereum", EVM, EVM.lower()),
        ("ethereum", EVM, "0X" + EVM[2:]),
        ("bitcoin", BECH32, BECH32.upper()),
        ("cosmos", COSMOS, COSMOS.upper()),
        ("tron", TRON, TRON_HEX),
        ("tron", TRON, TRON_HEX.upper()),
        ("tron", TRON, "0x" + TRON_HEX),
        ("tron", TRON, EVM),
        ("sui", "0x2", "0x" + "2".zfill(64)),
        ("ethereum", "0x" + "AB" * 48, "0x" + "ab" * 48),
        ("ethereum", EVM, EVM[2:]),
        ("ethereum", EVM, "0x" + EVM[2:].zfill(64)),
        ("ethereum", EVM, EVM[2:].zfill(64)),
        ("a-network-like-it", "0x" + "d" * 39, "0x0" + "d" * 39),
        ("tron", TRON, "0x" + TRON_HEX.zfill(64)),
        ("aptos", "0x1", "1"),
        ("aptos", "0x1", "0x" + "1".zfill(71)),
        ("starknet", "0x0" + STARKNET, "0x" + STARKNET),
        ("starknet", "0x" + STARKNET, STARKNET.upper()),
        ("bitcoin-cash", CASH, CASH.removeprefix("bitcoincash:")),
        ("bitcoin-cash", CASH, CASH.upper()),
        ("bitcoin-cash", CASH, CASH_LEGACY),
        ("bitcoin-cash", CASH, CASH_FOR_TOKENS),
        ("bitcoin-cash", CASH_SCRIPT, CASH_SCRIPT_LEGACY),
        ("bch", CASH, CASH_LEGACY),
        ("litecoin", encode_check(b"\x05" + bytes(20)), encode_check(b"\x32" + bytes(20))),
        ("ton", TON_RAW, TON),
        ("ton", TON, TON_NOT_BOUNCING),
        ("ton", TON, TON.replace("_", "/").replace("-", "+")),
        ("ton", TON_RAW, TON_RAW.upper()),
    ],
)  # fmt: skip
def test_one_address_in_two_forms_is_one(network: str, left: str, right: str) -> None:
    assert canonical_address(left, network) == canonical_address(right, network)
    assert address_keys(left, network) == address_keys(right, network)
    key = one(line(network=network, address=left), line(network=network, address=right))
    assert key.reach is Reach.WITHIN
    assert key.rows == (1, 2)


@pytest.mark.parametrize(
    ("network", "left", "right"),
    [
        ("bitcoin", "143gLvWYUojXaWZRrxquRKpVNTkhmr415B", "143gLvWYUojXaWZRrxquRKpVNTkhmr415b"),
        ("solana", SOLANA, SOLANA.lower()),
        ("ethereum", EVM, EVM[:-1] + "8"),
        ("bitcoin", BECH32, BITCOIN_ADDRESSES["segwit"][0]),
        ("ton", "EQAbc", "EQABC"),
        ("ton", TON, TON[:-1] + "M"),
        ("ton", TON_RAW, "-1" + TON_RAW[1:]),
        ("bitcoin-cash", CASH, CASH[:-1] + "q"),
        ("bitcoin-cash", CASH, CASH_SCRIPT),
        ("bitcoin-cash", CASH, "other:" + CASH.removeprefix("bitcoincash:")),
        ("litecoin", encode_check(b"\x30" + bytes(20)), encode_check(b"\x32" + bytes(20))),
        ("near", EVM.lower(), EVM[2:].lower()),
        ("near", "1d" * 32, "0x" + "1d" * 32),
        ("ethereum", EVM, EVM[2:] + "00"),
        ("starknet", "0x" + STARKNET, "0x" + STARKNET[:-1] + "0"),
    ],
)  # fmt: skip
def test_two_addresses_are_two(network: str, left: str, right: str) -> None:
    assert canonical_address(left, network) != canonical_address(right, network)
    assert not found(line(network=network, address=left), line(network=network, address=right))
