"""The Jinja environment of all pages, in which a publisher's text is always escaped.

Autoescape is on for every template, an undefined name is an error, and the only filters are those
in this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup, escape

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.html import strict_environment
from proofpress.reserves.networks import explorer_link, network
from proofpress.reserves.ratios import Ratio
from proofpress.reserves.wallets import HoldingForm
from proofpress.site.figures import gap, moment
from proofpress.site.pages.amounts import AmountText, exact, grouped, rounded_down, rounded_up
from proofpress_verify.records import Scope

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
"""The percentage at which the bar of a ratio ends. The bar has a mark at 100."""


def environment(templates: Path) -> Environment:
    """The environment in which all pages are rendered."""
    jinja = strict_environment(ChoiceLoader([_view_loader(), FileSystemLoader(templates)]))
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
    """The templates of verdicts, which belong to the verifier's page and not to the theme."""
    return PrefixLoader({"view": FileSystemLoader(resources.web() / "view")})


def number(text: AmountText) -> Markup:
    """A number with its fraction in a lighter colour. Only a long one may break, at the point."""
    if not text.fraction:
        return escape(text.whole)
    kind = "number long" if len(str(text)) > LONGEST_UNBROKEN else "number"
    return Markup('<span class="{}">{}<span class="fraction">.{}</span></span>').format(
        kind, text.whole, text.fraction
    )


def decimal(text: str) -> Markup:
    """A statement's decimal string in whole units, with thousands separators."""
    sign = "\u2212" if text.startswith("-") else ""
    amount = grouped(text.removeprefix("-"))
    return number(AmountText(sign + amount.whole, amount.fraction))


def plural(amount: int, one: str, many: str) -> str:
    """The number with the word that fits it: `3 assets`, `1 asset`."""
    return f"{amount:,} {one if amount == 1 else many}"


def day(text: str) -> str:
    """A statement's time or date as a day: 31 October 2026."""
    found = date.fromisoformat(text[:10])
    return f"{found.day}\u00a0{MONTHS[found.month - 1]}\u00a0{found.year}"


def moment_text(text: str) -> str:
    """A statement's time in UTC to the minute, or to the second if that is not zero."""
    found = moment(text)
    clock = f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}"
    return f"{day(text)}, {clock}\u00a0UTC"


def duration(span: timedelta) -> str:
    """The length of a time span in its two largest units, without its sign."""
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
    """Up to 12 names as a sentence lists them, and how many more there are."""
    few = list(listed[:12])
    more = len(listed) - len(few)
    return listing([*few, f"{more:,} more"] if more else few)


def signed(amount: int, decimals: int = 0) -> Markup:
    """A difference with its sign: +1,200, −35, or 0."""
    sign = "+" if amount > 0 else "\u2212" if amount < 0 else ""
    return Markup("{}{}").format(sign, number(exact(abs(amount), decimals)))


def bar_length(ratio: Ratio) -> int:
    """The length of a ratio's bar in whole percent, rounded down, at most `LONGEST_BAR`."""
    if ratio.liabilities == 0:
        return 0
    return min(LONGEST_BAR, ratio.reserves * 100 // ratio.liabilities)


def network_title(network_id: str) -> str:
    """The title of a network, or the list's name for one that is not known."""
    found = network(network_id)
    return network_id if found is None else found.title


def script_safe(text: str) -> Markup:
    """JSON text for a <script> element, with the characters that could end it escaped."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704
