"""Checks what a proofpress site claims. Needs only the standard library, and no generator code."""

__version__ = "0.1.0"
