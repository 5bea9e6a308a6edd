"""The values derived from a customer's code, 20 secret bytes, and from k, its snapshot code."""

from .hashing import Domain, digest

CODE_SIZE = 20
TAG_SIZE = 16


# Format document, "Notation" (first p bits) and "Codes".
def first_bits(data: bytes, bits: int) -> int:
    """The first `bits` (0 to 24) bits of `data` as a number."""
    return int.from_bytes(data[:4], "big") >> 32 - bits


def bucket(secret: bytes) -> bytes:
    """The 32 bytes whose first p bits are the shard number; the same in every snapshot."""
    return digest(Domain.BUCKET, secret)


def shard_of(secret: bytes, prefix_bits: int) -> int:
    """The number of the shard that contains the code's account."""
    return first_bits(bucket(secret), prefix_bits)


def snapshot_code(secret: bytes, header_digest: bytes) -> bytes:
    """k, 20 bytes: the form of the code for one header."""
    return digest(Domain.SNAPSHOT_CODE, secret, header_digest)[:CODE_SIZE]


def tag(k: bytes) -> bytes:
    """The 16 public bytes under which a shard lists the account."""
    return digest(Domain.TAG, k)[:TAG_SIZE]


def ident(k: bytes, account: bytes, identity_hash: bytes) -> bytes:
    """What the leaf binds besides its sums; `identity_hash` is empty if none is bound."""
    return digest(Domain.IDENT, k, bytes((len(account),)), account, identity_hash)


def identity_hash(secret: bytes, header_digest: bytes, identity: bytes) -> bytes:
    """idh: what the customer chose, hashed with the code."""
    return digest(Domain.IDENTITY, secret, header_digest, identity)
