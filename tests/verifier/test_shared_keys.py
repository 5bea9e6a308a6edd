"""One key listed many times is found, however its address is written and whatever signs."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from pathlib import Path

import pytest

from proofpress.commands import demo_keys
from proofpress.errors import InputError
from proofpress.progress import Silent
from proofpress.publish import build
from proofpress.reserves.duplicates import refuse_duplicates, shared_keys_of
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.signatures import check_rows
from proofpress_verify import cli
from proofpress_verify.bech32 import ALPHABET
from proofpress_verify.ownership import bitcoin_message
from proofpress_verify.ownership.addresses import address_keys, canonical_address
from proofpress_verify.ownership.base58 import encode_check
from proofpress_verify.ownership.bitcoin_address import BITCOIN, hash160, nested_key_script
from proofpress_verify.ownership.curve import compress
from proofpress_verify.ownership.lists import WALLETS_HEADER
from proofpress_verify.ownership.python_curve import CurveMissing, PythonCurve
from proofpress_verify.ownership.segwit_address import decode
from proofpress_verify.shared_keys import Reach, SharedKey
from proofpress_verify.wallets import check_list, shared
from tests.generator.exchange import FIRST, SUBS, Exchange, make_exchange

SEED = b"one key"
MESSAGE = "tiny.example/reserves 2026-09-30"
LISTS = Path(__file__).parents[3] / "shared/data/reserves"


def line(**cells: str) -> str:
    made = dict.fromkeys(WALLETS_HEADER, "") | {
        "asset": "BTC", "network": "bitcoin", "address": "1a", "balance": "2",
        "counts_as": "BTC", "form": "native",
    }  # fmt: skip
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow((made | cells).values())
    return file.getvalue()


def listing(*lines: str) -> bytes:
    return (",".join(WALLETS_HEADER) + "\n" + "".join(lines)).encode()


def found(*lines: str) -> tuple[SharedKey, ...]:
    return shared(check_list(listing(*lines), PythonCurve()))


def one(*lines: str) -> SharedKey:
    (key,) = found(*lines)
    return key


def segwit(program: bytes) -> str:
    """The version 0 address of a program, found by its checksum's six letters."""
    values = [0, *fives(program)]
    checksum = bech32_checksum(values)
    return "bc1" + "".join(ALPHABET[value] for value in values + checksum)


def fives(data: bytes) -> list[int]:
    number, bits = int.from_bytes(data, "big"), 8 * len(data)
    padding = -bits % 5
    number <<= padding
    count = (bits + padding) // 5
    return [number >> 5 * (count - 1 - place) & 31 for place in range(count)]


def bech32_checksum(values: list[int]) -> list[int]:
    expanded = [3, 3, 0, 2, 3, *values, 0, 0, 0, 0, 0, 0]
    checksum = 1
    for value in expanded:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            checksum ^= part if top >> place & 1 else 0
    checksum ^= 1
    return [checksum >> 5 * (5 - place) & 31 for place in range(6)]


KEY = demo_keys.Secp256k1Key(SEED)
SHORT = compress(KEY.public)
BITCOIN_ADDRESSES = {
    "legacy": (encode_check(b"\0" + hash160(SHORT)), 31),
    "uncompressed": (encode_check(b"\0" + hash160(KEY.public)), 27),
    "nested": (encode_check(b"\5" + hash160(nested_key_script(SHORT))), 35),
    "segwit": (segwit(hash160(SHORT)), 39),
}


def signed_bitcoin(name: str, **cells: str) -> str:
    address, mark = BITCOIN_ADDRESSES[name]
    signature, which = KEY.sign(bitcoin_message.digest(MESSAGE, BITCOIN))
    text = b64encode(bytes((mark + which,)) + signature).decode()
    return line(**{"address": address, "message": MESSAGE, "signatures": text} | cells)


def signed_evm(network: str, **cells: str) -> str:
    family = "tron" if network == "tron" else "ethereum"
    address = demo_keys.address(family, SEED)
    _, text = demo_keys.sign(family, SEED, MESSAGE)
    made = {"network": network, "address": address, "message": MESSAGE, "signatures": text}
    return line(**made | cells)


def test_the_addresses_here_are_addresses() -> None:
    assert decode("bc", BITCOIN_ADDRESSES["segwit"][0]) == (0, hash160(SHORT))
    lines = (*map(signed_bitcoin, BITCOIN_ADDRESSES), signed_evm("ethereum"), signed_evm("tron"))
    rows = check_list(listing(*lines), PythonCurve())
    assert all(row.outcome.is_valid for row in rows)
    assert len({row.outcome.keys for row in rows}) == 1


# One address in several forms.

