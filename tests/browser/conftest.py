"""A browser, and an audit of articles in every format, one of them hostile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.build import build_audit

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")

HOSTILE = (
    'Draft <b>accord</b> & "quotes"\n\n'
    "<script>document.title='owned'</script> Norway will fund <img src=x onerror=alert(1)> two "
    "harbour sensors by 2027.\n\n"
    "Kenya will \u202edetsert ecnanif\u202c a survey </script></article><style>*{}</style> in "
    "May 2026.\n\n"
    "\u201cWe will open \u2066two\u2069 labs \U0001f600 for \u200bstudents,\u201d said Ann Ode, "
    "a minister of Norway.\n\n"
    "الكويت will share data with Norway.\n"
)


@dataclass
class Site:
    """An audit on disk."""

    processed: Path
    raw: Path
    documents: dict[str, str] = field(default_factory=dict)
    """Path of each source to its ``document_id``."""

    def index(self) -> str:
        return (self.processed / "audit" / "index.html").as_uri()

    def document(self, source: str) -> str:
        page = self.processed / "audit" / "documents" / f"{self.documents[source]}.html"
        return page.as_uri()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="the browser tests need Playwright: pip install playwright"
    )
    if not Path(CHROMIUM).exists():
        pytest.skip("the browser tests need Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Site:
    from typer.testing import CliRunner

    from pipeline.audit.corpus import Corpus
    from pipeline.cli import app

    root = tmp_path_factory.mktemp("audit")
    raw, processed = root / "raw", root / "processed"
    shutil.copytree(repo / "raw", raw)
    (raw / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    result = CliRunner().invoke(app, ["run", str(raw), str(processed)])
    assert result.exit_code == 0, result.output
    build_audit(processed, raw=raw)
    made = Site(processed, raw)
    for document_id, row in Corpus(processed).documents.items():
        made.documents[row["source_path"]] = document_id
    return made


@dataclass
class Tab:
    """A page of the browser that notes what it asks for and what goes wrong in it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@pytest.fixture
def tab(browser: Any) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    opened = Tab(context.new_page())
    opened.page.on("request", lambda r: opened.requests.append(r.url))
    opened.page.on("pageerror", lambda e: opened.problems.append(str(e)))
    opened.page.on(
        "console", lambda m: opened.problems.append(m.text) if m.type == "error" else None
    )
    yield opened
    context.close()
    assert opened.problems == []
    outside = [u for u in opened.requests if not u.startswith(("file://", "data:", "blob:file://"))]
    assert outside == []
