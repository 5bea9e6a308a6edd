"""Every rule: signed rows pass by their own rule, and one lie at a time does not."""

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
from proofpress_verify import ed25519
from proofpress_verify.ownership import base58, bip322, ethereum, tron
from proofpress_verify.ownership.bitcoin_address import (
    BITCOIN,
    COINS,
    OutputType,
    hash160,
    nested_key_script,
    parse,
)
from proofpress_verify.ownership.bitcoin_message import digest as bitcoin_digest
from proofpress_verify.ownership.check import check
from proofpress_verify.ownership.claim import OwnershipClaim
from proofpress_verify.ownership.keccak import keccak256
from proofpress_verify.ownership.outcome import Outcome, SignatureRule, SignatureVerdict
from proofpress_verify.ownership.python_curve import PythonCurve

MESSAGE = "example.com/reserves 2026-10-31 block 900000"
SEGWIT_ADDRESS = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l"


def assert_valid(outcome: Outcome, rule: SignatureRule) -> None:
    """Valid by this rule, and it says by which keys."""
    assert (outcome.verdict, outcome.rule, outcome.reason) == (SignatureVerdict.VALID, rule, "")
    assert outcome.keys


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


# One row of each kind, as published by HTX (February 2026), OKX (November 2022; test files
# of its tool, 2025).
BTC = OwnershipClaim(
    "143gLvWYUojXaWZRrxquRKpVNTkhmr415B",
    "huobi",
    ("H5uVlAKs/aB7sqmIZ0h84aSNv8nWAhgffOP5s9UHyuoeEG1ni+DhVpYKF9T+e4jKXsXDUEHOObevLqYocBslD4c=",),
    "bitcoin",
)
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
MULTISIG_P2SH = OwnershipClaim(
    "3QVtn5nHRxBXX7C7sKw2qdkoGqMMwFUgwF",
    "I am an OKX address",
    (
        "H/hk7JW3ARn4/WBh6AIt+oaQcEgrvO06RGePDzfYy5Ixc1KNekXv0+umB7biP9SdvQbfLS1DIx5OmjGjWmDa8jg=",
        "HznDp7BGCogDFJwfqlITeVMQmXbADHyLJ5QEGhbK3cE/NK+dBimNyAlf1d3a9tKI7rQDwniqyhvJxBQnC5wP8Vw=",
    ),
    "bitcoin",
    redeem_script=(
        "5221035e228cfaa97f93b9d513a961ecad3087cc7665542df0132dce857e41f74c3985"
        "2103fe56807b68d32b2604697e16d56e1f2c62603534c00d887892cefbef347678a6"
        "21029d1c0bc607088f4a6cd47052acc0bc5d233ebbcfe01c0b5c26cf7750b72332f053ae"
    ),
)
MULTISIG_DOGE = OwnershipClaim(
    "AB98NMrZQ48RAj7jRS7L7AcT6d8SCvu2Uq",
    "OKC_DTT_AUP2025",
    (
        "ICIByz72Kv9dDYC/0m85B+50FnZSG08Zw9Ll22HX1omVbFXQFXas2+E+QuTc9BcIUy1cqt7JogICQOMa5sdX4ek=",
        "H7Sp60puyJSnxMO3y2IPAyIRIJqUr6vfm8oNarS1zPUMBqpLrryL4Bli9ymQWpsHyL6sPm6AuhRsTJtLfST7Lfc=",
    ),
    "dogecoin",
    redeem_script=(
        "5221020b65f1fd63f160d509740c03d4f8f13eb16bc50c6df3cc2e3b19420faad235b6"
        "21024f32d5d4d361270b65cf9b838833635ebfad40d9b0e37b12b9fd6281083143f8"
        "21031423c97389660dc5104f75b64c64d1af05a6c21516a1f3a6fe93e14e9ba5801653ae"
    ),
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


def mark_of(kind: OutputType, uncompressed: bool) -> int:
    """BIP-137: the first mark of each kind of address."""
    if kind is OutputType.P2PKH:
        return 27 if uncompressed else 31
    return 35 if kind is OutputType.P2SH else 39


@pytest.mark.parametrize(
    ("kind", "uncompressed"),
    [
        (OutputType.P2PKH, True),
        (OutputType.P2PKH, False),
        (OutputType.P2SH, False),
        (OutputType.P2WPKH, False),
    ],
)
def test_bip_137_in_all_ranges_of_marks(curve, bip322_signer, kind, uncompressed) -> None:
    key = bip322_signer
    addresses = {
        (OutputType.P2PKH, True): base58.encode_check(b"\0" + hash160(key.uncompressed)),
        (OutputType.P2PKH, False): base58.encode_check(b"\0" + hash160(key.compressed)),
        (OutputType.P2SH, False): base58.encode_check(
            b"\x05" + hash160(nested_key_script(key.compressed))
        ),
        (OutputType.P2WPKH, False): SEGWIT_ADDRESS,
    }
    body, which = key.sign(bitcoin_digest(MESSAGE, BITCOIN))
    for (other, other_uncompressed), address in addresses.items():
        mark = mark_of(kind, uncompressed) + which
        signature = b64encode(bytes((mark,)) + body).decode()
        outcome = check(OwnershipClaim(address, MESSAGE, (signature,), "bitcoin"), curve)
        if (other, other_uncompressed) == (kind, uncompressed):
            assert outcome.rule is SignatureRule.BITCOIN_MESSAGE
        elif (kind, uncompressed) == (OutputType.P2PKH, False) and other is not OutputType.P2PKH:
            assert outcome.rule is SignatureRule.BITCOIN_MESSAGE_LOOSE
        else:
            assert outcome.verdict is SignatureVerdict.INVALID


@pytest.mark.parametrize("mark", [0, 1, 26, 43, 255])
def test_marks_outside_bip_137_are_invalid(curve, mark: int) -> None:
    data = bytes((mark,)) + b64decode(BTC.signatures[0])[1:]
    outcome = check(replace(BTC, signatures=(b64encode(data).decode(),)), curve)
    assert outcome.verdict is SignatureVerdict.INVALID


def test_bitcoin_messages_are_not_defined_for_taproot(curve) -> None:
    address = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
    assert check(replace(BTC, address=address), curve).verdict is SignatureVerdict.UNSUPPORTED


def test_multisig_wants_enough_different_keys_of_the_addresss_own_script(curve) -> None:
    first, second = MULTISIG_P2SH.signatures
    for signatures, reason in (
        ((first,), "1 of the script's 3 keys signed, 2 are needed"),
        ((first, first), "1 of the script's 3 keys signed, 2 are needed"),
        ((first, second, BTC.signatures[0]), "signature 3 is of none of the script's keys"),
        ((first, "zzz"), "signature 2 is of none of the script's keys"),
    ):
        outcome = check(replace(MULTISIG_P2SH, signatures=signatures), curve)
        assert (outcome.verdict, outcome.reason) == (SignatureVerdict.INVALID, reason)
    one_of_three = "51" + MULTISIG_P2SH.redeem_script[2:]
    for script, verdict, reason in (
        (one_of_three, SignatureVerdict.INVALID, "not the hash"),
        ("xx", SignatureVerdict.INVALID, "not hex"),
        (MULTISIG_DOGE.redeem_script, SignatureVerdict.INVALID, "not the hash"),
    ):
        outcome = check(replace(MULTISIG_P2SH, redeem_script=script), curve)
        assert outcome.verdict is verdict
        assert reason in outcome.reason


@pytest.mark.parametrize(
    "script",
    [
        "51ae",
        "ae",
        "51210251ae",
        "5221" + "02" * 33 + "51ae",
        "0021" + "02" * 33 + "51ae",
        "5121" + "02" * 33 + "52ae",
    ],
)
def test_scripts_that_are_no_multisig_are_not_decided(curve, script: str) -> None:
    data = bytes.fromhex(script)
    address = base58.encode_check(b"\x05" + hash160(data))
    claim = replace(MULTISIG_P2SH, address=address, redeem_script=script)
    outcome = check(claim, curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED


def test_bip_322_basic_transaction_hashes(vectors) -> None:
    for test in vectors("bip322_basic.json")["tx_hashes"]:
        destination = parse(test["address"])
        assert destination is not None
        script, message = destination.script, test["message"]
        assert bip322.message_hash(message).hex() == test["message_hash"]
        assert bip322.to_spend_txid(script, message)[::-1].hex() == test["to_spend_tx_hash"]
        assert bip322.to_sign_txid(script, message)[::-1].hex() == test["to_sign_tx_hash"]


@pytest.mark.parametrize("name", ["bip322_basic.json", "bip322_generated.json"])
def test_bip_322_vectors(vectors, curve, name: str) -> None:
    """Simple signatures are decided; the other variants are said to be unsupported."""
    files = vectors(name)
    for test in files["simple"]:
        for signature in test["bip322_signatures"]:
            claim = OwnershipClaim(test["address"], test["message"], (signature,), "bitcoin")
            assert check(claim, curve).rule is SignatureRule.BIP322
    for test in files.get("full", []) + files.get("proof_of_funds", []):
        for signature in test["bip322_signatures"]:
            claim = OwnershipClaim(test["address"], test["message"], (signature,), "bitcoin")
            outcome = check(claim, curve)
            assert outcome.verdict is SignatureVerdict.UNSUPPORTED
            assert signature[:3] in outcome.reason
    for test in files["error"]:
        signatures = (test["signature"],) if test["signature"] else ()
        outcome = check(
            OwnershipClaim(test["address"], test["message"], signatures, "bitcoin"), curve
        )
        if not signatures:
            assert outcome.verdict is SignatureVerdict.UNSIGNED
        elif test["signature"][:3] in ("ful", "pof"):
            assert outcome.verdict is SignatureVerdict.UNSUPPORTED
        else:
            assert outcome.verdict is SignatureVerdict.INVALID, test["description"]


# BIP-322, basic vectors.
BIP322_SIGNATURE = (
    "smpAkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29z"
    "JLUx9a/sASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI="
)


def test_bip_322_is_one_spelling(curve) -> None:
    claim = OwnershipClaim(SEGWIT_ADDRESS, "Hello World", (BIP322_SIGNATURE,), "bitcoin")
    assert check(claim, curve).rule is SignatureRule.BIP322
    data = b64decode(BIP322_SIGNATURE[3:])
    high_s_or_flag = data[:73] + b"\x81" + data[74:]
    for changed in (data + b"\0", data[:-1], b"\x03" + data[1:], b"\xfd\x02\x00" + data[1:],
                    high_s_or_flag, b"\xff" * 9, b""):  # fmt: skip
        text = "smp" + b64encode(changed).decode()
        assert check(replace(claim, signatures=(text,)), curve).verdict is SignatureVerdict.INVALID


def test_bip_322_says_what_it_does_not_decide(curve) -> None:
    witness = b64encode(b"\x01\x01\x00").decode()
    p2pkh = OwnershipClaim(BTC.address, "m", (witness,), "bitcoin")
    assert check(p2pkh, curve).verdict is SignatureVerdict.UNSUPPORTED
    taproot = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
    script_path = b64encode(b"\x02\x01\x00\x01\x00").decode()
    outcome = check(OwnershipClaim(taproot, "m", (script_path,), "bitcoin"), curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    later = "BC1SW50QGDZ25J"
    assert (
        check(OwnershipClaim(later, "m", (witness,), "bitcoin"), curve).verdict
        is SignatureVerdict.UNSUPPORTED
    )


@pytest.mark.parametrize("rule", ethereum.RULES)
@pytest.mark.parametrize("first_mark", [0, 27])
def test_ethereum_rules_with_both_spellings_of_the_mark(curve, signer, rule, first_mark) -> None:
    body, which = signer.sign(ethereum.digest(rule, MESSAGE))
    address = "0x" + keccak256(signer.uncompressed[1:])[-20:].hex()
    signature = (body + bytes((first_mark + which,))).hex()
    for network in ("ethereum", "bsc", "a-network-nobody-knows", ""):
        claim = OwnershipClaim(address, MESSAGE, (signature,), network)
        assert check(claim, curve).rule is rule


@pytest.mark.parametrize("rule", tron.RULES)
def test_tron_rules(curve, signer, rule) -> None:
    body, which = signer.sign(tron.digest(rule, MESSAGE))
    address = base58.encode_check(b"\x41" + keccak256(signer.uncompressed[1:])[-20:])
    claim = OwnershipClaim(address, MESSAGE, ((body + bytes((27 + which,))).hex(),), "tron")
    assert check(claim, curve).rule is rule


def test_the_prefixed_texts_are_those_of_the_specifications() -> None:
    """EIP-191 counts bytes, not letters; TIP-191 likewise."""
    text = "é"
    eip191 = keccak256(b"\x19Ethereum Signed Message:\n2" + text.encode())
    assert ethereum.digest(SignatureRule.EIP191, text) == eip191
    tip191 = keccak256(b"\x19TRON Signed Message:\n2" + text.encode())
    assert tron.digest(SignatureRule.TRON_MESSAGE, text) == tip191


def test_owners_who_sign_for_a_contract_prove_only_that_they_signed(
    curve, signer, other_signer
) -> None:
    def owner(key) -> tuple[str, str]:
        body, which = key.sign(ethereum.digest(SignatureRule.EIP191, MESSAGE))
        address = "0x" + keccak256(key.uncompressed[1:])[-20:].hex()
        return address, (body + bytes((27 + which,))).hex()

    (first, first_signature), (second, second_signature) = owner(signer), owner(other_signer)
    claim = OwnershipClaim(
        "0x" + "ab" * 48, MESSAGE, (first_signature, second_signature), "ethereum",
        owners=(first, second),
    )  # fmt: skip
    outcome = check(claim, curve)
    assert outcome.verdict is SignatureVerdict.UNSUPPORTED
    assert f"signed by {first} (eip191) and {second} (eip191)" in outcome.reason
    swapped = replace(claim, owners=(second, first))
    assert check(swapped, curve).verdict is SignatureVerdict.INVALID
    for odd in (replace(claim, owners=(first,)), replace(claim, owners=("x", "y"))):
        assert check(odd, curve).verdict is SignatureVerdict.UNSUPPORTED


# RFC 8032, 7.1, test 2: the message is the one byte 72 ("r").
SOLANA_KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SOLANA_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


@pytest.mark.parametrize("spell", [base58.encode, bytes.hex, lambda data: b64encode(data).decode()])
def test_solana_messages_in_three_spellings(curve, spell) -> None:
    claim = OwnershipClaim(base58.encode(SOLANA_KEY), "r", (spell(SOLANA_SIGNATURE),), "solana")
    assert_valid(check(claim, curve), SignatureRule.ED25519)
    assert check(replace(claim, network=""), curve).rule is SignatureRule.ED25519
    assert check(replace(claim, message="R"), curve).verdict is SignatureVerdict.INVALID
    assert check(replace(claim, signatures=("zz",)), curve).verdict is SignatureVerdict.INVALID
    assert check(replace(claim, address="zz"), curve).verdict is SignatureVerdict.INVALID
    assert not ed25519.verify(SOLANA_KEY, b"R", SOLANA_SIGNATURE)


def test_algorands_addresses_hold_the_key(curve) -> None:
    """As HTX listed it in 2023."""
    claim = OwnershipClaim(
        "J4AEINCSSLDA7LNBNWM4ZXFCTLTOZT5LG3F5BLMFPJYGFWVCMU37EZI2AM",
        "6DcZbFpug1664269042",
        (
            "OY7V51jNiq7YD7tvI3oazWlERi0uOt5eBopQRkUaFAmUcrBL45jrBBEwdE1Xtr8j7f1ij4Eziqwa7RBNXm16Cg==",
        ),
        "algorand",
    )
    for network in ("algorand", ""):
        assert check(replace(claim, network=network), curve).rule is SignatureRule.ED25519
    assert check(replace(claim, message="m"), curve).verdict is SignatureVerdict.INVALID
    other = claim.address.replace("J4", "J5")
    assert check(replace(claim, address=other), curve).verdict is SignatureVerdict.INVALID


# OKX's tool, common/crypto_test.go (2025).
OKX_ED25519 = {
    "solana": OwnershipClaim(
        "7bzoTJhZmpU1vQVjN63fQ3iVYmWCVgQh1sYSqsjuapU9",
        "hello world",
        (
            "0x282c737229f72d03275ac7bc5955da027d693d90dd9e6d4c2aafcc4f272de3be"
            "0be08637552027abb68e4d2818e060846b002e490d8bbe36e6dae8b2508fd40a",
        ),
        "solana",
        public_keys=("0x621d398b19304995ee140c21afc544d62382d387b5c08dfd096b475a304339ea",),
    ),
    "aptos": OwnershipClaim(
        "0x327dd297dfacf7c2d8207aaa23c0f0e8bcaf4c1612febbf63b9f7376810b8ec8",
        "OKC_DTT_AUP2025",
        (
            "0xe4d968ddf33366e3e085294bf80077fdb2e89243f4e4f41779e531640504ae1e"
            "3b52f5d3e1a1c8fd838a4ce07bad511d7d9438ea7515fe9629d6ec81124cce01",
        ),
        "aptos",
        public_keys=("0x61f579fc779146304353027b425a216d8015889c5f3b715ad26135b862f3bf84",),
    ),
    "sui": OwnershipClaim(
        "0x4c6072a97c304be864d9e187ded3ea33e83e447672054dd69cc1e2de7914b250",
        "OKC_DTT_AUP2025",
        (
            "0x870faf27df65e6b0a8f397b1461374d4b1843f53c0e71407316f8b0bba3e065a"
            "57742fc59924caec8f0f30be0d95a2051a73c8f0e54ba21ec1a4b8e7b7fa6e02",
        ),
        "sui",
        public_keys=("0xd035239ebfe6e6192249a8c028cdc845aed0a469f119e200c7e2f306e5067094",),
    ),
}


@pytest.mark.parametrize("claim", OKX_ED25519.values(), ids=OKX_ED25519)
def test_ed25519_messages_as_okx_signs_them(curve, claim: OwnershipClaim) -> None:
    assert_valid(check(claim, curve), SignatureRule.OKX_ED25519)
    assert check(replace(claim, message="hello"), curve).verdict is SignatureVerdict.INVALID
    other = claim.address[:-1] + ("8" if claim.address[-1] != "8" else "9")
    assert check(replace(claim, address=other), curve).verdict is SignatureVerdict.INVALID
    if claim.network != "solana":
        assert check(replace(claim, public_keys=()), curve).verdict is SignatureVerdict.UNSUPPORTED
        assert (
            check(replace(claim, public_keys=("0x00",)), curve).verdict is SignatureVerdict.INVALID
        )


@pytest.mark.parametrize(
    ("signature", "rule"),
    [
        (
            "0xcd1e3903dc047ea881f7da1647fa3372f37ee6a1cf0726477a20e267408af43f"
            "3f9c3a43f7f15e6bf674c9f0776866b6d6a770ce998b29cc03f11f2cb98df5821c",
            SignatureRule.TRON_KECCAK,
        ),
        (
            "0xaddfb6bc248de8de0051d3ea225496091af596a5fffed3ee19a93c827687974d"
            "3305f869a86208e03886ec9d1423bb264405b6ef0813b3751080f82bd7a906451c",
            SignatureRule.TRON_MESSAGE,
        ),
    ],
)
def test_trons_two_conventions_as_okx_reads_them(
    curve, signature: str, rule: SignatureRule
) -> None:
    """OKX's tool, common/crypto_test.go."""
    claim = OwnershipClaim(
        "TEjxQjU3CxkFrSDcPfHwZXSuPpCpdQ27NJ", "hello world", (signature,), "tron"
    )
    assert_valid(check(claim, curve), rule)


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