EVM = "0x52908400098527886E0F7030069857D2E4169EE7"
TRON_HEX = "41" + EVM[2:].lower()
TRON = encode_check(bytes.fromhex(TRON_HEX))
COSMOS = "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh"
SOLANA = "So11111111111111111111111111111111111111112"
STARKNET = "49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7"
CASH = "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
CASH_FOR_TOKENS = "bitcoincash:zpm2qsznhks23z7629mms6s4cwef74vcwvrqekrq9w"
CASH_LEGACY = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"
CASH_SCRIPT = "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"
CASH_SCRIPT_LEGACY = "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC"
TON = "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"
TON_NOT_BOUNCING = "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI"
TON_RAW = "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8"
BECH32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize(
    ("network", "left", "right"),
    [
        ("ethereum", EVM, EVM.lower()),
        ("ethereum", EVM, "0X" + EVM[2:]),
        ("bitcoin", BECH32, BECH32.upper()),
        ("cosmos", COSMOS, COSMOS.upper()),
        ("tron", TRON, TRON_HEX),
        ("tron", TRON, TRON_HEX.upper()),
        ("tron", TRON, "0x" + TRON_HEX),
        ("tron", TRON, EVM),
        ("sui", "0x2", "0x" + "2".zfill(64)),
        ("ethereum", "0x" + "AB" * 48, "0x" + "ab" * 48),
        ("ethereum", EVM, EVM[2:]),
        ("ethereum", EVM, "0x" + EVM[2:].zfill(64)),
        ("ethereum", EVM, EVM[2:].zfill(64)),
        ("a-network-like-it", "0x" + "d" * 39, "0x0" + "d" * 39),
        ("tron", TRON, "0x" + TRON_HEX.zfill(64)),
        ("aptos", "0x1", "1"),
        ("aptos", "0x1", "0x" + "1".zfill(71)),
        ("starknet", "0x0" + STARKNET, "0x" + STARKNET),
        ("starknet", "0x" + STARKNET, STARKNET.upper()),
        ("bitcoin-cash", CASH, CASH.removeprefix("bitcoincash:")),
        ("bitcoin-cash", CASH, CASH.upper()),
        ("bitcoin-cash", CASH, CASH_LEGACY),
        ("bitcoin-cash", CASH, CASH_FOR_TOKENS),
        ("bitcoin-cash", CASH_SCRIPT, CASH_SCRIPT_LEGACY),
        ("bch", CASH, CASH_LEGACY),
        ("litecoin", encode_check(b"\x05" + bytes(20)), encode_check(b"\x32" + bytes(20))),
        ("ton", TON_RAW, TON),
        ("ton", TON, TON_NOT_BOUNCING),
        ("ton", TON, TON.replace("_", "/").replace("-", "+")),
        ("ton", TON_RAW, TON_RAW.upper()),
    ],
)  # fmt: skip
def test_one_address_in_two_forms_is_one(network: str, left: str, right: str) -> None:
    assert canonical_address(left, network) == canonical_address(right, network)
    assert address_keys(left, network) == address_keys(right, network)
    key = one(line(network=network, address=left), line(network=network, address=right))
    assert key.reach is Reach.WITHIN
    assert key.rows == (1, 2)


@pytest.mark.parametrize(
    ("network", "left", "right"),
    [
        ("bitcoin", "143gLvWYUojXaWZRrxquRKpVNTkhmr415B", "143gLvWYUojXaWZRrxquRKpVNTkhmr415b"),
        ("solana", SOLANA, SOLANA.lower()),
        ("ethereum", EVM, EVM[:-1] + "8"),
        ("bitcoin", BECH32, BITCOIN_ADDRESSES["segwit"][0]),
        ("ton", "EQAbc", "EQABC"),
        ("ton", TON, TON[:-1] + "M"),
        ("ton", TON_RAW, "-1" + TON_RAW[1:]),
        ("bitcoin-cash", CASH, CASH[:-1] + "q"),
        ("bitcoin-cash", CASH, CASH_SCRIPT),
        ("bitcoin-cash", CASH, "other:" + CASH.removeprefix("bitcoincash:")),
        ("litecoin", encode_check(b"\x30" + bytes(20)), encode_check(b"\x32" + bytes(20))),
        ("near", EVM.lower(), EVM[2:].lower()),
        ("near", "1d" * 32, "0x" + "1d" * 32),
        ("ethereum", EVM, EVM[2:] + "00"),
        ("starknet", "0x" + STARKNET, "0x" + STARKNET[:-1] + "0"),
    ],
)  # fmt: skip
def test_two_addresses_are_two(network: str, left: str, right: str) -> None:
    assert canonical_address(left, network) != canonical_address(right, network)
    assert not found(line(network=network, address=left), line(network=network, address=right))


# One key under several addresses.


