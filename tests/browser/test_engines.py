"""The pages that check, in Firefox and WebKit: balances, a wrong site, a changed file, a list.

Chromium is tested in full elsewhere. `make test-engines` installs the other two first.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import engines
from tests.browser.engines import Engine, wait_for
from tests.browser.server import Site
from tests.browser.test_boot import flipped
from tests.generator.exchange import FIRST, SUBS, Exchange, make_exchange, publish_two
from tests.generator.reserves.lists import HEAD, signed_row
from tests.wrong_sites import ACCOUNT, SNAPSHOT, WRONG_SITES, make_wrong

pytestmark = pytest.mark.browser

SECONDS = 180  # a slow machine takes long to start Python, and no test asserts a time
# The form is hidden until the page's scripts control it.
READY = "!(document.getElementById('question') ?? { hidden: true }).hidden"
ANSWERED = "!!document.getElementById('answer') && !document.getElementById('answer').hidden"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return publish_two(tmp_path_factory.mktemp("exchange"))


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        with getattr(engines, request.param)() as started:
            yield started
    except engines.NotInstalled as reason:
        pytest.skip(str(reason))


def _text(engine: Engine, element: str) -> str:
    return str(engine.evaluate(f"document.getElementById('{element}').textContent.trim()"))


def _ask(engine: Engine, site: Site, code: str) -> str:
    engine.open("about:blank")
    engine.open(f"{site.url}verify/#{code}")
    wait_for(engine, ANSWERED, SECONDS)
    return _text(engine, "verdict")


def test_a_balance_is_verified_from_the_boot_image(
    engine: Engine, published: Exchange, served: Callable[..., Site]
) -> None:
    site = served(published.site)
    answer = _ask(engine, site, published.code("erin"))
    assert answer == "Your balance is in the published total"
    assert _text(engine, "account-name") == "erin"
    assert not [path for path in site.paths if path.endswith(("python_stdlib.zip", ".whl"))]


def test_a_wrong_site_is_refused(
    engine: Engine, published: Exchange, served: Callable[..., Site], tmp_path: Path
) -> None:
    wrong = next(wrong for wrong in WRONG_SITES if wrong.answer == "refused")
    folder = tmp_path / "site"
    shutil.copytree(published.site, folder, copy_function=shutil.copyfile)
    make_wrong(wrong, published, folder)
    site = served(folder)
    engine.open("about:blank")
    engine.open(f"{site.url}verify/")
    wait_for(engine, READY, SECONDS)
    engine.evaluate(
        "['snapshot', 'code'].forEach((id, i) => document.getElementById(id).value ="
        f" ['{SNAPSHOT}', '{published.code(ACCOUNT)}'][i])"
    )
    engine.evaluate("document.getElementById('question').requestSubmit()")
    wait_for(engine, ANSWERED, SECONDS)
    assert _text(engine, "check-name") == wrong.check


GIVE = """(() => {
  const given = new DataTransfer();
  for (const [name, text] of FILES) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    given.items.add(new File([bytes], name));
  }
  const field = document.getElementById("files");
  field.files = given.files;
  field.dispatchEvent(new Event("change"));
})()"""


def test_the_offline_page_verifies_from_a_disk(
    engine: Engine, published: Exchange, tmp_path: Path
) -> None:
    (page,) = published.site.glob("verifier/*/proofpress-offline-*.html")
    kept = shutil.copyfile(page, tmp_path / page.name)
    home = published.site / "snapshots" / SNAPSHOT
    paths = [home / "statement.json", home / "statement.note", *home.glob("shards/*/*.shard")]
    files = [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in paths]
    engine.open("about:blank")
    engine.open(kept.as_uri())
    wait_for(engine, READY, SECONDS)
    engine.evaluate(GIVE.replace("FILES", json.dumps(files)))
    wait_for(engine, "document.querySelectorAll('#given .here').length === 3", SECONDS)
    engine.evaluate(f"document.getElementById('code').value = '{published.code('erin')}'")
    engine.evaluate("document.getElementById('question').requestSubmit()")
    wait_for(engine, ANSWERED, SECONDS)
    assert _text(engine, "verdict") == "Your balance is in the published total"
    assert _text(engine, "account-name") == "erin"


def test_a_changed_runtime_file_is_refused(
    engine: Engine, published: Exchange, served: Callable[..., Site]
) -> None:
    site = served(published.site)
    (image,) = published.site.glob("runtime/*/verifier.image.gzip")
    site.damage[image.relative_to(published.site).as_posix()] = flipped
    answer = _ask(engine, site, published.code("erin"))
    assert answer == "The checking program is damaged"


LISTED = "!!document.getElementById('device') && !document.getElementById('device').hidden"
LIST_ANSWERED = "!document.getElementById('device-answer').hidden"


def test_the_signatures_of_a_wallet_list_are_checked(
    engine: Engine, served: Callable[..., Site], tmp_path: Path
) -> None:
    exchange = make_exchange(tmp_path / "exchange")
    rows = [signed_row(network) for network in ("bitcoin", "ethereum", "tron", "solana")]
    text = HEAD + "".join(rows) + signed_row("dogecoin", forged=True)
    exchange.write_snapshot(FIRST, more=SUBS, wallets=text)
    exchange.build(FIRST)
    engine.open("about:blank")
    engine.open(f"{served(exchange.draft).url}snapshots/{FIRST}/wallets/")
    wait_for(engine, LISTED, SECONDS)
    engine.evaluate("document.getElementById('check-all').click()")
    wait_for(engine, LIST_ANSWERED, SECONDS)
    answer = _text(engine, "device-answer")
    assert "4 valid, 1 invalid, 0 unsigned, 0 not checked. The rows on this page say" in answer
