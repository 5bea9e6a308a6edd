"""Keys of the invented exchange's wallets: real curves, addresses that follow from the keys.

For the demo only. The secrets follow from the places' names, so they are no secrets.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from proofpress.reserves.fast_curve import fastest_curve
from proofpress_verify.ownership import base58, bitcoin_message, ethereum, tron
from proofpress_verify.ownership.bitcoin_address import COINS, hash160
from proofpress_verify.ownership.curve import ORDER, compress
from proofpress_verify.ownership.keccak import keccak256
from proofpress_verify.ownership.outcome import SignatureRule

_COMPRESSED_MARK = 31
_XRPL = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"


class Secp256k1Key:
    """A key for addresses of Bitcoin's, Ethereum's and TRON's kind."""

    def __init__(self, seed: bytes) -> None:
        secret = int.from_bytes(sha256(seed).digest(), "big") % (ORDER - 1) + 1
        self._private = ec.derive_private_key(secret, ec.SECP256K1())
        public = self._private.public_key()
        self.public = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, digest: bytes) -> tuple[bytes, int]:
        """r ‖ s over 32 bytes, and which of the possible keys it was."""
        form = ec.ECDSA(utils.Prehashed(hashes.SHA256()))
        r, high = utils.decode_dss_signature(self._private.sign(digest, form))
        s = min(high, ORDER - high)
        curve = fastest_curve()
        found = next(i for i in range(4) if curve.recover(digest, r, s, i) == self.public)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big"), found


def address(network: str, seed: bytes) -> str:
    """The address of the key that follows from `seed`, in the network's form."""
    if network == "solana":
        return base58.encode(_solana_key(seed).public_key().public_bytes_raw())
    public = Secp256k1Key(seed).public
    if network == "ethereum":
        return "0x" + keccak256(public[1:])[-20:].hex()
    if network == "tron":
        return base58.encode_check(b"\x41" + keccak256(public[1:])[-20:])
    coin = COINS.get(network, COINS["bitcoin"])
    text = base58.encode_check(bytes((coin.key_version,)) + hash160(compress(public)))
    return text.translate(str.maketrans(base58.ALPHABET, _XRPL)) if network == "xrpl" else text


def sign(network: str, seed: bytes, message: str) -> tuple[SignatureRule, str]:
    """The key's signature of `message`, and the rule that it follows."""
    if network == "solana":
        return SignatureRule.ED25519, base58.encode(_solana_key(seed).sign(message.encode()))
    key = Secp256k1Key(seed)
    if network in ("ethereum", "tron"):
        family = ethereum if network == "ethereum" else tron
        rule = SignatureRule.EIP191 if network == "ethereum" else SignatureRule.TRON_MESSAGE
        signature, found = key.sign(family.digest(rule, message))
        return rule, "0x" + (signature + bytes((27 + found,))).hex()
    signature, found = key.sign(bitcoin_message.digest(message, COINS[network]))
    marked = bytes((_COMPRESSED_MARK + found,)) + signature
    return SignatureRule.BITCOIN_MESSAGE, b64encode(marked).decode()


def _solana_key(seed: bytes) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(sha256(seed).digest())
