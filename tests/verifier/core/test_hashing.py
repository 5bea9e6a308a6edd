"""The table of domain bytes."""

from __future__ import annotations

from proofpress_verify.core.hashing import Domain


def test_domain_bytes_are_those_of_the_format():
    """Threat 5: no two kinds of input begin alike."""
    listed = dict.fromkeys([*range(0x04, 0x0A), *range(0x10, 0x1B), 0x1C, 0x20])
    assert sorted(Domain) == list(listed)
