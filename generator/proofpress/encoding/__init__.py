"""How what a snapshot consists of is encoded, and what only a publisher derives.

The verifier has the other half: it decodes, and has no use for any of this.
"""
