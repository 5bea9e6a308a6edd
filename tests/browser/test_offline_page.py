"""The page that is opened from a disk, in Chromium without a network: files in, verdict out."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proofpress.browser_bundle.runtime import write_runtime
from tests.browser.test_views import AXE, violations
from tests.generator.exchange import FIRST, Exchange, publish_two
from tests.wrong_sites import ACCOUNT, SNAPSHOT, WRONG_SITES, make_wrong

pytestmark = pytest.mark.browser

TIMEOUT = 60_000  # ms; a slow machine takes long to start Python, and no test asserts a time
VERIFIED = "Your balance is in the published total"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return publish_two(tmp_path_factory.mktemp("exchange"))


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_page(tmp_path_factory.mktemp("runtime"))


def lay_page(folder: Path) -> Path:
    """The page alone, as a customer keeps it."""
    verifier = write_runtime(folder).verifier
    kept = folder / verifier.offline_page.name
    shutil.copyfile(folder / verifier.folder / kept.name, kept)
    return kept


@pytest.fixture
def offline(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`offline(file)`: the page without a network; no requests, nothing on the console."""
    with browser.new_context(offline=True) as context:
        asked: list[str] = []
        said: list[str] = []

        def open_page(file: Path, says: list[str] = said) -> Page:
            page = context.new_page()
            context.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: says.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto(file.as_uri())
            return page

        yield open_page
        assert [url for url in asked if not url.startswith(("blob:null/", "file:///"))] == []
        assert len([url for url in asked if url.startswith("file:")]) <= len(context.pages)
        assert said == []


@pytest.fixture
def page(offline: Callable[..., Page], page_file: Path) -> Page:
    return offline(page_file)


def files_of(site: Path, snapshot: str = SNAPSHOT) -> list[Path]:
    home = site / "snapshots" / snapshot
    return [home / "statement.json", home / "statement.note", *home.glob("shards/*/*.shard")]


def give(page: Page, *files: Path) -> None:
    page.set_input_files("#files", list(files))


def ask(page: Page, code: str = "") -> None:
    page.fill("#code", code)
    page.click("#question button[type=submit]")


def answered(page: Page) -> Page:
    expect(page.locator("#answer")).to_be_visible(timeout=TIMEOUT)
    return page


def drop(page: Page, *paths: Path) -> None:
    """As from a file manager, folders too."""
    box = page.locator("#drop").bounding_box()
    assert box
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        at = {"x": box["x"] + 20, "y": box["y"] + 20}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


# --- what is given ------------------------------------------------------------------------


def test_the_files_of_a_snapshot_verify(page: Page, published: Exchange) -> None:
    give(page, *files_of(published.site))
    ask(page, published.code("erin"))
    answered(page)
    expect(page.locator("#verdict")).to_have_text(VERIFIED)
    expect(page.locator("#account-name")).to_have_text("erin")
    expect(page.locator("#about-snapshot")).to_have_text(SNAPSHOT)
    page.click("#remarks button")
    expect(page.locator("#compare-publisher")).to_have_text(published.signing_key.publisher.hex())
    expect(page.locator("#compare-fingerprint")).to_be_visible()


def test_files_that_browsers_and_people_renamed_verify(
    page: Page, published: Exchange, tmp_path: Path
) -> None:
    statement, note, shard = files_of(published.site)
    renamed = {
        statement: "statement (1).json",
        note: "statement.note.txt",
        shard: f"{shard.stem} (2).shard",
    }
    for file, name in renamed.items():
        shutil.copyfile(file, tmp_path / name)
    give(page, *(tmp_path / name for name in renamed.values()))
    ask(page, published.code("erin"))
    expect(answered(page).locator("#verdict")).to_have_text(VERIFIED)


@pytest.mark.parametrize("way", ["chosen", "dropped"])
def test_a_whole_site_lets_choose_the_snapshot(page: Page, published: Exchange, way: str) -> None:
    if way == "chosen":
        page.set_input_files("#folder", published.site)
    else:
        drop(page, published.site)
    expect(page.locator("#snapshot option")).to_have_text([SNAPSHOT, FIRST])
    page.select_option("#snapshot", label=FIRST)
    ask(page, published.code("carol"))
    answered(page)
    expect(page.locator("#about-snapshot")).to_have_text(FIRST)
    expect(page.locator("#account-name")).to_have_text("carol")


