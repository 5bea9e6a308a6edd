"""The two builders: which one a snapshot gets, samples, and that both publish the same bytes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress.liabilities import builders
from proofpress.liabilities.accounts import AccountTotals, Partition, Run
from proofpress.liabilities.builders import (
    BUILDER_VARIABLE,
    CompiledBuilder,
    ReferenceBuilder,
    choose_builder,
    sample_accounts,
)
from tests.generator.exchange import (
    BALANCES,
    FIRST,
    LEDGER,
    SUBS,
    Exchange,
    files_below,
    make_exchange,
)


@pytest.mark.parametrize("more", ["", 'identity = "identities.csv"\n', 'negatives = "floor"\n'])
def test_kernels_publish_the_very_bytes_of_the_definition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    rows = "".join(f"c{i:05d},customer,{('BTC', 'USDT')[i % 2]},{i}.5\n" for i in range(3000))
    sites = []
    for way in ("plain", "kernels"):
        monkeypatch.setenv(BUILDER_VARIABLE, way)
        exchange = make_exchange(tmp_path / way)
        names = [*BALANCES, *(f"c{i:05d}" for i in range(3000))]
        identities = "".join(f"{name},{name}@mail.example\n" for name in names)
        (exchange.folder / "identities.csv").write_text("account,identity\n" + identities)
        debt = "carol,customer,BTC,-0.5\n" if "floor" in more else ""
        exchange.write_snapshot(FIRST, LEDGER + rows + debt, more=SUBS + more)
        exchange.build(FIRST)
        sites.append(files_below(exchange.draft))
    assert sites[0] == sites[1]


def test_the_size_of_the_ledger_chooses_the_builder(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(BUILDER_VARIABLE, raising=False)
    ledgers = exchange.load(FIRST).ledger
    assert isinstance(choose_builder(ledgers), ReferenceBuilder)
    monkeypatch.setattr(builders, "LARGE", 2 * len(LEDGER))
    assert isinstance(choose_builder(ledgers), ReferenceBuilder)
    # The files of all tables count together.
    assert isinstance(choose_builder([*ledgers, *ledgers]), CompiledBuilder)


@pytest.mark.parametrize("large", [1, 1 << 60])
@pytest.mark.parametrize(
    ("name", "builder"), [("plain", ReferenceBuilder), ("kernels", CompiledBuilder)]
)
def test_the_environment_can_name_a_builder(
    monkeypatch: pytest.MonkeyPatch, exchange: Exchange, large: int, name: str, builder: type
) -> None:
    monkeypatch.setattr(builders, "LARGE", large)
    monkeypatch.setenv(BUILDER_VARIABLE, name)
    assert isinstance(choose_builder(exchange.load(FIRST).ledger), builder)


class Named(ReferenceBuilder):
    """Accounts that are named after the file of their run."""

    def read_accounts(self, run: Run, most: int) -> list[AccountTotals]:
        names = [f"{run.path}-{number}" for number in range(run.accounts)]
        return [AccountTotals(bytes(20), name, ()) for name in names[:most]]


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 8), st.integers(1, 4))
def test_samples_are_a_few_accounts_from_each_of_several_runs(
    sizes: list[int], runs: int, most: int
) -> None:
    made = tuple(Run(Path(f"{number:02}"), size) for number, size in enumerate(sizes))
    partition = Partition(made, 0, (sum(sizes),), (), ())
    found = [each.name for each in sample_accounts(Named(), partition, runs, most)]
    read = Counter(name[:2] for name in found)
    filled = [run for run in made if run.accounts]
    assert len(set(found)) == len(found)
    assert min(runs, len(filled)) <= len(read) < 2 * runs
    assert all(count == min(most, made[int(run)].accounts) for run, count in read.items())
    assert not filled or f"{filled[0].path}" in read
