"""Saved proofs: what is in one, what is not, and where one may be written."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpress_verify import browser, canonical, cli, code_text, forms, saved_proof
from proofpress_verify.errors import SavedProofForm
from proofpress_verify.saved_proof import SavedProof
from tests import simulator
from tests.simulator import NOW, Attempt, Plan
from tests.vectors import saved
from tests.verifier.asking import VECTORS

PUBLISHED = simulator.publish(Plan())
ATTEMPT = PUBLISHED.attempt(0)


def on_the_page(attempt: Attempt) -> dict[str, str]:
    """The verdict of a check on the page, and what may be saved of it."""
    opened = json.loads(
        browser.open_check(attempt.code, attempt.statement, attempt.note, attempt.now)
    )
    if opened["state"] == "need-shard":
        opened = json.loads(browser.finish_check(attempt.copies[0][0], attempt.identity))
    return {"verdict": opened["report"]["verdict"], "saves": opened["saves"]}


def save(says: str = "") -> dict[str, str]:
    made: dict[str, str] = json.loads(browser.save_check(says))
    return made


def check(text: str, now: str = NOW) -> dict[str, str]:
    made = json.loads(
        browser.check_saved(text.encode(), "", PUBLISHED.statement, PUBLISHED.note, now)
    )
    return {"verdict": made["report"]["verdict"], "says": made["report"].get("says", [])}


# What is in one.


def test_the_page_saves_what_an_independent_writer_would() -> None:
    assert on_the_page(ATTEMPT) == {"verdict": "verified", "saves": "proof"}
    made = save()
    assert made["name"] == "proofpress-proof-2026-10-31.json"
    about = json.loads(made["text"])["about"]
    assert made["text"].encode() == saved.encode(saved.members(PUBLISHED) | {"about": about})


def test_a_saved_proof_holds_neither_code_nor_secret() -> None:
    on_the_page(ATTEMPT)
    text = save("my own words")["text"]
    secret = code_text.parse_code(ATTEMPT.code).secret
    assert ATTEMPT.code not in text
    assert secret.hex() not in text
    raw = saved_proof.decode(text.encode())
    assert all(secret not in part for part in (raw.statement, raw.note, raw.file, raw.k))


def test_the_key_of_one_snapshot_opens_no_other() -> None:
    other = simulator.publish(Plan(snapshot="2026-11-30"))
    members = saved.members(other) | {"k": saved.members(PUBLISHED)["k"]}
    made = json.loads(browser.check_saved(saved.encode(members), "", None, None, NOW))
    assert made["report"]["check"]["name"] == "saved-proof-entry"


def test_what_its_holder_says_is_told_as_theirs() -> None:
    on_the_page(ATTEMPT)
    text = save("I had 3 BTC.\r\n\r\n\u202eand\x07 more\n")["text"]
    assert check(text) == {"verdict": "verified", "says": ["I had 3 BTC.", "and  more"]}


@given(st.text())
def test_whatever_is_typed_can_be_saved(typed: str) -> None:
    proof = SavedProof(b"{}", b"", 0, b"x", bytes(20), saved_proof.clean_lines(typed))
    assert saved_proof.decode(saved_proof.encode(proof)) == proof


def test_what_its_holder_says_is_told_whatever_the_answer() -> None:
    """Format document, "Report": `says` is there if a saved proof has any."""
    said = saved.members(PUBLISHED) | {"says": ["I had 3 BTC."]}
    shards = simulator.open_books(Plan()).build().state()
    shards.statement["scope_note"] = "Another story."
    other = shards.sign()
    for members, site in ((said, other), (said | {"k": "5a" * 20}, PUBLISHED), (said, PUBLISHED)):
        made = browser.check_saved(saved.encode(members), "", site.statement, site.note, NOW)
        assert json.loads(made)["report"]["says"] == ["I had 3 BTC."]


# When there is one.


@pytest.mark.parametrize(
    ("name", "saves"),
    [
        ("stale", "proof"),
        ("sibling-sum-lowered", "evidence"),
        ("format-1", ""),
        ("total-without-column", "evidence"),
        ("account-left-out", ""),
        ("signature-of-zeros", ""),
        ("code-cut-off", ""),
    ],
)
def test_only_what_shows_to_others_is_saved(name: str, saves: str) -> None:
    vector = VECTORS[name]
    shards = list(vector.shards)
    attempt = Attempt(vector.code, vector.statement, vector.note, shards, "", now=vector.now)
    told = on_the_page(attempt)
    assert told["saves"] == saves
    if not saves:
        assert save()["state"] == "done"
    else:
        assert check(save()["text"], attempt.now)["verdict"] == told["verdict"]


def test_a_new_check_forgets_the_last_one() -> None:
    on_the_page(ATTEMPT)
    browser.open_check("por1", PUBLISHED.statement, PUBLISHED.note, NOW)
    assert save()["state"] == "done"


# What is read.


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_it_fail_otherwise(data: bytes) -> None:
    with pytest.raises(SavedProofForm):
        saved_proof.decode(data)


def test_each_byte_of_one_is_needed() -> None:
    good = saved.encode(saved.members(simulator.publish(Plan(accounts=1))))
    head = good.index(b'","format"')
    for at in [*range(60), *range(head, len(good))]:
        bad = bytearray(good)
        bad[at] ^= 1
        made = json.loads(browser.check_saved(bytes(bad), "", None, None, NOW))
        verdict = made["report"]["verdict"]
        is_about = 10 <= at <= 24  # the words of `about` do not matter
        is_format = good[at : at + 1] == b"0" and good[at - 9 : at] == b'"format":'
        expected = ("cannot-check",) if is_format else ("code-not-usable", "damaged-copy")
        assert is_about or verdict in expected, at


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(SavedProofForm, match="more than"):
        saved_proof.decode(b" " * (forms.MAX_SAVED_PROOF_SIZE + 1))
    members = saved.members(PUBLISHED) | {"note": "AAAA" * 30_000}
    with pytest.raises(SavedProofForm, match="at most 65536 bytes"):
        saved_proof.decode(saved.encode(members))


def test_a_file_of_millions_of_items_is_refused_before_it_is_decoded(monkeypatch) -> None:
    """Decoding one took 1.3 GiB."""
    monkeypatch.setattr(canonical, "decode", lambda *_: pytest.fail("decoded"))
    for item in (b"{}", b"[]", b"1", b'"{"'):
        data = b"[" + b",".join([item] * (forms.MAX_SAVED_PROOF_SIZE // 5)) + b"]"
        made = json.loads(browser.check_saved(data, "", None, None, NOW))
        assert made["report"]["check"]["name"] == "saved-proof-form"


def test_whatever_it_says_is_read() -> None:
    """The longest texts, of nothing but bytes that also separate items."""
    texts = {"about": "," * forms.MAX_LONG_TEXT, "says": ["{" * 1000, *["," * 1000] * 99]}
    data = saved.encode(saved.members(PUBLISHED) | texts)
    assert saved_proof.decode(data).says == tuple(texts["says"])
    assert sum(map(data.count, (b"{", b"[", b","))) == forms.MAX_SAVED_PROOF_MARKS


def test_a_site_whose_own_statement_does_not_hold_is_no_comparison() -> None:
    on_the_page(ATTEMPT)
    text = save()["text"].encode()
    made = json.loads(browser.check_saved(text, "", PUBLISHED.statement, b"", NOW))
    assert "source-not-compared" in [remark["key"] for remark in made["report"]["remarks"]]


def test_the_snapshot_of_a_saved_proof_can_be_asked() -> None:
    text = saved.encode(saved.members(PUBLISHED))
    assert json.loads(browser.saved_snapshot(text)) == {"snapshot": "2026-10-31"}
    assert json.loads(browser.saved_snapshot(b"[]")) == {"snapshot": ""}


# The command.


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = simulator.write_site(tmp_path / "site", PUBLISHED)
    (tmp_path / "code").write_text(ATTEMPT.code)
    return folder


def account(site: Path, *options: str) -> int:
    return cli.main(["account", str(site), "--code-file", str(site.parent / "code"), *options])


def test_the_command_saves_and_checks(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site.parent / "proof.json"
    assert account(site, "--save", str(path)) == 0
    said = capsys.readouterr()
    assert "Do not post it" in said.err
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert cli.main(["proof", str(path)]) == 0
    assert "who published it was not compared" in capsys.readouterr().out
    assert cli.main(["proof", str(path), "--site", str(site)]) == 0
    assert "user-0" in capsys.readouterr().out


def test_the_command_overwrites_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site.parent / "proof.json"
    path.write_text("mine")
    assert account(site, "--save", str(path)) == 2
    assert path.read_text() == "mine"
    said = capsys.readouterr()
    assert "user-0" in said.out
    assert "File exists" in said.err


def test_the_command_saves_nothing_that_shows_nothing(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site.parent / "code").write_text(ATTEMPT.code[:-1])
    path = site.parent / "proof.json"
    assert account(site, "--save", str(path)) == 2
    assert not path.exists()
    assert "not written" in capsys.readouterr().err


def test_an_identity_needs_the_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, typed = site.parent / "proof.json", site.parent / "identity"
    path.write_bytes(saved.encode(saved.members(PUBLISHED)))
    typed.write_text("user0@mail.example")
    assert cli.main(["proof", str(path), "--identity-file", str(typed)]) == 2
    assert "--code-file" in capsys.readouterr().err
