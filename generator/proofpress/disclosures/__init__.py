"""What a snapshot of coins does not say: the publisher's word on it, pinned but not proven.

settings    the `[disclosures]` table of a snapshot's file
record      what is disclosed, and `disclosures.json`, both ways
collect     settings -> record and attached files
"""
