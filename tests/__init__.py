"""Tests, benchmarks and the golden site; `python -m tests.…` runs the latter two."""
