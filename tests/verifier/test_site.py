"""Re-checking everything public of a site, by the command."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable

import pytest

from proofpress_verify import paths
from proofpress_verify.site import most_manifest_bytes, unlikely_sizes
from proofpress_verify.sources import Folder
from tests import simulator
from tests.simulator import LARGE, Published
from tests.vectors.shards import BESIDE_EMPTY, SMALL
from tests.verifier.site_on_disk import PLAN, PUBLISHED, SHARD, Site, failed


def test_an_intact_site_holds(site: Site) -> None:
    assert site.run("site", str(site.folder)) == 0
    assert "2026-10-31: all public checks passed (released; " in site.out
    assert "8 accounts" in site.out
    assert "warning" not in site.out
    assert site.run("site", str(site.folder), "--json") == 0
    (result,) = json.loads(site.out)
    assert (result["holds"], result["accounts"], result["draft"]) == (True, 8, False)
    assert "encrypted" in result["not_checked"]
    assert result["warnings"] == []


PATHS = sorted(
    path
    for path in (
        "statement.json",
        "statement.note",
        "SHA256SUMS",
        "wallets.csv",
        "methodology.md",
        "disclosures.json",
        "shards/0000/000000.shard",
    )
)


@pytest.mark.parametrize("path", PATHS)
def test_a_damaged_file_of_a_site_is_found(site: Site, path: str) -> None:
    name = f"snapshots/2026-10-31/{path}"
    size = (site.folder / name).stat().st_size
    for at in {0, size // 2, size - 1}:
        site.flip(name, at)
        assert site.run("site", str(site.folder), "--json") == 1
        (result,) = json.loads(site.out)
        assert result["holds"] is False
        assert result["check"]["attributed_to"] == "copy"
        site.flip(name, at)
    assert site.run("site", str(site.folder)) == 0


@pytest.mark.parametrize("path", [path for path in PATHS if path != "statement.note"])
def test_a_missing_file_of_a_site_is_found(site: Site, path: str) -> None:
    """A copy without a file that the signed statement commits to is a damaged copy."""
    (site.folder / "snapshots/2026-10-31" / path).unlink()
    if path == "statement.json":  # without it nothing can be checked at all
        assert site.run("site", str(site.folder)) == 3
        assert path in site.err
    else:
        assert site.run("site", str(site.folder)) == 1
        assert path in site.out


def test_a_site_whose_shards_do_not_add_up_to_the_accounts_is_found(site: Site) -> None:
    """Over all files, the leaves are as many as the total says: anyone can check that."""
    stated = simulator.open_books(PLAN).build().state()
    stated.statement["totals"][0] = "9"
    simulator.write_site(site.folder, stated.sign())
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "totals"


# A site of several shards.


@pytest.fixture
def large(site: Site) -> Site:
    shutil.rmtree(site.folder)
    simulator.write_site(site.folder, simulator.publish(LARGE))
    return site


SECOND = "snapshots/2026-10-31/shards/0000/000001.shard"


def test_an_intact_site_of_several_shards_holds(large: Site) -> None:
    assert large.run("site", str(large.folder)) == 0
    assert "200 accounts" in large.out
    assert "warning" not in large.out


@pytest.mark.parametrize("at", [0, 10_000, -40, -1])
def test_a_damaged_shard_behind_the_first_is_found(large: Site, at: int) -> None:
    large.flip(SECOND, at)
    assert large.run("site", str(large.folder)) == 1
    assert "000001.shard" in large.out


def test_a_missing_shard_behind_the_first_is_found(large: Site) -> None:
    (large.folder / SECOND).unlink()
    assert large.run("site", str(large.folder)) == 1
    assert "000001.shard" in large.out


def test_a_shard_that_is_too_small_is_found(site: Site) -> None:
    """Whoever sees which file is asked for would know of whom it may be."""
    simulator.write_site(site.folder, simulator.publish(SMALL))
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert (result["check"]["name"], result["check"]["attributed_to"]) == (
        "shard-small",
        "publisher",
    )
    assert (result["check"]["found"], result["check"]["where"]) == ("99", "shard 1")


def test_shards_that_chance_hardly_gives_are_told_of(site: Site) -> None:
    """All accounts in one of two shards: allowed, but no accident."""
    simulator.write_site(site.folder, simulator.publish(BESIDE_EMPTY))
    assert site.run("site", str(site.folder)) == 0
    for shard, accounts in ((0, 100), (1, 0)):
        assert (
            f"shard {shard} has {accounts} accounts where chance gives about 50: "
            "code generations may have been chosen to place accounts" in site.out
        )
    assert site.run("site", str(site.folder), "--json") == 0
    (result,) = json.loads(site.out)
    assert (result["holds"], len(result["warnings"])) == (True, 2)


@pytest.mark.parametrize(
    ("found", "warnings"), [(161, 0), (162, 1), (39, 0), (38, 1), (100, 0), (0, 1)]
)
def test_a_shard_is_told_of_beyond_six_deviations_and_one(found: int, warnings: int) -> None:
    assert len(unlikely_sizes({5: found}, 1600, 16)) == warnings


def test_few_of_many_unlikely_shards_are_listed() -> None:
    said = unlikely_sizes(dict.fromkeys(range(256), 0), 256 * 100, 256)
    assert len(said) == 21
    assert said[-1] == "the same is true of 236 more shards"


def resigned(site: Site, **changes: object) -> Published:
    stated = simulator.open_books(PLAN).build().state()
    stated.statement.update(changes)
    published = stated.sign()
    simulator.write_site(site.folder, published)
    return published


def test_a_site_whose_statement_names_another_wallet_list_is_found(site: Site) -> None:
    resigned(site, wallets={"complete": True, "rows": 1, "sha256": "00" * 32})
    assert failed(site) == ("manifest", "publisher", "wallets.csv")


@pytest.mark.parametrize("named", ["methodology", "disclosures"])
def test_a_site_whose_statement_names_another_text_is_found(site: Site, named: str) -> None:
    resigned(site, **{named: "00" * 32})
    check, blamed, where = failed(site)
    assert (check, blamed) == ("manifest", "publisher")
    assert where.startswith(named)
    assert site.run("site", str(site.folder)) == 1
    assert "contradicts the signed statement" in site.out


@pytest.mark.parametrize("path", ["wallets.csv", "methodology.md", "shards/0000/000000.shard"])
def test_a_signed_manifest_that_leaves_a_file_out_is_the_publishers(site: Site, path: str) -> None:
    lines = simulator.manifest(PUBLISHED.files, PUBLISHED.wallets).splitlines(keepends=True)
    resigned_manifest(site, b"".join(line for line in lines if path.encode() not in line))
    assert failed(site) == ("manifest", "publisher", path)
    assert site.run("site", str(site.folder)) == 1
    assert "in this copy" not in site.out


def resigned_manifest(site: Site, text: bytes) -> None:
    resigned(site, data=hashlib.sha256(text).hexdigest())
    (site.folder / "snapshots/2026-10-31/SHA256SUMS").write_bytes(text)


def two_digests(site: Site, file: bytes) -> None:
    """A signed manifest with the digest of another shard file than the signed root of files."""
    resigned_manifest(site, simulator.manifest([file], PUBLISHED.wallets))
    (site.folder / SHARD).write_bytes(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file[:200] + bytes([file[200] ^ 1]) + file[201:],
        lambda file: file[:-32],
        lambda file: file + bytes(2**24),
        lambda _: b"",
    ],
    ids=["files-root", "file-size", "beyond-the-limit", "empty"],
)
def test_two_signed_digests_of_a_shard_that_differ_are_the_publishers(
    site: Site, change: Callable[[bytes], bytes]
) -> None:
    two_digests(site, change(PUBLISHED.files[0]))
    assert failed(site) == ("manifest", "publisher", "shards/0000/000000.shard")


def test_a_file_that_is_neither_of_two_signed_ones_is_a_damaged_copy(site: Site) -> None:
    two_digests(site, PUBLISHED.files[0] + bytes(32))
    (site.folder / SHARD).write_bytes(b"<html>captive portal</html>")
    assert failed(site) == ("statement-digest", "copy", "shards/0000/000000.shard")


@pytest.mark.parametrize("path", [SHARD, "snapshots/2026-10-31/wallets.csv"])
def test_the_bytes_that_are_judged_are_those_whose_digest_was_compared(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file replaced between two reads would be held against the publisher."""
    honest, asked = Folder.read_optional, []

    def replaced(folder: Folder, name: str, most: int) -> bytes | None:
        asked.append(name)
        return b"other bytes" if asked.count(path) > 1 else honest(folder, name, most)

    monkeypatch.setattr(Folder, "read_optional", replaced)
    assert site.run("site", str(site.folder), "--json") == 0
    assert asked.count(path) == 1


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("statement")])
def test_a_file_that_differs_from_the_signed_manifest_is_a_damaged_copy(
    site: Site, path: str
) -> None:
    site.flip(f"snapshots/2026-10-31/{path}", 0)
    assert failed(site) == ("statement-digest", "copy", path)
    assert site.run("site", str(site.folder)) == 1
    assert "A file in this copy is not the one that was signed" in site.out


