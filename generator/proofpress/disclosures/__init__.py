"""What a publisher discloses in addition to the proof. It is signed, but not proven.

record      what is disclosed, encoded as `disclosures.json` and decoded
collect     settings (`settings.disclosures`) -> record and attached files
"""
