"""``pledger evaluate``: figures on a terminal, or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.cli import console
from pipeline.errors import Exit, OutputError
from pipeline.evaluate.evaluation import FIELDS, Evaluation, evaluate
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.scores import Count, interval


def evaluate_folder(
    processed: Path, gold: list[Path], *, errors: bool, by: str | None, target: Path | None
) -> Exit:
    """Compare an output folder with gold and show the figures.

    Args:
        processed: folder of the tables.
        gold: gold files or their folders.
        errors: list every miss and false alarm with its text.
        by: ``article`` or ``rule`` for a second table.
        target: file for the figures as JSON.
    """
    result = evaluate(processed, load_gold(gold))
    for name in result.missing:
        console.warn(f"{name}: no such document in {processed}")
    for name in result.text_differs:
        console.warn(f"{name}: its text is not the one that was marked")
    if errors:
        for e in result.errors:
            rule = f" [{e.rule}]" if e.rule else ""
            line = " ".join(e.text.split())[:160]
            console.say(Text(f"{e.kind} {e.document} {e.what}{rule}: {line}"))
    console.output().print(_figures(result))
    if by == "rule":
        console.output().print(_rules(result))
    if by == "article":
        console.output().print(_articles(result))
    if target is not None:
        _write(result, target)
    return Exit.OK


def figures(result: Evaluation) -> dict[str, Any]:
    """All figures rounded to one decimal, for JSON and for floors."""
    found: dict[str, Any] = {"missing": result.missing, "text_differs": result.text_differs}
    for name in result.counts:
        count, (low, high) = result.figure(name), interval(result.counts[name])
        counts = {"right": count.right, "wrong": count.wrong}
        if name in FIELDS:
            found[name] = {"accuracy": round(count.precision, 1), **counts}
        else:
            found[name] = {
                "P": round(count.precision, 1),
                "R": round(count.recall, 1),
                "F1": round(count.f1, 1),
                **counts,
                "missed": count.missed,
            }
        found[name]["interval"] = [round(low, 1), round(high, 1)]
    found["rules"] = {
        rule: {"right": c.right, "wrong": c.wrong} for rule, c in sorted(result.rules.items())
    }
    return found


def _figures(result: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("figure")
    for heading in ("P", "R", "F1 or share", "95 %", "right", "wrong", "missed"):
        table.add_column(heading, justify="right")
    for name in result.counts:
        count, (low, high) = result.figure(name), interval(result.counts[name])
        share = name in FIELDS
        table.add_row(
            name,
            "" if share else f"{count.precision:.1f}",
            "" if share else f"{count.recall:.1f}",
            f"{count.precision if share else count.f1:.1f}",
            f"{low:.0f} to {high:.0f}",
            str(count.right),
            str(count.wrong),
            "" if share else str(count.missed),
        )
    return table


def _rules(result: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("rule")
    for heading in ("fired", "right", "share"):
        table.add_column(heading, justify="right")
    for rule, count in sorted(result.rules.items()):
        fired = count.right + count.wrong
        table.add_row(rule, str(fired), str(count.right), f"{count.precision:.0f}")
    return table


def _articles(result: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("article")
    names = ("commitments", "quotes", "amount_values", "date_values")
    for name in names:
        table.add_column(name, justify="right")
    for document in sorted(result.counts["commitments"]):
        counts = [result.counts[name].get(document, Count()) for name in names]
        table.add_row(document, *(f"{c.f1:.1f}" for c in counts))
    return table


def _write(result: Evaluation, target: Path) -> None:
    try:
        target.write_text(json.dumps(figures(result), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(target)) from error
