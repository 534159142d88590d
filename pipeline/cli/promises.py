"""``pledger ledger``: promises that several articles report, with their mentions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from rich.text import Text

from pipeline.cli import console
from pipeline.errors import OutputError
from pipeline.schema import DocumentRow, LedgerMentionRow, LedgerRow
from pipeline.tables.layout import exists, file_name, parts

_MOVES = ("amount_move", "deadline_move", "strength_move", "status_move")
_LONGEST = 140

_ENTRIES = """
SELECT * FROM ledger WHERE documents > 1
ORDER BY documents DESC, mentions DESC, ledger_id LIMIT ?
"""
_MENTIONS = """
SELECT m.*, coalesce(d.title, d.source_path) AS title
FROM ledger_mentions m JOIN documents d USING (document_id)
WHERE m.ledger_id = ? ORDER BY m.ordinal
"""


def list_promises(processed: Path, *, most: int) -> None:
    """Print the promises with the most articles, each with its mentions in order of time.

    Raises:
        OutputError: the folder has no ledger.
    """
    with duckdb.connect() as connection:
        for table in (LedgerRow, LedgerMentionRow, DocumentRow):
            if not exists(processed, table.table):
                where = str(processed / file_name(table.table))
                raise OutputError("is missing", where=where, hint="`pledger run` makes it")
            files = [str(path) for path in parts(processed, table.table)]
            connection.read_parquet(files).create_view(table.table)
        for entry in _rows(connection, _ENTRIES, [most]):
            span = f"{entry['first_seen'] or '?'} to {entry['last_seen'] or '?'}"
            who = entry["committers"] or "unknown"
            console.say(Text(f"{entry['documents']} articles, {span}: {who}", style="bold"))
            console.say(f"  {_short(entry['text'])}")
            for mention in _rows(connection, _MENTIONS, [entry["ledger_id"]]):
                console.say(f"    {mention['seen_on'] or '?'!s:<10}  {_moved(mention)}")
        totals = connection.execute(
            "SELECT count(*), coalesce(sum(mentions), 0), count(*) FILTER (documents > 1) "
            "FROM ledger"
        ).fetchone()
    assert totals is not None
    console.say(
        f"{totals[0]:,} promises in {totals[1]:,} mentions; "
        f"{totals[2]:,} of them in more than one article"
    )


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: list[Any]
) -> list[Mapping[str, Any]]:
    found = connection.execute(query, values)
    names = [d[0] for d in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _moved(mention: Mapping[str, Any]) -> str:
    said = [
        f"{name.removesuffix('_move')} {mention[name]}"
        for name in _MOVES
        if mention[name] not in (None, "same")
    ]
    words = f"{mention['strength']}, {mention['status']}"
    return _short(f"{words}{' (' + ', '.join(said) + ')' if said else ''}: {mention['title']}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
