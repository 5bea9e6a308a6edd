"""What the publisher holds: reading, publishing and adding up wallet lists; reserve ratios.

Start with `read.read_wallets`: it reads a list in any supported format into a `WalletList`.
`canonical` has the encoding that is published, `totals` the reserves that a statement claims
from it.
"""
