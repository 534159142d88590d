"""What tests of the audit pages do with a page: select words, wait, export verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.corpus import Corpus


def rows_of(site: Any, table: str, source: str) -> list[dict[str, Any]]:
    return Corpus(site.processed).rows(table, site.documents[source])


def select(page: Any, start: int, end: int) -> None:
    """Select code points of the text as a mouse would: the page only sees the selection."""
    page.evaluate(
        """([start, end]) => {
          const walker = document.createTreeWalker(document.getElementById("text"),
            NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
          let at = 0; const range = document.createRange();
          while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.nodeType === 1) { if (node.dataset.cp) at += 1; continue; }
            const points = [...node.data];
            const units = (n) => points.slice(0, n).join("").length;
            if (at <= start && start < at + points.length) range.setStart(node, units(start - at));
            if (at < end && end <= at + points.length) range.setEnd(node, units(end - at));
            at += points.length;
          }
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }""",
        [start, end],
    )


def until(page: Any, expression: str) -> None:
    """Wait for an expression; Playwright's own way needs `eval`, which the page forbids."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {expression}")


def export(page: Any, target: Path) -> list[dict[str, Any]]:
    with page.expect_download() as download:
        page.click("#export")
    download.value.save_as(target)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
