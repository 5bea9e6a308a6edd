"""The rules in the words of each host.

`prefix` is the path of the site's address, with a slash at both ends: `/`, or `/reserves/`.
"""

from __future__ import annotations

import json

from proofpress import __version__
from proofpress.site.hosting.rules import CACHING, EVERYWHERE, NO_ENDING, PLAIN, TYPES, rules

HOST_FILE = "_headers"
"""The one of these that lies in the site itself: hosts read it and do not hand it out."""

_MADE = f"# Made by proofpress {__version__}; made anew by `proofpress hosting`, so edit a copy.\n"


def files(prefix: str) -> dict[str, str]:
    """What a publisher gives to a host of their own, by file name."""
    return {
        "nginx-maps.conf": nginx_maps(prefix),
        "nginx-server.conf": nginx_server(),
        "Caddyfile.proofpress": caddy(prefix),
        "htaccess": apache(prefix),
        "cloudfront-response.js": cloudfront(prefix),
    }


def netlify() -> str:
    """`HOST_FILE`, as Netlify, Cloudflare Pages and others read it."""
    blocks = (
        "\n".join([rule.path, *(f"  {name}: {value}" for name, value in rule.headers.items())])
        for rule in rules()
    )
    return "\n".join(blocks) + "\n"


def nginx_maps(prefix: str) -> str:
    """For nginx's `http` block: each header's value by path."""
    return _MADE + "".join(
        f'map $uri ${_variable(name)} {{\n    default "";\n'
        + "".join(f'    "~{pattern}" "{value}";\n' for pattern, value in _values(name, prefix))
        + "}\n"
        for name in _varying()
    )


def nginx_server() -> str:
    """For nginx's `server` block: the headers, the types and the page for wrong addresses."""
    constant = (f'add_header {name} "{value}" always;\n' for name, value in EVERYWHERE.items())
    varying = (f"add_header {name} ${_variable(name)}{_always(name)};\n" for name in _varying())
    types = "".join(f"    {_bare(kind)} {' '.join(ends)};\n" for kind, ends in _by_type().items())
    plain = f"default_type {_bare(PLAIN)};\ncharset utf-8;\ncharset_types {' '.join(_charset())};\n"
    return f"{_MADE}{''.join(constant)}{''.join(varying)}types {{\n{types}}}\n{plain}"


def caddy(prefix: str) -> str:
    """A snippet for a Caddyfile, for a site block to import."""
    lines = [f'header {name} "{value}"' for name, value in EVERYWHERE.items()]
    for name in _varying():
        for number, (pattern, value) in enumerate(_joined(name, prefix)):
            matcher = f"@{_variable(name)}_{number}"
            lines += [f"{matcher} path_regexp `{pattern}`", f'header {matcher} {name} "{value}"']
    for number, (kind, pattern) in enumerate(_type_patterns()):
        matcher = f"@proofpress_type_{number}"
        lines += [f"{matcher} path_regexp `{pattern}`", f'header {matcher} Content-Type "{kind}"']
    inside = "".join(f"\t{line}\n" for line in lines)
    return f"{_MADE}(proofpress) {{\n{inside}}}\n"


def apache(prefix: str) -> str:
    """`.htaccess` in the site's folder."""
    lines = [f'Header always set {name} "{value}"' for name, value in EVERYWHERE.items()]
    for name in _varying():
        for pattern, value in _joined(name, prefix):
            where = f'"expr=%{{REQUEST_URI}} =~ m#{pattern}#"'
            lines.append(f'Header{_always(name)} set {name} "{value}" {where}')
    for kind, ends in _by_type().items():
        lines.append(f"AddType '{kind}' {' '.join(f'.{end}' for end in ends)}")
    lines.append(f"<FilesMatch '^[A-Z0-9]+$'>\n  ForceType '{PLAIN}'\n</FilesMatch>")
    lines += ["Options -Indexes", "DirectoryIndex index.html"]
    lines.append(f"ErrorDocument 404 {prefix}404.html")
    return _MADE + "".join(f"{line}\n" for line in lines)


def cloudfront(prefix: str) -> str:
    """A function of CloudFront's for the event "viewer response"."""
    table = [
        *((name.lower(), "", value) for name, value in EVERYWHERE.items()),
        *(
            (name.lower(), pattern, value)
            for name in _varying()
            for pattern, value in _joined(name, prefix)
        ),
        *(("content-type", pattern, kind) for kind, pattern in _type_patterns()),
    ]
    rows = "".join(f"  {json.dumps(row)},\n" for row in table)
    return f"{_MADE.replace('#', '//', 1)}var rows = [\n{rows}];\n{_CLOUDFRONT}"


_CLOUDFRONT = """
function handler(event) {
  rows.forEach(function (row) {
    var applies = new RegExp(row[1]).test(event.request.uri);
    if (applies) event.response.headers[row[0]] = { value: row[2] };
  });
  return event.response;
}
"""


def _varying() -> list[str]:
    """The headers that do not go with every file, in the order in which rules name them."""
    return list(dict.fromkeys(name for rule in rules()[1:] for name in rule.headers))


def _values(name: str, prefix: str) -> list[tuple[str, str]]:
    """Where a header goes, and its value there."""
    return [
        (rule.pattern.replace("^/", f"^{prefix.replace('.', '[.]')}", 1), rule.headers[name])
        for rule in rules()
        if name in rule.headers
    ]


def _joined(name: str, prefix: str) -> list[tuple[str, str]]:
    """The same with one expression for each value."""
    patterns: dict[str, list[str]] = {}
    for pattern, value in _values(name, prefix):
        patterns.setdefault(value, []).append(pattern.removeprefix("^").removesuffix("$"))
    return [(f"^({'|'.join(each)})$", value) for value, each in patterns.items()]


def _always(name: str) -> str:
    """With errors too, but for what would have a missing file kept as missing."""
    return "" if name == CACHING else " always"


def _variable(name: str) -> str:
    return "proofpress_" + name.lower().replace("-", "_")


def _by_type() -> dict[str, list[str]]:
    ends: dict[str, list[str]] = {}
    for end, kind in TYPES.items():
        ends.setdefault(kind, []).append(end)
    return ends


def _type_patterns() -> list[tuple[str, str]]:
    made = [(kind, f"[.]({'|'.join(ends)})$") for kind, ends in _by_type().items()]
    return [*made, (PLAIN, NO_ENDING)]


def _bare(kind: str) -> str:
    return kind.partition(";")[0]


def _charset() -> list[str]:
    return sorted({_bare(kind) for kind in TYPES.values() if "charset" in kind} - {"text/html"})
