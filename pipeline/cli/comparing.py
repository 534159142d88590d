"""``pledger diff``: two runs side by side, on a terminal or as a page."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline.cli import console
from pipeline.errors import Exit, OutputError
from pipeline.evaluate.differences import Comparison, Difference, compare

_SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
_COLOURS = {"gained": "green", "lost": "red", "changed": "yellow"}


def compare_folders(
    before: Path, after: Path, *, tables: list[str], html: Path | None, most: int
) -> Exit:
    """Show what differs between two output folders.

    Args:
        before: folder of the first run.
        after: folder of the second.
        tables: tables whose rows are listed one by one.
        html: file for the same as a page.
        most: rows listed at the most.
    """
    comparison = compare(before, after)
    for name in comparison.columns_gained:
        console.say(Text(f"column gained: {name}", style="green"))
    for name in comparison.columns_lost:
        console.say(Text(f"column lost: {name}", style="red"))
    listed = [d for d in comparison.rows if d.table in tables]
    for difference in listed[:most]:
        console.say(Text(_line(difference), style=_COLOURS[difference.kind]))
    if len(listed) > most:
        console.say(f"… and {len(listed) - most:,} more; raise --most to see them")
    console.output().print(_summary(comparison))
    if html is not None:
        _write(comparison, listed, html, f"{before} and {after}")
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
        if d.table in ("commitments", "quotes") and d.rule:
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


def _write(comparison: Comparison, listed: list[Difference], target: Path, title: str) -> None:
    rows = "".join(
        f"<tr><td>{escape(name)}<td>{escape(rule)}" + "".join(f"<td class=n>{n:,}" for n in numbers)
        for name, rule, *numbers in _counts(comparison)
    )
    lines = "".join(f"<li class={d.kind}>{escape(_line(d))}" for d in listed)
    page = f"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What differs: {escape(title)}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto }}
td, th {{ padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #ccc }}
.n {{ text-align: right; font-variant-numeric: tabular-nums }}
ul {{ list-style: none; padding: 0 }} li {{ padding: .2rem .6rem; border-left: 4px solid }}
.gained {{ border-color: #009e73 }} .lost {{ border-color: #d55e00 }}
.changed {{ border-color: #e69f00 }}
</style>
<h1>What differs</h1><p>{escape(title)}</p>
<table><tr><th>table<th>rule<th>gained<th>lost<th>changed</tr>{rows}</table>
<ul>{lines}</ul>
</html>
"""
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(target)) from error
