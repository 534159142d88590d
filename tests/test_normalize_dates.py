"""Dates: cases as data, properties, hostile input, floors on the development sets."""

from __future__ import annotations

import csv
import json
import shutil
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_cases import SHARED, load, unmark

from pipeline.errors import RuleError
from pipeline.normalize import edtf, namedays, periods
from pipeline.normalize.dates import Date, find_dateline, find_dates
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.readers import readers
from pipeline.normalize.scene import Scene
from pipeline.normalize.years import read_year_alone
from pipeline.schema import PRECISIONS
from pipeline.settings import models_folder

CASES = Path(__file__).parent / "cases" / "dates.jsonl"
ANCHOR = date(2024, 3, 14)
"""A Thursday; what the cases are resolved against."""


@pytest.mark.parametrize("case", load(CASES), ids=lambda case: case["text"][:60])
def test_case(case: dict[str, Any]) -> None:
    text, spans = unmark(case["text"])
    found = find_dates(text, anchor=ANCHOR, country=case.get("country"))
    assert [text[d.start : d.end] for d in found] == [text[s:e] for s, e in spans]
    assert [(d.start, d.end) for d in found] == spans
    assert [d.edtf for d in found] == case["values"]


@pytest.mark.parametrize("case", load(CASES), ids=lambda case: case["text"][:60])
def test_without_anchor(case: dict[str, Any]) -> None:
    """What is relative stays unknown, what is absolute stays as it is."""
    text, _ = unmark(case["text"])
    with_anchor = find_dates(text, anchor=ANCHOR, country=case.get("country"))
    without = {(d.start, d.end): d for d in find_dates(text, country=case.get("country"))}
    for found in with_anchor:
        if found.resolution == "absolute":
            assert without[found.start, found.end] == found
    for found in without.values():
        assert found.anchor is None
        assert (found.edtf is None) == (found.resolution == "relative")


@pytest.mark.parametrize("case", load(CASES), ids=lambda case: case["text"][:60])
def test_openings_leave_no_reader_out(case: dict[str, Any]) -> None:
    """At each token only readers that its word opens are asked: no other would find anything."""
    scene = Scene(unmark(case["text"])[0], ANCHOR, case.get("country"))
    for index in range(len(scene.tokens)):
        opening = scene.opening(index)
        others = [reader for reader, words in readers() if opening not in words]
        if opening in SMALL:
            others.remove(read_year_alone)  # asked after all others where a number is in words
        assert [reader(scene, index) for reader in others] == [None] * len(others)


def check(text: str, anchor: date | None, country: str | None) -> list[Date]:
    found = find_dates(text, anchor=anchor, country=country)
    for item in found:
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == text[item.start : item.end].strip()
        assert item.precision in PRECISIONS
        assert item.rule.startswith("date.")
        assert item.anchor in (None, anchor)
        assert item.kind in ("date", "range", "duration")
        if item.edtf is None:
            assert item.earliest is None
            continue
        assert edtf.valid(item.edtf), item.edtf
        if item.kind == "duration":
            assert item.earliest is item.latest is None
        elif item.precision != "season":
            assert (item.earliest, item.latest) == edtf.bounds(item.edtf)
    assert all(a.end <= b.start for a, b in pairwise(found))
    return found


ANCHORS = st.one_of(st.none(), st.dates(), st.just(date(1, 1, 1)), st.just(date(9999, 12, 31)))
PIECES = st.sampled_from(
    "1 2 5 13 29 31 99 2000 2024 1066 9999 st th / - – . , ' ’ of the a in by to and from between "
    "until since next last this past early mid late end beginning first second third twenty half "
    "quarter year years month months week weeks day days decade century May march Feb December "
    "Monday Friday fri summer fall fiscal financial FY Q3 H1 q today now tomorrow ago later after "
    "before annually every twice each other Christmas Easter weekend 2024-05-01 31/12/24 "
    "Sep-3-2020 2023/24 1990s \n\n . ;".split(" ")
)