@pytest.mark.parametrize("left", BITCOIN_ADDRESSES)
@pytest.mark.parametrize("right", BITCOIN_ADDRESSES)
def test_one_bitcoin_key_under_two_kinds_of_address_is_one(left: str, right: str) -> None:
    key = one(signed_bitcoin(left), signed_bitcoin(right, form="staked", balance="3"))
    assert (key.rows, key.reach) == ((1, 2), Reach.WITHIN)
    assert [(each.asset, each.amount) for each in key.resting] == [("BTC", "5")]


def test_without_signatures_the_hashes_in_the_addresses_tell() -> None:
    kinds = ("legacy", "segwit", "nested")
    lines = [line(address=BITCOIN_ADDRESSES[kind][0]) for kind in kinds]
    assert one(*lines).rows == (1, 2, 3)


def test_an_address_of_ethereum_and_one_of_tron_and_of_bitcoin_are_one_key() -> None:
    usdt = {"asset": "USDT", "counts_as": "USDT"}
    key = one(signed_evm("ethereum", **usdt), signed_evm("tron", **usdt))
    assert (key.rows, key.reach) == ((1, 2), Reach.ACROSS)
    key = one(signed_evm("ethereum", form="wrapped"), signed_bitcoin("segwit"))
    assert (key.rows, key.reach) == ((1, 2), Reach.ACROSS)


def test_rows_are_connected_by_way_of_others() -> None:
    """Row 2 has the address of row 1 and no signature, row 3 the key that signed row 1."""
    lines = (
        signed_bitcoin("uncompressed"),
        line(address=BITCOIN_ADDRESSES["uncompressed"][0], form="lent"),
        signed_bitcoin("segwit"),
    )
    assert one(*lines).rows == (1, 2, 3)


def test_a_signature_that_is_invalid_ties_nothing() -> None:
    forged = signed_bitcoin("segwit", message="another message")
    assert not found(signed_bitcoin("uncompressed"), forged)


# What is reported, and what is normal.


def test_different_coins_at_one_address_are_normal() -> None:
    coins = [line(network="ethereum", address=EVM, asset=a, counts_as=a) for a in ("ETH", "USDT")]
    assert not found(*coins)
    assert not found(*coins, line(network="bsc", address=EVM, asset="BNB", counts_as="BNB"))


def test_rows_without_a_balance_back_nothing() -> None:
    assert not found(line(), line(balance=""), line(balance="0.00", form="lent"))


def test_the_sums_of_all_that_rests_on_a_key_are_named_repeated_assets_first() -> None:
    tokens = [("USDC", "USDC", "7"), ("ETH", "ETH", "1.50"), ("stETH", "ETH", "2")]
    lines = [
        line(network="ethereum", address=EVM, asset=asset, counts_as=counts_as, balance=balance)
        for asset, counts_as, balance in tokens
    ]
    text = one(*lines).text
    assert text.startswith("One key backs 3 rows: 3.5 ETH in rows 2, 3; 7 USDC in row 1. ")
    assert text.endswith("Rows 2, 3 state no reason.")


def test_reasons_are_said() -> None:
    first, second = line(repeats="staked in part"), line(form="staked", repeats="the staked part")
    assert one(first, second).unexplained == ()
    key = one(first, line(form="staked"))
    assert key.unexplained == (2,)
    assert key.text.endswith(" Row 2 states no reason.")


def test_coins_listed_twice_rest_once() -> None:
    (resting,) = one(line(balance="5"), line(balance="3")).resting
    assert (resting.amount, resting.rows) == ("3", (1, 2))


# The lists of today.


def published(name: str) -> bytes:
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()


def test_published_lists_are_not_drowned_in_alarms() -> None:
    """Of HTX's 95 rows, two keys hold one asset as several tokens; that is all."""
    rows = read_htx(published("htx_2026-02-01.csv"), "htx.csv", {}, complete=True).rows
    refuse_duplicates(rows, "htx.csv")
    keys = shared_keys_of(rows, list(check_rows(rows)))
    told = [(key.reach, [each.asset for each in key.resting[: key.repeated]]) for key in keys]
    assert told == [(Reach.WITHIN, ["ETH"]), (Reach.WITHIN, ["BTC", "USDT"])]
    for name in ("htx_2026-02-01.csv", "okx_2022-11_sample.csv"):
        assert shared(check_list(published(name), PythonCurve())) == ()
    rows = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=True).rows
    assert shared_keys_of(rows, list(check_rows(rows))) == ()


def test_lists_without_the_column_are_still_read(tmp_path: Path, capsys) -> None:
    lines = listing(line(), line(form="lent")).decode().splitlines()
    path = tmp_path / "older.csv"
    path.write_text("\n".join(text.rpartition(",")[0] for text in lines) + "\n")
    assert cli.main(["wallets", str(path)]) == 0
    assert "One key backs 2 rows: 4 BTC in rows 1, 2." in capsys.readouterr().out


