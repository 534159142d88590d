"""Verification finds whatever was changed, and says in which row and why."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import OutputError
from pipeline.schema import TABLES
from pipeline.verification import Fault, verify
from pipeline.verification.pages import bad_pages
from pipeline.verification.rows import extents

RAW = Path(__file__).parents[1] / "raw"


@pytest.fixture
def out(processed: Path, tmp_path: Path) -> Path:
    """A copy of the tables of the sample articles, to be spoilt."""
    copy = tmp_path / "processed"
    shutil.copytree(processed, copy, symlinks=True)
    return copy


def named(faults: tuple[Fault, ...], where: str, column: str | None = None) -> list[Fault]:
    return [f for f in faults if f.where == where and column in (None, f.column)]


def rewrite(out: Path, table: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change rows of a table, as somebody with a notebook would."""
    path = out / f"{table}.parquet"
    found = pq.read_table(path)
    rows = found.to_pylist()
    change(rows)
    target = Path(path).resolve()
    pq.write_table(pa.Table.from_pylist(rows, schema=found.schema), target)


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(out / f"{table}.parquet").to_pylist()


def test_what_was_not_touched_is_proved(processed: Path) -> None:
    result = verify(processed, raw=RAW)
    assert result.faults == ()
    assert result.documents == len(rows(processed, "documents"))
    for t in TABLES:
        assert result.rows.get(t.table, 0) == len(rows(processed, t.table)), t.table


def test_every_offset_of_every_table_is_looked_at() -> None:
    found = {t.table: [(e.start, e.text) for e in extents(t.table)] for t in TABLES}
    assert found["commitments"] == [("start", "text"), ("stem_start", None), ("cue_start", "cue")]
    assert found["quotes"] == [
        ("start", "text"),
        ("cue_start", "cue"),
        ("speaker_start", "speaker"),
    ]
    assert found["quote_spans"] == [("start", "text")]
    for t in TABLES:
        starts = [c.name for c in t.columns() if c.name.endswith("start")]
        assert [name for name, _ in found[t.table]] == starts


def test_a_flipped_byte_of_a_text_names_the_rows_on_it(out: Path) -> None:
    commitment = rows(out, "commitments")[0]
    path = out / "text" / f"{commitment['document_id']}.txt"
    data = path.read_bytes()
    at = len(data.decode()[: commitment["start"] + 2].encode())
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    faults = verify(out).faults
    assert named(faults, f"text/{path.name}")
    assert named(faults, "documents", "text_sha256")
    (fault,) = named(faults, "commitments", "text")
    assert fault.key == commitment["commitment_id"]
    assert fault.why.startswith("holds ")
    assert {f.document_id for f in faults} == {commitment["document_id"]}


def test_a_byte_that_is_no_utf8_still_names_the_rows(out: Path) -> None:
    sentence = rows(out, "sentences")[2]
    path = out / "text" / f"{sentence['document_id']}.txt"
    data = path.read_bytes()
    at = len(data.decode()[: sentence["start"] + 1].encode())
    path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    keys = [f.key for f in named(verify(out).faults, "sentences", "text")]
    assert sentence["sentence_id"] in keys


def test_a_missing_text_is_a_fault(out: Path) -> None:
    text = next((out / "text").iterdir())
    text.unlink()
    (fault, *_) = named(verify(out).faults, f"text/{text.name}")
    assert "cannot be read" in fault.why