@given(st.text(max_size=200), ANCHORS, st.sampled_from([None, "US", "GB", "AU", "ZZ"]))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, anchor: date | None, country: str | None) -> None:
    check(text, anchor, country)


@given(st.lists(PIECES, max_size=25), ANCHORS, st.sampled_from([None, "US", "GB", "AU"]))
@settings(max_examples=300, deadline=None)
def test_any_words_of_time(pieces: list[str], anchor: date | None, country: str | None) -> None:
    check(" ".join(pieces), anchor, country)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
@settings(deadline=None)
def test_whole_dates_are_read_back(day: date) -> None:
    month = day.strftime("%B")
    for text in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {month} {day.year}",
        f"{day.day:02d}-{month[:3]}-{day.year}",
    ):
        (found,) = find_dates(f"It took effect on {text}.")
        assert found.earliest == found.latest == day
        assert found.edtf == day.isoformat()
        assert (found.kind, found.precision, found.resolution) == ("date", "day", "absolute")


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(1, 40))
@settings(deadline=None)
def test_windows_move_with_the_anchor(anchor: date, count: int) -> None:
    (found,) = find_dates(f"over the next {count} days", anchor=anchor)
    assert (found.earliest, found.latest) == (anchor, anchor + timedelta(days=count))
    (found,) = find_dates(f"over the past {count} years", anchor=anchor)
    assert found.edtf == f"{anchor.year - count}/{anchor.year}"
    assert found.anchor == anchor


@pytest.mark.parametrize(
    "unit",
    [
        *("9", "1-", "1/", "2020-", "5, ", "Q1 ", "'", " ", "\n ", "the ", "2 years ", "5 and "),
        *("the end of ", "the first ", "in 2020 to ", "May ", "twenty ", "the last day of "),
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def cost(count: int) -> float:
        text = unit * count
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_dates(text, anchor=ANCHOR)
            best = min(best, time.process_time() - start)
        return best

    cost(10)
    size = 2_500 // len(unit)
    assert cost(4 * size) < 12 * cost(size) + 0.05


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-24", date(2024, 12, 1), date(2025, 2, 28)),
        ("2024-21", date(2024, 3, 1), date(2024, 5, 31)),
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("20XX", date(2000, 1, 1), date(2099, 12, 31)),
        ("2024-04/2025-03", date(2024, 4, 1), date(2025, 3, 31)),
        ("2024/..", date(2024, 1, 1), None),
        ("../2024-05-03", None, date(2024, 5, 3)),
        ("P18M", None, None),
        ("R/P1Y", None, None),
    ],
)
def test_edtf_bounds(value: str, first: date | None, last: date | None) -> None:
    assert edtf.valid(value)
    assert edtf.bounds(value) == (first, last)


@pytest.mark.parametrize(
    "value",
    ["", "24", "2024-13", "2024-00-01", "2023-02-29", "2025/2024", "P", "PT1H", "R/2024", "2024-5"],
)
def test_edtf_refuses(value: str) -> None:
    assert not edtf.valid(value)


def test_southern_seasons() -> None:
    (found,) = find_dates("in the summer of 2024", country="AU")
    assert found.edtf == "2024-22"
    assert (found.earliest, found.latest) == (date(2024, 12, 1), date(2025, 2, 28))


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("easter+0", 2024, date(2024, 3, 31)),
        ("easter+1", 2025, date(2025, 4, 21)),
        ("nth-4-3-11", 2024, date(2024, 11, 28)),
        ("last-0-05", 2024, date(2024, 5, 27)),
        ("12-25", 2030, date(2030, 12, 25)),
        ("02-30", 2024, None),
    ],
)
def test_named_days(rule: str, year: int, day: date | None) -> None:
    assert namedays.falls(rule, year) == day


