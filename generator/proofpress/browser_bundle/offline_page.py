"""The offline page: one HTML file that verifies from a disk, without any site or connection.

It contains what a site's verify page downloads: Pyodide, the boot image, our scripts, and the files
of a normal start, with only the standard library modules in use. It names no publisher and has no
date. So it has the same bytes on every site of this version, and one digest, published in many
places, identifies it.

Its policy allows its own scripts and style by digest, wasm, and workers and modules from blobs,
which only its own scripts can make. Nothing in it can reach a network.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.html import csp_source, strict_environment
from proofpress.browser_bundle.worker_files import VERIFIER_WORKER_PARTS, WorkerFile, join_scripts

_SCRIPT_PARTS = (
    "sha256.js",
    "failures.js",
    "streams.js",
    "engine.js",
    "check.js",
    "view/dom.js",
    "view/code-input.js",
    "view/progress.js",
    "view/picture.js",
    "view/saving.js",
    "view/verdict.js",
    "view/flow.js",
    "offline/embedded.js",
    "offline/place.js",
    "offline/given.js",
    "offline/offline-page.js",
)
_POLICY = (
    "default-src 'none'; script-src {script} 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src {style}; connect-src 'none'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class EmbeddedFile:
    """A file of the runtime, embedded in the page."""

    name: str
    base64: Markup


def file_name(version: str) -> str:
    """Return the file name of the page."""
    return f"proofpress-offline-{version}.html"


def offline_page(
    files: tuple[WorkerFile, ...], content: Mapping[str, bytes], *, version: str, wheel_sha256: str
) -> bytes:
    """Return the page. `content` has the bytes to embed of each file, by its path."""
    script, style = _script(files), _style()
    page = _environment().get_template("offline/page.html")
    text = page.render(
        policy=_POLICY.format(script=csp_source(script), style=csp_source(style)),
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        files=[_embedded(file.name, content[file.path]) for file in files],
        version=version,
        file_name=file_name(version),
        wheel_sha256=wheel_sha256,
    )
    return text.encode()


def _script(files: tuple[WorkerFile, ...]) -> str:
    """All scripts as one, including the digests by which they check the embedded files."""
    given = {
        "runtime": {"files": [asdict(file) for file in files]},
        "workerScript": join_scripts(VERIFIER_WORKER_PARTS),
    }
    text = f"globalThis.proofpress = {_in_script(given)};\n{join_scripts(_SCRIPT_PARTS)}"
    assert "</script" not in text.lower(), "it would end its element"
    assert "<!--" not in text, "it would begin a comment"
    return text


def _in_script(value: object) -> str:
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _style() -> str:
    sheet = resources.site_templates() / "theme" / "style.css"
    own = resources.web() / "offline" / "page.css"
    text = sheet.read_text("utf-8") + own.read_text("utf-8")
    assert "</style" not in text.lower(), "it would end its element"
    return text


def _embedded(name: str, content: bytes) -> EmbeddedFile:
    return EmbeddedFile(name, Markup(base64.b64encode(content).decode()))  # noqa: S704


def _environment() -> Environment:
    folders = {name: FileSystemLoader(resources.web() / name) for name in ("view", "offline")}
    templates = FileSystemLoader(resources.site_templates())
    return strict_environment(ChoiceLoader([PrefixLoader(folders), templates]))