def test_a_text_without_a_document_is_a_fault(out: Path) -> None:
    (out / "text" / "0123456789abcdef.txt").write_text("Whose is this?")
    assert named(verify(out).faults, "text/0123456789abcdef.txt")


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("commitments", "text", "something else", "holds 'something else'"),
        ("commitments", "cue", "shall", "holds 'shall'"),
        ("commitments", "start", 10**9, "not a span"),
        ("commitments", "strength", "firm", "not in the code list"),
        ("commitments", "confidence", 1.5, "not between 0 and 1"),
        ("commitments", "sentence_id", "0-s-1-2", "not in sentences.sentence_id"),
        ("commitments", "deadline_edtf", "", "unknown is null"),
        ("commitments", "page", 4000, "not a page"),
        ("commitments", "action", "frobnicate", "was written as"),
        ("commitment_actors", "actor_id", "nobody", "not in actors.actor_id"),
        ("quotes", "kind", "spoken", "not in the code list"),
        ("quotes", "start", 10**9, "not a span"),
        ("quote_spans", "text", "something else", "holds 'something else'"),
        ("segments", "parent_id", "0-g-1-2", "not in segments.segment_id"),
        ("dates", "earliest", date(9000, 1, 1), "is past"),
        ("selectors", "prefix", "not before it", "holds 'not before it'"),
        ("selectors", "target_id", "0-c-1-2", "does not have"),
        ("documents", "character_count", 3, "says 3, found"),
        ("documents", "text_sha256", "00", "says '00', found"),
        ("documents", "title", "Another title", "was written as"),
    ],
)
def test_a_changed_value_names_row_column_and_reason(
    out: Path, table: str, column: str, value: object, why: str
) -> None:
    before = rows(out, table)
    index = next(
        i for i, r in enumerate(before) if r[column] is not None or column not in ("earliest",)
    )

    def change(found: list[dict[str, Any]]) -> None:
        found[index][column] = value

    rewrite(out, table, change)
    faults = verify(out).faults
    assert any(why in f.why for f in named(faults, table, column)), [str(f) for f in faults]
    assert any("is not what was written: SHA-256" in f.why for f in named(faults, table))


def test_rows_lost_doubled_or_out_of_order_are_faults(out: Path) -> None:
    for change, why in (
        (lambda found: found.pop(1), "was written and is gone"),
        (lambda found: found.insert(1, found[1]), "has the key of another row"),
        (lambda found: found.reverse(), "is not in order"),
    ):
        copy = out.with_name("copy")
        shutil.copytree(out, copy, symlinks=True)
        rewrite(copy, "amounts" if why.startswith("was") else "sentences", change)
        faults = verify(copy).faults
        assert any(why in f.why for f in faults), (why, [str(f) for f in faults])
        shutil.rmtree(copy)


def test_without_the_cache_a_changed_value_is_still_a_changed_file(out: Path) -> None:
    shutil.rmtree(out / ".pledger" / "cache")
    rewrite(out, "commitments", lambda found: found[0].update(action="frobnicate"))
    (fault,) = named(verify(out).faults, "commitments")[:1]
    assert "is not what was written" in fault.why


@pytest.mark.parametrize("table", ["commitments", "selectors"])
def test_a_flipped_byte_of_a_table_never_goes_unseen(out: Path, table: str) -> None:
    """Wherever it is: a page, its header, an index or the footer that Arrow may die of."""
    path = (out / f"{table}.parquet").resolve()
    data = path.read_bytes()
    where = random.Random(7)
    places = [where.randrange(4, len(data)) for _ in range(6)] + [len(data) - 30, len(data) - 2]
    for at in places:
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << where.randrange(8))]) + data[at + 1 :])
        faults = named(verify(out).faults, table)
        assert any("is not what was written" in f.why for f in faults), at


