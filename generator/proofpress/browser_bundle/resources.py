"""The files that are not Python but belong to proofpress: the one module that knows where they are.

An installed wheel carries them in `proofpress/_data`; an editable checkout has them where they are
written, or makes them from those. A file that is missing is a broken installation.
"""

from pathlib import Path

from proofpress.browser_bundle import boot_image
from proofpress.browser_bundle.conformance_kit import FILE_NAME, build_conformance_kit
from proofpress.browser_bundle.curve_wheels import locked_wheels
from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel

_PACKAGE = Path(__file__).parents[1]
_DATA = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parents[1]
_INSTALLED = _DATA.is_dir()


def site_templates() -> Path:
    """Jinja templates, Markdown pages, styles and translations."""
    return _DATA / "site_templates" if _INSTALLED else _CHECKOUT / "site_templates"


def web() -> Path:
    """The verification page's scripts."""
    return _DATA / "web" if _INSTALLED else _CHECKOUT / "wasm_verifier" / "web"


def pyodide() -> Path:
    """Files of Pyodide's npm package; an installed wheel has some of them only as `packed`."""
    return _DATA / "pyodide" if _INSTALLED else web() / "node_modules" / "pyodide"


def verifier_wheel() -> tuple[str, bytes]:
    """File name and bytes of the verifier that sites publish and this generator is pinned to."""
    if not _INSTALLED:
        return build_verifier_wheel()
    (wheel,) = (_DATA / "verifier").glob("*.whl")
    return wheel.name, wheel.read_bytes()


def curve_wheels() -> dict[str, bytes]:
    """Wheels of the pure-Python curve that browsers check wallets' signatures with, by name."""
    return locked_wheels(curve_lock(), _DATA / "curve" if _INSTALLED else _CHECKOUT / "build/curve")


def curve_lock() -> Path:
    """The file that names those wheels by their SHA-256."""
    return _DATA / "curve/browser.txt" if _INSTALLED else _CHECKOUT / "requirements/browser.txt"


def conformance_kit() -> bytes:
    """The archive of vectors that sites publish beside the format page."""
    if not _INSTALLED:
        return build_conformance_kit()
    return (_DATA / "conformance" / FILE_NAME).read_bytes()


def packed(wheel: bytes) -> dict[str, bytes]:
    """What browsers need to run the verifier in `wheel`, compressed, by its uncompressed names."""
    if not _INSTALLED:
        return boot_image.boot_files(wheel)
    paths = (_DATA / "packed").glob(f"*{boot_image.PACKED}")
    return {path.name.removesuffix(boot_image.PACKED): path.read_bytes() for path in paths}
