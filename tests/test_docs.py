"""The examples in the README and the docs run, and say what is true."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

REPO = Path(__file__).parents[1]
PAGES = [REPO / "README.md", *sorted((REPO / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)(?P<target>[^)#]+)(?:#[^)]*)?\)")


def blocks(language: str) -> list[pytest.param]:  # type: ignore[valid-type]
    found = []
    for page in PAGES:
        for number, match in enumerate(_BLOCK.finditer(page.read_text(encoding="utf-8"))):
            if match["language"] == language:
                found.append(pytest.param(match["code"], id=f"{page.name}-{number}"))
    return found


@pytest.mark.parametrize("code", blocks("sql"))
def test_queries_run(code: str, processed: Path) -> None:
    query = code.replace("'processed/", f"'{processed}/")
    with duckdb.connect() as connection:
        assert connection.sql(query).fetchall(), "the query finds nothing in the samples"


@pytest.mark.parametrize("code", blocks("python"))
def test_examples_run(
    code: str, processed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPO)
    code = code.replace('"processed', f'"{processed}')
    exec(compile(code, "example", "exec"), {"__name__": "example"})


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for match in _LINK.finditer(page.read_text(encoding="utf-8")):
        assert (page.parent / match["target"]).exists(), match["target"]
