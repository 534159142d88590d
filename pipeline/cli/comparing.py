"""``pledger diff``: two runs side by side, on a terminal or as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.cli import console
from pipeline.errors import Exit
from pipeline.evaluate.differences import Comparison, Difference, compare

_SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
_COLOURS = {"gained": "green", "lost": "red", "changed": "yellow"}
_NAMED = ("commitments", "quotes")
"""Tables whose rows the summary counts by rule as well."""


def compare_folders(
    before: Path,
    after: Path,
    *,
    tables: Collection[str],
    ignore: Collection[str],
    html: Path | None,
    most: int,
) -> Exit:
    """Show what differs between two output folders.

    Args:
        before: folder of the first run.
        after: folder of the second.
        tables: tables whose rows are listed one by one.
        ignore: columns whose change alone does not list a row; it is counted all the same.
        html: file for the same as a page.
        most: rows listed at the most.

    Raises:
        OutputError: a folder holds no tables, or the page cannot be written.
    """
    comparison = compare(before, after)
    for what in ("table", "column"):
        for change, colour in (("gained", "green"), ("lost", "red")):
            for name in getattr(comparison, f"{what}s_{change}"):
                console.say(Text(f"{what} {change}: {name}", style=colour))
    of_tables = [d for d in comparison.rows if d.table in tables]
    listed = sorted(
        (d for d in of_tables if d.kind != "changed" or {c for c, _, _ in d.columns} - set(ignore)),
        key=lambda d: (d.source_path or "", d.kind == "changed", d.table),
    )
    for difference in listed[:most]:
        console.say(Text(_line(difference), style=_COLOURS[difference.kind]))
    if len(listed) > most:
        console.say(f"… and {len(listed) - most:,} more; raise --most to see them")
    if len(of_tables) > len(listed):
        only = " and ".join(ignore)
        console.say(f"{len(of_tables) - len(listed):,} rows changed in {only} only")
    if comparison.rows and not of_tables:
        console.say(f"none of these rows is of {' or '.join(tables)}; --table lists others")
    console.output().print(_summary(comparison))
    if html is not None:
        from pipeline.report.differences import write_differences

        write_differences(comparison, html, listed=listed, title=f"{before} and {after}")
    return Exit.OK


def _line(d: Difference) -> str:
    rule = f" [{d.rule}]" if d.rule else ""
    text = " ".join((d.text or " ".join(map(str, d.key))).split())[:140]
    changes = "; ".join(f"{c}: {was} → {now}" for c, was, now in d.columns if c != "text")[:200]
    line = f"{_SIGNS[d.kind]} {d.table} {d.source_path or ''}{rule} {text}"
    return f"{line} ({changes})" if changes else line


def _counts(comparison: Comparison) -> list[tuple[str, str, int, int, int]]:
    """Rows of the summary: table, rule, gained, lost, changed."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for d in comparison.rows:
        counts[d.table, "", d.kind] += 1
        if d.table in _NAMED and d.rule:
            counts[d.table, d.rule, d.kind] += 1
    names = sorted({(table, rule) for table, rule, _ in counts})
    return [
        (table, rule, *(counts[table, rule, kind] for kind in ("gained", "lost", "changed")))  # type: ignore[misc]
        for table, rule in names
    ]


def _summary(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("table")
    table.add_column("rule")
    for heading in ("gained", "lost", "changed"):
        table.add_column(heading, justify="right")
    for name, rule, *numbers in _counts(comparison):
        table.add_row(name, rule, *(f"{n:,}" for n in numbers))
    if not comparison.rows:
        table.add_row("no rows differ", "", "", "", "")
    return table