LINE = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "line",
    [
        f"{LINE}  ../../outside",
        f"{LINE}  /etc/passwd",
        f"{LINE}  a/../../../outside",
        f"{LINE}  ./wallets.csv",
        f"{LINE} *wallets.csv",
        f"{LINE}  shards//x",
        f"{LINE}  wallets.csv",
        "not a line",
        "",
    ],
)
def test_a_manifest_cannot_lead_out_of_the_snapshot(site: Site, line: str) -> None:
    """Every line is a digest and a path below the snapshot, and names each file once."""
    (site.folder / "outside").write_bytes(b"x")
    text = simulator.manifest(PUBLISHED.files, PUBLISHED.wallets) + line.encode() + b"\n"
    resigned_manifest(site, text)
    assert failed(site) == ("manifest", "publisher", "SHA256SUMS")


@pytest.mark.parametrize(
    "reencode",
    [
        lambda text: text.replace(b"\n", b"\x0b"),
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text + text.splitlines()[-1] + b"\n",
        lambda text: b"".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + b"x",
    ],
    ids="tabs carriage-returns cut-off empty-line twice descending unfinished".split(),
)
def test_a_manifest_has_one_encoding(site: Site, reencode: Callable[[bytes], bytes]) -> None:
    """Threat 5: our reading of it and that of `sha256sum -c` are the same."""
    text = reencode(simulator.manifest(PUBLISHED.files, PUBLISHED.wallets))
    resigned_manifest(site, text)
    assert failed(site) == ("manifest", "publisher", "SHA256SUMS")


