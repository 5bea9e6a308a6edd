"""Check a whole column of account names against the rule of `cells.check_name`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpress.ledger.cells import ACCOUNT, MAX_ACCOUNT

_BLANK, _FIRST, _LAST = 0x20, 0x21, 0x7E


def misnamed(names: pa.StringArray) -> npt.NDArray[np.bool_] | None:
    """Which names break the rule, shape (n,), or None if none does."""
    lengths = _lengths(names)
    if (
        names.null_count == 0
        and lengths.size
        and lengths.min() > 0
        and lengths.max() <= MAX_ACCOUNT
    ):
        text = _text(names)
        if text.min() >= _FIRST and text.max() <= _LAST:
            return None
    good = pc.match_substring_regex(names, f"^({ACCOUNT})$").fill_null(False)
    broken: npt.NDArray[np.bool_] = ~good.to_numpy(zero_copy_only=False)
    broken |= lengths > MAX_ACCOUNT
    return broken if broken.any() else None


def _offsets(names: pa.StringArray) -> npt.NDArray[np.int32]:
    offsets = np.frombuffer(names.buffers()[1], dtype="<i4")
    return offsets[names.offset : names.offset + len(names) + 1]


def _lengths(names: pa.StringArray) -> npt.NDArray[np.int32]:
    return np.diff(_offsets(names)) if len(names) else np.zeros(0, dtype=np.int32)


def _text(names: pa.StringArray) -> npt.NDArray[np.uint8]:
    offsets = _offsets(names)
    return np.frombuffer(names.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]]
