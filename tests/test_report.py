"""The report: every panel is drawn from a query that runs, and nothing comes from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import OutputError
from pipeline.exports.database import export_database
from pipeline.report import build_report, figures
from pipeline.report.panels import PANELS, Panel
from pipeline.report.periods import without_gaps

EMPTY_IN_THE_SAMPLES = {"deadlines-ahead", "failures"}
"""What the samples, compared with a late day, have none of."""


@pytest.fixture(scope="module")
def folder(processed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("report") / "processed"
    shutil.copytree(processed, copy, ignore=shutil.ignore_patterns(".pledger"))
    return copy


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return build_report(folder, today=date(2031, 1, 1)).read_text(encoding="utf-8")


def panel(page: str, key: str) -> str:
    (found,) = re.findall(rf'<section [^>]*aria-labelledby="{key}-title">.*?</section>', page, re.S)
    return str(found)


def figure(page: str, key: str) -> Any:
    (text,) = re.findall(rf'id="{key}-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


@pytest.mark.parametrize("shown", PANELS, ids=lambda p: p.key)
def test_every_panel_has_rows_in_the_samples(shown: Panel, page: str) -> None:
    text = panel(page, shown.key)
    if shown.key in EMPTY_IN_THE_SAMPLES:
        assert shown.empty in text
    elif shown.draw is None:
        assert text.count("<tr>") > 1
    else:
        assert figure(page, shown.key)["data"]


@pytest.mark.parametrize("shown", PANELS, ids=lambda p: p.key)
def test_every_query_runs_on_the_exported_file(
    shown: Panel, page: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = tmp_path_factory.getbasetemp() / "report.duckdb"
    if not database.exists():
        export_database(folder, database)
    (query,) = re.findall(r"<pre>(.*?)</pre>", panel(page, shown.key), re.DOTALL)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&amp;", "&")):
        query = query.replace(entity, character)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    assert bool(rows) == (shown.key not in EMPTY_IN_THE_SAMPLES)
    assert all(row[-1].partition("#")[0].endswith(".html") for row in rows)


def test_deadlines_are_compared_with_the_day_that_was_asked_for(folder: Path) -> None:
    def states(today: date | None) -> set[str]:
        text = build_report(folder, today=today).read_text(encoding="utf-8")
        return {trace["name"] for trace in figure(text, "deadlines")["data"]}

    assert states(date(2031, 1, 1)) == {"overdue"}
    assert states(date(2025, 1, 1)) == {"overdue", "ahead"}
    assert states(date(2020, 1, 1)) == {"ahead"}
    assert states(None)  # the day of the run


def test_promises_of_several_articles_count_once(page: str, folder: Path) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT count(*), sum(mentions)::INT, count(*) FILTER (documents > 1) "
            f"FROM '{folder}/ledger.parquet'"
        ).fetchone()
    assert found is not None
    entries, mentions, several = found
    assert 0 < several < entries < mentions
    assert f"<b>{entries}</b> promises" in page
    assert f"{several} in several articles" in page
    moved = {(t["name"], y) for t in figure(page, "moves")["data"] for y in t["y"]}
    assert {("raised", "sum"), ("later", "deadline"), ("firmer", "wording")} <= moved


def test_links_lead_to_the_audit_pages_when_there_are_some(folder: Path) -> None:
    assert "../audit/" not in build_report(folder).read_text(encoding="utf-8")
    (folder / "audit").mkdir()
    (folder / "audit" / "index.html").touch()
    try:
        page = build_report(folder).read_text(encoding="utf-8")
    finally:
        shutil.rmtree(folder / "audit")
    assert page.count(">In the audit pages</a>") == len(PANELS)
    links = re.findall(r'href="\.\./audit/documents/(\w+)\.html#([^"]+)"', page)
    assert links
    assert all(row.startswith(document) for document, row in links)


def test_nothing_is_fetched_from_elsewhere(page: str, folder: Path) -> None:
    sources = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert set(sources) == {"plotly.min.js", "report.js", "report.css"}
    for name in sources:
        assert (folder / "report" / name).stat().st_size > 0
    for name in ("report.js", "report.css"):
        assert "http" not in (folder / "report" / name).read_text(encoding="utf-8")


def test_names_that_begin_alike_keep_rows_of_their_own() -> None:
    names = [f"Ministry of Harbours, Bridges and {what}" for what in ("Tides", "Tunnels")]
    rows = [(a, b, 1, "") for a in names for b in names]
    (cells,) = figures.matrix(rows).data
    assert len(set(cells.x)) == len(set(cells.y)) == 2
    assert all(label.startswith("Ministry of Harbours") for label in cells.x)
    assert cells.hovertext[0][1] == f"{names[0]} to or with {names[1]}"


def test_texts_are_escaped(tmp_path: Path) -> None:
    import pipeline

    text = 'Peru\'s Acme </script><script>alert(1)</script> Ltd said: "Peru will pay $5 million."'
    pipeline.write([pipeline.extract(text)], tmp_path)
    page = build_report(tmp_path).read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page


def test_a_folder_without_commitments_has_a_report(tmp_path: Path) -> None:
    import pipeline

    pipeline.write([pipeline.extract("The harbour was quiet.")], tmp_path)
    page = build_report(tmp_path).read_text(encoding="utf-8")
    assert page.count('class="empty"') >= len(PANELS) - 4


def test_no_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"documents\.parquet|manifest\.json"):
        build_report(tmp_path)


@pytest.mark.parametrize(
    ("periods", "all_of_them"),
    [
        (["2021", "2024"], ["2021", "2022", "2023", "2024"]),
        (["2023 Q3", "2024 Q2"], ["2023 Q3", "2023 Q4", "2024 Q1", "2024 Q2"]),
        (["2023-11", "2024-02"], ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (["2024-02-28", "2024-03-01"], ["2024-02-28", "2024-02-29", "2024-03-01"]),
        (["later", "2030", "2028", " earlier"], [" earlier", "2028", "2029", "2030", "later"]),
        (["later"], ["later"]),
        ([], []),
    ],
)
def test_an_axis_of_time_has_no_gaps(periods: list[str], all_of_them: list[str]) -> None:
    assert without_gaps(periods) == all_of_them
