"""What is kept: whole or not at all, and under a key that covers what it was made of."""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF

from pipeline import readers
from pipeline.cache import Reading, Store, container
from pipeline.cache.container import DamagedError
from pipeline.cache.fingerprint import READING, fingerprints
from pipeline.cache.reading import decode_reading
from pipeline.errors import ReadError
from pipeline.model import Metadata
from pipeline.settings import Limits, Settings

REPO = Path(__file__).parents[1]
PACKAGE = REPO / "pipeline"
PAGE = """<html><head><title>Pumps</title><meta name="date" content="2024-03-02"></head><body>
<h1>Pumps</h1><p>Chile will fund three pumps.</p><ul><li>one<li>two</ul></body></html>"""


def pdf() -> bytes:
    document = FPDF()
    document.set_font("Helvetica", size=11)
    for number in range(2):
        document.add_page()
        document.multi_cell(0, 6, f"Page {number} says that Peru will plant a million trees.")
    return bytes(document.output())


SOURCES = {
    "plain.txt": b"One line.\nAnd another.\n",
    "windows.txt": "“Wir zahlen”, sagte sie.\r\nUnd ging.\r\n".encode("cp1252"),
    "damaged.txt": b"Ministers will \xff build \xe2\x82\xac5 roads.\r\n",
    "page.html": PAGE.encode(),
    "two-pages.pdf": pdf(),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_document_comes_back_as_it_was_read(name: str, tmp_path: Path) -> None:
    document = readers.read_bytes(SOURCES[name], name)
    store = Store(tmp_path)
    store.put(Reading("ab" * 20, document))
    found = store.reading("ab" * 20).result
    assert found == document
    for start in range(0, len(document.text), 7):
        for part in ("page", "boxes", "path", "source_bytes"):
            place = (start,) if part == "page" else (start, start + 5)
            assert getattr(found.source_map, part)(*place) == getattr(  # type: ignore[union-attr]
                document.source_map, part
            )(*place)


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize(
    "known",
    [
        None,
        Metadata(),
        Metadata(title="Trees", language="en", uri="https://example.org/trees"),
        Metadata(published_on=date(2020, 2, 29), published_on_source="manifest"),
    ],
)
def test_the_manifest_may_come_afterwards(name: str, known: Metadata | None) -> None:
    data = SOURCES[name]
    without = readers.read_bytes(data, name)
    assert readers.with_metadata(without, known) == readers.read_bytes(data, name, metadata=known)


def test_a_failure_comes_back_as_well(tmp_path: Path) -> None:
    error = ReadError("has no text", kind="no_text", where="a.pdf", hint="scan it again")
    store = Store(tmp_path)
    store.put(Reading("k", error))
    found = store.reading("k").result
    assert isinstance(found, ReadError)
    assert (str(found), found.kind, found.stage) == (str(error), error.kind, error.stage)


def test_every_flipped_bit_is_noticed() -> None:
    data = Reading("ab" * 20, readers.read_bytes(SOURCES["plain.txt"], "plain.txt")).encode()
    assert decode_reading(data).key == "ab" * 20
    for at in range(len(data)):
        with pytest.raises(DamagedError):
            decode_reading(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    for end in range(len(data)):
        with pytest.raises(DamagedError):
            decode_reading(data[:end])


@pytest.mark.parametrize(
    ("kind", "sections"),
    [
        ("entry", [("", b"")]),
        ("reading", [("about", b"[]")]),
        ("reading", [("about", b"{}")]),
        ("reading", [("about", json.dumps({"error": ["a", "b"]}).encode())]),
        ("reading", []),
    ],
)
def test_what_another_program_wrote_is_not_believed(
    kind: str, sections: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    store = Store(tmp_path)
    store.shelf.write("k.reading", container.pack(kind, {"key": "k"}, sections))
    with pytest.raises(DamagedError):
        store.reading("k")


def test_a_reading_under_a_foreign_key_is_not_believed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    document = readers.read_bytes(SOURCES["plain.txt"], "plain.txt")
    store.shelf.write("k.reading", Reading("other", document).encode())
    with pytest.raises(DamagedError, match="another key"):
        store.reading("k")


def modules(path: Path) -> set[str]:
    """Modules of this package that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            names = [f"{node.module}.{a.name}" for a in node.names]
            found |= {str(node.module), *names}
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.startswith("pipeline.")}
    return found


def test_the_key_of_a_reading_covers_all_code_that_reads() -> None:
    waiting, seen = list((PACKAGE / "readers").rglob("*.py")), set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in modules(path):
            base = PACKAGE.joinpath(*name.split(".")[1:])
            for file in (base.with_suffix(".py"), base / "__init__.py"):
                if file.is_file() and file != PACKAGE / "__init__.py":
                    waiting.append(file)
    covered = {f for name in READING for f in [PACKAGE / name, *(PACKAGE / name).rglob("*.py")]}
    assert seen <= covered, "add them to READING"


def test_what_changes_a_reading_changes_its_key(tmp_path: Path) -> None:
    before = fingerprints(Settings())
    same = [Settings(country="GB"), Settings(workers=5, layout="parts", isolate=False)]
    assert {fingerprints(s).reading for s in same} == {before.reading}
    other = fingerprints(Settings(limits=Limits(pages=9)))
    assert other.reading != before.reading
    keys = {
        before.reading_key("a.txt", "0" * 64),
        before.reading_key("a.html", "0" * 64),
        before.reading_key("a.txt", "1" * 64),
        other.reading_key("a.txt", "0" * 64),
    }
    assert len(keys) == 4
