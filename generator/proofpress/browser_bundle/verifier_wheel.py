"""Building the verifier's wheel from a checkout, with the same bytes on every machine and run.

Sites publish the digest of the wheel that their customers run, so anyone with the sources must be
able to build the same wheel. So nothing in it depends on the machine: the entries have a fixed
order, the metadata is written here and not by a build tool, and `plain_zip` writes the archive.

    python -m proofpress.browser_bundle.verifier_wheel dist
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proofpress.browser_bundle.wheel_file import write_wheel

_CHECKOUT = Path(__file__).parents[3]
_SOURCES = _CHECKOUT / "wasm_verifier"
_PACKAGE = "proofpress_verify"

_WHEEL = """\
Wheel-Version: 1.0
Generator: proofpress
Root-Is-Purelib: true
Tag: py3-none-any
"""


def build_verifier_wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and its bytes."""
    project = tomllib.loads(_text(_SOURCES / "pyproject.toml"))["project"]
    version = _version()
    dist_info = f"{_PACKAGE}-{version}.dist-info"
    entries = [*_package_files(), *_dist_info_files(dist_info, project, version)]
    return f"{_PACKAGE}-{version}-py3-none-any.whl", write_wheel(entries, dist_info)


def _version() -> str:
    source = _text(_SOURCES / _PACKAGE / "__init__.py")
    found = re.search(r'^__version__ = "([0-9a-z.]+)"$', source, re.MULTILINE)
    assert found, "proofpress_verify/__init__.py has no line: __version__ = ..."
    return found[1]


def _package_files() -> Iterator[tuple[str, bytes]]:
    folder = _SOURCES / _PACKAGE
    paths = [*folder.rglob("*.py"), folder / "py.typed"]
    named = {path.relative_to(_SOURCES).as_posix(): path for path in paths}
    for name in sorted(named):
        yield name, named[name].read_bytes()


def _dist_info_files(
    dist_info: str, project: dict[str, Any], version: str
) -> Iterator[tuple[str, bytes]]:
    yield f"{dist_info}/METADATA", _metadata(project, version).encode()
    yield f"{dist_info}/WHEEL", _WHEEL.encode()
    yield f"{dist_info}/entry_points.txt", _entry_points(project).encode()
    yield f"{dist_info}/licenses/LICENSE", (_CHECKOUT / "LICENSE").read_bytes()


def _metadata(project: dict[str, Any], version: str) -> str:
    assert not project["dependencies"], "the verifier depends on nothing"
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {project['requires-python']}",
    ]
    for extra, requirements in project.get("optional-dependencies", {}).items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {needed} ; extra == "{extra}"' for needed in requirements]
    return "\n".join(lines) + "\n"


def _entry_points(project: dict[str, Any]) -> str:
    scripts = [f"{name} = {target}" for name, target in project["scripts"].items()]
    return "\n".join(["[console_scripts]", *scripts]) + "\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _main(folder: Path) -> None:
    name, content = build_verifier_wheel()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
