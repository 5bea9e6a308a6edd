"""The command `proofpress`: arguments in, exit code out.

Output rules: results go to stdout, progress and errors to stderr; no key, code, account
or balance is ever printed, except the demo's own invented ones. Exit codes: 0 done; 1 a
comparison found differences; 2 bad input or state; 70 a bug in proofpress.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from urllib.parse import urlsplit

import click

from proofpress import __version__
from proofpress.commands import code_table, demo, serve
from proofpress.commands import init as scaffold
from proofpress.commands.explain import explain_lines
from proofpress.commands.terminal import TerminalProgress
from proofpress.errors import InputError, ProofpressError
from proofpress.keys.master import create_master_key
from proofpress.keys.signing import create_signing_key, read_signing_key
from proofpress.ledger import read_ledger
from proofpress.publish import build as build_draft
from proofpress.publish import read_derivation
from proofpress.release import release as release_draft
from proofpress.reserves.fast_curve import fastest_curve
from proofpress.reserves.read import list_bytes, read_wallets
from proofpress.reserves.requests import requests
from proofpress.reserves.table_text import translate_errors
from proofpress.settings.publisher import load_publisher
from proofpress.settings.snapshot import ReleaseSettings, SnapshotSettings, load_snapshot
from proofpress.site.recheck import RecheckFailed
from proofpress_verify.wallets import check_list, holds, rows_lines

EXIT_DIFFERENT = 1
EXIT_INPUT = 2
EXIT_FAULT = 70

_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The publisher's folder (default: the current one).",
)


def _report_errors[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Print errors with a cause outside proofpress as a message, not as a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except RecheckFailed as error:
            click.echo(f"proofpress: a fault in proofpress: {error}", err=True)
            sys.exit(EXIT_FAULT)
        except ProofpressError as error:
            click.echo(f"proofpress: {error}", err=True)
            sys.exit(EXIT_INPUT)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"proofpress: {where}{error.strerror}", err=True)
            sys.exit(EXIT_INPUT)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="proofpress")
def main() -> None:
    """Publish a proof of what an exchange owes, as a static site."""


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_report_errors
def init(folder: Path) -> None:
    """Write a publisher's folder to start from."""
    for path in scaffold.create_folder(folder):
        click.echo(path)
    click.echo(
        f"\nNext: edit {folder}/publisher.toml, then run in that folder: proofpress keygen\n"
        f"Read {folder}/DATA-PROTECTION.md before you publish anything."
    )


@main.command()
@_FOLDER
@_report_errors
def keygen(folder: Path) -> None:
    """Make the master key and the signing key."""
    publisher = load_publisher(folder)
    key = create_signing_key(publisher.keys.signing, publisher.origin)
    create_master_key(publisher.keys.code)
    click.echo(f"{publisher.keys.signing}: signs statements; keep it off your backend")
    click.echo(f"{publisher.keys.code}: makes codes; your backend needs this one only")
    click.echo(f"publisher id  {key.publisher.hex()}")
    click.echo(f"public key    {key.line}")
    click.echo("Back both files up now. A lost master key means new codes for every customer.")


@main.command()
@click.argument("snapshot")
@_FOLDER
@_report_errors
def build(snapshot: str, folder: Path) -> None:
    """Build a draft of SNAPSHOT into the folder `draft`."""
    settings = _snapshot(folder, snapshot)
    with TerminalProgress() as progress:
        draft = build_draft(settings, progress)
    click.echo(f"draft     {draft.folder}")
    click.echo(f"accounts  {draft.statement.totals[0]:,}")
    click.echo(f"rows      {draft.rows:,}")
    for clamped in draft.statement.clamped:
        column = draft.statement.header.columns[clamped.column]
        click.echo(
            f"note      {clamped.accounts:,} negative balances in {column.asset} count as zero "
            "and are disclosed"
        )
    for warning in draft.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo("Look at it with: proofpress serve --draft. Do not publish it before the release.")


@main.command()
@click.argument("snapshot")
@click.option("--accounts", type=int, help="Number of accounts, from your own accounting.")
@click.option("--rows", type=int, help="Number of ledger rows, from your own accounting.")
@click.option(
    "--total", "totals", multiple=True, metavar="ASSET/SCOPE=AMOUNT", help="A column's total."
)
@_FOLDER
@_report_errors
def release(
    snapshot: str, accounts: int | None, rows: int | None, totals: tuple[str, ...], folder: Path
) -> None:
    """Compare SNAPSHOT's draft with control totals, sign it and freeze it into `site`."""
    settings = _snapshot(folder, snapshot)
    control = _control(settings.release, accounts, rows, totals)
    with TerminalProgress() as progress:
        claimed = release_draft(settings, control, progress)
    click.echo(f"released  {settings.publisher.folder / 'site'}")
    click.echo(f"accounts  {claimed.totals[0]:,}")


@main.command()
@click.argument("snapshot")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write account, code and link of every account to this new file (mode 0600).",
)
@click.option(
    "--compare",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compare with your backend's file (columns account and code).",
)
@click.option(
    "--site-url", help="Where the site will be (default: the settings' site_url, else url)."
)
@_FOLDER
@_report_errors
def codes(
    snapshot: str, output: Path | None, compare: Path | None, site_url: str | None, folder: Path
) -> None:
    """Make the codes of SNAPSHOT's accounts, or compare them with your backend's."""
    if (output is None) == (compare is None):
        raise InputError("give either --output or --compare")
    settings = _snapshot(folder, snapshot)
    keys = settings.publisher.keys
    rows, derivation = read_ledger(settings), read_derivation(keys, read_signing_key(keys.signing))
    if output is not None:
        url = site_url or settings.publisher.site_url or settings.publisher.url
        count = code_table.write_table(rows, derivation, url, output)
        click.echo(f"{output}: {count:,} codes. Anyone who has this file can read every balance.")
    elif compare is not None:
        _print_comparison(code_table.compare(rows, derivation, compare))


