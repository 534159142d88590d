"""Input and output in an object store: a real S3 server on this machine, real processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from batch_cases import STORED, process, rows, texts
from spacy.language import Language
from typer.testing import CliRunner

from pipeline.cache import Keep, Store
from pipeline.cli.app import app
from pipeline.engines.fetching import fetch
from pipeline.engines.local import Processes
from pipeline.engines.output import open_output
from pipeline.engines.remote import RemoteOutput
from pipeline.errors import Exit, InputError, OutputError, SettingsError
from pipeline.settings import Settings
from pipeline.storage import Remote, open_place
from pipeline.tables import layout
from pipeline.verification import verify

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the server, which is no part of ours

REPO = Path(__file__).parents[1]


@pytest.fixture
def raw(stored: Remote) -> Remote:
    return stored


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same articles in a folder."""
    for name, data in STORED.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "raw"


@pytest.mark.parametrize("style", ["files", "parts"])
def test_a_store_gives_the_rows_of_a_folder(
    bucket: Remote, raw: Remote, folder: Path, tmp_path: Path, nlp: Language, style: Any
) -> None:
    describe = b"path,title\nport.txt,A harbour\nnowhere.txt,Gone\n"
    for name, data in (("sources.csv", describe), ("copy.txt", STORED["port.txt"])):
        raw.write(name, data)
        (folder / name).write_bytes(data)
    for name in ("empty.txt", "broken.pdf"):
        raw.write(name, b"%PDF-1.7\nnothing" * (name != "empty.txt"))
        (folder / name).write_bytes(b"%PDF-1.7\nnothing" * (name != "empty.txt"))
    raw.write(".hidden/a.txt", b"not looked at")
    settings = Settings(isolate=False, layout=style, part_rows=15)
    expected = process(folder, tmp_path / "one", nlp, settings=settings)

    out = bucket.child("processed")
    found = process(raw, out, nlp, settings=settings)
    assert found.counts == expected.counts
    assert found.plan.changes == expected.plan.changes
    assert [p.message for p in found.problems] == [p.message for p in expected.problems]
    fetch(str(out), tmp_path / "two")
    assert rows(tmp_path / "two") == rows(tmp_path / "one")
    assert texts(tmp_path / "two") == texts(tmp_path / "one")
    assert verify(tmp_path / "two", raw=folder).faults == ()
    # and one of the two may be a folder
    process(raw, tmp_path / "three", nlp, settings=settings)
    assert rows(tmp_path / "three") == rows(tmp_path / "one")
    process(folder, bucket.child("four"), nlp, settings=settings)
    fetch(f"{bucket}/four", tmp_path / "four")
    assert rows(tmp_path / "four") == rows(tmp_path / "one")


def test_a_run_does_only_what_changed(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language
) -> None:
    out = bucket.child("processed")
    process(raw, out, nlp)
    again = process(raw, out, nlp)
    assert (again.published, again.plan.todo) == (False, 0)
    assert again.plan.changes == {"new": 0, "changed": 0, "gone": 0, "unchanged": 4}

    raw.write("port.txt", b"Ministers will build a third harbour by 2033.\n")
    raw.remove(["wood.txt"])
    report = process(raw, out, nlp)
    assert report.plan.changes == {"new": 0, "changed": 1, "gone": 1, "unchanged": 2}
    assert (report.plan.todo, report.read) == (1, 1)
    fetch(str(out), tmp_path / "a")
    process(raw, tmp_path / "b", nlp)
    assert rows(tmp_path / "a") == rows(tmp_path / "b")

    # another setting extracts again; nothing is fetched or read
    report = process(raw, out, nlp, settings=Settings(isolate=False, country="GB"))
    assert (report.read, report.recalled) == (0, 3)
    assert "fetch" not in report.stages
    # one generation is published; texts and generations before the last are gone
    assert len({o.name.split("/")[0] for o in out.child("generations").objects()}) == 2
    assert len(out.child("text").objects()) == 3


def test_what_bi_tools_read(bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language) -> None:
    """The two statements of the documentation, with the objects as files of this machine."""
    out = bucket.child("processed")
    process(raw, out, nlp, settings=Settings(isolate=False, layout="parts", part_rows=15))
    for one in out.objects():
        path = tmp_path / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        out.fetch(one.name, path)
    duckdb.sql(f"SET VARIABLE base = '{tmp_path}/'")
    duckdb.sql(
        "SET VARIABLE tables = (SELECT getvariable('base') || tables"
        " FROM read_json(getvariable('base') || 'current.json'))"
    )
    found = duckdb.sql(
        "SELECT text FROM read_parquet(getvariable('tables') || '/commitments.parquet/*.parquet')"
    ).fetchall()
    assert len(found) == 3
    ((text,),) = duckdb.sql(
        "SELECT text_sha256 FROM read_parquet(getvariable('tables') || '/documents.parquet/*')"
        " WHERE source_path = 'port.txt'"
    ).fetchall()
    assert (tmp_path / "text" / f"{text}.txt").read_bytes() == STORED["port.txt"]


