"""Whether a wallet list's signatures were made by the keys of its addresses.

There is no one way to sign "this address is mine". Each module here is one family of
ways; each says what is hashed and whose address results. A signature is only ever valid
*by a named rule*, and the rule is part of the answer.

    claim       what a row says: network, address, message, signatures
    outcome     the answer: valid (by which rule), invalid, unsigned or unsupported (why)
    check       picks the module for a claim's network
    bitcoin_message, multisig, bip322, ethereum, tron, ed25519_message    the rules
    wording     how generic or old a message is
    lists       claims in anybody's list

Standard library only, but for the arithmetic of secp256k1, which is a plug: see `curve`.
A valid signature shows that somebody held the key when the message was signed. It does
not show when that was, nor who may spend today.
"""
