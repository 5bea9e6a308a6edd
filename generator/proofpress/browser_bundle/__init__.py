"""The files that a site publishes so that browsers can run the verifier."""
