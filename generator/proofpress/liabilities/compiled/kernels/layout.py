"""Sizes and domain bytes of the format, as numbers that are compiled into the kernels.

`core` has them too. They are listed here again because kernels on disk follow the source of this
package only (see `cache`). A test compares the two. Format document, "Domain bytes" and
"Shard file".
"""

BLOCK_SIZE = 64  # what SHA-256 takes at a time
DIGEST_SIZE = 32  # also a key g, a salt, a pad, D and idh
CODE_SIZE = 20  # also k
PUBLISHER_SIZE = 20
TAG_SIZE = 16
POINTER_SIZE = 6  # u32 offset, u16 length

ENTRY_SIZE = TAG_SIZE + POINTER_SIZE
# Wrapped key, hash, place.
CELL_SIZE = 2 * DIGEST_SIZE + POINTER_SIZE
# Version, D, u32 shard number, u32 m, salt, u32 length of the heap.
FIXED_SIZE = 1 + DIGEST_SIZE + 4 + 4 + DIGEST_SIZE + 4

LEAF = 0x04
NODE = 0x05
BUCKET = 0x10
SNAPSHOT_CODE = 0x11
TAG = 0x12
IDENT = 0x13
SALT = 0x14
LEAF_KEY = 0x15
NODE_KEY = 0x16
WRAP_PAD = 0x17
CELL_STREAM = 0x18
RECORD_STREAM = 0x19
ROOT_PATH_STREAM = 0x1A
IDENTITY = 0x1C
CODE = 0x20

# The counter of a keystream for which H gives an ordering key.
ORDERING_COUNTER = 0xFFFFFFFF
