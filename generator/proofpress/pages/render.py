"""Jinja with nothing in it that could let a publisher's text out of its quotes.

Autoescape is on for every template, an undefined name is an error, and the only filters
are the ones listed here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from proofpress import resources
from proofpress.pages.amounts import AmountText, exact, rounded_down, rounded_up
from proofpress.reserves.networks import explorer_link, network
from proofpress.reserves.wallets import HoldingForm
from proofpress.views import gap, moment
from proofpress_verify.records import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    from proofpress.reserves.ratios import Ratio

MONTHS = (
    "January February March April May June July August September October November December".split()
)

SCOPE_NAMES = {
    Scope.COUNT: "accounts",
    Scope.CUSTOMER: "customers’ balances",
    Scope.PLATFORM: "the platform’s own accounts",
    Scope.BONUS: "bonuses",
}
RULES = {
    "customer": "counted as customers’ balances",
    "platform": "counted apart, as the platform’s own accounts",
    "bonus": "counted apart, as bonuses",
    "left-out": "left out",
}
FORM_NAMES = {
    HoldingForm.NATIVE: "native",
    HoldingForm.WRAPPED: "wrapped",
    HoldingForm.STAKED: "staked",
    HoldingForm.LENT: "lent out",
    HoldingForm.AFFILIATE: "own-issued",
}
LONGEST_UNBROKEN = 18
LONGEST_BAR = 150
"""Percent at which the bar of a ratio ends; 100 has a mark."""


def environment(templates: Path) -> Environment:
    """The environment all pages are rendered in."""
    jinja = Environment(
        loader=ChoiceLoader([_view_loader(), FileSystemLoader(templates)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters = {
        "length": len,
        "sum": sum,
        "amount": lambda amount, decimals: number(exact(amount, decimals)),
        "up": lambda amount, decimals: number(rounded_up(amount, decimals)),
        "down": lambda amount, decimals: number(rounded_down(amount, decimals)),
        "decimal": decimal,
        "count": lambda amount: number(exact(amount, 0)),
        "plural": plural,
        "day": day,
        "moment": moment_text,
        "hex": bytes.hex,
        "duration": duration,
        "size": size,
        "path": quote,
        "leaf": lambda path: path.rpartition("/")[2],
        "names": names,
        "listing": lambda names: listing([f"{name:,}" for name in names]),
        "one_of_each": lambda names: listing([f"1 {name}" for name in names]),
        "signed": signed,
        "bar": bar_length,
        "gap": gap,
        "scope": lambda scope: SCOPE_NAMES[scope],
        "scope_name": lambda value: SCOPE_NAMES[Scope(value)],
        "rule": lambda scope: RULES["left-out" if scope is None else scope.value],
        "rule_name": lambda value: RULES[value],
        "capital": str.capitalize,
        "form": lambda form: FORM_NAMES[form],
        "form_name": lambda value: FORM_NAMES[HoldingForm(value)],
        "network": network_title,
        "explorer": lambda wallet: explorer_link(wallet.network, wallet.address),
    }
    return jinja


def _view_loader() -> PrefixLoader:
    """How an answer is shown is the checking program's part and not a theme's."""
    return PrefixLoader({"view": FileSystemLoader(resources.web() / "view")})


def number(text: AmountText) -> Markup:
    """A number with its fraction in a lighter ink; only a long one may break, and there."""
    if not text.fraction:
        return escape(text.whole)
    kind = "number long" if len(str(text)) > LONGEST_UNBROKEN else "number"
    return Markup('<span class="{}">{}<span class="fraction">.{}</span></span>').format(
        kind, text.whole, text.fraction
    )


def decimal(text: str) -> Markup:
    """An exact decimal string in whole units, as the statement spells it, grouped."""
    sign = "\u2212" if text.startswith("-") else ""
    whole, _, fraction = text.removeprefix("-").partition(".")
    return number(AmountText(f"{sign}{int(whole):,}", fraction))


def plural(amount: int, one: str, many: str) -> str:
    """`3 assets`, `1 asset`: the number, grouped, with the word that fits it."""
    return f"{amount:,} {one if amount == 1 else many}"


def day(text: str) -> str:
    """A statement's time or date as a day: 31 October 2026."""
    found = date.fromisoformat(text[:10])
    return f"{found.day}\u00a0{MONTHS[found.month - 1]}\u00a0{found.year}"


def moment_text(text: str) -> str:
    """A statement's time to the minute, or to the second where it has seconds, in UTC."""
    found = moment(text)
    clock = f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}"
    return f"{day(text)}, {clock}\u00a0UTC"


def duration(span: timedelta) -> str:
    """How long a span is, whichever its sign, in its two largest units."""
    seconds = abs(int(span.total_seconds()))
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    parts = []
    for name, length in units:
        amount, seconds = divmod(seconds, length)
        if amount:
            parts.append(plural(amount, name, name + "s"))
    return " ".join(parts[:2])


def size(amount: int) -> str:
    """A file's size: 812 B, 12.4 KB, 3.1 MB."""
    if amount < 1_000:
        return f"{amount} B"
    unit, length = ("KB", 1_000) if amount < 1_000_000 else ("MB", 1_000_000)
    return f"{amount // length}.{amount * 10 // length % 10} {unit}"


def listing(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def names(listed: Sequence[str]) -> str:
    """Names as a sentence lists them, all of them if there are few."""
    few = list(listed[:12])
    more = len(listed) - len(few)
    return listing([*few, f"{more:,} more"] if more else few)


def signed(amount: int, decimals: int = 0) -> Markup:
    """A difference with its sign: +1,200, −35, or 0."""
    sign = "+" if amount > 0 else "\u2212" if amount < 0 else ""
    return Markup("{}{}").format(sign, number(exact(abs(amount), decimals)))


def bar_length(ratio: Ratio) -> int:
    """A ratio as the length of its bar: whole percent, rounded down, cut at the bar's end."""
    if ratio.liabilities == 0:
        return 0
    return min(LONGEST_BAR, ratio.reserves * 100 // ratio.liabilities)


def network_title(network_id: str) -> str:
    """A network as people call it; one that is not known, as the list calls it."""
    found = network(network_id)
    return network_id if found is None else found.title


def script_safe(text: str) -> Markup:
    """JSON text with the characters that could end the element escaped as JSON allows."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704
