"""The numbers that are listed again for the kernels are those of the verifier's core."""

from proofpress.liabilities.compiled.kernels import layout
from proofpress_verify.core import codes, hashing, shard_file
from proofpress_verify.core.hashing import Domain
from proofpress_verify.notes import PUBLISHER_SIZE

NOT_HERE = {"EMPTY_SHARD", "HEADER", "FILE_LEAF", "FILE_NODE"}


def test_the_domain_bytes_are_those_of_the_format() -> None:
    expected = {domain.name: domain.value for domain in Domain if domain.name not in NOT_HERE}
    assert {name: getattr(layout, name) for name in expected} == expected


def test_the_sizes_are_those_of_the_format() -> None:
    assert layout.DIGEST_SIZE == hashing.HASH_SIZE
    assert layout.CODE_SIZE == codes.CODE_SIZE
    assert layout.PUBLISHER_SIZE == PUBLISHER_SIZE
    assert layout.TAG_SIZE == codes.TAG_SIZE
    assert layout.POINTER_SIZE == shard_file.POINTER_SIZE
    assert layout.ENTRY_SIZE == shard_file.ENTRY_SIZE
    assert layout.CELL_SIZE == shard_file.CELL_SIZE
    assert layout.FIXED_SIZE == shard_file.FIXED_SIZE
    # `encrypt` writes it as a number.
    assert shard_file.VERSION == 0