def test_a_damaged_page_names_its_rows(out: Path) -> None:
    path = (out / "sentences.parquet").resolve()
    found = pq.ParquetFile(path)
    index = found.schema_arrow.names.index("text")
    chunk = found.metadata.row_group(0).column(index)
    data = bytearray(path.read_bytes())
    data[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 0xFF
    assert list(bad_pages(path)) == []
    path.write_bytes(data)
    (page,) = bad_pages(path)
    assert page.column == "text"
    assert 0 <= page.first <= page.last < found.metadata.num_rows
    key = found.read(columns=["sentence_id"]).column(0)[page.first].as_py()
    faults = named(verify(out).faults, "sentences", "text")
    assert any(f"rows {page.first} to {page.last} ({key} to " in f.why for f in faults)


def test_a_missing_or_foreign_table_is_a_fault(out: Path, tmp_path: Path) -> None:
    (out / "quotes.parquet").unlink()
    pq.write_table(pa.table({"planet": ["Mars"]}), (out / "amounts.parquet").resolve())
    rewrite(out, "dates", lambda found: None)
    narrow = pq.read_table(out / "dates.parquet").drop_columns(["edtf"])
    pq.write_table(narrow, (out / "dates.parquet").resolve())
    faults = verify(out).faults
    assert any("cannot be read" in f.why for f in named(faults, "quotes"))
    assert any(f.why == "is not declared" for f in named(faults, "amounts", "planet"))
    assert any(f.why == "is missing" for f in named(faults, "dates", "edtf"))


def test_tables_of_two_runs_are_found(out: Path) -> None:
    path = (out / "actors.parquet").resolve()
    found = pq.read_table(path)
    metadata = {**found.schema.metadata, b"pledger.generation": b"yesterday"}
    pq.write_table(found.replace_schema_metadata(metadata), path)
    assert any("from another run" in f.why for f in named(verify(out).faults, "actors"))


def test_inputs_are_all_accounted_for(out: Path) -> None:
    path = (out / "manifest.json").resolve()
    data = json.loads(path.read_text(encoding="utf-8"))
    lost = data["inputs"].pop(0)
    data["inputs"].append({"source_path": "z.txt", "sha256": "0", "status": "document"})
    data["inputs"].append({"source_path": "y.txt", "status": "duplicate", "same_as": "x.txt"})
    path.write_text(json.dumps(data), encoding="utf-8")
    whys = [f.why for f in verify(out).faults]
    assert f"has a row for {lost['source_path']}, which the manifest does not name" in whys
    assert "has no row for z.txt, which the manifest names" in whys
    assert "y.txt is called a duplicate of x.txt, which is no document" in whys


def test_a_damaged_manifest_is_a_fault_and_rows_are_still_proved(out: Path) -> None:
    (out / "manifest.json").resolve().write_text("{", encoding="utf-8")
    result = verify(out)
    (fault,) = result.faults
    assert fault.where == "manifest.json"
    assert result.rows["commitments"] == len(rows(out, "commitments"))


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="holds no tables"):
        verify(tmp_path)
    with pytest.raises(OutputError, match="is not a folder"):
        verify(tmp_path / "nowhere")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    copy = tmp_path / "raw"
    shutil.copytree(RAW, copy)
    return copy


def test_a_flipped_byte_of_a_source_names_the_rows_on_it(out: Path, raw: Path) -> None:
    source = raw / "communique.txt"
    document = next(r for r in rows(out, "documents") if r["source_path"] == source.name)
    commitment = next(
        r for r in rows(out, "commitments") if r["document_id"] == document["document_id"]
    )
    data = source.read_bytes()
    at = data.index(commitment["text"].encode()) + 3
    source.write_bytes(data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :])
    assert verify(out).faults == ()
    faults = verify(out, raw=raw).faults
    (changed,) = named(faults, "documents", "source_sha256")
    assert changed.key == document["document_id"]
    assert "communique.txt have SHA-256" in changed.why
    assert commitment["commitment_id"] in [f.key for f in named(faults, "commitments", "text")]


def test_sources_that_went_or_came_are_faults(out: Path, raw: Path) -> None:
    (raw / "grid-fund.html").unlink()
    (raw / "later.txt").write_text("Too late for this run.")
    whys = [f.why for f in verify(out, raw=raw).faults]
    assert "grid-fund.html is gone from the input folder" in whys
    assert any(w.startswith("later.txt is in ") for w in whys)


def test_pages_and_boxes_are_proved_from_the_source(out: Path, raw: Path) -> None:
    shutil.rmtree(out / ".pledger" / "cache")
    boxed = next(i for i, r in enumerate(rows(out, "selectors")) if r["x0"] is not None)
    rewrite(out, "selectors", lambda found: found[boxed].update(x0=found[boxed]["x0"] + 3))
    pdf = next(r["document_id"] for r in rows(out, "documents") if r["page_count"])
    paged = next(i for i, r in enumerate(rows(out, "segments")) if r["document_id"] == pdf)
    rewrite(out, "segments", lambda found: found[paged].update(page=None))
    faults = verify(out, raw=raw).faults
    assert any("in the source it is" in f.why for f in named(faults, "selectors", "x0"))
    assert any("in the source it is 1" in f.why for f in named(faults, "segments", "page"))
