"""The report in a real browser: charts are drawn when they come near, fit, and lead to rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.report import build_report
from pipeline.report.panels import PANELS


@pytest.fixture(scope="module")
def report(site: Any) -> str:
    return build_report(site.processed).as_uri()


def drawn(page: Any) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.chart')].filter((c) => c.querySelector('.main-svg'))"
        ".map((c) => c.id)"
    )
    return found


@pytest.mark.parametrize("width", [1600, 1280, 390])
def test_all_charts_are_drawn_and_fit(report: str, tab: Any, width: int) -> None:
    page = tab.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report)
    page.wait_for_selector("#areas-over-time .main-svg")
    assert "turned-down" not in drawn(page), "what is far below waits"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    charts = page.evaluate("[...document.querySelectorAll('.chart')].map((c) => c.id)")
    assert drawn(page) == charts
    assert len(charts) > 10
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, "the page is wider than the window"
    spilling = page.evaluate(
        "[...document.querySelectorAll('.chart')].filter((c) => {"
        " const box = c.querySelector('.main-svg').getBoundingClientRect();"
        " return box.width > c.parentElement.clientWidth + 1; }).map((c) => c.id)"
    )
    assert spilling == []


def test_a_mark_leads_to_its_rows(report: str, tab: Any) -> None:
    page = tab.page
    page.goto(report)
    page.locator("#testable").scroll_into_view_if_needed()
    page.wait_for_selector("#testable .bars path")
    page.locator("#testable .bars path").first.click(force=True)
    page.wait_for_url(re.compile(r"audit/index\.html#.*actor="))
    assert page.locator(".list tbody tr").count() > 0


def test_a_promise_of_the_list_leads_to_its_words(report: str, tab: Any) -> None:
    page = tab.page
    page.goto(report)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # all charts are drawn: nothing moves
    link = page.locator("section[aria-labelledby=most-reported-title] tbody a").first
    with page.expect_navigation(wait_until="commit"):
        link.click()
    page.wait_for_url(re.compile(r"audit/documents/\w+\.html#\w+-c-"))
    assert page.locator("#text .on").count() > 0


def test_axe_finds_no_serious_fault_in_the_report(report: str, tab: Any) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python", reason="needs axe-core: pip install axe-playwright-python"
    )
    page = tab.page
    page.goto(report)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run({ preload: false })).violations")
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["target"] for n in v["nodes"][:3]]) for v in grave] == []


def test_every_panel_offers_its_query(report: str, tab: Any) -> None:
    page = tab.page
    page.goto(report)
    assert page.locator("summary").count() == len(PANELS)
    page.locator("summary").first.click()
    assert "SELECT" in page.locator("details[open] pre").inner_text()
