"""Links to block explorers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.reserves.networks import NETWORKS, explorer_link


def test_explorer_links_are_plain_https_from_the_fixed_table() -> None:
    address = "143gLvWYUojXaWZRrxquRKpVNTkhmr415B"
    assert explorer_link("bitcoin", address) == f"https://mempool.space/address/{address}"
    for network in NETWORKS:
        assert network.explorer == "" or network.explorer.startswith("https://")


@pytest.mark.parametrize(
    ("network", "address"),
    [
        ("bitcoin", 'javascript:alert(1)//"'),
        ("bitcoin", "143gLvWYUojXaWZRrxquRKpVNTkhmr415B\n"),
        ("ethereum", "0x18709e89bd403f470088abdacebe86cc60dda12e?x=<script>"),
        ("ton", "../../evil"),
        ("heco", "0x18709e89bd403f470088abdacebe86cc60dda12e"),
        ("https://evil.example/", "abc"),
    ],
)
def test_no_link_for_what_cannot_be_an_address(network: str, address: str) -> None:
    assert explorer_link(network, address) is None


@given(st.sampled_from(NETWORKS), st.text())
def test_a_link_never_leaves_its_path(network, address: str) -> None:
    link = explorer_link(network.id, address)
    assert link is None or not set(link.removeprefix("https://")) & set("\"'<>?&\\ ")
