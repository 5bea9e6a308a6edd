"""From a claim to its outcome: which rules apply to a network, or to an address alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import bip322, bitcoin_message, ed25519_message, ethereum, multisig, tron
from .bitcoin_address import BITCOIN, COINS, parse
from .outcome import UNSIGNED, Outcome, SignatureRule, invalid, unsupported
from .recoverable import from_base64

if TYPE_CHECKING:
    from .bitcoin_address import Coin, Destination
    from .claim import OwnershipClaim
    from .curve import Curve

# The rules of each family, in the order in which they are tried.
_RULES = {"ethereum": ethereum.RULES, "tron": tron.RULES, **ed25519_message.NETWORKS}
_BITCOIN_RULES = (
    SignatureRule.BITCOIN_MESSAGE,
    SignatureRule.BITCOIN_MESSAGE_LOOSE,
    SignatureRule.BITCOIN_MULTISIG,
    SignatureRule.BIP322,
)
MAX_SIGNATURES = 16
MAX_TEXT = 16 * 2**10


def check(claim: OwnershipClaim, curve: Curve) -> Outcome:
    """Whether the keys of the claim's address signed its message, and by which rule.

    If the list names a scheme, only that rule is tried. Nothing that a list may contain makes this
    function raise an error.
    """
    if not claim.signatures:
        return UNSIGNED
    if len(claim.signatures) > MAX_SIGNATURES or not all(map(_is_readable, _texts(claim))):
        return unsupported("too many signatures, or a text that is too long or no text")
    family = _family(claim)
    if family == "":
        place = f"the network {claim.network!r}" if claim.network else "this kind of address"
        return unsupported(f"there is no signature rule here for {place}")
    rules = _rules(family, claim.scheme)
    if not rules:
        return unsupported(f"the scheme {claim.scheme!r} is not one of this network's rules")
    if family == "ethereum":
        return ethereum.check(claim, rules, curve)
    if family == "tron":
        return tron.check(claim, rules, curve)
    if family in ed25519_message.NETWORKS:
        return ed25519_message.check(claim, family, rules)
    return _check_bitcoin(claim, COINS[family], rules, curve)


def _texts(claim: OwnershipClaim) -> tuple[str, ...]:
    single = (claim.address, claim.message, claim.redeem_script)
    return (*single, *claim.signatures, *claim.public_keys, *claim.owners)


def _is_readable(text: str) -> bool:
    """Whether it is short enough and has no lone surrogates, which cannot be encoded."""
    return len(text) <= MAX_TEXT and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _family(claim: OwnershipClaim) -> str:
    """The family of rules: a Bitcoin-like coin, ethereum, tron, an Ed25519 network, or "".

    Addresses of Ethereum's form belong to the same keys on every network that has them.
    """
    if claim.network in (*COINS, *ed25519_message.NETWORKS, "tron"):
        return claim.network
    if ethereum.parse_address(claim.address) is not None or claim.owners:
        return "ethereum"
    if claim.network:
        return ""
    if tron.parse_address(claim.address) is not None:
        return "tron"
    if parse(claim.address) is not None:
        return "bitcoin"
    return ed25519_message.network_of(claim.address)


def _rules(family: str, scheme: str) -> tuple[SignatureRule, ...]:
    every: tuple[SignatureRule, ...] = _RULES.get(family, _BITCOIN_RULES)
    return tuple(rule for rule in every if scheme in ("", rule.value))


def _check_bitcoin(
    claim: OwnershipClaim, coin: Coin, rules: tuple[SignatureRule, ...], curve: Curve
) -> Outcome:
    destination = parse(claim.address, coin)
    if destination is None:
        return unsupported("not an address of this network that is read here")
    outcome = _by_form(claim, destination, coin, curve)
    if outcome.rule is not None and outcome.rule not in rules:
        return invalid(f"signed by {outcome.rule.value}, but the list names {claim.scheme}")
    return outcome


def _by_form(claim: OwnershipClaim, destination: Destination, coin: Coin, curve: Curve) -> Outcome:
    """Check by the rule that follows from the form of the signatures."""
    message, script = claim.message, claim.redeem_script
    if script:
        return multisig.check(destination, message, claim.signatures, script, coin, curve)
    if len(claim.signatures) != 1:
        return unsupported("several signatures without a redeem script")
    (signature,) = claim.signatures
    if from_base64(signature) is not None:
        return bitcoin_message.check(destination, message, signature, coin, curve)
    if coin is not BITCOIN:
        return unsupported("only Bitcoin messages are read on this network")
    return bip322.check(destination, message, signature, curve)
