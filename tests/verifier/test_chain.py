"""The chain of statements of a site, by the command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from tests import simulator
from tests.simulator import STRANGER, Plan, Published
from tests.verifier.site_on_disk import FINGERPRINT, PLAN, STATEMENT, Site, failed


def chained(site: Site, **changes: object) -> None:
    """A second snapshot after the first, naming it as its previous one but for `changes`."""
    previous = {"snapshot": "2026-10-31", "sha256": FINGERPRINT} | changes
    books = simulator.open_books(Plan(snapshot="2026-11-30"))
    books.header["liabilities_at"] = "2026-11-30T00:00:00Z"
    stated = books.build().state()
    stated.statement["previous"] = [previous]
    simulator.write_site(site.folder, stated.sign())


def test_a_chain_that_holds(site: Site) -> None:
    chained(site)
    assert site.run("site", str(site.folder), "--snapshot", "2026-11-30") == 0


def test_a_chain_to_a_statement_that_is_not_at_hand_holds(site: Site) -> None:
    chained(site, snapshot="2025-01-01")
    assert site.run("site", str(site.folder), "--snapshot", "2026-11-30") == 0


def test_history_rewritten_is_found(site: Site) -> None:
    """Threat 10: the statement before this one is another than it was."""
    chained(site, sha256="ab" * 32)
    assert failed(site, *LATER) == ("previous", "publisher", "2026-10-31")


LATER = ("--snapshot", "2026-11-30")
OLDER_NOTE = "snapshots/2026-10-31/statement.note"


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (lambda data: data[:-100], "statement-canonical"),
        (lambda _: b"<html>captive portal</html>", "statement-canonical"),
        (lambda _: b"", "statement-canonical"),
        (lambda data: data.replace(b'"name":"', b'"name":"x'), "statement-digest"),
    ],
    ids=["cut", "error-page", "empty", "edited"],
)
def test_a_damaged_older_statement_is_not_held_against_the_publisher(
    site: Site, damage: Callable[[bytes], bytes], check: str
) -> None:
    """A mirror must not be able to break a chain that the publisher signed whole."""
    chained(site)
    path = site.folder / STATEMENT
    path.write_bytes(damage(path.read_bytes()))
    assert failed(site, *LATER) == (check, "copy", "2026-10-31")


def test_an_older_statement_that_nobody_signed_breaks_no_chain(site: Site) -> None:
    chained(site, sha256="ab" * 32)
    (site.folder / OLDER_NOTE).unlink()
    assert failed(site, *LATER) == ("note-form", "copy", "2026-10-31")


def test_an_older_statement_of_another_publisher_breaks_no_chain(site: Site) -> None:
    chained(site)
    replace_older(site, simulator.publish(Plan(signer=STRANGER)))
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


def test_a_signed_statement_of_another_day_in_the_older_place_breaks_no_chain(site: Site) -> None:
    chained(site)
    replace_older(site, simulator.publish(Plan(snapshot="2026-09-30")))
    assert failed(site, *LATER) == ("snapshot-id", "copy", "2026-10-31")


def test_a_draft_in_the_older_place_breaks_no_chain(site: Site) -> None:
    """A draft is replaced by what is released, so it differs without any fault."""
    chained(site)
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["scope_note"] = "To be released."
    stated.kind = "draft"
    replace_older(site, stated.sign())
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


def test_a_malformed_statement_signed_by_a_stranger_breaks_no_chain(site: Site) -> None:
    chained(site)
    stated = simulator.open_books(Plan(signer=STRANGER)).build().state()
    del stated.statement["name"]
    replace_older(site, stated.sign())
    assert failed(site, *LATER) == ("statement-digest", "copy", "2026-10-31")


@pytest.mark.parametrize("older", [b"no statement", b"{}"])
def test_a_named_digest_of_what_is_no_statement_is_the_publishers(site: Site, older: bytes) -> None:
    """The newer statement is signed and names these very bytes."""
    chained(site, sha256=hashlib.sha256(older).hexdigest())
    (site.folder / STATEMENT).write_bytes(older)
    assert failed(site, *LATER) == ("previous", "publisher", "2026-10-31")


def replace_older(site: Site, published: Published) -> None:
    (site.folder / STATEMENT).write_bytes(published.statement)
    (site.folder / OLDER_NOTE).write_bytes(published.note)


def test_a_second_beginning_is_found(site: Site) -> None:
    """Threat 10: the newer statement says that there was none before it."""
    stated = simulator.open_books(Plan(snapshot="2026-11-30")).build().state()
    stated.statement["header"]["liabilities_at"] = "2026-11-30T00:00:00Z"
    simulator.write_site(site.folder, stated.sign())
    listed = {"snapshots": [{"id": "2026-11-30"}, {"id": "2026-10-31"}]}
    (site.folder / "latest.json").write_text(json.dumps(listed))
    assert site.run("site", str(site.folder), "--json") == 1
    later, first = json.loads(site.out)
    assert first["check"]["name"] == "equivocation"
    assert later["check"]["name"] == "previous"
    assert later["check"]["expected"] == "the statement of 2026-10-31"


def test_one_snapshot_needs_no_list(site: Site) -> None:
    (site.folder / "latest.json").unlink()
    assert site.run("site", str(site.folder), "--snapshot", "2026-10-31") == 0


def test_a_chain_that_runs_backwards_is_found(site: Site) -> None:
    """Threat 10: an older moment given out as the newer one."""
    chained(site)
    stated = simulator.open_books(PLAN).build().state()
    later = (site.folder / "snapshots/2026-11-30/statement.json").read_bytes()
    stated.statement["previous"] = [
        {"snapshot": "2026-11-30", "sha256": hashlib.sha256(later).hexdigest()}
    ]
    simulator.write_site(site.folder, stated.sign())
    assert site.run("site", str(site.folder), "--json", "--snapshot", "2026-10-31") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "previous"
