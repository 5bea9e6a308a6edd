"""From a ledger to the shard files of a snapshot."""
