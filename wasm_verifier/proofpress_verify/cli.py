"""The command `proofpress-verify`: check an account, a saved proof or a whole site, from files.

Only the verdict goes to stdout; prompts and progress go to stderr. The code is never an argument,
since other programs can see arguments: the command asks for it, or reads it from a file or from
standard input. Nothing that looks like a code is ever printed, even if it was given as an argument
by mistake.

Exit codes: 0 verified (also "verified, but …": read the remarks); 1 not verified; 2 a wrong
command, code or folder; 3 the check could not be made; 70 a fault of this program.
"""

from __future__ import annotations

import argparse
import getpass
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NoReturn

from . import __version__, account, paths, report, saved_proof, site, wallets
from .canonical import Json
from .chain import Chain
from .claim import Claim, check_claim
from .core.errors import ProofError
from .decimals import format_units
from .forms import MAX_NOTE_SIZE, MAX_SAVED_PROOF_SIZE, MAX_STATEMENT_SIZE, SNAPSHOT
from .ownership.python_curve import CurveMissing, PythonCurve
from .ownership.tables import ListError
from .saved_proof import SavedProof
from .sources import Source, SourceError, open_source
from .verdict import Answer, Verdict
from .verify_saved import verify_saved

MAX_CODE_FILE = 1024
MAX_LIST_SIZE = 256 * 1024 * 1024
FAULT = 70

_BLANKS = " \t\r\n"
_CODE = re.compile(r"por1[0-9a-z]*", re.IGNORECASE | re.ASCII)

