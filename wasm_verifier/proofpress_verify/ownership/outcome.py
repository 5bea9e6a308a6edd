"""The outcome for one row: what was found about its signatures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SignatureVerdict(Enum):
    """The verdict on a row's signatures."""

    VALID = "valid"
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    UNSUPPORTED = "unsupported"


class SignatureRule(Enum):
    """The rule by which a signature is valid; wallet lists use the same names (`scheme`)."""

    BITCOIN_MESSAGE = "bitcoin-message"
    BITCOIN_MESSAGE_LOOSE = "bitcoin-message-loose"
    BITCOIN_MULTISIG = "bitcoin-multisig"
    BIP322 = "bip322"
    EIP191 = "eip191"
    EIP191_KECCAK = "eip191-keccak"
    KECCAK = "keccak"
    TRON_MESSAGE = "tron-message"
    TRON_FIXED = "tron-fixed"
    TRON_KECCAK = "tron-keccak"
    ED25519 = "ed25519"
    OKX_ED25519 = "okx-ed25519"

    @property
    def explained(self) -> str:
        """What was hashed and signed, in words."""
        return _EXPLAINED[self]


_EXPLAINED = {
    SignatureRule.BITCOIN_MESSAGE: (
        "Bitcoin message (BIP-137): the header byte names the kind of address"
    ),
    SignatureRule.BITCOIN_MESSAGE_LOOSE: (
        "Bitcoin message with the header byte of a plain address on a segwit address, as some"
        " wallets sign"
    ),
    SignatureRule.BITCOIN_MULTISIG: (
        "Bitcoin messages by as many keys of the redeem script as it asks for"
    ),
    SignatureRule.BIP322: "BIP-322 simple: the address's script is satisfied over the message",
    SignatureRule.EIP191: "Ethereum message (EIP-191): prefix, length and text, Keccak-256",
    SignatureRule.EIP191_KECCAK: "Ethereum message (EIP-191) over the Keccak-256 hash of the text",
    SignatureRule.KECCAK: "Keccak-256 hash of the bare text, without prefix",
    SignatureRule.TRON_MESSAGE: "TRON message (TIP-191): prefix, length and text, Keccak-256",
    SignatureRule.TRON_FIXED: (
        "TRON message of the older kind: prefix with the fixed length 32, and text"
    ),
    SignatureRule.TRON_KECCAK: "TRON message over the Keccak-256 hash of the text",
    SignatureRule.ED25519: "Ed25519 over the bare text; the address holds the public key",
    SignatureRule.OKX_ED25519: "Ed25519 over the text after the line 'OKX Signed Message:'",
}


@dataclass(frozen=True)
class Outcome:
    """A verdict, with the rule if the signatures are valid and the reason if they are not.

    `keys` are the names of the public keys that signed: `secp256k1:` and the x of the key, or
    `ed25519:` and the key, in hex.
    """

    verdict: SignatureVerdict
    rule: SignatureRule | None = None
    reason: str = ""
    keys: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.verdict is SignatureVerdict.VALID

    @property
    def explained(self) -> str:
        """By which rule the signatures are valid, or why they are not."""
        return self.rule.explained if self.rule and self.is_valid else self.reason


UNSIGNED = Outcome(SignatureVerdict.UNSIGNED, reason="the row carries no signature")


def valid(rule: SignatureRule, keys: tuple[str, ...] = ()) -> Outcome:
    """Signed by the keys of the address, by this rule."""
    return Outcome(SignatureVerdict.VALID, rule, keys=keys)


def invalid(reason: str, rule: SignatureRule | None = None) -> Outcome:
    """Not signed by the keys of the address by any rule that applies."""
    return Outcome(SignatureVerdict.INVALID, rule, reason)


def unsupported(reason: str) -> Outcome:
    """Signed in a way, or for a kind of address, that is not decided here."""
    return Outcome(SignatureVerdict.UNSUPPORTED, reason=reason)
