"""Names for the types that the kernels take and return."""

from typing import Any

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

# numba and LLVM know what these are; a type checker does not.
Int = Any  # int64; an int or np.int64 where not compiled
Word = Any  # uint64
LlvmValue = Any  # a value, or a type, of an LLVM program
NumbaType = Any  # the type that numba gives to an argument
NumbaObject = Any  # another object of numba's, which has no types of its own
