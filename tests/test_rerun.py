"""Runs after the first: only what changed is done again, whatever was damaged between them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from batch_cases import ARTICLES, Counting, process, rows, texts
from fpdf import FPDF
from spacy.language import Language

from pipeline.cache import Keep, Store
from pipeline.engines.local import InProcess, Processes
from pipeline.errors import ReadError
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.tables.manifest import load
from pipeline.tables.publish import OutputFolder
from pipeline.verification import verify

MODELS = Path(__file__).parents[1] / "models"


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
