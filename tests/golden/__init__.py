"""The golden site: what the tiny exchange's site must be, file by file."""
