"""Signed rows are valid by their own rule only, and invalid after any one change."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.signatures import check_rows, claim_of
from proofpress_verify.ownership.bitcoin_address import COINS
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.outcome import SignatureRule, SignatureVerdict
from proofpress_verify.ownership.python_curve import PythonCurve
from tests.verifier.ownership.signed_rows import (
    BIP322_SIGNATURE,
    BTC,
    MULTISIG_DOGE,
    MULTISIG_P2SH,
    SEGWIT_ADDRESS,
    assert_valid,
)


def tally(outcomes) -> Counter:
    return Counter((outcome.verdict, outcome.rule) for outcome in outcomes)


def test_the_htx_list_has_51_valid_and_44_unsigned_rows(published, curve) -> None:
    rows = read_htx(published("htx_2026-02-01.csv"), "htx.csv", {}, complete=True).rows
    assert tally(check_rows(rows, curve)) == {
        (SignatureVerdict.VALID, SignatureRule.BITCOIN_MESSAGE): 5,
        (SignatureVerdict.VALID, SignatureRule.EIP191): 22,
        (SignatureVerdict.VALID, SignatureRule.KECCAK): 5,
        (SignatureVerdict.VALID, SignatureRule.TRON_KECCAK): 17,
        (SignatureVerdict.VALID, SignatureRule.TRON_FIXED): 2,
        (SignatureVerdict.UNSIGNED, None): 44,
    }


def test_the_okx_sample_has_33_valid_rows(published, curve) -> None:
    rows = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=True).rows
    assert tally(check_rows(rows, curve)) == {
        (SignatureVerdict.VALID, SignatureRule.EIP191_KECCAK): 17,
        (SignatureVerdict.VALID, SignatureRule.TRON_KECCAK): 7,
        (SignatureVerdict.VALID, SignatureRule.BITCOIN_MULTISIG): 9,
    }


@pytest.mark.parametrize("name", ["htx_2026-02-01.csv", "okx_2022-11_sample.csv"])
def test_no_row_of_a_published_list_passes_with_another_message(published, name: str) -> None:
    read = read_htx if name.startswith("htx") else read_okx
    rows = read(published(name), name, {}, complete=True).rows
    changed = tuple(replace(row, message=row.message + "!") for row in rows)
    assert {outcome.verdict for outcome in check_rows(changed)} <= {
        SignatureVerdict.INVALID,
        SignatureVerdict.UNSIGNED,
    }


EVM_EIP191 = OwnershipClaim(
    "0xef72CC0Bb3EE2236b3B875C66a8A5D06b53Adb99",
    "htx",
    (
        "0xc91377206d5903eff7c725d0ab54ed1a652110581e449c5ccc7f4f5bb991af80"
        "228ae4a95f448bb18a6ac78e850334daa495930b85375f3d6ab606ac0146d8b61b",
    ),
    "ethereum",
)
EVM_KECCAK = OwnershipClaim(
    "0xa03400e098f4421b34a3a44a1b4e571419517687",
    "King will be back!",
    (
        "0xc24e6ba40bb68f98b4bfcf653e3557f7accde2c539937f2f865eda96c9d48688"
        "481d49e38bc31d0450d164eac66cb3c5e0bfd9e472684bfb3d9bc3ea3a3bc82a01",
    ),
    "ethereum",
)
EVM_OKX = OwnershipClaim(
    "0xbe81dace406d0c6f31489e3e145681d5ddd243c9",
    "I am an OKX address",
    (
        "0x69e98f85f91a54b3722a5f673ae650db0331eee292ae831646b75fa7a1773f07"
        "6c70632aab258e73c9370758a6597d2d035f3dce33dc322021b86960631dde521b",
    ),
    "optimism",
)
TRON_FIXED = OwnershipClaim(
    "TFTWNgDBkQ5wQoP8RXpRznnHvAVV8x5jLu",
    "King will be back!",
    (
        "0x0521aef6a23042aecda44a731cd89349b36d54b425881dc475ba37104a6b1e93"
        "4497275d796aa03a8551eb23bcb51660b67314b8db1ee03ba45fb692b44426af1c",
    ),
    "tron",
)
TRON_KECCAK = OwnershipClaim(
    "TDToUxX8sH4z6moQpK3ZLAN24eupu2ivA4",
    "huobi",
    (
        "8fa14929f7d46128d4b0b89fde15396ff1f322f516b10677c523d1e9b9b52a02"
        "7f85234f880aacb806631d6f2102e5947408415f2d5531d81924215964c78c8c01",
    ),
    "tron",
)
SIGNED = {
    "bitcoin": (BTC, SignatureRule.BITCOIN_MESSAGE),
    "eip191": (EVM_EIP191, SignatureRule.EIP191),
    "keccak": (EVM_KECCAK, SignatureRule.KECCAK),
    "okx": (EVM_OKX, SignatureRule.EIP191_KECCAK),
    "tron-fixed": (TRON_FIXED, SignatureRule.TRON_FIXED),
    "tron-keccak": (TRON_KECCAK, SignatureRule.TRON_KECCAK),
    "multisig": (MULTISIG_P2SH, SignatureRule.BITCOIN_MULTISIG),
    "dogecoin": (MULTISIG_DOGE, SignatureRule.BITCOIN_MULTISIG),
}
signed = pytest.mark.parametrize(("claim", "rule"), SIGNED.values(), ids=SIGNED)


@signed
def test_a_signed_row_is_valid_by_its_own_rule(
    curve, claim: OwnershipClaim, rule: SignatureRule
) -> None:
    assert_valid(check(claim, curve), rule)
    assert rule.explained


@signed
def test_a_named_scheme_is_the_only_one_that_is_tried(
    curve, claim: OwnershipClaim, rule: SignatureRule
) -> None:
    assert check(replace(claim, scheme=rule.value), curve).rule is rule
    family = {name for name, (other, _) in SIGNED.items() if other.network == claim.network}
    for name in family:
        other = SIGNED[name][1]
        if other is not rule:
            assert (
                check(replace(claim, scheme=other.value), curve).verdict is SignatureVerdict.INVALID
            )
    unknown = check(replace(claim, scheme="my-own"), curve)
    assert unknown.verdict is SignatureVerdict.UNSUPPORTED
    assert "'my-own'" in unknown.reason


@signed
def test_without_a_network_the_address_tells(
    curve, claim: OwnershipClaim, rule: SignatureRule
) -> None:
    outcome = check(replace(claim, network=""), curve)
    if claim.network == "dogecoin":
        assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    else:
        assert outcome.rule is rule


@signed
def test_one_changed_bit_of_a_signature_is_invalid(
    claim: OwnershipClaim, rule: SignatureRule
) -> None:
    """Flip a bit in every eighth byte: nothing but "invalid" comes out."""
    first = claim.signatures[0]
    curve = PythonCurve()
    for position in range(0, 65, 8):
        changed = (_flip_base64 if first.endswith("=") else _flip_hex)(first, position)
        outcome = check(replace(claim, signatures=(changed, *claim.signatures[1:])), curve)
        assert outcome.verdict is SignatureVerdict.INVALID
        assert outcome.reason


def _flip_base64(text: str, position: int) -> str:
    data = bytearray(b64decode(text))
    data[position] ^= 0x40
    return b64encode(data).decode()


def _flip_hex(text: str, position: int) -> str:
    data = bytearray.fromhex(text.removeprefix("0x"))
    data[position] ^= 0x40
    return "0x" + data.hex()


@signed
def test_another_message_or_address_is_invalid(
    curve, claim: OwnershipClaim, rule: SignatureRule
) -> None:
    for message in ("", claim.message + " ", claim.message.upper() + "é"):
        assert check(replace(claim, message=message), curve).verdict is SignatureVerdict.INVALID
    others = {
        "bitcoin": "12qTdZHx6f77aQ74CPCZGSY47VaRwYjVD8",
        "dogecoin": "9ztZpRN3v9xv5JhAT7MTtmy4DfyMEAG8YU",
        "tron": "TYh6mgoMNZTCsgpYHBz7gttEfrQmDMABub",
    }
    other = others.get(claim.network, "0x18709e89bd403f470088abdacebe86cc60dda12e")
    assert check(replace(claim, address=other), curve).verdict is SignatureVerdict.INVALID


@signed
def test_a_row_without_signature_is_unsigned_whatever_else_it_says(
    curve, claim: OwnershipClaim, rule: SignatureRule
) -> None:
    bare = replace(claim, signatures=(), address="rKUDvXFJMFu65LqPTH3Yfpii4rbKT9bSQT")
    assert check(bare, curve).verdict is SignatureVerdict.UNSIGNED


@pytest.mark.parametrize("network", ["xrpl", "cardano", "zcash"])
def test_networks_without_a_rule_are_said(curve, network: str) -> None:
    outcome = check(
        OwnershipClaim("rKUDvXFJMFu65LqPTH3Yfpii4rbKT9bSQT", "m", ("s",), network), curve
    )
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    assert network in outcome.reason


def test_absurd_claims_are_not_even_read(curve) -> None:
    for odd in (
        replace(BTC, signatures=("a",) * 17),
        replace(BTC, signatures=("a" * 20_000,)),
        replace(BTC, message="\ud800"),
    ):
        assert check(odd, curve).verdict is SignatureVerdict.UNSUPPORTED


texts = st.text(max_size=100) | st.sampled_from(
    (BTC.address, SEGWIT_ADDRESS, EVM_KECCAK.address, TRON_FIXED.address, BIP322_SIGNATURE,
     *BTC.signatures, *EVM_KECCAK.signatures, MULTISIG_P2SH.address, MULTISIG_P2SH.redeem_script)
)  # fmt: skip


@given(
    st.builds(
        OwnershipClaim,
        address=texts,
        message=st.text(),
        signatures=st.lists(texts, max_size=3).map(tuple),
        network=st.sampled_from(("", "ethereum", "tron", "solana", "xrpl", *COINS)),
        scheme=st.sampled_from(("", "bip322", "eip191", "x")),
        redeem_script=texts | st.just(""),
        owners=st.lists(texts, max_size=2).map(tuple),
    )
)
def test_whatever_a_list_holds_there_is_an_outcome(claim: OwnershipClaim) -> None:
    outcome = check(claim, PythonCurve())
    assert outcome.is_valid == (outcome.rule is not None and not outcome.reason)


def test_a_rows_claim_says_all_that_the_row_says(published) -> None:
    rows = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=True).rows
    claims = [claim_of(row) for row in rows]
    assert [claim.redeem_script for claim in claims] == [row.redeem_script for row in rows]
    assert {claim.network for claim in claims} == {row.network for row in rows}
