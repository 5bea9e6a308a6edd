"""The definition: what a shard file is, in plain Python."""
