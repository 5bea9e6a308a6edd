"""The folder that is published: staging, statement, manifests, pages, and the final check."""
