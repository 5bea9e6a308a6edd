"""What a site carries so that browsers can run the verifier."""