def test_a_dropped_snapshot_verifies(page: Page, published: Exchange) -> None:
    drop(page, published.site / "snapshots" / SNAPSHOT)
    expect(page.locator("#given li.here")).to_have_count(3)
    expect(page.locator("#snapshot-field")).to_be_hidden()
    ask(page, published.code("erin"))
    expect(answered(page).locator("#verdict")).to_have_text(VERIFIED)


def test_dropped_files_verify(page: Page, published: Exchange) -> None:
    drop(page, *files_of(published.site))
    expect(page.locator("#given li.here")).to_have_count(3)
    ask(page, published.code("erin"))
    expect(answered(page).locator("#verdict")).to_have_text(VERIFIED)


def test_what_is_missing_is_named_file_by_file(page: Page, published: Exchange) -> None:
    statement, note, shard = files_of(published.site)
    said = page.locator("#files-note")
    ask(page, published.code("erin"))
    expect(said).to_contain_text("Choose the files first: statement.json and statement.note")
    give(page, note)
    ask(page, published.code("erin"))
    expect(said).to_contain_text("Still needed: statement.json")
    give(page, statement)
    ask(page, published.code("erin"))
    where = shard.relative_to(published.site / "snapshots" / SNAPSHOT).as_posix()
    expect(said).to_contain_text(f"{where} of snapshot {SNAPSHOT}", timeout=TIMEOUT)
    expect(said).to_be_focused()
    give(page, shard)
    ask(page, published.code("erin"))
    expect(answered(page).locator("#verdict")).to_have_text(VERIFIED)


def test_files_that_no_check_needs_are_named(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"x")
    give(page, picture)
    expect(page.locator("#files-note")).to_contain_text(
        "holiday.jpg is not a file that a check needs"
    )


def test_files_of_two_snapshots_do_not_mix(page: Page, published: Exchange) -> None:
    statement, note, _ = files_of(published.site)
    *_, older = files_of(published.site, FIRST)
    give(page, statement, note, older)
    ask(page, published.code("erin"))
    expect(answered(page).locator("#check-name")).to_have_text("files-root")


@pytest.mark.parametrize(("which", "length"), [(0, 4 * 2**20), (1, 64 * 2**10), (2, 16 * 2**20)])
def test_a_file_above_its_cap_is_not_read(
    page: Page, published: Exchange, tmp_path: Path, which: int, length: int
) -> None:
    files = files_of(published.site)
    long = tmp_path / files[which].name
    long.write_bytes(bytes(length + 1))
    files[which] = long
    give(page, *files)
    ask(page, published.code("erin"))
    expect(answered(page).locator("#explanation")).to_contain_text(long.name)
    expect(page.locator("#reason-text")).to_contain_text(str(length))


def test_files_can_be_taken_back(page: Page, published: Exchange) -> None:
    give(page, *files_of(published.site))
    page.click("#start-over")
    expect(page.locator("#given-box")).to_be_hidden()
    ask(page, published.code("erin"))
    expect(page.locator("#files-note")).to_contain_text("Choose the files first")


def test_an_identity_is_asked_for_where_one_is_bound(
    page: Page, published: Exchange, tmp_path: Path
) -> None:
    statement, note, _ = files_of(published.site)
    expect(page.locator("#identity-field")).to_be_hidden()
    give(page, statement, note)
    expect(page.locator("#given-box")).to_be_visible()
    expect(page.locator("#identity-field")).to_be_hidden()
    made = json.loads(statement.read_bytes())
    made["header"]["identity"] = "bound"
    bound = tmp_path / "statement.json"
    bound.write_text(json.dumps(made))
    give(page, bound)
    expect(page.locator("#identity-field")).to_be_visible()


# --- the answer ---------------------------------------------------------------------------


def test_wrong_files_get_the_right_answer(page: Page, published: Exchange, tmp_path: Path) -> None:
    for wrong in [wrong for wrong in WRONG_SITES if wrong.answer in ("refused", "not-counted")][:3]:
        folder = tmp_path / wrong.name
        shutil.copytree(published.site, folder, copy_function=shutil.copyfile)
        make_wrong(wrong, published, folder)
        give(page, *files_of(folder))
        ask(page, published.code(ACCOUNT))
        expect(answered(page).locator("#check-name")).to_have_text(wrong.check)
        expect(page.locator("#verdict-box")).to_have_class("verdict bad")
        page.click("#again")
        page.click("#start-over")


