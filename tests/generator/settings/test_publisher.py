"""publisher.toml: what is read, and how each mistake is answered."""

from pathlib import Path

import pytest

from tests.generator.settings.samples import PUBLISHER, Wrong, assert_publisher_refused, load


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example:8443/b/c.d/~e/"])
def test_the_site_may_know_its_own_address(tmp_path: Path, url: str) -> None:
    found = load(tmp_path, PUBLISHER.replace("[assets.BTC]", f'site_url = "{url}"\n[assets.BTC]'))
    assert found.publisher.site_url == url


PUBLISHER_CASES = [
    Wrong(
        'name = "Example Exchange"', 'nmae = "X"', "nmae is not a known key", "Did you mean name?"
    ),
    Wrong('name = "Example Exchange"\n', "", "name is missing", "text in quotes"),
    Wrong('"Example Exchange"', "7", "name must be text in quotes", ""),
    Wrong('"Example Exchange"', '""', "name cannot be ''", "1 to 80 printable"),
    Wrong('"Example Exchange"', '" X"', "name cannot be ' X'", "no leading"),
    Wrong('"Example Exchange"', '"a\\u202Eb"', "name cannot be", "printable"),
    Wrong('"Example Exchange"', f'"{"x" * 81}"', "name cannot be", "1 to 80"),
    Wrong('"example.com/reserves"', '"exam ple"', "origin cannot be", "no spaces and no '+'"),
    Wrong('"example.com/reserves"', '"a+b"', "origin cannot be 'a+b'", "no spaces and no '+'"),
    Wrong('"https://example.com"', '"javascript:alert(1)"', "url cannot be", "https://"),
    Wrong("https://example.com/help", "ftp://x", "support_url cannot be", "https://"),
    *(
        Wrong(
            'url = "https://example.com"',
            f'url = "https://example.com"\nsite_url = "{wrong}"',
            "site_url cannot be",
            "a final slash",
        )
        for wrong in (
            "https://example.com",
            "http://example.com/",
            "https://example.com/a",
            "https://",
            "https://a@example.com/",
            "https://example.com/?x/",
            "https://example.com/#/",
            "https://example.com//",
            "https://example.com/a b/",
            f"https://{'a' * 2048}/",
        )
    ),
    Wrong("[[group]]", "[keys]\ncode = ''\n[[group]]", "keys.code cannot be ''", "Name a file"),
    Wrong("[[group]]", "[keys]\ncode = '../k'\n[[group]]", "keys.code leads out of", "absolute"),
    Wrong("[[group]]", "[key]\n[[group]]", "key is not a known key", "Did you mean keys?"),
    Wrong("[[group]]", "[theme]\naccent = 'blue'\n[[group]]", "theme.accent cannot be", "#0b5fff"),
]


@pytest.mark.parametrize("case", PUBLISHER_CASES, ids=lambda case: case.what[:40])
def test_a_wrong_publisher_file_is_refused(tmp_path: Path, case: Wrong) -> None:
    assert_publisher_refused(tmp_path, case)
