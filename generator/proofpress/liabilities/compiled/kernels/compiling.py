"""Decorators that make a Python function a kernel.

Each kernel releases the interpreter's lock while it runs. With NUMBA_DISABLE_JIT=1 it stays
a Python function, which is slow; that is how tests see its lines covered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba

from proofpress.liabilities.compiled.kernels.cache import keep_on_disk

UNCOMPILED: bool = numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compile at the first call, and keep the code on disk."""
    return cast("F", _compiled(function))


def no_refcount[F: Callable[..., Any]](function: F) -> F:
    """As `kernel`, but without counting references to arrays.

    For functions that allocate nothing. In the small ones that inner loops call, the counting
    takes longer than the work. `_nrt` is numba's private name for it.
    """
    return cast("F", _compiled(function, _nrt=False))


def _compiled(function: Callable[..., Any], **options: bool) -> Callable[..., Any]:
    compile_: Callable[..., Any] = numba.njit
    compiled: Callable[..., Any] = compile_(nogil=True, **options)(function)
    if not UNCOMPILED:
        keep_on_disk(compiled)
    return compiled