_EXIT = {
    Answer.VERIFIED: 0,
    Answer.VERIFIED_BUT: 0,
    Answer.NOT_COUNTED: 1,
    Answer.DAMAGED_COPY: 1,
    Answer.NOT_SERVED_AS_SIGNED: 1,
    Answer.BOUND_TO_SOMETHING_ELSE: 1,
    Answer.OTHER_STATEMENT: 1,
    Answer.REFUSED: 1,
    Answer.CODE_NOT_USABLE: 2,
    Answer.CANNOT_CHECK: 3,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parsed = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(parsed.run(parsed))
    except SourceError as error:
        _say(str(error))
        return 2 if error.usage else 3
    except KeyboardInterrupt:
        _say("interrupted")
        return 3
    except Exception as error:  # noqa: BLE001 - a fault of ours must not look like a bad proof
        _say(f"a fault in this program, not in the proof: {_fault(error)}")
        return FAULT


def _fault(error: Exception) -> str:
    """What happened and where, without values: they may hold what is private."""
    places = traceback.extract_tb(error.__traceback__)[-3:]
    names = [f"{Path(place.filename).name}:{place.lineno}" for place in places]
    return f"{type(error).__name__} at {' > '.join(names)}"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        super().error(_CODE.sub("(a code)", message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="proofpress-verify", description="Check a balance against a published proof."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("account", help="check that one account is counted")
    one.add_argument("site", metavar="SITE", help="folder or URL of a published site")
    one.add_argument("--snapshot", metavar="ID", help="the snapshot (default: the newest)")
    one.add_argument("--code-file", metavar="FILE", help="read the code from FILE ('-': stdin)")
    one.add_argument("--identity-file", metavar="FILE", help="what the entry is bound to")
    one.add_argument(
        "--fingerprint", metavar="HEX", help="the statement's SHA-256 as seen elsewhere"
    )
    one.add_argument(
        "--own-site", action="store_true", help="SITE is the publisher's own, not a mirror"
    )
    one.add_argument(
        "--one-file",
        action="store_true",
        help="read only the file with the entry: less to download, but the server of a URL sees "
        "which file it is (default: together with others)",
    )
    one.add_argument(
        "--save",
        metavar="FILE",
        help="save the proof; anyone who gets FILE sees the balances in it",
    )
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.set_defaults(run=_account)
    saved = commands.add_parser("proof", help="check a saved proof")
    saved.add_argument("file", metavar="FILE", help="a saved proof, from the page or from --save")
    saved.add_argument("--site", metavar="SITE", help="compare it with this site of the publisher")
    saved.add_argument("--fingerprint", metavar="HEX", help="the statement's SHA-256 to compare")
    saved.add_argument("--code-file", metavar="FILE", help="the code, if it is yours ('-': stdin)")
    saved.add_argument("--identity-file", metavar="FILE", help="what the entry is bound to")
    saved.add_argument("--json", action="store_true", help="print the report as JSON")
    saved.set_defaults(run=_saved)
    whole = commands.add_parser("site", help="re-check everything public of a site")
    whole.add_argument("site", metavar="SITE", help="folder or URL of a published site")
    whole.add_argument("--snapshot", metavar="ID", help="only this snapshot (default: all)")
    whole.add_argument("--json", action="store_true", help="print the result as JSON")
    whole.set_defaults(run=_site)
    listed = commands.add_parser("wallets", help="check the signatures of a wallet list")
    listed.add_argument("file", metavar="FILE", help="wallets.csv of a site, or any other list")
    listed.add_argument("--json", action="store_true", help="print the result as JSON")
    listed.set_defaults(run=_wallets)
    return parser


def _account(parsed: argparse.Namespace) -> int:
    source = open_source(parsed.site)
    question = account.Question(
        snapshot=_snapshot(source, parsed.snapshot),
        fingerprint=parsed.fingerprint or "",
        code=_code(parsed.code_file),
        identity=_secret_file(parsed.identity_file) if parsed.identity_file else "",
        own_site=parsed.own_site,
        one_file=parsed.one_file,
        now=_now(),
    )
    verdict, proof = account.check(source, question, _say)
    status = _tell(verdict, parsed.json)
    if parsed.save is not None:
        _save(verdict, proof, parsed.save)
    return status


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _save(verdict: Verdict, proof: SavedProof, path: str) -> None:
    """Write a saved proof to a file that only this user of the computer can read."""
    if not verdict.shows_to_others:
        _say(f"{path}: not written, since no file can show this outcome to others")
        return
    try:
        with open(path, "xb", opener=_private) as file:
            file.write(saved_proof.encode(proof))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}", usage=True) from error
    _say(f"{path}: {saved_proof.ABOUT}")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _saved(parsed: argparse.Namespace) -> int:
    data = _read_file(parsed.file, MAX_SAVED_PROOF_SIZE)
    code = _code(parsed.code_file) if parsed.code_file else ""
    identity = _secret_file(parsed.identity_file) if parsed.identity_file else ""
    if identity and not code:
        raise SourceError("--identity-file needs --code-file: only the code shows it", usage=True)
    site_claim = _site_claim(open_source(parsed.site), data) if parsed.site else None
    verdict = verify_saved(
        data,
        code=code,
        identity=identity,
        site=site_claim,
        fingerprint=parsed.fingerprint or "",
        now=_now(),
    )
    return _tell(verdict, parsed.json)


def _site_claim(source: Source, data: bytes) -> Claim | None:
    """What a site claims about the snapshot of a saved proof, or else about its newest one."""
    try:
        snapshot = saved_proof.snapshot_of(data) or source.newest()
        statement = source.read_optional(paths.statement_path(snapshot), MAX_STATEMENT_SIZE)
        if statement is None:
            snapshot = source.newest()
            statement = source.read(paths.statement_path(snapshot), MAX_STATEMENT_SIZE)
        note = source.read_optional(paths.note_path(snapshot), MAX_NOTE_SIZE)
        return check_claim(statement, note)
    except ProofError as error:
        _say(f"not compared with the site: {error}")
        return None


def _snapshot(source: Source, wanted: str | None) -> str:
    if wanted is not None:
        if not SNAPSHOT.fullmatch(wanted):
            raise SourceError(f"{wanted!r} is not a snapshot id", usage=True)
        return wanted
    return source.newest()


def _code(path: str | None) -> str:
    if path is not None:
        return _secret_file(path)
    if sys.stdin.isatty():
        return getpass.getpass("code (not shown): ")
    return _standard_input()


def _standard_input() -> str:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return sys.stdin.read(MAX_CODE_FILE).strip(_BLANKS)


def _secret_file(path: str) -> str:
    if path == "-":
        return _standard_input()
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_CODE_FILE).decode("utf-8", "replace").strip(_BLANKS)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}", usage=True) from error


