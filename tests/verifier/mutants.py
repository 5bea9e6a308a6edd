"""The verifier with one of its defences taken out, beside the whole one.

A mutant is a second copy of the package under another name, whose source differs in one
place. A defence is a place where an error is raised: in the mutant, nothing happens there.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, ClassVar

import proofpress_verify
from proofpress_verify import ed25519, errors, records
from proofpress_verify.core import errors as core_errors
from proofpress_verify.core import hashing
from proofpress_verify.core.errors import ProofError
from tests.vectors import Vector, load_all

NAME = "mutant_verify"
SOURCES = Path(proofpress_verify.__file__).parent


def _ends(known: type[ProofError]) -> Iterator[type[ProofError]]:
    """The classes below this one that have none below them: each is a check."""
    for below in known.__subclasses__():
        yield from _ends(below) if below.__subclasses__() else (below,)


CHECKS = {known.__name__: known for known in _ends(ProofError)}
"""Every check that can fail, by the name of its class."""

_CHECKS = {
    **{name: known.check for name, known in CHECKS.items()},
    "fail": "statement-member",
    "NotCanonical": "statement-canonical",
}

# What imports nothing that could be changed is shared. Signatures are remembered.
_signatures = ModuleType("ed25519")
_signatures.verify = functools.cache(ed25519.verify)  # type: ignore[attr-defined]
_SHARED = {
    "core.errors": core_errors,
    "core.hashing": hashing,
    "errors": errors,
    "records": records,
    "ed25519": _signatures,
}


@dataclass(frozen=True)
class Defence:
    """A place in the source: the module, the number of the node, and what is raised there."""

    module: str
    node: int
    line: int
    check: str
    condition: str

    def __str__(self) -> str:
        return f"{self.module}-{self.check}-{self.condition}"


@functools.cache
def source(module: str) -> ast.Module:
    """The source of a module; "core.tree" is one of the package `core`."""
    path = SOURCES.joinpath(*module.split("."))
    return ast.parse(
        (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_bytes()
    )


def defences(*modules: str) -> Iterator[Defence]:
    """Every place in these modules where a check fails."""
    for module in modules:
        tree = source(module)
        for number, node in enumerate(ast.walk(tree)):
            check = _CHECKS.get(_raised(node), "")
            if check:
                yield Defence(module, number, node.lineno, check, _condition(tree, node))  # type: ignore[attr-defined]


def _raised(node: ast.AST) -> str:
    """The name of what is raised here, "" if nothing is."""
    if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
        return ""
    called = node.exc.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _condition(tree: ast.Module, wanted: ast.AST) -> str:
    """The text of the test under which it is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and wanted in node.body:
            return ast.unparse(node.test)
        if isinstance(node, ast.ExceptHandler) and wanted in node.body:
            return f"except {ast.unparse(node.type)}" if node.type else "except"
    return "always"


