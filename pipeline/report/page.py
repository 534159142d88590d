"""Builds the report: a page, its scripts, and nothing that is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from pipeline.errors import OutputError
from pipeline.exports.database import fill
from pipeline.report.figures import Rows, audit
from pipeline.report.palette import INK
from pipeline.report.panels import SECTIONS, Panel
from pipeline.tables.manifest import load
from pipeline.tables.publish import MANIFEST

_LIBRARY = "plotly.min.js"
_SCRIPT, _STYLE = "report.js", "report.css"
_LONGEST = 220
"""Characters of a cell."""
_SHOWN = 30
"""Rows of a figure that are also given as a table."""

_TOTALS = """
SELECT (SELECT count(*) FROM documents) AS articles,
  (SELECT min(published_on) FROM documents) AS first,
  (SELECT max(published_on) FROM documents) AS last,
  (SELECT count(*) FROM promises) AS promises,
  (SELECT count(*) FROM promises WHERE documents > 1) AS repeated,
  (SELECT count(*) FROM promises WHERE testable) AS testable,
  (SELECT count(*) FROM promises WHERE coalesce(minimum, maximum) IS NOT NULL) AS sums,
  (SELECT count(*) FROM promises WHERE deadline IS NOT NULL) AS deadlines,
  (SELECT count(*) FROM quotes) AS quotes,
  (SELECT count(DISTINCT speaker_name) FROM quotes) AS speakers
"""

_PERIODS = (
    (3 * 366, "strftime(published_on, '%Y')"),
    (300, "year(published_on) || ' Q' || quarter(published_on)"),
    (60, "strftime(published_on, '%Y-%m')"),
    (0, "strftime(published_on, '%Y-%m-%d')"),
)
"""The period that articles are counted by when they reach over more than so many days."""


@dataclass(frozen=True, slots=True)
class _Tile:
    number: int
    name: str
    about: str
    link: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """A panel with its rows.

    Attributes:
        figure: as JSON; None for a table, and where there are no rows.
        rows: cells to be shown, the address apart.
        links: address of each row.
    """

    panel: Panel
    query: str
    count: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str | None, ...]
    figure: str | None


def build_report(processed: Path, *, today: date | None = None) -> Path:
    """Write ``report/index.html`` into the folder of the tables.

    Args:
        processed: folder of the tables.
        today: day that deadlines are compared with; None is the day of the run.

    Returns:
        the page.

    Raises:
        OutputError: a table is missing, or the folder cannot be written.
    """
    today = today or _day_of_run(processed)
    with duckdb.connect() as connection:
        fill(connection, processed)
        totals = _first(connection, _TOTALS)
        words = {"today": f"DATE '{today}'", "period": _period(totals)}
        sections = [
            (section, [_show(connection, panel, words) for panel in section.panels])
            for section in SECTIONS
        ]
    environment = Environment(
        loader=PackageLoader("pipeline.report"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("report.html.j2").render(
        sections=sections,
        tiles=list(_tiles(totals)),
        totals=totals,
        today=today,
        audited=(processed / "audit" / "index.html").exists(),
    )
    return _write(processed / "report", page)


def _write(folder: Path, page: str) -> Path:
    files = {
        _LIBRARY: get_plotlyjs(),
        **{name: _template(name) for name in (_SCRIPT, _STYLE)},
        "index.html": page,
    }
    try:
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}",
            where=str(folder),
            hint="check permissions and room on the disk",
        ) from error
    return folder / "index.html"


def _template(name: str) -> str:
    source = resources.files("pipeline.report") / "templates" / name
    return source.read_text(encoding="utf-8")


def _day_of_run(processed: Path) -> date:
    """The report itself looks at no clock, so that it can be made again."""
    clock = load(processed / MANIFEST).clock
    return datetime.fromisoformat(clock["finished_at"]).date()


def _period(totals: Mapping[str, Any]) -> str:
    first, last = totals["first"], totals["last"]
    days = (last - first).days if first else 0
    return next(period for least, period in _PERIODS if days >= least)


def _show(connection: duckdb.DuckDBPyConnection, panel: Panel, words: Mapping[str, str]) -> _Shown:
    query = panel.query.strip().replace("{period}", words["period"])
    query = query.replace("{today}", words["today"])
    found = connection.execute(query)
    names = tuple(str(column[0]).replace("_", " ") for column in found.description or ())
    rows = found.fetchall()
    shown = rows if panel.draw is None else rows[:_SHOWN]
    return _Shown(
        panel=panel,
        query=query,
        count=len(rows),
        headings=panel.headings or names[:-1],
        rows=tuple(tuple(_cell(v) for v in row[:-1]) for row in shown),
        links=tuple(row[-1] for row in shown),
        figure=_figure(panel, rows) if panel.draw is not None and rows else None,
    )


def _figure(panel: Panel, rows: Rows) -> str:
    assert panel.draw is not None
    figure = panel.draw(rows)
    figure.update_layout(
        template="plotly_white",
        font={"family": "system-ui, sans-serif", "size": 13, "color": INK},
        margin={"l": 8, "r": 8, "t": 8, "b": 30},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"},
        hoverlabel={"align": "left", "namelength": 0},
        dragmode=False,
    )
    # plotly writes JSON; what could end the script element is written in another way
    return str(figure.to_json()).replace("<", "\\u003c")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, int | Decimal):
        return _large(int(value))
    line = " ".join(str(value).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _large(value: int) -> str:
    """A number as one says it."""
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.3g} {name}"
    return f"{value:,}"


def _tiles(totals: Mapping[str, Any]) -> Iterator[_Tile]:
    promises, rows = totals["promises"], audit(table="commitments")
    days = [d for d in (totals["first"], totals["last"]) if d is not None]
    when = " to ".join(dict.fromkeys(f"{d:%d %b %Y}" for d in days)) or "no dates"
    yield _Tile(totals["articles"], "articles", when, "index.html#view=documents")
    yield _Tile(promises, "promises", f"{totals['repeated']:,} in several articles", rows)
    share = round(100 * totals["testable"] / promises) if promises else 0
    yield _Tile(totals["testable"], "can be checked", f"{share} % of the promises", rows)
    money = audit(table="commitments", sort="money")
    yield _Tile(totals["sums"], "name a sum", "of money", money)
    due = audit(table="commitments", sort="deadline")
    yield _Tile(totals["deadlines"], "have a deadline", "some as a year only", due)
    speakers = f"by {totals['speakers']:,} speakers"
    yield _Tile(totals["quotes"], "quotes", speakers, audit(table="quotes"))


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> Mapping[str, Any]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    row = found.fetchone()
    assert row is not None
    return dict(zip(names, row, strict=True))
