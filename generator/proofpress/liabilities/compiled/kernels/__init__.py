"""The definition of a shard file at the speed of the machine.

`liabilities.reference.shard` and the verifier say what a shard file is, in plain Python. Every
function here does a part of that to arrays, compiled by numba, and tests compare the two.

Ground rules:

- Bytes are uint8; offsets, lengths and counts int64; an amount is uint64 words. Results go
  into arrays that the caller passes (`out…`), unless their size is known only afterwards.
  Nothing raises: what can fail returns a status.
- A range is given as `first` and `end`; `end` is not part of it. `at` is an offset.
- A function with `put` in its name returns the offset after what it has written.
- A Batch is written message by message and then hashed at once (`messages`).

The modules in the order in which to read them; each imports earlier ones only:

- `types`, `cache`, `compiling`: how a Python function becomes a kernel.
- `layout`: sizes and domain bytes of the format.
- `sha256_scalar`: SHA-256's compression, as it is defined.
- `llvm`, `sha256_emitter`, `sha256_vector`, `sha256_x86`: the same in vectors, and by the
  CPU's own instructions. Nothing outside these and `words` knows of LLVM.
- `sha256`: which of them this CPU takes.
- `words`: numbers and bytes in arrays.
- `messages`: many messages hashed together.
- `order`: sorting by hashes.
- `codes`: accounts' codes and what follows from a code.
- `rows`, then below `nodes` also `account_sums`: the ledger's rows -> accounts and sums.
- `shape`, `nodes`: a tree, its sums and its hashes.
- `streams`, `shard_tree`, `encrypt`: a shard, up to its file.
- `root_paths`: the tree over all shards.
"""
