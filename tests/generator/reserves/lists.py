"""Wallet lists for tests: canonical rows with signatures, and lists of HTX and OKX."""

from __future__ import annotations

from proofpress.commands import demo_keys
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.wallets import NoteKind
from proofpress.settings.wallets import FormSetting
from proofpress_verify.ownership.wording import message_to_sign
from tests.generator.exchange import FIRST, ORIGIN

HEAD = (
    "asset,network,address,balance,block_height,block_hash,time,scheme,message,signatures,"
    "public_keys,redeem_script,owners,label,custody,counts_as,form,repeats\n"
)
BLOCK = "00000000000000000001" + "ab" * 22


def signed_row(
    network: str = "ethereum", snapshot: str = FIRST, *, forged: bool = False, repeats: str = ""
) -> str:
    seed = network.encode()
    address = demo_keys.address(network, seed)
    message = message_to_sign(ORIGIN, snapshot, address, 910000, BLOCK).replace(",", "")
    _, signature = demo_keys.sign(network, b"another" if forged else seed, message)
    return (
        f"BTC,{network},{address},30,910000,{BLOCK},,,{message},{signature},,,,,self,BTC,native,"
        f"{repeats}\n"
    )


EVM = "0x18709e89bd403f470088abdacebe86cc60dda12e"
OTHER = "0xa03400e098f4421b34a3a44a1b4e571419517687"
TRON = "TDToUxX8sH4z6moQpK3ZLAN24eupu2ivA4"
HTX_HEAD = "coin,address,snapshot height,balance,message,signature\n"
OKX_HEAD = "coin,address,amount,message,signature1,signature2,redeem script/ public key\n"


def htx(text: str, **forms: FormSetting):
    return read_htx(text.encode(), "list.csv", forms, complete=True)


def okx(text: str, **forms: FormSetting):
    return read_okx(text.encode(), "list.csv", forms, complete=True)


def kinds(wallets) -> set[NoteKind]:
    return {note.kind for note in wallets.notes}


def one(wallets, kind: NoteKind):
    (note,) = (note for note in wallets.notes if note.kind is kind)
    return note
