"""The published folder: staging, statement, manifests, pages, and the final check."""