def _tell(verdict: Verdict, as_json: bool) -> int:
    made = report.report(verdict)
    print(json.dumps(made, indent=1) if as_json else _plain(made, verdict))
    return _EXIT[verdict.answer]


def _plain(made: dict[str, Json], verdict: Verdict) -> str:
    lines = [f"{made['title']}.", "", str(made["explanation"]), ""]
    if verdict.finding is not None and verdict.claim is not None:
        lines += _plain_finding(verdict)
    if verdict.failure is not None:
        lines += [
            f"  check     {verdict.failure.check}",
            f"  expected  {verdict.failure.expected}",
            f"  found     {verdict.failure.found}",
            *([f"  where     {verdict.failure.where}"] if verdict.failure.where else []),
            "",
        ]
    if verdict.says:
        lines += ["The file also says, in its holder's own words:"]
        lines += [*(f"  | {line}" for line in verdict.says), ""]
    lines += [f"* {text}" for text in _remark_texts(made)]
    return "\n".join([*lines, str(made["advice"])])


def _plain_finding(verdict: Verdict) -> list[str]:
    if verdict.finding is None or verdict.claim is None:
        return []
    columns = verdict.claim.header.columns
    amounts = [
        f"  {columns[column].asset} ({columns[column].scope.value})  "
        f"{format_units(amount, columns[column].decimals)}"
        for column, amount in verdict.finding.sums[1:]
    ]
    return [
        f"  account   {verdict.finding.account}",
        f"  snapshot  {verdict.claim.header.snapshot} of {verdict.claim.statement.name}, "
        f"balances of {verdict.claim.header.liabilities_at}",
        f"  statement {verdict.claim.fingerprint.hex()}",
        *(amounts or ["  nothing held"]),
        "",
    ]


def _remark_texts(made: dict[str, Json]) -> list[str]:
    remarks = made["remarks"]
    if not isinstance(remarks, list):
        return []
    return [str(remark["text"]) for remark in remarks if isinstance(remark, dict)]


def _site(parsed: argparse.Namespace) -> int:
    source = open_source(parsed.site)
    snapshots = [_snapshot(source, parsed.snapshot)] if parsed.snapshot else source.snapshots()
    chain, curve = Chain(source), _curve()
    results = [
        site.check_snapshot(source, snapshot, chain=chain, curve=curve) for snapshot in snapshots
    ]
    for warning in source.warnings():
        _say(f"warning: {warning}")
    if parsed.json:
        print(json.dumps([site.result_json(result) for result in results], indent=1))
    else:
        print("\n".join(line for result in results for line in site.result_lines(result)))
    return 0 if all(result.failure is None for result in results) else 1


def _curve() -> PythonCurve | None:
    """The curve for wallet lists; None if the package for it is not installed."""
    try:
        return PythonCurve()
    except CurveMissing:
        return None


def _wallets(parsed: argparse.Namespace) -> int:
    data = _read_file(parsed.file, MAX_LIST_SIZE)
    try:
        rows = wallets.check_list(data, PythonCurve())
    except ListError as error:
        raise SourceError(f"{parsed.file}: {error}", usage=True) from error
    except CurveMissing as error:
        raise SourceError(str(error)) from error
    if parsed.json:
        print(json.dumps(wallets.rows_json(rows), ensure_ascii=True, indent=1))
    else:
        print("\n".join(wallets.rows_lines(rows)))
    return 0 if wallets.holds(rows) else 1


def _read_file(path: str, most: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}", usage=True) from error
    if len(data) > most:
        raise SourceError(f"{path}: more than the {most} bytes allowed", usage=True)
    return data


def _say(text: str) -> None:
    print(f"proofpress-verify: {_CODE.sub('(a code)', text)}", file=sys.stderr)
