"""The speed: the same bytes by compiled kernels, on all cores."""
