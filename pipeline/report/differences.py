"""The differences between two runs as a page: in numbers, then row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.errors import OutputError
from pipeline.evaluate.differences import Comparison, Difference

_KINDS = ("gained", "lost", "changed")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of one group were gained, lost and changed."""

    name: str
    gained: int
    lost: int
    changed: int


def group(rows: Sequence[Difference], name: Callable[[Difference], str | None]) -> list[Counts]:
    """Count rows by a name, the most first; rows without one are left out."""
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        value = name(row)
        if value is not None:
            found[value, row.kind] += 1
    counts = [Counts(n, *(found[n, kind] for kind in _KINDS)) for n in {n for n, _ in found}]
    return sorted(counts, key=lambda c: (-(c.gained + c.lost + c.changed), c.name))


def changed_columns(rows: Sequence[Difference]) -> list[tuple[str, int]]:
    """How many rows changed in each column, as ``table.column``, the most first."""
    found = Counter(f"{row.table}.{column}" for row in rows for column, _, _ in row.columns)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def write_differences(
    comparison: Comparison, target: Path, *, listed: Sequence[Difference], title: str
) -> None:
    """Write the page.

    Args:
        comparison: of the two runs.
        target: the file.
        listed: rows that are shown one by one.
        title: what was compared.

    Raises:
        OutputError: the file cannot be written.
    """
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["words"] = _words
    documents: dict[str, list[Difference]] = {}
    for row in listed:
        documents.setdefault(row.source_path or "", []).append(row)
    page = environment.get_template("differences.html.j2").render(
        title=title,
        comparison=comparison,
        summaries=[
            ("table", group(comparison.rows, lambda d: d.table)),
            ("rule", group(listed, lambda d: d.rule)),
            ("document", group(listed, lambda d: d.source_path)),
        ],
        columns=changed_columns(comparison.rows),
        documents=sorted(documents.items()),
        tables=sorted({d.table for d in listed}),
        rules=sorted({d.rule for d in listed if d.rule}),
        style=_template("report.css"),
        script=_template("differences.js"),
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(target)) from error


def _template(name: str) -> str:
    return (resources.files("pipeline.report") / "templates" / name).read_text(encoding="utf-8")


def _words(value: Any) -> str:
    if value is None:
        return "nothing"
    line = " ".join(str(value).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
