"""A change of scope without a scope_note: a warning, or an error if the settings are strict.

This is checked before anything is encrypted. Changes in the settings and in the wallet list are
found before the ledger is read; changes that only the rows show (an asset without a column) once
they are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from proofpress.errors import InputError
from proofpress.ledger import Ledger, LedgerSummary
from proofpress.reserves.wallets import Wallet
from proofpress.settings.snapshot import SnapshotSettings
from proofpress.site import published, staging
from proofpress.site.changes import Change, changes, wallet_changes
from proofpress_verify.records import KindClaim, Statement

MAX_NAMED = 12


@dataclass(frozen=True)
class ScopeCheck:
    """A snapshot that is being built, compared with the newest released one.

    `known` is the statement `before` with everything that is known about the new snapshot filled
    in. What is not known yet stays as in `before`, so it shows no difference. `listed` are the
    changes in the wallet list.
    """

    snapshot: SnapshotSettings
    before: Statement
    known: Statement
    listed: tuple[Change, ...]

    def warnings(self) -> tuple[str, ...]:
        """One warning that lists the changes of scope, if there are any and no scope_note.

        Raises:
            InputError: there is such a warning, and the settings are strict.
        """
        found = [each for each in self._changes() if each.is_scope]
        if not found or self.snapshot.scope_note:
            return ()
        named = sorted({f"{each.kind.value} {each.subject}".strip() for each in found})
        what = (
            f"the scope differs from that of {self.before.header.snapshot}, and there is no "
            "scope_note: " + ", ".join(named[:MAX_NAMED])
        )
        if self.snapshot.strict_scope:
            raise InputError(
                what,
                file=f"snapshots/{self.snapshot.id}.toml",
                advice="Explain in scope_note what changed and why, or restore the earlier scope.",
            )
        return (what,)

    def with_rows(self, summary: LedgerSummary) -> ScopeCheck:
        """The same check with what the rows of the ledger show."""
        return replace(self, known=replace(self.known, out_of_scope=summary.out_of_scope))

    def _changes(self) -> tuple[Change, ...]:
        return (*changes(self.before, self.known), *self.listed)


def compare_scope(
    snapshot: SnapshotSettings,
    before: Statement,
    ledger: Ledger,
    wallets: tuple[Wallet, ...],
) -> ScopeCheck:
    """Compare a snapshot's settings and wallet list with the statement `before`."""
    site = snapshot.publisher.folder / staging.SITE
    header = replace(before.header, columns=ledger.columns, groups=ledger.groups)
    complete = snapshot.wallets is not None and snapshot.wallets.complete
    known = replace(
        before,
        header=header,
        totals=(0,) * len(header.columns),
        wallets=replace(before.wallets, complete=complete),
        clamped=(),
        own_issued=own_issued(snapshot),
        kinds=kind_claims(snapshot),
    )
    listed = published.read_wallet_rows(site, before.header.snapshot)
    return ScopeCheck(snapshot, before, known, wallet_changes(listed, wallets))


def own_issued(snapshot: SnapshotSettings) -> tuple[str, ...]:
    """The assets issued by the publisher or its affiliates, as the statement lists them."""
    return tuple(sorted(asset.name for asset in snapshot.assets if asset.own_issued))


def kind_claims(snapshot: SnapshotSettings) -> tuple[KindClaim, ...]:
    """How rows of each kind are counted, as the statement lists it."""
    rules = (KindClaim(rule.kind, rule.scope) for rule in snapshot.kinds)
    return tuple(sorted(rules, key=lambda rule: rule.kind))