def test_a_proof_is_saved_and_checked_without_the_code(
    page: Page, published: Exchange, tmp_path: Path
) -> None:
    code = published.code("erin")
    give(page, *files_of(published.site))
    ask(page, code)
    answered(page).click("#save-proof summary")
    with page.expect_download() as saved:
        page.click("#save-proof-button")
    proof = tmp_path / saved.value.suggested_filename
    saved.value.save_as(proof)
    assert proof.name == f"proofpress-proof-{SNAPSHOT}.json"
    assert code not in proof.read_text()

    page.click("#again")
    page.click("#start-over")
    give(page, proof)
    ask(page)
    answered(page)
    expect(page.locator("#account-name")).to_have_text("erin")
    expect(page.locator("#account")).to_contain_text("does not show whose account that is")
    expect(page.locator("#remarks")).to_contain_text("anyone can invent an exchange")
    page.click("#again")
    ask(page, code)
    expect(answered(page).locator("#account-name")).to_have_text("erin")
    page.click("#again")
    ask(page, published.code("carol"))
    expect(answered(page).locator("#check-name")).to_have_text("saved-proof-code")


# --- the page itself ----------------------------------------------------------------------


def _one_changed_letter(text: str, name: str) -> str:
    """Another byte in the middle of an embedded file."""
    found = re.search(rf'id="file-{re.escape(name)}">([^<]+)<', text)
    assert found
    at = (found.start(1) + found.end(1)) // 2
    return text[:at] + ("B" if text[at] == "A" else "A") + text[at + 1 :]


@pytest.mark.parametrize(
    "name",
    ["pyodide.mjs", "pyodide-lock.json", "pyodide.asm.mjs", "pyodide.asm.wasm", "verifier.image"],
)
def test_embedded_data_with_one_changed_byte_is_refused_by_name(
    offline: Callable[..., Page], page_file: Path, published: Exchange, tmp_path: Path, name: str
) -> None:
    changed = tmp_path / "changed.html"
    changed.write_text(_one_changed_letter(page_file.read_text(), name))
    page = offline(changed)
    give(page, *files_of(published.site))
    ask(page, published.code("erin"))
    answered(page)
    expect(page.locator("#verdict")).to_have_text("The checking program is damaged")
    expect(page.locator("#explanation")).to_contain_text(name)
    expect(page.locator("#advice")).to_contain_text("compare its SHA-256")


def test_a_changed_script_does_not_run(
    offline: Callable[..., Page], page_file: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.html"
    changed.write_text(page_file.read_text().replace("createFlow", "createFl0w"))
    said: list[str] = []
    page = offline(changed, said)
    expect(page.locator("#question")).to_be_hidden()
    assert any("Content Security Policy" in text for text in said)


def test_python_starts_without_the_image_from_what_the_page_carries(
    offline: Callable[..., Page], page_file: Path, published: Exchange, tmp_path: Path
) -> None:
    """The image's build id belongs to another Pyodide: see test_boot's `no_image`."""
    changed = tmp_path / "changed.html"
    changed.write_text(_of_another_pyodide(page_file.read_text()))
    said: list[str] = []
    page = offline(changed, said)
    give(page, *files_of(published.site))
    ask(page, published.code("erin"))
    expect(answered(page).locator("#verdict")).to_have_text(VERIFIED)
    (note,) = said
    assert "without the boot image" in note


def _of_another_pyodide(text: str) -> str:
    """The page with another image in it, and the digests that go with that."""
    found = re.search(r'id="file-verifier.image">([^<]+)<', text)
    assert found
    image = bytearray(gzip.decompress(base64.b64decode(found[1])))
    before = hashlib.sha256(image).hexdigest()
    image[4 * (3 + 2 * int.from_bytes(image[8:12], "little")) + 16] ^= 1
    packed = base64.b64encode(gzip.compress(bytes(image))).decode()
    text = text[: found.start(1)] + packed + text[found.end(1) :]
    script = _script(text)
    changed = script.replace(before, hashlib.sha256(image).hexdigest())
    return text.replace(script, changed).replace(_source(script), _source(changed))


def _script(text: str) -> str:
    return text[text.index("<script>") + len("<script>") : text.rindex("</script>")]


def _source(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_nothing_can_leave_the_page(page: Page) -> None:
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert re.fullmatch(r"'sha256-[^']+' 'wasm-unsafe-eval' blob:", rules["script-src"])
    assert rules["worker-src"] == "blob:"
    assert re.fullmatch(r"'sha256-[^']+'", rules["style-src"])
    assert page.locator("[src], link, form[action]").count() == 0
    assert page.locator("a[href]").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    ) == ["#page"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wcag_2_2_aa_by_axe(page: Page, published: Exchange, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": 360, "height": 740})
    give(page, *files_of(published.site))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ask(page, published.code("erin"))
    answered(page)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
