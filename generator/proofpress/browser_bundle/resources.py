"""Access to proofpress's files that are not Python. Only this module knows where they are.

An installed wheel has them in `proofpress/_data`. A checkout has them in its source folders, or
builds them from there. If a file is missing, the installation is broken.
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
    """Jinja templates, Markdown pages and styles."""
    return _DATA / "site_templates" if _INSTALLED else _CHECKOUT / "site_templates"


def web() -> Path:
    """The scripts of the verify page."""
    return _DATA / "web" if _INSTALLED else _CHECKOUT / "wasm_verifier" / "web"


def pyodide() -> Path:
    """Files of Pyodide's npm package. An installed wheel has some of them only in `packed`."""
    return _DATA / "pyodide" if _INSTALLED else web() / "node_modules" / "pyodide"


def verifier_wheel() -> tuple[str, bytes]:
    """File name and bytes of the verifier's wheel that sites publish, of this version."""
    if not _INSTALLED:
        return build_verifier_wheel()
    (wheel,) = (_DATA / "verifier").glob("*.whl")
    return wheel.name, wheel.read_bytes()


def curve_wheels() -> dict[str, bytes]:
    """Wheels of the pure Python curve, by name. Browsers check wallets' signatures with it."""
    return locked_wheels(curve_lock(), _DATA / "curve" if _INSTALLED else _CHECKOUT / "build/curve")


def curve_lock() -> Path:
    """The file that names those wheels by their SHA-256."""
    return _DATA / "curve/browser.txt" if _INSTALLED else _CHECKOUT / "requirements/browser.txt"


def conformance_kit() -> bytes:
    """The archive of test vectors that sites publish next to the format page."""
    if not _INSTALLED:
        return build_conformance_kit()
    return (_DATA / "conformance" / FILE_NAME).read_bytes()


def packed(wheel: bytes) -> dict[str, bytes]:
    """The compressed files with which browsers run `wheel`, by their uncompressed names."""
    if not _INSTALLED:
        return boot_image.boot_files(wheel)
    paths = (_DATA / "packed").glob(f"*{boot_image.PACKED}")
    return {path.name.removesuffix(boot_image.PACKED): path.read_bytes() for path in paths}
