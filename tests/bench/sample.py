"""Random accounts of a built draft, checked by the verifier's command against the ledger.

The command must report the name and amounts of the ledger's own rows, summed here.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc

from proofpress.keys.master import code_text, read_master_key
from proofpress.keys.signing import read_signing_key
from proofpress.ledger import Ledger, read_ledger
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import load_snapshot
from proofpress_verify import cli
from tests.bench import synth


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sample`."""
    parser.add_argument("folder", type=Path, help="a synth folder with its draft built")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)


def run(arguments: argparse.Namespace) -> None:
    """Check the accounts; says how many verified, or stops at the first that does not."""
    publisher = load_publisher(arguments.folder)
    ledger = read_ledger(load_snapshot(publisher, synth.SNAPSHOT))
    master, signing = read_master_key(publisher.keys.code), read_signing_key(publisher.keys.signing)
    balances = _balances(ledger, _choose(ledger, arguments.count, Random(arguments.seed)))
    for account, held in balances.items():
        code = master.code(signing.publisher, account.encode())
        report = _ask(arguments.folder / "draft", code_text(code, signing.publisher))
        assert report["account"] == account, (account, report["verdict"])
        assert {e["asset"]: int(e["amount"]) for e in report["balances"]} == held, account
    print(f"{len(balances)} accounts verified with the ledger's own amounts")


def _choose(ledger: Ledger, count: int, random: Random) -> set[str]:
    """So many accounts, spread over the whole ledger."""
    found = [
        batch.column(0)[random.randrange(batch.num_rows)].as_py()
        for batch in ledger.batches()
        for _ in range(min(count, batch.num_rows))
    ]
    return set(random.sample(sorted(set(found)), count))


def _balances(ledger: Ledger, accounts: set[str]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {account: defaultdict(int) for account in accounts}
    chosen = pa.array(sorted(accounts))
    for batch in ledger.batches():
        rows = batch.filter(pc.is_in(batch.column(0), value_set=chosen))
        for account, column, amount in zip(*(c.to_pylist() for c in rows.columns), strict=True):
            sums[account][ledger.columns[column].asset] += int(amount)
    return {a: {asset: n for asset, n in held.items() if n} for a, held in sums.items()}


def _ask(site: Path, code: str) -> dict:
    said = io.StringIO()
    with tempfile.NamedTemporaryFile("w") as file, contextlib.redirect_stdout(said):
        file.write(code)
        file.flush()
        status = cli.main(["account", str(site), "--code-file", file.name, "--json"])
    assert status == 0, said.getvalue()
    report: dict = json.loads(said.getvalue())
    return report