@pytest.mark.parametrize("what", ["table", "text", "current", "manifest", "entry", "reading"])
def test_objects_that_were_removed_or_spoilt_are_made_again(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language, what: str
) -> None:
    out = bucket.child("processed")
    process(raw, out, nlp)
    fetch(str(out), tmp_path / "before")
    ends = {
        "table": "/sentences.parquet",
        "text": ".txt",
        "current": "current.json",
        "manifest": "/manifest.json",
        "entry": ".entry",
        "reading": ".reading",
    }
    names = [o.name for o in out.objects() if o.name.endswith(ends[what])]
    if what in ("table", "text"):
        out.remove(names[:1])
    else:
        out.write(names[0], b"{}")
    process(raw, out, nlp, force=what == "reading")
    fetch(str(out), tmp_path / "after")
    assert rows(tmp_path / "after") == rows(tmp_path / "before")
    assert texts(tmp_path / "after") == texts(tmp_path / "before")
    assert verify(tmp_path / "after").faults == ()


def test_names_that_are_no_paths_and_objects_that_go(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language
) -> None:
    raw.write("../escape.txt", b"Ministers will meet.\n")
    raw.write("a//b.txt", b"Ministers will meet twice.\n")
    raw.write("long/" + "x" * 300 + ".txt", b"Ministers will meet three times.\n")
    raw.write("huge.txt", b"x" * 300_000)
    settings = Settings.model_validate({"isolate": False, "limits": {"megabytes": 0.2}})
    report = process(raw, tmp_path / "out", nlp, settings=settings)
    kinds = {str(f.source_path)[:12]: (f.failure or {})["kind"] for f in report.failures}
    assert kinds.pop("huge.txt") == "too_large"
    assert kinds.pop("long/xxxxxxx") == "unsupported"
    assert set(kinds.values()) == {"unsupported"}
    assert report.counts["documents"] == len(STORED)
    assert report.counts["inputs"] == len(STORED) + len(report.failures)
    assert not (tmp_path / "escape.txt").exists()


def test_a_place_that_cannot_be_used_is_a_clear_error(
    bucket: Remote, tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="holds no files"):
        process(bucket.child("nothing"), tmp_path / "o", nlp)
    with pytest.raises(SettingsError, match="cannot be reached"):
        open_place("nosuch://bucket/raw")
    with pytest.raises(OutputError, match="nothing is published"):
        fetch(f"{bucket}/nothing", tmp_path / "o")
    with pytest.raises(SettingsError, match="is no URL"):
        fetch(str(tmp_path), tmp_path / "o")
    (tmp_path / "a.txt").write_text("Ministers will meet.\n")
    with pytest.raises(OutputError, match="cannot be written"):
        process(tmp_path, Remote("s3://no-such-bucket-anywhere/x"), nlp)


def test_the_command_line_takes_urls(bucket: Remote, raw: Remote, tmp_path: Path) -> None:
    out = f"{bucket}/processed"
    first = CliRunner().invoke(app, ["run", str(raw), out])
    assert first.exit_code == Exit.OK, first.output
    assert "4 documents" in first.output
    kept = CliRunner().invoke(app, ["cache", out])
    assert "results    in use           4" in kept.output
    copied = CliRunner().invoke(app, ["fetch", out, str(tmp_path / "here")])
    assert copied.exit_code == Exit.OK, copied.output
    proved = CliRunner().invoke(app, ["verify", str(tmp_path / "here")])
    assert proved.exit_code == Exit.OK, proved.output


def test_worker_processes_reach_the_store(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language
) -> None:
    report = process(raw, bucket.child("two"), nlp, settings=Settings(), engine=Processes(2))
    assert report.counts["documents"] == len(STORED)
    process(raw, tmp_path / "one", nlp)
    fetch(f"{bucket}/two", tmp_path / "two")
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    output = open_output(f"{bucket}/two")
    assert isinstance(output, RemoteOutput)
    manifest = output.previous()
    assert manifest is not None
    store = Store(output.cache())
    raw.remove(["port.txt"])
    process(raw, bucket.child("two"), nlp)
    manifest = output.previous()
    assert manifest is not None
    assert {u.unused for u in store.usage(Keep.of(manifest)).values()} == {1}
    assert store.prune(Keep.of(manifest)) == 2


@pytest.mark.slow
def test_ray_workers_need_no_shared_disk(
    bucket: Remote,
    raw: Remote,
    tmp_path: Path,
    nlp: Language,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("ray", reason="needs Ray: pip install 'pledger[ray]'")
    import ray

    from pipeline.engines.ray import Ray

    monkeypatch.setenv("PYTHONPATH", str(REPO))
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        settings = Settings(engine="ray", part_rows=15)
        report = process(raw, bucket.child("two"), nlp, settings=settings, engine=Ray())
    finally:
        ray.shutdown()
    assert report.counts["documents"] == len(STORED)
    process(raw, tmp_path / "one", nlp)
    fetch(f"{bucket}/two", tmp_path / "two")
    assert len(layout.parts(tmp_path / "two", "selectors")) > 1
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    assert verify(tmp_path / "two").faults == ()
