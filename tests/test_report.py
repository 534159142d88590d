"""The report: every chart is drawn from a query that runs, and nothing comes from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import OutputError
from pipeline.exports.database import fill
from pipeline.report import build_report
from pipeline.report.charts import CHARTS


@pytest.fixture(scope="module")
def page(processed: Path) -> str:
    return build_report(processed).read_text(encoding="utf-8")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda c: c.key)
def test_every_chart_has_data_in_the_samples(chart: object, processed: Path) -> None:
    with duckdb.connect() as connection:
        fill(connection, processed)
        rows = connection.execute(chart.query).fetchall()  # type: ignore[attr-defined]
    assert rows
    assert chart.draw(rows).data  # type: ignore[attr-defined]


def test_figures_are_whole_and_queries_are_shown(page: str) -> None:
    figures = re.findall(r'data-chart="([^"]+)">(.*?)</script>', page, re.DOTALL)
    assert [key for key, _ in figures] == [c.key for c in CHARTS]
    assert all(json.loads(text)["data"] for _, text in figures)
    assert page.count("<pre>") == len(CHARTS)


def test_nothing_is_fetched_from_elsewhere(page: str, processed: Path) -> None:
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    assert all(not s.startswith(("http:", "https:", "//")) for s in sources)
    assert (processed / "report" / "plotly.min.js").stat().st_size > 1_000_000


def test_texts_are_escaped(tmp_path: Path) -> None:
    import pipeline

    text = 'Peru\'s Acme </script><script>alert(1)</script> Ltd said: "Peru will pay $5 million."'
    pipeline.write([pipeline.extract(text)], tmp_path)
    page = build_report(tmp_path).read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page


def test_no_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"documents\.parquet"):
        build_report(tmp_path)
