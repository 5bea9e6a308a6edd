"""Encoding statement.json. Format document, "Header" and "Statement"."""

from __future__ import annotations

from proofpress_verify import canonical
from proofpress_verify.canonical import Json
from proofpress_verify.core.hashing import Domain, digest
from proofpress_verify.core.shard_file import VERSION
from proofpress_verify.records import Header, Statement
from proofpress_verify.statement import MODE


def encode_statement(statement: Statement) -> bytes:
    """The bytes of statement.json."""
    return canonical.encode(_statement_json(statement))


def header_digest(header: Header) -> bytes:
    """D, the digest that binds every leaf to the meaning of its columns."""
    return digest(Domain.HEADER, canonical.encode(header_json(header)))


def header_json(header: Header) -> Json:
    """The header as a JSON value of the statement."""
    return {
        "columns": [
            {"asset": column.asset, "decimals": column.decimals, "scope": column.scope.value}
            for column in header.columns
        ],
        "format": VERSION,
        "groups": [
            {"columns": list(group.columns), "name": group.name, "unit": group.unit}
            for group in header.groups
        ],
        "identity": "bound" if header.identity_bound else "unbound",
        "liabilities_at": header.liabilities_at,
        "mode": MODE,
        "prefix_bits": header.prefix_bits,
        "publisher": header.publisher.hex(),
        "reserves_at": header.reserves_at,
        "snapshot": header.snapshot,
    }


def _statement_json(statement: Statement) -> Json:
    previous = statement.previous
    return {
        "clamped": [
            {"accounts": item.accounts, "amount": str(item.amount), "column": item.column}
            for item in statement.clamped
        ],
        "data": statement.data.hex(),
        "disclosures": statement.disclosures.hex(),
        "files": statement.files.hex(),
        "first_key": statement.first_key,
        "header": header_json(statement.header),
        "kinds": [
            {"kind": item.kind, "scope": item.scope.value if item.scope else ""}
            for item in statement.kinds
        ],
        "left_out": [
            {
                "amount": str(item.amount),
                "asset": item.asset,
                "decimals": item.decimals,
                "kind": item.kind,
                "rows": item.rows,
            }
            for item in statement.left_out
        ],
        "methodology": statement.methodology.hex(),
        "name": statement.name,
        "next_due": statement.next_due or "",
        "out_of_scope": [
            {"amount": item.amount, "asset": item.asset, "rows": item.rows}
            for item in statement.out_of_scope
        ],
        "own_issued": list(statement.own_issued),
        "previous": [{"sha256": previous.sha256.hex(), "snapshot": previous.snapshot}]
        if previous
        else [],
        "prices": [
            {"asset": p.asset, "price": p.price, "source": p.source, "time": p.time}
            for p in statement.prices
        ],
        "proofpress": statement.proofpress,
        "reserves": [
            {
                "amount": str(item.amount),
                "asset": item.asset,
                "decimals": item.decimals,
                "native": str(item.native),
            }
            for item in statement.reserves
        ],
        "root": statement.root.hex(),
        "scope_note": statement.scope_note,
        "totals": [str(total) for total in statement.totals],
        "verifier": statement.verifier,
        "wallets": {
            "complete": statement.wallets.complete,
            "rows": statement.wallets.rows,
            "sha256": statement.wallets.sha256.hex(),
        },
    }
