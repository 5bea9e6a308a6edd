"""The lists of HTX and OKX, as published and with the oddities of other months."""

from __future__ import annotations

import tomllib

import pytest

from proofpress.errors import InputError
from proofpress.reserves.canonical import format_wallets, parse_wallets
from proofpress.reserves.htx import read_htx
from proofpress.reserves.okx import read_okx
from proofpress.reserves.settings import FormSetting
from proofpress.reserves.totals import reserve_claims
from proofpress.reserves.wallets import HoldingForm, NoteKind

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


def test_the_htx_list_of_february_2026(published) -> None:
    wallets = read_htx(published("htx_2026-02-01.csv"), "htx.csv", {}, complete=True)
    assert len(wallets.rows) == 95
    assert sum(row.is_signed for row in wallets.rows) == 51
    assert len(wallets.stated_totals) == 37
    assert kinds(wallets) == {
        NoteKind.BYTE_ORDER_MARK,
        NoteKind.DASHES,
        NoteKind.NO_BALANCE,
        NoteKind.DUPLICATE,
        NoteKind.UNSIGNED,
        NoteKind.TOTAL_DIFFERS,
    }
    assert len(one(wallets, NoteKind.DUPLICATE).rows) == 12
    claims = {claim.asset: claim for claim in reserve_claims(wallets, {"BTC": 8, "USDT": 6})}
    assert claims["BTC"].amount == 20_876_58000000
    assert claims["BTC"].native == 9_185_94000000
    assert claims["USDT"].amount == 1_313_451_824_130000
    assert claims["ETH"].native == 12_513_95
    assert claims["HTX"].native == 0
    assert [claim.asset for claim in claims.values()] == sorted(claims)


def test_the_okx_sample_of_november_2022(published) -> None:
    wallets = read_okx(published("okx_2022-11_sample.csv"), "okx.csv", {}, complete=False)
    assert len(wallets.rows) == 33
    assert sum(len(row.signatures) == 2 and bool(row.redeem_script) for row in wallets.rows) == 9
    assert not wallets.complete
    assert wallets.notes == ()
    claims = {claim.asset: claim for claim in reserve_claims(wallets, {})}
    assert (claims["BTC"].amount, claims["BTC"].decimals) == (449_51400581, 8)
    assert (claims["USDT"].amount, claims["USDT"].native) == (5_569_418126, 5_436_904358)
    assert claims["ETH"].decimals == 18


@pytest.mark.parametrize("name", ["htx_2026-02-01.csv", "okx_2022-11_sample.csv"])
def test_a_published_list_survives_the_canonical_spelling(published, name: str) -> None:
    read = read_htx if name.startswith("htx") else read_okx
    rows = read(published(name), name, {}, complete=True).rows
    assert parse_wallets(format_wallets(rows)) == rows


@pytest.mark.parametrize("label", ["A$B-ERC20", "A+B-TRC20"])
def test_what_can_be_owed_can_be_held(label: str) -> None:
    """The names of assets have one form, in ledgers, lists and statements."""
    asset = label.partition("-")[0]
    address = TRON if label.endswith("TRC20") else EVM
    wallets = htx(f"{HTX_HEAD}{label},{address},1,2,,\n")
    assert [row.asset for row in wallets.rows] == [asset]
    assert parse_wallets(format_wallets(wallets.rows)) == wallets.rows
    assert [claim.asset for claim in reserve_claims(wallets, {})] == [asset]


