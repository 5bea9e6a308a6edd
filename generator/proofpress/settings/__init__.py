"""What a publisher says in TOML, as typed, checked and immutable settings."""
