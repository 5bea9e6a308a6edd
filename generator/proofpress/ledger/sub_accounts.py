"""The mapping from sub-accounts to the main accounts they count for."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpress.errors import InputError
from proofpress.ledger.connection import select
from proofpress.ledger.pairs import read_pairs

_SUB, _MAIN = "sub_account", "main_account"
_MAX_SEEDS = 16


class SubAccounts:
    """The mapping, looked up by a 64-bit hash that DuckDB computes while it reads.

    `hashes` are ascending and distinct; `subs` and `mains` are in the same order.
    """

    def __init__(
        self,
        seed: int,
        hashes: npt.NDArray[np.uint64],
        subs: pa.StringArray,
        mains: pa.StringArray,
    ) -> None:
        self._seed = seed
        self._hashes = hashes
        self._subs = subs
        self._mains = mains

    def hash_sql(self, sql: str) -> str:
        """SQL for the hash by which an account is looked up."""
        return _hash_sql(sql, self._seed)

    def belonging_to(self, main: str) -> tuple[str, ...]:
        """The sub-accounts of a main account, ascending."""
        found = self._subs.filter(pc.equal(self._mains, main)).to_pylist()
        return tuple(sorted(found))

    def main_of(self, account: str) -> str:
        """The main account of one account, which may be itself."""
        places = pc.index(self._subs, account).as_py()
        return account if places < 0 else str(self._mains[places].as_py())

    def mains_of(self, accounts: pa.StringArray, hashes: pa.Array) -> pa.StringArray:
        """The accounts with each sub-account replaced by its main account."""
        wanted = hashes.to_numpy()
        places = np.searchsorted(self._hashes, wanted)
        places[places == len(self._hashes)] = 0
        rows = np.flatnonzero(self._hashes[places] == wanted)
        if not rows.size:
            return accounts
        # Compare the names too: another account may have the same hash as a sub-account.
        same = pc.equal(self._subs.take(pa.array(places[rows])), accounts.take(pa.array(rows)))
        rows = rows[same.to_numpy(zero_copy_only=False)]
        replaced = np.zeros(len(accounts), dtype=np.bool_)
        replaced[rows] = True
        mains = self._mains.take(pa.array(places[rows]))
        return pc.replace_with_mask(accounts, pa.array(replaced), mains)


def read_sub_accounts(
    connection: duckdb.DuckDBPyConnection, file: Path, name: str
) -> SubAccounts | None:
    """The mapping in a CSV of sub_account,main_account, or None if it is empty.

    Raises:
        InputError: a name is not valid, a sub-account is mapped twice, or a main account
            is itself a sub-account (which excludes cycles too).
    """
    pairs = read_pairs(connection, file, name, _SUB, _MAIN)
    _check_mapped_once(connection, pairs, name)
    _check_no_chain(connection, pairs, name)
    if pairs.num_rows == 0:
        return None
    for seed in range(_MAX_SEEDS):
        query = select([f"{_hash_sql(_SUB, seed)} AS hash"], "pairs")
        found = connection.sql(query).to_arrow_table()["hash"].to_numpy()
        order = np.argsort(found)
        if (np.diff(found[order]) != 0).all():
            ordered = pairs.take(pa.array(order)).combine_chunks()
            return SubAccounts(seed, found[order], _whole(ordered[_SUB]), _whole(ordered[_MAIN]))
    raise AssertionError("distinct names share a 64-bit hash under every seed")


def _hash_sql(sql: str, seed: int) -> str:
    return f"hash({sql}, {seed}::UBIGINT)"


def _whole(column: pa.ChunkedArray) -> pa.StringArray:
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _check_mapped_once(connection: duckdb.DuckDBPyConnection, pairs: pa.Table, name: str) -> None:
    connection.register("pairs", pairs)
    rest = f"GROUP BY {_SUB} HAVING count(*) > 1 ORDER BY min(row) LIMIT 1"
    query = select([_SUB, "list_sort(list(row))"], "pairs", rest)
    twice = connection.execute(query).fetchone()
    if twice:
        account, rows = twice
        what = f"the sub-account {account!r} is already mapped in row {rows[0]}"
        advice = "Each sub-account belongs to one main account: keep one of the rows."
        raise InputError(what, file=name, row=rows[1], column=_SUB, advice=advice)


def _check_no_chain(connection: duckdb.DuckDBPyConnection, pairs: pa.Table, name: str) -> None:
    connection.register("pairs", pairs)
    rest = f"JOIN pairs b ON a.{_MAIN} = b.{_SUB} ORDER BY a.row LIMIT 1"
    query = select([f"a.{_MAIN}", "a.row", "b.row"], "pairs a", rest)
    chain = connection.execute(query).fetchone()
    if chain:
        account, row, other = chain
        what = f"the main account {account!r} is a sub-account itself, in row {other}"
        advice = "Map every sub-account to the main account at the end of the chain."
        raise InputError(what, file=name, row=row, column=_MAIN, advice=advice)
