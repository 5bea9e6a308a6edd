"""What the publisher holds: wallet lists read, published and summed; ratios.

`read.read_wallets` is the door in: it reads a list in any of its formats into one
`WalletList`. `canonical` is the spelling that is published, `totals` what a statement
claims from it.
"""
