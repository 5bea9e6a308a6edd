"""Ledger in, site out: builds the static proof-of-liabilities site of one exchange."""

__version__ = "0.1.0"
