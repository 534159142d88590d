"""The batch: what comes in goes out, whatever the order, whatever is broken, and only once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from fpdf import FPDF
from spacy.language import Language

from pipeline.cache import Keep, Store
from pipeline.engines import Job, Outcome, Task
from pipeline.engines.local import InProcess, Processes
from pipeline.errors import InputError, ManifestError, OutputError, ReadError, VerifyError
from pipeline.extraction import load_pipeline
from pipeline.run import Report, run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.tables import layout
from pipeline.tables.manifest import load
from pipeline.tables.publish import OutputFolder
from pipeline.verification import verify

ARTICLES = {
    "port.txt": "Ministers will build a second harbour by 2031.\n",
    "rail.txt": "The two operators agreed to share €20 million of track work by March 2029.\n",
    "news/school.txt": "“We will open forty schools,” said Ana Ruiz, minister of education.\n",
    "news/water.html": "<html><body><p>Chile will fund three pumps.</p></body></html>",
    "wood.txt": "Planks were sold. Nothing was promised.\n",
}
SETTINGS = Settings(isolate=False)
MODELS = Path(__file__).parents[1] / "models"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "processed"


class Counting(InProcess):
    """The real engine, which also remembers what it was given."""

    def __init__(self, nlp: Language) -> None:
        super().__init__(nlp=nlp)
        self.paths: list[str] = []

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        tasks = list(tasks)
        self.paths += [t.source_path for t in tasks]
        return super().process(job, tasks)


class Backwards(InProcess):
    """The real engine, last task first."""

    def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
        return super().process(job, reversed(list(tasks)))


def rows(processed: Path) -> dict[str, list[dict[str, object]]]:
    return {t.table: layout.read(processed, t.table).to_pylist() for t in TABLES}


def texts(processed: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((processed / "text").iterdir())}


def process(raw: Path, out: Path, nlp: Language, **options: object) -> Report:
    options.setdefault("engine", InProcess(nlp=nlp))
    options.setdefault("settings", SETTINGS)
    return run(raw, out, **options)  # type: ignore[arg-type]


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


def test_a_run_does_only_what_changed(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    before = os.readlink(out / ".pledger" / "current")

    engine = Counting(nlp)
    report = process(raw, out, nlp, engine=engine)
    assert engine.paths == []
    assert not report.published
    assert report.plan.changes == {"new": 0, "changed": 0, "gone": 0, "unchanged": 5}
    assert os.readlink(out / ".pledger" / "current") == before

    (raw / "port.txt").write_text("Ministers will build a third harbour by 2033.\n")
    (raw / "wood.txt").unlink()
    (raw / "mine.txt").write_text("Zambia will close two mines.\n")
    report = process(raw, out, nlp, engine=engine)
    assert sorted(engine.paths) == ["mine.txt", "port.txt"]
    assert report.plan.changes == {"new": 1, "changed": 1, "gone": 1, "unchanged": 3}
    assert report.published
    found = rows(out)

    process(raw, out.with_name("clean"), nlp)
    assert rows(out.with_name("clean")) == found
    assert texts(out.with_name("clean")) == texts(out)
    assert verify(out, raw=raw).faults == ()


def test_a_changed_row_of_sources_is_a_change(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    (raw / "sources.csv").write_text("path,title\nport.txt,A harbour\n")
    engine = Counting(nlp)
    report = process(raw, out, nlp, engine=engine)
    assert engine.paths == ["port.txt"]
    assert report.plan.changes["changed"] == 1
    titles = {r["source_path"]: r["title"] for r in rows(out)["documents"]}
    assert titles["port.txt"] == "A harbour"


def test_force_does_everything_again(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    engine = Counting(nlp)
    process(raw, out, nlp, engine=engine, force=True)
    assert sorted(engine.paths) == sorted(ARTICLES)


def test_a_setting_that_changes_rows_makes_results_anew(
    raw: Path, out: Path, nlp: Language
) -> None:
    process(raw, out, nlp)
    engine = Counting(nlp)
    process(raw, out, nlp, engine=engine, settings=Settings(isolate=False, workers=3))
    assert engine.paths == []
    process(raw, out, nlp, engine=engine, settings=Settings(isolate=False, country="GB"))
    assert sorted(engine.paths) == sorted(ARTICLES)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The models of the package, with rules and lexicons that a test may change."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("rules", "lexicons"):
        shutil.copytree(MODELS / name, folder / name)
    (folder / "en_pledger").symlink_to(MODELS / "en_pledger")
    return folder


def test_a_changed_rule_extracts_again_without_reading(
    raw: Path, out: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import readers

    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.cell(text="Peru will fund a plant of fusion power by 2030.")
    (raw / "power.pdf").write_bytes(bytes(page.output()))
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF after all\n%%EOF\n")
    (raw / "sources.csv").write_text("path,title\nport.txt,A harbour\n")
    settings = Settings(models=models)
    # in a process of its own: lists that were loaded once stay as they are
    first = run(raw, out, settings=settings, engine=Processes(1))
    assert (first.read, first.recalled) == (len(ARTICLES) + 2, 0)
    assert [r["text"] for r in rows(out)["technology_mentions"]] == ["fusion power"]

    terms = models / "lexicons" / "technology_terms.csv"
    terms.write_text(terms.read_text() + "forty schools,ENG.FUS,any,none,,own\n")

    def never(*args: object, **options: object) -> object:
        raise AssertionError("was read again")

    with monkeypatch.context() as patch:
        patch.setattr(readers, "read_file", never)
        patch.setattr(readers.Isolation, "read", never)
        second = run(raw, out, settings=settings, engine=InProcess())
    assert (second.read, second.recalled) == (0, len(ARTICLES) + 2)
    assert "read" not in second.stages
    assert second.stages["extract"] > 0
    clean = out.with_name("clean")
    third = run(raw, clean, settings=settings, engine=InProcess())
    assert third.recalled == 0
    assert rows(out) == rows(clean)
    assert texts(out) == texts(clean)
    found = {r["text"] for r in rows(out)["technology_mentions"]}
    assert found == {"forty schools", "fusion power"}
    assert [f.source_path for f in second.failures] == ["broken.pdf"]
    assert verify(out, raw=raw).faults == ()


def test_rules_that_were_edited_between_two_runs_of_one_process(
    raw: Path, out: Path, models: Path
) -> None:
    settings = Settings(isolate=False, models=models, workers=1)
    run(raw, out, settings=settings)
    assert rows(out)["technology_mentions"] == []
    terms = models / "lexicons" / "technology_terms.csv"
    terms.write_text(terms.read_text() + "forty schools,ENG.FUS,any,none,,own\n")
    assert run(raw, out, settings=settings).recalled == len(ARTICLES)
    assert [r["text"] for r in rows(out)["technology_mentions"]] == ["forty schools"]


def test_a_changed_row_of_sources_reads_nothing_again(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    (raw / "sources.csv").write_text("path,title,published_on\nport.txt,A harbour,2024-05-01\n")
    report = process(raw, out, nlp)
    assert (report.read, report.recalled) == (0, 1)
    process(raw, out.with_name("clean"), nlp)
    assert rows(out) == rows(out.with_name("clean"))


def test_force_reads_everything_again(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    report = process(raw, out, nlp, force=True)
    assert (report.read, report.recalled) == (len(ARTICLES), 0)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "swap", "foreign", "gone"])
def test_a_damaged_reading_is_read_again(raw: Path, out: Path, nlp: Language, damage: str) -> None:
    process(raw, out, nlp)
    readings = sorted((out / ".pledger" / "cache").glob("*/*.reading"))
    assert len(readings) == len(ARTICLES)
    spoil(readings[0], damage, readings[1])
    settings = Settings(isolate=False, country="GB")
    report = process(raw, out, nlp, settings=settings)
    assert (report.read, report.recalled) == (1, len(ARTICLES) - 1)
    process(raw, out.with_name("clean"), nlp, settings=settings)
    assert rows(out) == rows(out.with_name("clean"))
    settings = Settings(isolate=False, country="FR")
    assert process(raw, out, nlp, settings=settings).recalled == len(ARTICLES)


def spoil(path: Path, damage: str, other: Path) -> None:
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
        return
    damaged = {
        "flip": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        "cut": data[: len(data) // 2],
        "empty": b"",
        "swap": other.read_bytes(),
        "foreign": b"pledger-entry\n\x00\x00\x00\x02{}",
    }
    path.write_bytes(damaged[damage])


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "swap", "foreign", "gone"])
def test_a_damaged_cache_is_rebuilt(raw: Path, out: Path, nlp: Language, damage: str) -> None:
    process(raw, out, nlp)
    expected = rows(out)
    entries = sorted((out / ".pledger" / "cache").glob("*/*.entry"))
    assert len(entries) == len(ARTICLES)
    spoil(entries[0], damage, entries[1])
    (raw / "mine.txt").write_text("Zambia will close two mines.\n")
    process(raw, out, nlp)
    (raw / "mine.txt").unlink()
    process(raw, out, nlp)
    assert rows(out) == expected
    assert verify(out, raw=raw).faults == ()


@pytest.mark.parametrize("what", ["table", "table gone", "text", "link", "manifest"])
def test_outputs_that_were_changed_by_hand_are_mended(
    raw: Path, out: Path, nlp: Language, what: str
) -> None:
    process(raw, out, nlp)
    expected, expected_texts = rows(out), texts(out)
    text = next((out / "text").iterdir())
    if what == "table":
        data = bytearray((out / "sentences.parquet").read_bytes())
        data[len(data) // 3] ^= 1
        (out / "sentences.parquet").write_bytes(data)
    elif what == "table gone":
        (out / "quotes.parquet").unlink()
    elif what == "text":
        text.write_bytes(text.read_bytes().replace(b"a", b"e"))
    elif what == "link":
        (out / "text").unlink()
        (out / "text").mkdir()
    else:
        (out / "manifest.json").write_text("{}")
    engine = Counting(nlp)
    process(raw, out, nlp, engine=engine)
    assert engine.paths == []
    assert rows(out) == expected
    assert texts(out) == expected_texts
    assert verify(out, raw=raw).faults == ()


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
    parts = Settings(isolate=False, layout="parts", part_rows=60)
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
    settings = Settings(isolate=False, layout="parts", part_rows=60)
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


def test_what_is_no_longer_used_can_be_pruned(raw: Path, out: Path, nlp: Language) -> None:
    process(raw, out, nlp)
    (raw / "port.txt").write_text("Ministers will build a third harbour by 2033.\n")
    process(raw, out, nlp)
    store = Store(OutputFolder(out).cache)
    keep = Keep.of(load(out / "manifest.json"))
    for unused in (1, 0):
        for usage in store.usage(keep).values():
            assert (usage.used, usage.unused) == (len(ARTICLES), unused)
        assert store.prune(keep) == 2 * unused
    engine = Counting(nlp)
    process(raw, out, nlp, engine=engine)
    assert engine.paths == []


def test_a_folder_can_be_moved_with_everything_in_it(
    raw: Path, out: Path, nlp: Language, tmp_path: Path
) -> None:
    process(raw, out, nlp)
    moved = tmp_path / "elsewhere" / "tables"
    shutil.copytree(out, moved, symlinks=True)
    shutil.rmtree(out)
    assert verify(moved, raw=raw).faults == ()


def test_failures_that_may_pass_are_tried_again(
    raw: Path, out: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import readers

    real = readers.read_file

    def slow(path: Path, **options: object) -> object:
        if path.name == "port.txt":
            raise ReadError("took too long", kind="timeout")
        return real(path, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(readers, "read_file", slow)
        assert process(raw, out, nlp).counts["failures"] == 1
    engine = Counting(nlp)
    report = process(raw, out, nlp, engine=engine)
    assert engine.paths == ["port.txt"]
    assert report.counts["failures"] == 0