class _Package(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the package's modules under the other name."""

    codes: ClassVar[dict[str, CodeType]] = {}

    def __init__(self, changed: dict[str, ast.Module]) -> None:
        self._changed = changed

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname != NAME and not fullname.startswith(NAME + "."):
            return None
        is_package = fullname in (NAME, f"{NAME}.core")
        return importlib.util.spec_from_loader(fullname, self, is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.removeprefix(NAME).removeprefix(".") or "__init__"
        if name in self._changed:
            code = compile(self._changed[name], f"{name}.py", "exec")
        else:
            code = self.codes.setdefault(name, compile(source(name), f"{name}.py", "exec"))
        exec(code, module.__dict__)


@contextmanager
def package(changed: dict[str, ast.Module]) -> Iterator[Callable[[str], ModuleType]]:
    """The package with these modules changed; gives a function that imports one of it."""
    finder = _Package(changed)
    sys.meta_path.insert(0, finder)
    sys.modules |= {f"{NAME}.{name}": module for name, module in _SHARED.items()}
    try:
        yield lambda name: importlib.import_module(f"{NAME}.{name}")
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
            del sys.modules[name]


def without(defence: Defence) -> dict[str, ast.Module]:
    """The module without this defence."""
    return changed_at(defence.module, defence.node, lambda node: ast.Pass())


def without_checks(*checks: str) -> dict[str, ast.Module]:
    """Every module without the defences of these checks."""
    changed = {}
    for name in {place.module for place in _all_defences() if place.check in checks}:
        tree = copy.deepcopy(source(name))
        _Deaf(checks).visit(tree)
        changed[name] = ast.fix_missing_locations(tree)
    return changed


@functools.cache
def _all_defences() -> tuple[Defence, ...]:
    return tuple(defences(*modules()))


def modules() -> list[str]:
    """The modules of the verifier that can be changed, those of the core included."""
    names = [path.stem for path in SOURCES.glob("*.py")]
    names += [f"core.{path.stem}" for path in SOURCES.glob("core/*.py")]
    return sorted(name for name in names if name not in _SHARED and "__init__" not in name)


class _Deaf(ast.NodeTransformer):
    def __init__(self, checks: tuple[str, ...]) -> None:
        self._checks = checks

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return ast.Pass() if _CHECKS.get(_raised(node)) in self._checks else node


def changed_at(
    module: str, number: int, change: Callable[[ast.AST], ast.AST]
) -> dict[str, ast.Module]:
    """The module with one node replaced."""
    tree = copy.deepcopy(source(module))
    wanted = list(ast.walk(tree))[number]

    class Change(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return change(node) if node is wanted else self.generic_visit(node)

    Change().visit(tree)
    return {module: ast.fix_missing_locations(tree)}


def ask(module: Callable[[str], ModuleType], vector: Vector) -> Any:
    """The verdict of this verifier on a vector."""
    verify = module("verify")
    if vector.proof is not None:
        return module("verify_saved").verify_saved(
            vector.proof,
            code=vector.code,
            identity=vector.identity,
            site=vector.site and module("claim").check_claim(*vector.site),
            fingerprint=vector.fingerprint,
            now=vector.now,
        )
    return verify.verify(
        vector.code,
        vector.statement,
        vector.note,
        [verify.Copy(*copy) for copy in vector.shards],
        identity=vector.identity,
        snapshot=vector.snapshot,
        fingerprint=vector.fingerprint,
        older=vector.older and verify.Older(*vector.older),
        now=vector.now,
    )


def whole(name: str) -> ModuleType:
    """A module of the verifier as it is."""
    return importlib.import_module(f"proofpress_verify.{name}")


def answer(module: Callable[[str], ModuleType], vector: Vector) -> dict[str, Any]:
    """What the mutant answers, in the form of `vector.expected`; a crash is an answer too."""
    try:
        verdict = ask(module, vector)
    except Exception as error:  # noqa: BLE001 - a mutant may fail in any way
        return {"verdict": "internal-fault", "error": type(error).__name__}
    if verdict.failure is not None:
        failure = verdict.failure
        return {
            "verdict": verdict.answer.value,
            "check": failure.check,
            "attributed_to": verdict.attribution.value,
        }
    return {
        "verdict": verdict.answer.value,
        "remarks": [remark.value for remark in verdict.remarks],
        "account": verdict.finding.account,
        "sums": [[column, str(amount)] for column, amount in verdict.finding.sums],
    }


def agrees(module: Callable[[str], ModuleType], vector: Vector) -> bool:
    """Whether the mutant still answers as expected."""
    given = answer(module, vector)
    return all(given.get(name) == value for name, value in vector.expected.items())


# `python -m tests.verifier.mutants`: every comparison turned round, one at a time.

_TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def turns(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one of its comparisons, or its connective, turned round."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(_TURNED[type(node.op)](), node.values)  # type: ignore[arg-type]
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            turned = copy.deepcopy(node)
            turned.ops[place] = _TURNED[type(operator)]()  # type: ignore[call-overload]
            yield turned


def survivors(*modules: str) -> Iterator[str]:
    """Turned comparisons that no vector notices."""
    known = load_all()
    for module in modules:
        for number, node in enumerate(ast.walk(source(module))):
            for turned in turns(node):
                with package(changed_at(module, number, lambda _, new=turned: new)) as mutant:  # type: ignore[misc]
                    if all(agrees(mutant, vector) for vector in known):
                        yield f"{module}: {ast.unparse(node)}  ->  {ast.unparse(turned)}"


if __name__ == "__main__":
    for survivor in survivors(*sys.argv[1:]):
        print(survivor)
