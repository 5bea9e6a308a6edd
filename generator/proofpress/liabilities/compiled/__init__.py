"""The way to the same shard files that large ledgers take: compiled, on all cores."""
