"""From ledger rows to shard files: the proof itself, defined in plain Python and compiled."""
