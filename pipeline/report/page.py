"""Builds the report: a page, its script and nothing that is fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from pipeline.errors import OutputError
from pipeline.exports.database import fill
from pipeline.report.charts import CHARTS, Chart

_SCRIPT = "plotly.min.js"
_TOTALS = {
    "documents": "SELECT count(*) FROM documents",
    "pledges": "SELECT count(*) FROM pledges",
    "quotes": "SELECT count(*) FROM quotes",
    "sums": "SELECT count(*) FROM money",
    "failures": "SELECT count(*) FROM failures",
}


@dataclass(frozen=True, slots=True)
class _Panel:
    chart: Chart
    figure: str | None
    rows: int


def build_report(processed: Path) -> Path:
    """Write ``report/index.html`` into the folder of the tables.

    Returns:
        the page.

    Raises:
        OutputError: a table is missing, or the folder cannot be written.
    """
    with duckdb.connect() as connection:
        fill(connection, processed)
        totals = {name: _number(connection, query) for name, query in _TOTALS.items()}
        panels = [_panel(chart, connection.execute(chart.query).fetchall()) for chart in CHARTS]
    environment = Environment(
        loader=PackageLoader("pipeline.report"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("report.html.j2").render(
        totals=totals, panels=panels, audited=(processed / "audit" / "index.html").exists()
    )
    folder = processed / "report"
    try:
        folder.mkdir(exist_ok=True)
        (folder / _SCRIPT).write_text(get_plotlyjs(), encoding="utf-8")
        (folder / "index.html").write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}",
            where=str(folder),
            hint="check permissions and room on the disk",
        ) from error
    return folder / "index.html"


def _panel(chart: Chart, rows: list[tuple[Any, ...]]) -> _Panel:
    if not rows:
        return _Panel(chart, None, 0)
    figure: go.Figure = chart.draw(rows)
    figure.update_layout(
        template="plotly_white",
        font={"family": "system-ui, sans-serif", "size": 13},
        margin={"l": 10, "r": 10, "t": 10, "b": 40},
        legend={"orientation": "h", "y": -0.15},
    )
    # plotly writes JSON that is safe inside a script element
    return _Panel(chart, str(figure.to_json()).replace("</", "<\\/"), len(rows))


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
