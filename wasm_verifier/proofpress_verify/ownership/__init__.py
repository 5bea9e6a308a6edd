"""Whether a wallet list's signatures were made by the keys of its addresses.

There are many ways to sign "this address is mine". Each module here covers one family of them: it
says what is hashed and which address results. A signature is valid only *by a named rule*, and the
rule is part of the answer.

    claim       what a row says: network, address, message, signatures
    outcome     the answer: valid (by which rule), invalid, unsigned or unsupported (why)
    check       picks the module for a claim's network
    bitcoin_message, multisig, bip322, ethereum, tron, ed25519_message    the rules
    wording     how generic or old a message is
    lists       the claims in a list

Standard library only, except for the arithmetic of secp256k1, which is supplied by the caller: see
`curve`. A valid signature shows that the signer had the key when the message was signed. It does
not show when that was, nor who can spend the coins today.
"""
