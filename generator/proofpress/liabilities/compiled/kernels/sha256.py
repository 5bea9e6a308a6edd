"""SHA-256's compression at the speed of this CPU: the choice of an engine.

Hashing is done in bulk, so that independent compressions run next to each other: four
interleaved through the CPU's SHA instructions, or 4 to 16 in the elements of its vectors.
Which one is decided when this module is imported, from the CPU features that numba compiles
for; they are part of the name of the folder for compiled kernels.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.core.registry import cpu_target

from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED, no_refcount
from proofpress.liabilities.compiled.kernels.sha256_emitter import Compress, compress_with
from proofpress.liabilities.compiled.kernels.sha256_scalar import compress_scalar
from proofpress.liabilities.compiled.kernels.sha256_vector import VectorEmitter
from proofpress.liabilities.compiled.kernels.sha256_x86 import X86Emitter
from proofpress.liabilities.compiled.kernels.types import U32, Int


class Sha256Engine(NamedTuple):
    """A way to compress: see `sha256_scalar.compress_scalar`.

    `lanes` is how many blocks it takes at once; word w of lane i's state is
    `states[w * word_step + i * lane_step]`.
    """

    compress: Compress
    lanes: int
    word_step: int
    lane_step: int


def available_engines() -> dict[str, Sha256Engine]:
    """The engines that this CPU (as numba sees it) can run, the best first."""
    scalar = {"scalar": Sha256Engine(compress_scalar, 1, 1, 8)}
    if UNCOMPILED:
        return scalar
    features = cpu_target.target_context.codegen().magic_tuple()[2].split(",")
    # A vector of 512, 256 or 128 bits has this many words of 32.
    width = 16 if "+avx512bw" in features else 8 if "+avx2" in features else 4
    vector = {"vector": Sha256Engine(compress_with(VectorEmitter, width), width, width, 1)}
    sha = {"sha": Sha256Engine(compress_with(X86Emitter, 4), 4, 1, 8)}
    return {**(sha if "+sha" in features else {}), **vector, **scalar}


compress, LANES, _WORD_STEP, _LANE_STEP = next(iter(available_engines().values()))


@no_refcount
def set_state(states: U32, lane: Int, initial: U32, row: Int) -> None:
    """Give a lane the state in a row of `initial`."""
    for word in range(8):
        states[word * _WORD_STEP + lane * _LANE_STEP] = initial[row, word]
