"""Add generated files to the proofpress wheel: Pyodide, boot image, wheels, test vectors.

A machine that publishes snapshots may have neither a network nor Node, so the wheel has all files.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PYODIDE_FILES = (
    "package.json",
    "pyodide-lock.json",
    "pyodide.mjs",
    "python_stdlib.zip",
)


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling before and after each build. An editable install reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files where `proofpress.browser_bundle.resources` looks for them."""
        if version == "editable":
            return
        self._scratch = tempfile.TemporaryDirectory()
        self._make(Path(self._scratch.name))
        build_data["force_include"][self._scratch.name] = "proofpress/_data"
        pyodide = Path(self.root, "wasm_verifier", "web", "node_modules", "pyodide")
        for name in _PYODIDE_FILES:
            build_data["force_include"][str(pyodide / name)] = f"proofpress/_data/pyodide/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the files that `initialize` has written."""
        if version != "editable":
            self._scratch.cleanup()

    def _make(self, folder: Path) -> None:
        sys.path.insert(0, str(Path(self.root, "generator")))
        from proofpress.browser_bundle import resources
        from proofpress.browser_bundle.boot_image import PACKED, boot_files
        from proofpress.browser_bundle.conformance_kit import FILE_NAME, build_conformance_kit
        from proofpress.browser_bundle.verifier_wheel import build_verifier_wheel

        name, wheel = build_verifier_wheel()
        packed = {f"packed/{file}{PACKED}": content for file, content in boot_files(wheel).items()}
        curve = {f"curve/{file}": content for file, content in resources.curve_wheels().items()}
        lock = {f"curve/{resources.curve_lock().name}": resources.curve_lock().read_bytes()}
        kit = {f"conformance/{FILE_NAME}": build_conformance_kit()}
        made = {f"verifier/{name}": wheel, **packed, **curve, **lock, **kit}
        for path, content in made.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