@pytest.mark.parametrize(
    ("label", "asset", "network", "counts_as", "form"),
    [
        ("BTC", "BTC", "bitcoin", "BTC", HoldingForm.NATIVE),
        ("wBTC-ERC20", "WBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
        ("WBTC-ERC20", "WBTC", "ethereum", "BTC", HoldingForm.WRAPPED),
        ("BTC-TRC20", "BTC", "tron", "BTC", HoldingForm.WRAPPED),
        ("jWBTC-TRC20", "jWBTC", "tron", "BTC", HoldingForm.LENT),
        ("ETH-Arbitrum", "ETH", "arbitrum", "ETH", HoldingForm.NATIVE),
        ("ETH-BTTC", "ETH", "bttc", "ETH", HoldingForm.WRAPPED),
        ("baseETH", "ETH", "base", "ETH", HoldingForm.NATIVE),
        ("aETH", "aETH", "ethereum", "ETH", HoldingForm.LENT),
        ("stETH", "stETH", "ethereum", "ETH", HoldingForm.STAKED),
        ("BETH-Heco", "BETH", "heco", "ETH", HoldingForm.STAKED),
        ("jsTRX", "jsTRX", "tron", "TRX", HoldingForm.STAKED),
        ("TRX-sol", "TRX", "solana", "TRX", HoldingForm.WRAPPED),
        ("stUSDT-TRC20", "stUSDT", "tron", "USDT", HoldingForm.LENT),
        ("USDT-aEthUSDT", "aEthUSDT", "ethereum", "USDT", HoldingForm.LENT),
        ("USDT-ETH", "USDT", "ethereum", "USDT", HoldingForm.NATIVE),
        ("USDT-Avalanche C-Chain", "USDT", "avalanche-c", "USDT", HoldingForm.NATIVE),
        ("USDT-BEP20", "USDT", "bsc", "USDT", HoldingForm.WRAPPED),
        ("USDT-OPTIMISM", "USDT", "optimism", "USDT", HoldingForm.WRAPPED),
        ("USDT-Omni", "USDT", "omni", "USDT", HoldingForm.NATIVE),
        ("ERC20-USDC", "USDC", "ethereum", "USDC", HoldingForm.NATIVE),
        ("SOL-USDC", "USDC", "solana", "USDC", HoldingForm.NATIVE),
        ("USDC-SOL", "USDC", "solana", "USDC", HoldingForm.NATIVE),
        ("STEAK-USDC", "steakUSDC", "ethereum", "USDC", HoldingForm.LENT),
        ("HTX-TRC20", "HTX", "tron", "HTX", HoldingForm.AFFILIATE),
        ("OKB-X1-USDT", "USDT", "xlayer", "USDT", HoldingForm.WRAPPED),
        ("DOGE", "DOGE", "dogecoin", "DOGE", HoldingForm.NATIVE),
        ("UNI-ERC20", "UNI", "ethereum", "UNI", HoldingForm.NATIVE),
        ("xyzBTC-ERC20", "xyzBTC", "ethereum", "xyzBTC", HoldingForm.NATIVE),
    ],
)
def test_labels_and_what_they_mean(label, asset, network, counts_as, form) -> None:
    (row,) = htx(f"{HTX_HEAD}{label},x1x2x3,-,1,-,-\n").rows
    assert (row.asset, row.network, row.counts_as, row.form) == (asset, network, counts_as, form)
    assert row.label == label


def test_a_label_read_by_its_name_alone_is_said() -> None:
    wallets = htx(f"{HTX_HEAD}UNI-ERC20,{EVM},-,1,-,-\nETH,{EVM},-,1,-,-\n")
    assert one(wallets, NoteKind.READ_BY_NAME).rows == (1,)


def test_labels_that_mean_nothing_are_refused_together_with_the_settings_to_add() -> None:
    with pytest.raises(InputError) as caught:
        htx(f'{HTX_HEAD}ETH,{EVM},-,1,-,-\nFOO,{EVM},-,1,-,-\nB"AR,{EVM},-,1,-,-\n')
    assert (caught.value.row, caught.value.column) == (2, "coin")
    assert "'FOO', 'B\"AR'" in caught.value.what
    _, _, advice = caught.value.advice.partition("\n")
    assert set(tomllib.loads(advice)["wallets"]["forms"]) == {"FOO", 'B"AR'}


def test_settings_say_what_a_label_means_and_win_over_the_table() -> None:
    wallets = htx(
        f"{HTX_HEAD}FOO,{EVM},-,1,-,-\nsteth,{EVM},-,2,-,-\n",
        FOO=FormSetting(
            asset="FOO", network="ethereum", form=HoldingForm.AFFILIATE, counts_as="USD"
        ),
        stETH=FormSetting(
            asset="stETH", network="ethereum", form=HoldingForm.LENT, counts_as="ETH"
        ),
    )
    assert [(row.counts_as, row.form) for row in wallets.rows] == [
        ("USD", HoldingForm.AFFILIATE),
        ("ETH", HoldingForm.LENT),
    ]


def test_a_setting_without_network_needs_a_label_that_names_one() -> None:
    setting = FormSetting(asset="FOO", form=HoldingForm.NATIVE)
    (row,) = htx(f"{HTX_HEAD}FOO-ERC20,{EVM},-,1,-,-\n", **{"FOO-ERC20": setting}).rows
    assert row.network == "ethereum"
    with pytest.raises(InputError, match="not known: 'FOO'"):
        htx(f"{HTX_HEAD}FOO,{EVM},-,1,-,-\n", FOO=setting)


def test_cells_are_cleaned_where_that_is_safe() -> None:
    wallets = htx(
        "Coin, Address ,Balance,Snapshot_Height,Signature,MESSAGE,Remark\r\n"
        f"ETH,{EVM}, 005.2834 ,16005122,null,hello,x\r\n"
        ",,,,,,\r\n"
        f"ETH,{OTHER},0,-\r\n"
    )
    first, second = wallets.rows
    assert (first.balance, first.decimals, first.block_height) == (52834, 4, 16005122)
    assert (first.message, first.signatures) == ("hello", ())
    assert (second.balance, second.block_height) == (0, None)
    assert one(wallets, NoteKind.UNREAD_COLUMN).text == "The column 'Remark' is not read."


def test_the_same_coins_count_once_and_by_the_smallest() -> None:
    wallets = htx(
        f"{HTX_HEAD}ETH,{EVM},-,5,-,-\nETH,{EVM.upper().replace('X', 'x')},-,3.0,-,-\n"
        f"USDT-ETH,{EVM},-,7,-,-\nUSDT-ERC20,{EVM},-,7.00,-,-\n"
    )
    assert len(wallets.rows) == 4
    assert one(wallets, NoteKind.CONFLICT).rows == (1, 2)
    assert one(wallets, NoteKind.DUPLICATE).rows == (3, 4)
    assert [claim.amount for claim in reserve_claims(wallets, {})] == [3, 7]


def test_totals_that_do_not_fit_are_said() -> None:
    wallets = htx(
        "coin,snapshot height,balance\n"
        "ETH(ALL),-,7\nETH,1,4.99\nstETH,1,2\nBTC-BUY-BACK,-,73.8\nUSDT-TRC20,1,0\n\n"
        f"{HTX_HEAD}ETH,{EVM},1,4.994,-,-\nDOGE,{OTHER},1,1,-,-\n"
    )
    texts = [note.text for note in wallets.notes if note.kind is NoteKind.TOTAL_DIFFERS]
    assert texts == ["ETH(ALL): the list states 7; its rows add up to 4.994, 2.006 less."]
    empty = [note.text for note in wallets.notes if note.kind is NoteKind.TOTAL_WITHOUT_ROWS]
    assert empty == [
        "stETH: the list states 2 and has no rows for it.",
        "BTC-BUY-BACK: the list states 73.8 and has no rows for it.",
    ]
    assert one(wallets, NoteKind.ROWS_WITHOUT_TOTAL).rows == (2,)


def test_addresses_and_networks_that_do_not_fit_are_said() -> None:
    wallets = okx(
        "coin,Network,Snapshot Height,address,amount,message,signature1\n"
        f"ETH,ETH,1,{TRON},1,m,s\nEOS,Vaulta,1,okbwallet1tr,2,m,s\n"
    )
    assert one(wallets, NoteKind.ODD_ADDRESS).rows == (1,)
    assert one(wallets, NoteKind.UNKNOWN_NETWORK).rows == (2,)
    assert wallets.rows[1].network == "vaulta"


def test_okx_lists_of_later_years_are_in_whole_units_and_name_type_and_owners() -> None:
    wallets = okx(
        "coin,Type,Network,Snapshot Height,address,amount,message,signature1,signature2,"
        "redeem script/public key,EOA1,EOA2\n"
        f"ETH,Non Staking,ETH,7,{EVM},0.5,m,0xaa,,,\n"
        f"ETH,Native ETH Staking,ETH,7,0x{'ab' * 48},32,m,0xbb,,,{OTHER},\n"
        f"ETH,Odd,ETH,7,{OTHER},1,m,0xcc,0xdd,,{EVM},{OTHER}\n"
        "APTOS,,APTOS,7,0xdead,1.5,m,0xee,,0x75,,\n"
    )
    assert [row.form for row in wallets.rows] == [
        HoldingForm.NATIVE,
        HoldingForm.STAKED,
        HoldingForm.NATIVE,
        HoldingForm.NATIVE,
    ]
    assert [row.owners for row in wallets.rows] == [(), (OTHER,), (EVM, OTHER), ()]
    assert (wallets.rows[0].balance, wallets.rows[0].decimals) == (5, 1)
    assert (wallets.rows[3].asset, wallets.rows[3].public_keys) == ("APT", ("0x75",))
    assert one(wallets, NoteKind.UNKNOWN_TYPE).rows == (3,)


def test_amounts_in_base_units_take_the_tokens_own_decimals() -> None:
    wallets = okx(f"{OKX_HEAD}USDT-TRC20,{TRON},111000000,m,s,,\nUSDT-BEP20,{EVM},7,m,s,null,\n")
    assert [(row.balance, row.decimals) for row in wallets.rows] == [(111000000, 6), (7, 18)]
    foo = FormSetting(asset="FOO", network="ethereum", form=HoldingForm.NATIVE, decimals=3)
    (row,) = okx(f"{OKX_HEAD}FOO,{EVM},5,m,s,,\n", FOO=foo).rows
    assert (row.balance, row.decimals) == (5, 3)


@pytest.mark.parametrize(
    ("read", "text", "row", "column", "says", "advises"),
    [
        (htx, "", None, None, "no rows with addresses", "a row for each address"),
        (htx, "coin,snapshot height,balance\nBTC,1,2\n", None, None, "no rows with", "header"),
        (htx, "BTC,1,2,3\n" + HTX_HEAD, None, None, "line 1 comes before", "names the columns"),
        (htx, "coin,address\nBTC,x\n", None, None, "no column for balance", "at least"),
        (htx, "coin,address,balance,amount\n", None, None, "'balance' twice", "Rename"),
        (htx, f"{HTX_HEAD},{EVM},-,1,-,-\n", 1, "coin", "nothing stands here", "Every row"),
        (htx, f"{HTX_HEAD}ETH,-,-,1,-,-\n", 1, "address", "nothing stands here", "Every row"),
        (htx, f"{HTX_HEAD}ETH,a b,-,1,-,-\n", 1, "address", "holds blanks", "as published"),
        (htx, f"{HTX_HEAD}ETH,{EVM},7a,1,-,-\n", 1, "snapshot height", "'7a'", "or -"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,-5,-,-\n", 1, "balance", "'-5'", "plain number"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1.2E+09,-,-\n", 1, "balance", "(line 2", "spreadsheet"),
        (htx, f'{HTX_HEAD}ETH,{EVM},1,"1,000",-,-\n', 1, "balance", "'1,000'", "thousands"),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1,000,-,-\n", None, None, "7 cells under 6", "quotes"),
        (
            htx,
            f"{HTX_HEAD}ETH,{EVM},1,\u0661,-,-\n",
            1,
            "balance",
            "is not a plain",
            "plain number",
        ),
        (htx, f"{HTX_HEAD}ETH,{EVM},1,1,a\x07,-\n", None, None, "U+0007", "Remove it"),
        (okx, f"{OKX_HEAD}ETH,{EVM},0.5,m,s,,\n", 1, "amount", "base units", "snapshot height"),
        (okx, f"{OKX_HEAD}FOO-ERC20,{EVM},5,m,s,,\n", 1, "coin", "decimals of", "[wallets.forms"),
    ],
)
def test_wrong_lists_are_told_what_where_and_what_to_do(
    read, text, row, column, says, advises
) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    error = caught.value
    assert (error.file, error.row, error.column) == ("list.csv", row, column)
    assert says in error.what
    assert advises in error.advice
