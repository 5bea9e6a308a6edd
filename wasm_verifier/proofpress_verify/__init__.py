"""Checks what a proofpress site claims. Standard library only; imports nothing of the generator."""

__version__ = "0.1.0"
