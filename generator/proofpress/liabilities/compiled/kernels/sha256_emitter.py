"""What the two ways to write SHA-256 in LLVM code have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.base import BaseContext
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

from proofpress.liabilities.compiled.kernels import llvm
from proofpress.liabilities.compiled.kernels.llvm import I32, I64
from proofpress.liabilities.compiled.kernels.types import LlvmValue, NumbaType

Compress = Callable[..., Any]


class CompressEmitter(ABC):
    """Writes the LLVM code of a function that does what `compress_scalar` does."""

    def __init__(
        self,
        lanes: int,
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> None:
        states, data, at, digests, digests_at = arguments
        kinds = signature.args
        self.lanes = lanes
        self.builder = builder
        self.states = llvm.array_data(context, builder, kinds[0], states)
        self.data = llvm.array_data(context, builder, kinds[1], data)
        self.at = llvm.array_data(context, builder, kinds[2], at)
        first = builder.gep(llvm.array_data(context, builder, kinds[3], digests), [digests_at])
        self.digests = builder.bitcast(first, I32.as_pointer())

    @abstractmethod
    def emit(self) -> None:
        """Write the code."""

    def call(self, name: str, result: LlvmValue, *arguments: LlvmValue) -> LlvmValue:
        return llvm.call(self.builder, name, result, *arguments)

    def swap_bytes(self, words: LlvmValue) -> LlvmValue:
        return llvm.swap_bytes(self.builder, words)

    def shuffle(self, x: LlvmValue, y: LlvmValue, order: list[int]) -> LlvmValue:
        """A vector of elements of x and y; those of y are counted on from the last one of x."""
        indices = ir.Constant(ir.VectorType(I32, len(order)), order)
        return self.builder.shuffle_vector(x, y, indices)

    def load_words(self, words: LlvmValue, first: int, vector: LlvmValue) -> LlvmValue:
        """The vector of words from number `first` of an array on."""
        return llvm.load(self.builder, self.builder.gep(words, [I64(first)]), vector)

    def store_words(self, value: LlvmValue, words: LlvmValue, first: int) -> None:
        llvm.store(self.builder, value, self.builder.gep(words, [I64(first)]))

    def load_block(self, lane: int, offset: int, vector: LlvmValue) -> LlvmValue:
        """Big-endian words of a lane's block, from byte `offset` on."""
        start = self.builder.load(self.builder.gep(self.at, [I64(lane)]))
        place = self.builder.gep(self.data, [self.builder.add(start, I64(offset))])
        return self.swap_bytes(llvm.load(self.builder, place, vector))


def compress_with(emitter: type[CompressEmitter], lanes: int) -> Compress:
    """The function for other kernels to call, whose code an emitter writes."""

    def emit(
        context: BaseContext,
        builder: ir.IRBuilder,
        signature: Signature,
        arguments: list[LlvmValue],
    ) -> LlvmValue:
        emitter(lanes, context, builder, signature, arguments).emit()
        return context.get_dummy_value()

    def compress(
        context: NumbaType,
        states: NumbaType,
        data: NumbaType,
        at: NumbaType,
        digests: NumbaType,
        digests_at: NumbaType,
    ) -> llvm.Emitted:
        return types.void(states, data, at, digests, types.int64), emit

    return intrinsic(compress)
