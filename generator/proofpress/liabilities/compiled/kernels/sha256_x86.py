"""SHA-256 by the SHA instructions of x86 CPUs, a few blocks interleaved.

One instruction waits for the one before it in the same block, so a CPU has time for those of
other blocks in between.
"""

from __future__ import annotations

from llvmlite import ir

from proofpress.liabilities.compiled.kernels.llvm import I32
from proofpress.liabilities.compiled.kernels.sha256_emitter import CompressEmitter
from proofpress.liabilities.compiled.kernels.sha256_scalar import ROUND_CONSTANTS
from proofpress.liabilities.compiled.kernels.types import LlvmValue

VECTOR = ir.VectorType(I32, 4)

# The instructions keep a state as two vectors: (f e b a) and (h g d c).
_State = tuple[LlvmValue, LlvmValue]


class X86Emitter(CompressEmitter):
    """`compress_scalar` with lane i's state in words 8·i to 8·i + 7, as there."""

    def emit(self) -> None:
        lanes = range(self.lanes)
        before = [self._load_state(lane) for lane in lanes]
        # A vector holds 4 words, 16 bytes, of a block.
        words = [[self.load_block(lane, 16 * i, VECTOR) for i in range(4)] for lane in lanes]
        after = list(before)
        for i in range(16):
            after = [self._four_rounds(after[lane], words[lane], i) for lane in lanes]
        for lane in lanes:
            sums = [self.builder.add(x, y) for x, y in zip(before[lane], after[lane], strict=True)]
            self._store_state(lane, sums[0], sums[1])

    def _load_state(self, lane: int) -> _State:
        """(a b c d) and (e f g h) are words 0 to 3 and 4 to 7 for `shuffle`."""
        abcd = self.load_words(self.states, 8 * lane, VECTOR)
        efgh = self.load_words(self.states, 8 * lane + 4, VECTOR)
        return self.shuffle(abcd, efgh, [5, 4, 1, 0]), self.shuffle(abcd, efgh, [7, 6, 3, 2])

    def _four_rounds(self, state: _State, w: list[LlvmValue], i: int) -> _State:
        """Rounds 4·i to 4·i + 3. `w[i]` is words 4·i to 4·i + 3 of the schedule.

        Word t is s1(word t-2) + word t-7 + s0(word t-15) + word t-16. For the four from
        t = 4·i on, words t-16 and t-15 are in w[i-4] and w[i-3], which msg1 takes. Words t-7
        are 4·i - 7 to 4·i - 4: all but the first of w[i-2], then the first of w[i-1].
        Words t-2 are the last two of w[i-1] and the first two results: msg2 takes them.
        """
        b = self.builder
        if i >= 4:
            partial = self.call("llvm.x86.sha256msg1", VECTOR, w[i - 4], w[i - 3])
            partial = b.add(partial, self.shuffle(w[i - 2], w[i - 1], [1, 2, 3, 4]))
            w.append(self.call("llvm.x86.sha256msg2", VECTOR, partial, w[i - 1]))
        keyed = b.add(w[i], ir.Constant(VECTOR, ROUND_CONSTANTS[4 * i : 4 * i + 4]))
        feba, hgdc = state
        # Two rounds each, with the first two words of `keyed`. Two rounds on, the old a, b, e
        # and f are c, d, g and h; so each call gives the other half of the state.
        hgdc = self.call("llvm.x86.sha256rnds2", VECTOR, hgdc, feba, keyed)
        keyed = self.shuffle(keyed, keyed, [2, 3, 0, 0])
        return self.call("llvm.x86.sha256rnds2", VECTOR, feba, hgdc, keyed), hgdc

    def _store_state(self, lane: int, feba: LlvmValue, hgdc: LlvmValue) -> None:
        """For `shuffle`, f e b a are words 0 to 3 and h g d c words 4 to 7."""
        abcd = self.shuffle(feba, hgdc, [3, 2, 7, 6])
        efgh = self.shuffle(feba, hgdc, [1, 0, 5, 4])
        for first, words in ((8 * lane, abcd), (8 * lane + 4, efgh)):
            self.store_words(words, self.states, first)
            self.store_words(self.swap_bytes(words), self.digests, first)
