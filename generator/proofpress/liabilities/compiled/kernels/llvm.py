"""Helpers to write LLVM code: for words of memory, and for SHA-256."""

from __future__ import annotations

from collections.abc import Callable

from llvmlite import ir
from numba.core import cgutils
from numba.core.base import BaseContext
from numba.core.typing.templates import Signature

from proofpress.liabilities.compiled.kernels.types import LlvmValue, NumbaType

BIT, I32, I64 = ir.IntType(1), ir.IntType(32), ir.IntType(64)

# What numba's `intrinsic` wants of a function of types: a signature, and what writes its code.
Emit = Callable[[BaseContext, ir.IRBuilder, Signature, list[LlvmValue]], LlvmValue]
Emitted = tuple[Signature, Emit]


def array_data(
    context: BaseContext, builder: ir.IRBuilder, array_type: NumbaType, array: LlvmValue
) -> LlvmValue:
    """The pointer to an array's first element."""
    return context.make_array(array_type)(context, builder, array).data


def call(builder: ir.IRBuilder, name: str, result: LlvmValue, *arguments: LlvmValue) -> LlvmValue:
    """Call one of LLVM's own functions; `result` is the type of what it returns."""
    function_type = ir.FunctionType(result, [argument.type for argument in arguments])
    function = cgutils.get_or_insert_function(builder.module, function_type, name)
    return builder.call(function, arguments)


def swap_bytes(builder: ir.IRBuilder, value: LlvmValue) -> LlvmValue:
    """Reverse the bytes of a 64-bit word, or of each of a vector's 32-bit words."""
    is_vector = isinstance(value.type, ir.VectorType)
    suffix = f"v{value.type.count}i32" if is_vector else "i64"
    return call(builder, f"llvm.bswap.{suffix}", value.type, value)


def load(builder: ir.IRBuilder, pointer: LlvmValue, result: LlvmValue) -> LlvmValue:
    """Load a value of the type `result` from any address."""
    return builder.load(builder.bitcast(pointer, result.as_pointer()), align=1)


def store(builder: ir.IRBuilder, value: LlvmValue, pointer: LlvmValue) -> None:
    """Store a value at any address."""
    builder.store(value, builder.bitcast(pointer, value.type.as_pointer()), align=1)
