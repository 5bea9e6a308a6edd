"""A publisher's TOML files as typed, checked and immutable settings."""
