"""Accounts whose codes have been renewed: which generation each row and account has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpress.keys.master import CodeDerivation
from proofpress.liabilities.compiled.kernels.codes import AccountNames, bucket_words
from proofpress.liabilities.compiled.kernels.types import U32, U64
from proofpress_verify.core.codes import CODE_SIZE


class Generations:
    """Accounts whose codes have been renewed, and the generations of these codes."""

    def __init__(self, derivation: CodeDerivation) -> None:
        self._numbers = np.array([*derivation.generations.values(), 0], np.uint32)
        self._names = pa.array(list(derivation.generations), pa.string())
        secrets = [derivation.code(name) for name in derivation.generations]
        codes = np.frombuffer(b"".join(secrets), np.uint8).reshape(-1, CODE_SIZE).copy()
        self._buckets = np.empty(len(secrets), np.uint64)
        bucket_words(codes, self._buckets)
        self._found = np.zeros(len(secrets), np.bool_)

    def of_rows(self, names: pa.Array) -> U32:
        """The generation of each row's account, or an empty array if all are 0."""
        if len(self._names) == 0:
            return np.zeros(0, np.uint32)
        places = pc.index_in(names, self._names).fill_null(len(self._names))
        found: U32 = self._numbers[places.to_numpy()]
        return found

    def of_accounts(self, buckets: U64, names: AccountNames) -> U32:
        """The generation of each account of a run."""
        found = np.zeros(buckets.size, np.uint32)
        places = np.searchsorted(buckets, self._buckets)
        for i in np.flatnonzero(places < buckets.size):
            place, name = places[i], self._names[int(i)].as_py().encode("ascii")
            while place < buckets.size and buckets[place] == self._buckets[i]:
                start = names.at[place]
                if names.data[start : start + names.length[place]].tobytes() == name:
                    found[place] = self._numbers[i]
                    self._found[i] = True
                place += 1
        return found

    def absent(self) -> tuple[str, ...]:
        """The names that were no account of any run so far."""
        return tuple(self._names.filter(pa.array(~self._found)).to_pylist())