@main.command()
@click.argument("snapshot")
@_FOLDER
@_report_errors
def explain(snapshot: str, folder: Path) -> None:
    """Show the rows of SNAPSHOT's ledger that belong to an account.

    The account is read from standard input and is not an argument, since other users of the
    machine can read arguments.
    """
    account = click.prompt("account", err=True) if sys.stdin.isatty() else sys.stdin.readline()
    settings = _snapshot(folder, snapshot)
    lines = list(explain_lines(read_ledger(settings).explain(account.rstrip("\n"))))
    if not lines:
        raise InputError("the ledger has no row of this account")
    click.echo("\n".join(lines))


@main.group()
def wallets() -> None:
    """The wallet list: what to sign, and whether it was signed."""


@wallets.command("message")
@click.argument("snapshot")
@_FOLDER
@_report_errors
def wallets_message(snapshot: str, folder: Path) -> None:
    """Print what to sign for each address of SNAPSHOT's wallet list."""
    settings = _snapshot(folder, snapshot)
    if settings.wallets is None:
        raise InputError(
            "names no wallet list",
            file=f"snapshots/{snapshot}.toml",
            advice="Add a [wallets] table.",
        )
    path = settings.wallets.path
    rows = read_wallets(Path(path), settings.wallets).rows
    for request in requests(rows, settings.publisher.origin, snapshot, path):
        click.echo(f"{request.network}\t{request.address}\t{request.message}")


@wallets.command("check")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_report_errors
def wallets_check(file: Path) -> None:
    """Check the signatures of any wallet list; exit code 1 if one is invalid."""
    with translate_errors(str(file)):
        rows = check_list(list_bytes(file), fastest_curve())
    for line in rows_lines(rows):
        click.echo(line)
    if not holds(rows):
        sys.exit(EXIT_DIFFERENT)


@main.command()
@_FOLDER
@_report_errors
def hosting(folder: Path) -> None:
    """Write headers and media types into the folder `deploy`, in the format of each host."""
    site_url = load_publisher(folder).site_url
    for path in scaffold.write_host_files(folder, urlsplit(site_url or "/").path):
        click.echo(path)
    if site_url is None:
        click.echo(
            "These are for a site at the root of its host, since publisher.toml has no site_url."
        )


@main.command("serve")
@click.option("--draft", is_flag=True, help="Serve the draft instead of the released site.")
@click.option("--port", type=int, default=8000, show_default=True)
@_FOLDER
@_report_errors
def serve_command(draft: bool, port: int, folder: Path) -> None:
    """Serve the site on this machine, to look at it."""
    site = folder / ("draft" if draft else "site")
    if not site.is_dir():
        raise InputError("there is no site yet", file=site, advice="Build or release one first.")
    _serve(site, port, "")


@main.command("demo")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Where to make the demo exchange. It replaces that of an earlier demo.",
)
@click.option("--accounts", type=int, default=demo.ACCOUNTS, show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Build only.")
@_report_errors
def demo_command(folder: Path, accounts: int, port: int, no_serve: bool) -> None:
    """Make an invented exchange, publish three snapshots of it, and serve them."""
    with TerminalProgress() as progress:
        made = demo.create(folder, accounts, progress)
    click.echo(f"site      {made.site}")
    click.echo(f"account   {made.account}")
    click.echo(f"code      {made.code}")
    if not no_serve:
        _serve(made.site, port, f"verify/#{made.code}")


def _serve(site: Path, port: int, page: str) -> None:
    server: AbstractContextManager[serve.Server] = serve.open_server(site, port)
    with server as running:
        click.echo(f"\nOpen this link: {running.url}{page}\n(Ctrl-C stops.)")
        sys.stdout.flush()
        running.run()


def _snapshot(folder: Path, snapshot: str) -> SnapshotSettings:
    return load_snapshot(load_publisher(folder), snapshot)


def _control(
    settings: ReleaseSettings, accounts: int | None, rows: int | None, totals: tuple[str, ...]
) -> ReleaseSettings:
    """The settings' control totals, overridden by those of the command line."""
    given: dict[str, str] = {}
    for total in totals:
        name, separator, amount = total.partition("=")
        if not separator or not amount.replace(".", "", 1).isdecimal():
            raise InputError(
                f"--total {total!r} is not a total", advice="Write it as BTC/customer=123.45."
            )
        given[name] = amount
    return ReleaseSettings(
        accounts=settings.accounts if accounts is None else accounts,
        rows=settings.rows if rows is None else rows,
        totals={**settings.totals, **given},
    )


def _print_comparison(result: code_table.Comparison) -> None:
    click.echo(f"same       {result.same:,}")
    for what, names in (
        ("different", result.different),
        ("missing", result.missing),
        ("unknown", result.unknown),
    ):
        click.echo(f"{what:<10} {len(names):,}")
        for name in names[: code_table.MAX_NAMED]:
            click.echo(f"  {name}")
    if not result.agrees:
        sys.exit(EXIT_DIFFERENT)
