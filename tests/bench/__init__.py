"""Benchmarks: scripts that print a table and write JSON. They assert no time."""
