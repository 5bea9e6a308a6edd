"""SHA-256 of 4, 8 or 16 blocks at a time, one in each element of the CPU's vectors."""

from __future__ import annotations

from llvmlite import ir

from proofpress.liabilities.compiled.kernels.llvm import I32
from proofpress.liabilities.compiled.kernels.sha256_emitter import CompressEmitter
from proofpress.liabilities.compiled.kernels.sha256_scalar import ROUND_CONSTANTS
from proofpress.liabilities.compiled.kernels.types import LlvmValue


class VectorEmitter(CompressEmitter):
    """`compress_scalar` with word w of all lanes in one vector: words w·lanes to … + lanes - 1."""

    def emit(self) -> None:
        before = [self.load_words(self.states, w * self.lanes, self._vector) for w in range(8)]
        after = self._rounds(before, self._message_words())
        for word, state in enumerate(after):
            self.store_words(state, self.states, word * self.lanes)
        self._store_digests(after)

    @property
    def _vector(self) -> LlvmValue:
        return ir.VectorType(I32, self.lanes)

    def _message_words(self) -> list[LlvmValue]:
        """The 16 words of the blocks, each of all lanes.

        A load from one lane's block gives `lanes` of its words, 4 bytes each; so 16 / lanes
        loads give all. Those of all lanes make a square with a row for each lane; transposed,
        it has a row for each word.
        """
        words: list[LlvmValue] = []
        for part in range(16 // self.lanes):
            offset = 4 * self.lanes * part
            rows = [self.load_block(lane, offset, self._vector) for lane in range(self.lanes)]
            words += self._transpose(rows, self.lanes)
        return words

    def _transpose(self, rows: list[LlvmValue], size: int) -> list[LlvmValue]:
        """Transpose each `size` × `size` square of the rows; `size` is a power of two.

        For each bit of an index below `size`, exchange that bit of the row with that bit of
        the column: after all bits, the element of row i and column j is in row j and column i.
        In rows i (bit clear) and i | bit (bit set), the elements of row i whose column has the
        bit set change places with those of row i | bit whose column has it clear.
        """
        bit = 1
        while bit < size:
            # As `shuffle` counts: column j of row i is j, of row i | bit it is j + lanes.
            columns = range(self.lanes)
            clear = [j if not j & bit else (j ^ bit) + self.lanes for j in columns]
            set_ = [j | bit if not j & bit else j + self.lanes for j in columns]
            exchanged = list(rows)
            for i in range(len(rows)):
                if not i & bit:
                    exchanged[i] = self.shuffle(rows[i], rows[i | bit], clear)
                    exchanged[i | bit] = self.shuffle(rows[i], rows[i | bit], set_)
            rows, bit = exchanged, 2 * bit
        return rows

    def _rounds(self, states: list[LlvmValue], w: list[LlvmValue]) -> list[LlvmValue]:
        """The 64 rounds. `w` holds the last 16 words of the schedule, word i at i mod 16."""
        b, s = self.builder, list(states)
        for i in range(64):
            if i >= 16:
                x, y = w[(i - 15) % 16], w[(i - 2) % 16]
                s0 = self._xor(self._ror(x, 7), self._ror(x, 18), b.lshr(x, self._constant(3)))
                s1 = self._xor(self._ror(y, 17), self._ror(y, 19), b.lshr(y, self._constant(10)))
                w[i % 16] = b.add(b.add(w[i % 16], s0), b.add(w[(i - 7) % 16], s1))
            keyed = b.add(w[i % 16], self._constant(ROUND_CONSTANTS[i]))
            big1 = self._xor(self._ror(s[4], 6), self._ror(s[4], 11), self._ror(s[4], 25))
            choice = b.xor(s[6], b.and_(s[4], b.xor(s[5], s[6])))
            t1 = b.add(b.add(s[7], keyed), b.add(big1, choice))
            big0 = self._xor(self._ror(s[0], 2), self._ror(s[0], 13), self._ror(s[0], 22))
            majority = b.or_(b.and_(s[0], s[1]), b.and_(s[2], b.or_(s[0], s[1])))
            s = [b.add(t1, b.add(big0, majority)), *s[:3], b.add(s[3], t1), *s[4:7]]
        return [b.add(x, y) for x, y in zip(states, s, strict=True)]

    def _constant(self, value: int) -> LlvmValue:
        return ir.Constant(self._vector, [value] * self.lanes)

    def _ror(self, x: LlvmValue, n: int) -> LlvmValue:
        """A funnel shift of a word with itself rotates it."""
        return self.call(f"llvm.fshr.v{self.lanes}i32", self._vector, x, x, self._constant(n))

    def _xor(self, x: LlvmValue, y: LlvmValue, z: LlvmValue) -> LlvmValue:
        return self.builder.xor(self.builder.xor(x, y), z)

    def _store_digests(self, states: list[LlvmValue]) -> None:
        """Write the lanes' digests one after the other, 8 words each.

        The rows are the words, the columns the lanes. A square has 8 × 8 of them (4 × 4 if
        there are 4 lanes only). Transposed, row i of the square that begins at word `first`
        and lane `square` has words `first` … of lane `square` + i, which go to word
        8 · (square + i) + first.
        """
        side = min(self.lanes, 8)
        swapped = [self.swap_bytes(state) for state in states]
        for first in range(0, 8, side):
            for i, row in enumerate(self._transpose(swapped[first : first + side], side)):
                for square in range(0, self.lanes, side):
                    part = self.shuffle(row, row, list(range(square, square + side)))
                    self.store_words(part, self.digests, 8 * (square + i) + first)
