"""The batch: what comes in goes out, whatever the order, whatever is broken, and only once."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from batch_cases import ARTICLES, process, rows, texts
from spacy.language import Language

from pipeline.engines import Job, Outcome, Task, local
from pipeline.engines.local import InProcess, Processes
from pipeline.errors import InputError, ManifestError, OutputError, VerifyError
from pipeline.run import run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.tables import layout
from pipeline.tables.manifest import load
from pipeline.verification import verify


class Backwards(InProcess):
    """The real engine, last task first."""

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        return super().process(job, reversed(list(tasks)))


def test_every_input_is_a_document_a_failure_or_a_duplicate(
    raw: Path, out: Path, nlp: Language
) -> None:
    (raw / "copy of port.txt").write_text(ARTICLES["port.txt"])
    (raw / "again.txt").write_text(ARTICLES["port.txt"])
    (raw / "empty.txt").write_bytes(b"")
    (raw / "table.xyz").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF after all\n%%EOF\n")
    (raw / "program.txt").write_bytes(bytes(range(32)) * 30)
    os.mkfifo(raw / "pipe.txt")
    spanish = "El gobierno construirá tres puertos y dos escuelas en la costa del país. " * 9
    (raw / "norte.txt").write_text(spanish, encoding="utf-8")

    report = process(raw, out, nlp)

    counts = report.counts
    assert counts["documents"] == len(ARTICLES)
    assert counts["duplicates"] == 2
    assert counts["inputs"] == counts["documents"] + counts["failures"] + counts["duplicates"]
    failures = {r["source_path"]: (r["kind"], r["stage"]) for r in rows(out)["failures"]}
    assert failures == {
        "broken.pdf": ("malformed", "read"),
        "empty.txt": ("no_text", "read"),
        "norte.txt": ("unsupported", "read"),
        "pipe.txt": ("unsupported", "read"),
        "program.txt": ("unsupported", "read"),
        "table.xyz": ("unsupported", "read"),
    }
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["duplicates"] == {"copy of port.txt": "again.txt", "port.txt": "again.txt"}
    assert verify(out, raw=raw).faults == ()


def test_duplicates_of_a_file_that_fails_are_tried_themselves(
    tmp_path: Path, out: Path, nlp: Language
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("a.unknown-type", "b.txt", "c.txt"):
        (raw / name).write_bytes(b"Peru will plant a million trees.\n")
    (raw / "a.unknown-type").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (raw / "b.png").write_bytes((raw / "a.unknown-type").read_bytes())
    process(raw, out, nlp)
    found = load(out / "manifest.json").inputs
    assert [(i.source_path, i.status) for i in found] == [
        ("a.unknown-type", "failure"),
        ("b.png", "failure"),
        ("b.txt", "document"),
        ("c.txt", "duplicate"),
    ]


def test_order_and_number_of_workers_change_nothing(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    expected, expected_texts = rows(out), texts(out)
    assert expected["commitments"]

    process(raw, out.with_name("backwards"), nlp, engine=Backwards(nlp=nlp))
    process(raw, out.with_name("two"), nlp, engine=Processes(2))
    for name in ("backwards", "two"):
        assert rows(out.with_name(name)) == expected
        assert texts(out.with_name(name)) == expected_texts
    # equal rows make equal files
    for t in TABLES:
        name = f"{t.table}.parquet"
        assert (out / name).read_bytes() == (out.with_name("two") / name).read_bytes(), name


def test_workers_take_turns(
    raw: Path, out: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    start = local._Pool._start

    def watched(pool: local._Pool) -> None:
        start(pool)
        pid = pool._workers[-1].process.pid
        assert pid is not None
        started.append(pid)

    monkeypatch.setattr(local._Pool, "_start", watched)
    process(raw, out, nlp)
    report = process(raw, out.with_name("turns"), nlp, engine=Processes(1, share=2))
    assert report.read > 2
    assert len(started) == len(set(started)) == 1 + report.read // 2
    assert rows(out.with_name("turns")) == rows(out)
    assert not multiprocessing.active_children()


def test_a_bug_in_one_document_costs_only_that(
    raw: Path, out: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.engines import document

    real = document.extract

    def stumble(source: object, *args: object, **options: object) -> object:
        if "harbour" in source.text:  # type: ignore[attr-defined]
            raise ZeroDivisionError("no share of nothing")
        return real(source, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(document, "extract", stumble)
    report = process(raw, out, nlp)
    assert report.counts["documents"] == len(ARTICLES) - 1
    (failure,) = rows(out)["failures"]
    assert (failure["source_path"], failure["stage"], failure["kind"]) == (
        "port.txt",
        "extract",
        "bug",
    )
    assert "ZeroDivisionError: no share of nothing" in str(failure["message"])
    assert verify(out, raw=raw).faults == ()


def test_a_row_that_is_not_in_its_text_fails_the_run(
    raw: Path, out: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from pipeline.engines import document

    process(raw, out, nlp)
    expected = rows(out)
    real = document.extract

    def shift(*args: object, **options: object) -> object:
        extraction = real(*args, **options)  # type: ignore[arg-type]
        sentences = tuple(replace(s, start=s.start + 1) for s in extraction.rows["sentences"])
        return replace(extraction, rows={**extraction.rows, "sentences": sentences})

    monkeypatch.setattr(document, "extract", shift)
    with pytest.raises(VerifyError, match=r"sentences\.text row .*: holds"):
        process(raw, out, nlp, force=True)
    assert rows(out) == expected
    assert verify(out).faults == ()


def test_an_empty_or_missing_folder_is_an_error(tmp_path: Path, out: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        run(tmp_path / "nowhere", out)
    (tmp_path / "raw").mkdir()
    with pytest.raises(InputError, match="holds no files"):
        run(tmp_path / "raw", out)
    assert not out.exists()


def test_a_folder_that_may_not_be_read_is_an_error(
    raw: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def refuse(path: object = ".") -> object:
        if Path(str(path)) == raw:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    # tests may run as root, who may read everything
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        run(raw, out)


def test_an_output_that_cannot_be_written_is_an_error(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        run(raw, tmp_path / "file")


def test_broken_sources_cost_only_what_they_say(raw: Path, out: Path, nlp: Language) -> None:
    (raw / "sources.csv").write_text("file,title\nport.txt,A harbour\n")
    report = process(raw, out, nlp)
    assert isinstance(report.manifest_error, ManifestError)
    assert "has no column 'path'" in str(report.manifest_error)
    assert report.counts["documents"] == len(ARTICLES)
    assert "has no column 'path'" in load(out / "manifest.json").problems[0]


def test_the_clock_is_only_in_the_manifest(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    first = load(out / "manifest.json")
    process(raw, out.with_name("later"), nlp)
    second = load(out.with_name("later") / "manifest.json")
    assert first.generation == second.generation
    assert first.outputs == second.outputs
    assert first.clock.keys() == {"started_at", "finished_at", "seconds"}


def test_the_password_is_written_nowhere(raw: Path, out: Path, nlp: Language) -> None:
    settings = Settings(isolate=False, pdf_password="correct horse battery")
    process(raw, out, nlp, settings=settings)
    for path in out.rglob("*"):
        if path.is_file():
            assert b"correct horse" not in path.read_bytes(), path


def test_every_tool_opens_every_table(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    for t in TABLES:
        path = out / f"{t.table}.parquet"
        expected = pq.read_table(path)
        assert expected.schema.names == [c.name for c in t.columns()]
        assert [f.type for f in expected.schema] == [c.type for c in t.columns()]
        assert len(pd.read_parquet(path)) == expected.num_rows
        assert pl.read_parquet(path).height == expected.num_rows
        (count,) = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()
        assert count == (expected.num_rows,)
    joined = duckdb.sql(
        f"""SELECT d.source_path, c.text FROM '{out}/commitments.parquet' c
        JOIN '{out}/documents.parquet' d USING (document_id)"""
    ).fetchall()
    assert ("port.txt", ARTICLES["port.txt"].strip()) in [
        (p, t.strip()) for p, t in joined
    ] or joined


def test_layouts_take_turns_and_leave_nothing_stale(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    expected = rows(out)
    parts = Settings(isolate=False, layout="parts", part_rows=20)
    report = process(raw, out, nlp, settings=parts)
    assert (report.published, report.plan.todo) == (True, 0)
    names = [p.name for p in (out / "sentences.parquet").iterdir()]
    assert len(names) > 2
    assert rows(out) == expected
    assert verify(out, raw=raw).faults == ()
    assert not process(raw, out, nlp, settings=parts).published
    for t in TABLES:
        path = out / f"{t.table}.parquet"
        wanted = layout.read(out, t.table)
        assert pq.read_table(path).cast(wanted.schema).equals(wanted)
        assert pd.read_parquet(path).equals(wanted.to_pandas())
        assert pl.read_parquet(f"{path}/*.parquet").rows() == pl.from_arrow(wanted).rows()  # type: ignore[union-attr]
        found = duckdb.sql(f"SELECT * FROM read_parquet('{path}/*.parquet')").fetchall()
        assert found == [tuple(row.values()) for row in wanted.to_pylist()]

    assert process(raw, out, nlp).published
    assert (out / "sentences.parquet").is_file()
    assert rows(out) == expected
    assert verify(out, raw=raw).faults == ()


@pytest.mark.parametrize("what", ["gone", "changed", "foreign", "twice"])
def test_parts_that_were_changed_by_hand_are_found_and_mended(
    raw: Path, out: Path, nlp: Language, what: str
) -> None:
    settings = Settings(isolate=False, layout="parts", part_rows=20)
    process(raw, out, nlp, settings=settings)
    expected = rows(out)
    first, second, *_ = layout.parts(out, "sentences")
    if what == "gone":
        first.unlink()
    elif what == "changed":
        first.write_bytes(second.read_bytes())
    elif what == "foreign":
        (first.parent / "notes.parquet").write_bytes(b"not one of ours")
    else:
        (first.parent / "part-99999.parquet").write_bytes(second.read_bytes())
    faults = {f.why for f in verify(out).faults if f.where == "sentences"}
    expected_fault = {"gone": "is missing", "changed": "not what was written"}
    assert any(expected_fault.get(what, "is not in the manifest") in why for why in faults), faults
    assert process(raw, out, nlp, settings=settings).published
    assert rows(out) == expected
    assert verify(out, raw=raw).faults == ()


def test_a_folder_can_be_moved_with_everything_in_it(
    raw: Path, out: Path, nlp: Language, tmp_path: Path
) -> None:
    process(raw, out, nlp)
    moved = tmp_path / "elsewhere" / "tables"
    shutil.copytree(out, moved, symlinks=True)
    shutil.rmtree(out)
    assert verify(moved, raw=raw).faults == ()