def test_no_more_is_read_of_a_manifest_than_a_site_can_have(site: Site) -> None:
    path = site.folder / "snapshots/2026-10-31/SHA256SUMS"
    line = f"{'0' * 64}  attachments/{'a' * 60}.pdf\n".encode()
    path.write_bytes(line * 20_000)
    assert site.run("site", str(site.folder)) == 3
    assert "SHA256SUMS: more than the 2000200 bytes allowed" in site.err
    path.write_bytes(line * 10_000)
    assert site.run("site", str(site.folder)) == 1


@pytest.mark.parametrize("bits", [0, 1, 14, 24])
def test_the_manifest_of_the_largest_site_is_read(bits: int) -> None:
    shard = f"{'0' * 64}  {paths.shard_path((1 << bits) - 1)}\n"
    other = f"{'0' * 64}  attachments/{'a' * 64}.json\n"
    assert (len(shard) << bits) + 10_000 * len(other) <= most_manifest_bytes(bits)


def test_a_snapshot_under_another_name_is_found(site: Site) -> None:
    """Threat 10: an old snapshot in the place of a newer one."""
    (site.folder / "snapshots/2026-10-31").rename(site.folder / "snapshots/2026-11-30")
    (site.folder / "latest.json").write_text('{"snapshots":[{"id":"2026-11-30"}]}')
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "snapshot-id"
    assert site.account("--json") == 1
    assert json.loads(site.out)["check"]["name"] == "snapshot-id"


def test_top_paths_of_different_lengths_are_found(site: Site) -> None:
    """Threat 25: the lengths would say in which shard a rare asset is held."""
    shards = simulator.open_books(LARGE).build()
    shards.parts[1].top += b"\0"
    published = shards.state().sign()
    simulator.write_site(site.folder, published)
    assert site.run("site", str(site.folder), "--json") == 1
    (result,) = json.loads(site.out)
    assert result["check"]["name"] == "root-path"
    site.code_file.write_text(published.attempt(0).code, encoding="ascii")
    assert site.account() == 0