# The builder.


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return make_exchange(tmp_path / "exchange")


def write(exchange: Exchange, *lines: str, strict: bool = False) -> None:
    exchange.write_snapshot(FIRST, more=SUBS, wallets=listing(*lines).decode())
    if strict:
        add(exchange, "strict = true")


def add(exchange: Exchange, text: str) -> None:
    """Add a line to the snapshot's [wallets]."""
    path = exchange.folder / "snapshots" / f"{FIRST}.toml"
    path.write_text(path.read_text().replace("complete = true", f"complete = true\n{text}"))


FIVE = [
    signed_evm(network, asset="ETH", counts_as="ETH", form=form)
    for network, form in (
        ("ethereum", "native"),
        ("bsc", "wrapped"),
        ("base", "native"),
        ("arbitrum", "native"),
        ("polygon", "wrapped"),
    )
]
FOUR = [signed_bitcoin("legacy", form=f) for f in ("native", "staked", "lent", "wrapped")]


def test_one_bitcoin_address_four_times_is_refused(exchange: Exchange) -> None:
    write(exchange, *FOUR)
    with pytest.raises(InputError, match=r"more than once:\n  rows 1, 2, 3, 4: BTC on bitcoin at"):
        build(exchange.load(FIRST), Silent())


def test_the_case_of_a_coins_name_and_of_an_address_changes_nothing(exchange: Exchange) -> None:
    first = line(network="ethereum", address=EVM, form="wrapped")
    write(exchange, first, line(network="ethereum", address=EVM.lower(), asset="btc"))
    with pytest.raises(InputError, match="rows 1, 2: BTC on ethereum"):
        build(exchange.load(FIRST), Silent())


def test_each_row_needs_a_reason_of_its_own(exchange: Exchange) -> None:
    reasons = [
        signed_bitcoin("legacy", form=f, repeats=f"the {f} part") for f in ("native", "lent")
    ]
    write(exchange, *reasons, signed_bitcoin("legacy", form="staked"))
    with pytest.raises(InputError, match="rows 1, 2, 3"):
        build(exchange.load(FIRST), Silent())
    write(exchange, *reasons, strict=True)
    (warning,) = build(exchange.load(FIRST), Silent()).warnings
    assert "One key backs 2 rows: 4 BTC in rows 1, 2." in warning
    page = (exchange.draft / "snapshots" / FIRST / "wallets/index.html").read_text()
    assert "Listed again: the native part" in page


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (FIVE, "One key backs 5 rows on several networks: 10 ETH in rows 1, 2, 3, 4, 5."),
        (
            [signed_bitcoin("legacy"), signed_bitcoin("segwit", form="staked")],
            "One key backs 2 rows: 4 BTC in rows 1, 2.",
        ),
    ],
    ids=["five-networks", "two-addresses"],
)
def test_one_key_many_times_is_a_warning_and_strictly_an_error(
    exchange: Exchange, lines: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(exchange, *lines)
    (warning,) = build(exchange.load(FIRST), Silent()).warnings
    assert says in warning
    home = exchange.draft / "snapshots" / FIRST
    assert says in (home / "wallets/index.html").read_text()
    assert cli.main(["site", str(exchange.draft), "--snapshot", FIRST]) == 0
    assert says in capsys.readouterr().out
    assert cli.main(["wallets", str(home / "wallets.csv")]) == 0
    assert says in capsys.readouterr().out
    write(exchange, *lines, strict=True)
    with pytest.raises(InputError, match="keys that back one asset in several rows") as caught:
        build(exchange.load(FIRST), Silent())
    assert "repeats" in caught.value.advice
    address = demo_keys.address("ethereum", SEED)
    if lines is FIVE:
        add(exchange, f'repeats = {{ "{address}" = "the same wallet on each chain" }}')
        assert build(exchange.load(FIRST), Silent()).warnings


def test_without_the_curve_a_site_says_that_keys_were_not_compared(
    exchange: Exchange, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(exchange, *FIVE)
    build(exchange.load(FIRST), Silent())
    monkeypatch.setattr(cli, "PythonCurve", missing)
    assert cli.main(["site", str(exchange.draft), "--snapshot", FIRST]) == 0
    assert "not checked here: whether one key backs several rows" in capsys.readouterr().out


def missing() -> PythonCurve:
    raise CurveMissing("the package ecdsa is not installed")


def test_a_reason_for_an_address_that_is_not_listed_is_refused(exchange: Exchange) -> None:
    write(exchange, line())
    add(exchange, 'repeats = { "1b" = "a reason" }')
    with pytest.raises(InputError, match="no row has the address 1b"):
        build(exchange.load(FIRST), Silent())
