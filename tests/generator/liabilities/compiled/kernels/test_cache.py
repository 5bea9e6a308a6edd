"""Compiled kernels follow the source of their whole package, and nothing else's cache changes."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from proofpress.liabilities.compiled.kernels import cache
from proofpress.liabilities.compiled.kernels.compiling import UNCOMPILED, kernel

pytestmark = pytest.mark.skipif(UNCOMPILED, reason="there is no cache")

CALLED = "from proofpress.liabilities.compiled.kernels.compiling import kernel\n\n"
CALLED += "@kernel\ndef called(x):\n    return x + {}\n"
CALLING = "from proofpress.liabilities.compiled.kernels.compiling import kernel\n"
CALLING += "from tiny.called import called\n\n"
CALLING += "@kernel\ndef calling(x):\n    return 10 * called(x)\n"
RUN = "from tiny.calling import calling as c; "
RUN += "print(c(1), sum(c.stats.cache_hits.values()), c.stats.cache_path)"


def folder_of(compiled: Any) -> Path:
    return Path(compiled.stats.cache_path)


class Tiny:
    """A package of two kernels, one of which calls the other from another file."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.package = folder / "tiny"
        self.package.mkdir()
        (self.package / "__init__.py").touch()
        (self.package / "calling.py").write_text(CALLING)
        self.say(1)

    def say(self, number: int) -> None:
        (self.package / "called.py").write_text(CALLED.format(number))

    def run(self, **environment: str) -> tuple[int, bool, str]:
        """In a process of its own: the result, whether it came from disk, from which folder."""
        own = {name: value for name, value in os.environ.items() if "NUMBA" not in name}
        own |= {
            "PYTHONPATH": os.pathsep.join((str(self.package.parent), *sys.path)),
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(self.home),
            **environment,
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN], env=own, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        result, hits, path = done.stdout.strip().split(" ", 2)
        return int(result), hits == "1", path


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


def test_a_second_process_finds_what_the_first_compiled(tiny: Tiny) -> None:
    assert tiny.run()[:2] == (20, False)
    result, from_disk, path = tiny.run()
    assert (result, from_disk) == (20, True)
    assert Path(path).parent == tiny.package / "__pycache__"


def test_a_change_in_another_file_is_seen(tiny: Tiny) -> None:
    before = tiny.run()
    tiny.say(2)
    after = tiny.run()
    assert (before[0], after[0]) == (20, 30)
    assert not after[1]
    assert after[2] != before[2]


def test_the_folder_that_a_user_chooses_is_used(tiny: Tiny, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    path = Path(tiny.run(NUMBA_CACHE_DIR=str(chosen))[2])
    assert path.parent.parent == chosen
    assert path.name.startswith(cache.PREFIX)


def test_a_read_only_installation_uses_the_users_folder(tiny: Tiny) -> None:
    (tiny.package / "__pycache__").touch()  # a file, so that nothing can be put there
    _, _, path = tiny.run()
    assert tiny.home in Path(path).parents
    assert tiny.run()[1]


def test_without_any_folder_kernels_are_compiled_in_memory(tiny: Tiny) -> None:
    (tiny.package / "__pycache__").touch()
    tiny.home.touch()
    assert tiny.run() == (20, False, "None")


def test_the_digest_is_of_the_names_and_contents_of_all_files(tmp_path: Path) -> None:
    seen = set()
    for name, content in (("a.py", "1"), ("a.py", "2"), ("b.py", "2"), ("b.py", "")):
        (tmp_path / name).write_text(content)
        seen.add(cache.source_digest(tmp_path))
    assert len(seen) == 4
    (tmp_path / "note.txt").write_text("not source")
    assert cache.source_digest(tmp_path) in seen
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuntimeError, match="no Python source"):
        cache.source_digest(tmp_path / "empty")


def test_other_functions_are_cached_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def double(x: int) -> int:
        return 2 * x

    theirs = folder_of(numba.njit(cache=True)(double))
    ours = folder_of(kernel(double))
    assert theirs == ours.parent
    assert not any(
        locator.__module__.startswith("proofpress")
        for locator in caching.CacheImpl._locator_classes
    )


def test_files_that_vanish_or_cannot_be_written_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def double(x: int) -> int:
        return 2 * x

    compiled = kernel(double)
    folder = folder_of(compiled)
    assert compiled(1) == 2
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.touch()  # a file where the folder was
    assert kernel(double)(1) == 2


def test_code_for_other_types_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if two processes had written over each other's file."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def double(x: float) -> float:
        return 2 * x

    compiled = kernel(double)
    folder = folder_of(compiled)
    assert (compiled(1), compiled(1.5)) == (2, 3.0)
    first, second = sorted(folder.glob("*.nbc"))
    second.write_bytes(first.read_bytes())
    assert (kernel(double)(1), kernel(double)(1.5)) == (2, 3.0)


def folders(place: Path, count: int) -> list[Path]:
    """Folders of kernels, the last used one first."""
    made = [place / f"{cache.PREFIX}{age:016x}" for age in range(count)]
    for age, folder in enumerate(made):
        folder.mkdir()
        (folder / "file").touch()
        os.utime(folder, (1000 - age, 1000 - age))
    return made


def test_folders_of_older_source_are_removed(tmp_path: Path) -> None:
    made = folders(tmp_path, 7)
    (tmp_path / "another").mkdir()
    cache.remove_stale(tmp_path, 3)
    assert {*tmp_path.iterdir()} == {tmp_path / "another", *made[:3]}
    cache.remove_stale(tmp_path / "absent", 3)


def test_what_is_not_a_folder_of_kernels_stays_and_stops_nothing(tmp_path: Path) -> None:
    made = folders(tmp_path, 3)
    others = [tmp_path / f"{cache.PREFIX}notes", tmp_path / f"{cache.PREFIX}{'f' * 16}"]
    others[0].write_text("kept")
    others[1].symlink_to(tmp_path / "absent")
    target = tmp_path / "target"
    target.mkdir()
    link = tmp_path / f"{cache.PREFIX}{'e' * 16}"
    link.symlink_to(target)
    cache.remove_stale(tmp_path, 1)
    assert {*tmp_path.iterdir()} == {made[0], *others, target, link}


def test_what_a_killed_process_left_is_removed_and_counts_for_nothing(tmp_path: Path) -> None:
    made = folders(tmp_path, 3)
    left = tmp_path / f"{cache.REMOVED}x"
    left.mkdir()
    (left / "file").touch()
    cache.remove_stale(tmp_path, 3)
    assert {*tmp_path.iterdir()} == {*made}


def test_a_folder_in_use_is_not_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def double(x: int) -> int:
        return 2 * x

    compiled = kernel(double)
    assert compiled(1) == 2
    folder = folder_of(compiled)
    os.utime(folder, (1, 1))
    cache._touch.cache_clear()
    assert kernel(double)(1) == 2
    assert folder.stat().st_mtime > 1


def test_a_new_folder_is_where_older_ones_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def double(x: int) -> int:
        return 2 * x

    compiled = kernel(double)
    place = folder_of(compiled).parent
    folders(place, cache.KEPT + 3)
    assert compiled(1) == 2
    assert len(list(place.iterdir())) == cache.KEPT
    assert folder_of(compiled).is_dir()
