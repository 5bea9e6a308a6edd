"""The page that checks without any site: one HTML file, opened from a disk, with no connection.

It carries what a site's verify page downloads: Pyodide, the boot image, our scripts, and what an
ordinary start takes, with the standard library cut to the modules in use. It names no publisher and
has no date, so its bytes are the same for every site that this version publishes, and one digest,
published in many places, is enough to know it by.

Its policy allows its own scripts and style by digest, wasm, and workers and modules from blobs,
which only its own scripts can make. Nothing in it can reach a network.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from proofpress.browser_bundle import resources
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
    """A file of the runtime as it stands in the page."""

    name: str
    base64: Markup


def file_name(version: str) -> str:
    """Return what the page is called on a disk."""
    return f"proofpress-offline-{version}.html"


def offline_page(
    files: tuple[WorkerFile, ...], content: Mapping[str, bytes], *, version: str, wheel_sha256: str
) -> bytes:
    """Return the page; `content` has each file's bytes by its path, as they are to be embedded."""
    script, style = _script(files), _style()
    page = _environment().get_template("offline/page.html")
    text = page.render(
        policy=_POLICY.format(script=_source(script), style=_source(style)),
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        files=[_embedded(file.name, content[file.path]) for file in files],
        version=version,
        file_name=file_name(version),
        wheel_sha256=wheel_sha256,
    )
    return text.encode()


def _script(files: tuple[WorkerFile, ...]) -> str:
    """All scripts as one; what they check the embedded files by is part of it."""
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


def _source(text: str) -> str:
    """How a policy names a script or style that stands in the page."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _embedded(name: str, content: bytes) -> EmbeddedFile:
    return EmbeddedFile(name, Markup(base64.b64encode(content).decode()))  # noqa: S704


def _environment() -> Environment:
    folders = {name: FileSystemLoader(resources.web() / name) for name in ("view", "offline")}
    return Environment(
        loader=ChoiceLoader([PrefixLoader(folders), FileSystemLoader(resources.site_templates())]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
