"""Wheels of the pure-Python curve, for browsers, out of what is installed here.

Checking a wallet's signature needs `ecdsa`, and that needs `six`. Both are installed here at the
versions that `requirements/` pins by hash, so their files make the wheels again, without a network.
The bytes are the same each time. A file must be the one that its installation's RECORD names;
the packages' own tests are left out.
"""

from importlib.metadata import Distribution, PackageNotFoundError, distribution

from proofpress.browser_bundle.wheel_file import record_digest, write_wheel
from proofpress.errors import StateError

PACKAGES = {"ecdsa": ("six",), "six": ()}
"""Each package, and what it depends on."""

_OF_THE_INSTALLER = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json")


def build_curve_wheels() -> dict[str, bytes]:
    """The wheels' bytes by file name.

    Raises:
        StateError: a package is not installed, or is not as it was installed.
    """
    return dict(_wheel(name) for name in PACKAGES)


def _wheel(name: str) -> tuple[str, bytes]:
    try:
        installed = distribution(name)
    except PackageNotFoundError as error:
        raise StateError(f"the package {name} is not installed; `make setup` brings it") from error
    title = f"{name}-{installed.version}"
    content = write_wheel(sorted(_files(installed).items()), f"{title}.dist-info")
    return f"{title}-py2.py3-none-any.whl", content


def _files(installed: Distribution) -> dict[str, bytes]:
    found = {}
    for path in installed.files or ():
        is_package = path.suffix == ".py" and not path.name.startswith("test_")
        is_about = path.parent.suffix == ".dist-info" and path.name not in _OF_THE_INSTALLER
        if not (is_package or is_about):
            continue
        content = path.read_binary()
        if path.hash is None or path.hash.value != record_digest(content):
            raise StateError(f"{path.locate()} is not the file that was installed; install it anew")
        found[path.as_posix()] = content
    return found