def test_broken_named_day(tmp_path: Path) -> None:
    shutil.copytree(models_folder() / "lexicons", tmp_path / "lexicons")
    path = tmp_path / "lexicons" / "named_days.csv"
    path.chmod(0o644)
    with path.open("a", encoding="utf-8") as file:
        file.write("Pancake Day,some Tuesday\n")
    with pytest.raises(RuleError, match="some Tuesday"):
        namedays.table(tmp_path)


def test_steps_do_not_leave_the_calendar() -> None:
    assert periods.add_months(date(9998, 12, 1), 1) is None
    assert periods.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert periods.add_days(date(9999, 12, 31), 1) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Port opens\n\nPublished 3 May 2024\n\nThe port opened.", date(2024, 5, 3)),
        ("Port opens\n\nDate: May 3, 2024\nBy A. Writer\n\nText of 1 May 2020.", date(2024, 5, 3)),
        ("Friday, May 3, 2024\n\nPort opens\n\nIt opened on 2 May 2024.", date(2024, 5, 3)),
        ("GENEVA, 3 May 2024 – The port opened on 1 May 2024.", date(2024, 5, 3)),
        ("Port opens\n\nMANILA, May 3, 2024 (Wire) -- The port opened.", date(2024, 5, 3)),
        ("For immediate release\n3 May 2024\n\nPort opens", date(2024, 5, 3)),
        ("Published 3 May 2024\nUpdated 9 May 2024\n\nText", date(2024, 5, 3)),
        ("Port opens\n\nThe port opened on 3 May 2024 and grew.", None),
        ("3 May 2024\n\n5 May 2024\n\nTwo dates", None),
        ("Last updated 3 May 2024\n\nText", None),
        ("Posted in May 2024\n\nText", None),
        ("", None),
        ("x\n" * 2000 + "Published 3 May 2024\n", None),
    ],
)
def test_dateline(text: str, day: date | None) -> None:
    assert find_dateline(text) == day


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_dateline_takes_any_text(text: str) -> None:
    assert find_dateline(text) is None or isinstance(find_dateline(text), date)


def test_dateline_of_development_articles() -> None:
    """It may say nothing; what it says must be right."""
    manifest = SHARED / "articles" / "sources.csv"
    if not manifest.exists():
        pytest.skip(f"{manifest} is development data beside the repository")
    said = 0
    with manifest.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = (manifest.parent / row["path"]).read_text(encoding="utf-8")
            day = find_dateline(text)
            assert day in (None, date.fromisoformat(row["published_on"]))
            said += day is not None
    assert said >= 3


@pytest.mark.parametrize(
    ("name", "floor"), [("policy_cases", 99), ("datetime", 78), ("duckling_time", 72)]
)
def test_floor(norm_scorer: ModuleType, name: str, floor: float) -> None:
    gold = load(SHARED / "norm" / f"{name}.jsonl")
    predicted = {
        case["id"]: [
            {"start": d.start, "end": d.end, "type": "DATE", "value": d.edtf}
            for d in find_dates(
                case["text"], anchor=date.fromisoformat(case["ref"]) if case["ref"] else None
            )
        ]
        for case in gold
    }
    figures = norm_scorer.evaluate("date", gold, predicted)
    assert figures["value"]["F1"] >= floor
    assert figures["neg_docs_with_fp"] == 0


def test_floor_on_gold() -> None:
    folder = SHARED / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip(f"{folder} is development data beside the repository")
    right = found = wanted = 0
    with (SHARED / "articles" / "sources.csv").open(encoding="utf-8") as file:
        published = {row["path"]: row["published_on"] for row in csv.DictReader(file)}
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        name = f"{gold['document']}.txt"
        text = (SHARED / "articles" / name).read_text(encoding="utf-8")
        dates = find_dates(text, anchor=date.fromisoformat(published[name]))
        wanted += len(gold["dates"])
        found += len(dates)
        right += sum(
            any(
                d.start < g["span"][1]
                and g["span"][0] < d.end
                and d.edtf in (g["value"], *g.get("accept", []))
                for g in gold["dates"]
            )
            for d in dates
        )
    assert 200 * right / (found + wanted) >= 96
