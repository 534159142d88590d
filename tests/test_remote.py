"""Input and output in an object store: a real S3 server on this machine, real processes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pytest
from spacy.language import Language
from typer.testing import CliRunner

from pipeline.cache import Keep, Store
from pipeline.cli.app import app
from pipeline.engines.fetching import fetch
from pipeline.engines.local import InProcess, Processes
from pipeline.engines.output import open_output
from pipeline.engines.remote import RemoteOutput
from pipeline.errors import Exit, InputError, OutputError, SettingsError
from pipeline.extraction import load_pipeline
from pipeline.run import Report, run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.storage import Remote, RemoteLock, open_place
from pipeline.tables import layout
from pipeline.tables.manifest import load
from pipeline.verification import verify

pytest.importorskip("s3fs", reason="needs S3: pip install 'pledger[s3]'")
moto = pytest.importorskip("moto.server", reason="needs a local S3 server: moto[server]")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of the server, which is no part of ours

REPO = Path(__file__).parents[1]
SETTINGS = Settings(isolate=False)
KILLS = 5
ARTICLES = {
    "port.txt": b"Ministers will build a second harbour by 2031.\n",
    "news/water.html": b"<html><body><p>Chile will fund three pumps.</p></body></html>",
    "rail.txt": "The two operators agreed to share €20 million of track work.\n".encode(),
    "wood.txt": b"Planks were sold. Nothing was promised.\n",
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    started = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    known = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in known.items():
            patch.setenv(name, value)
        yield known["AWS_ENDPOINT_URL"]
    started.stop()


@pytest.fixture
def bucket(server: str) -> Remote:
    import s3fs

    name = f"s3://b{uuid4().hex[:12]}"
    s3fs.S3FileSystem(use_listings_cache=False).mkdir(name)
    return Remote(name)


@pytest.fixture
def raw(bucket: Remote) -> Remote:
    place = bucket.child("raw")
    for name, data in ARTICLES.items():
        place.write(name, data)
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same articles in a folder."""
    for name, data in ARTICLES.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "raw"


def process(raw: object, out: object, nlp: Language, **options: Any) -> Report:
    options.setdefault("engine", InProcess(nlp=nlp))
    options.setdefault("settings", SETTINGS)
    where = [str(p) if isinstance(p, Remote) else p for p in (raw, out)]
    return run(*where, **options)


def rows(processed: Path) -> dict[str, list[dict[str, object]]]:
    return {t.table: layout.read(processed, t.table).to_pylist() for t in TABLES}


def texts(processed: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((processed / "text").iterdir())}


@pytest.mark.parametrize("style", ["files", "parts"])
def test_a_store_gives_the_rows_of_a_folder(
    bucket: Remote, raw: Remote, folder: Path, tmp_path: Path, nlp: Language, style: Any
) -> None:
    describe = b"path,title\nport.txt,A harbour\nnowhere.txt,Gone\n"
    for name, data in (("sources.csv", describe), ("copy.txt", ARTICLES["port.txt"])):
        raw.write(name, data)
        (folder / name).write_bytes(data)
    for name in ("empty.txt", "broken.pdf"):
        raw.write(name, b"%PDF-1.7\nnothing" * (name != "empty.txt"))
        (folder / name).write_bytes(b"%PDF-1.7\nnothing" * (name != "empty.txt"))
    raw.write(".hidden/a.txt", b"not looked at")
    settings = Settings(isolate=False, layout=style, part_rows=40)
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


def test_what_bi_tools_read(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language, server: str
) -> None:
    """The two statements of the documentation, with the objects as files of this machine."""
    out = bucket.child("processed")
    process(raw, out, nlp, settings=Settings(isolate=False, layout="parts", part_rows=40))
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
    assert (tmp_path / "text" / f"{text}.txt").read_bytes() == ARTICLES["port.txt"]


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
    assert report.counts["documents"] == len(ARTICLES)
    assert report.counts["inputs"] == len(ARTICLES) + len(report.failures)
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
    assert report.counts["documents"] == len(ARTICLES)
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
        settings = Settings(engine="ray", part_rows=40)
        report = process(raw, bucket.child("two"), nlp, settings=settings, engine=Ray())
    finally:
        ray.shutdown()
    assert report.counts["documents"] == len(ARTICLES)
    process(raw, tmp_path / "one", nlp)
    fetch(f"{bucket}/two", tmp_path / "two")
    assert len(layout.parts(tmp_path / "two", "selectors")) > 1
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    assert verify(tmp_path / "two").faults == ()


_RUNS = """
import os, sys
from pipeline.engines.local import InProcess
from pipeline.extraction import load_pipeline
from pipeline.run import run
from pipeline.settings import Settings
nlp = load_pipeline()
import s3fs
for line in sys.stdin:
    raw, out, layout = line.split()
    settings = Settings(isolate=False, layout=layout, part_rows=40)
    pid = os.fork()
    if not pid:
        run(raw, out, settings=settings, engine=InProcess(nlp=nlp), force=True)
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Runs:
    """Runs in a process of their own, one at a time; see ``test_crash``."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-c", _RUNS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPO,
        )

    def start(self, raw: Remote, out: Remote, style: str = "files") -> int:
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{raw} {out} {style}\n")
        self._parent.stdin.flush()
        return self.answer()

    def answer(self) -> int:
        assert self._parent.stdout is not None
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        self._parent.communicate(timeout=60)


@pytest.fixture
def runs(server: str) -> Iterator[Runs]:
    started = Runs()
    yield started
    started.close()


def seen(out: Remote) -> tuple[str, dict[str, bytes]]:
    """What a reader finds: the generation, and all of its tables and texts."""
    said = json.loads(out.read("current.json"))
    place = out.child(said["tables"])
    manifest = json.loads(place.read("manifest.json"))
    found = {}
    for name, written in manifest["outputs"].items():
        text = name.startswith("text/")
        found[name] = out.read(f"text/{written['sha256']}.txt") if text else place.read(name)
    return said["generation"], found


@pytest.mark.slow
def test_killed_at_random_moments_of_an_upload(
    bucket: Remote, raw: Remote, tmp_path: Path, nlp: Language, runs: Runs
) -> None:
    out, clean = bucket.child("out"), tmp_path / "clean"
    runs.start(raw, out)
    assert runs.answer() == 0
    moments = random.Random(7)
    cut = uploading = 0
    expected = seen(out)
    for kill in range(KILLS):
        raw.write("news.txt", f"Edition {kill}: ministers will meet {kill + 2} times.\n".encode())
        style: Any = "parts" if kill % 2 else "files"
        settings = Settings(isolate=False, layout=style, part_rows=40)
        process(raw, clean, nlp, settings=settings)
        manifest = load(clean / "manifest.json")
        tables = {name: (clean / name).read_bytes() for name in manifest.outputs}
        before, expected = expected, (manifest.generation, tables)
        generations = {o.name.split("/")[0] for o in out.child("generations").objects()}
        pid = runs.start(raw, out, style)
        # the first objects of a new generation: the upload has begun
        while {o.name.split("/")[0] for o in out.child("generations").objects()} <= generations:
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.25))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        killed = runs.answer() != 0
        cut += killed
        found = seen(out)
        assert found in (before, expected)
        uploading += killed and found == before
        # the next run takes over at once: the process of the last one is gone
        process(raw, out, nlp, settings=settings)
        assert seen(out) == expected
    assert cut >= 3
    assert uploading >= 2
    fetch(str(out), tmp_path / "end")
    assert verify(tmp_path / "end").faults == ()


def test_two_runs_at_once(bucket: Remote, raw: Remote, nlp: Language, runs: Runs) -> None:
    out = bucket.child("out")
    pid = runs.start(raw, out)
    while not out.child(".pledger/locks").objects():
        time.sleep(0.01)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(OutputError, match=f"another run is at work here .process {pid} on"):
            process(raw, out, nlp)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert runs.answer() == 0
    assert not process(raw, out, nlp).published


def test_of_many_at_once_one_gets_the_lock(bucket: Remote) -> None:
    place = bucket.child("locks")
    for _ in range(3):
        locks = [RemoteLock(place) for _ in range(6)]
        gate = threading.Barrier(len(locks))

        def take(lock: RemoteLock, gate: threading.Barrier = gate) -> bool:
            gate.wait()
            try:
                lock.acquire()
            except OutputError:
                return False
            return True

        with ThreadPoolExecutor(len(locks)) as pool:
            held = [lock for lock, taken in zip(locks, pool.map(take, locks), strict=True) if taken]
        assert len(held) == 1
        held[0].check()
        held[0].release()


def test_a_holder_without_a_sign_of_life_is_taken_for_dead(bucket: Remote) -> None:
    place = bucket.child("locks")
    first = RemoteLock(place, lease=2)
    with first:
        with pytest.raises(OutputError, match="another run is at work"):
            RemoteLock(place, lease=2).acquire()
        # a machine that is asleep renews nothing
        first._ended.set()
        time.sleep(4)
        with RemoteLock(place, lease=2) as second:
            assert second.stale
            second.check()
            with pytest.raises(OutputError, match="gave no sign of life"):
                first.check()
    with RemoteLock(place) as third:
        assert not third.stale


def test_a_run_that_lost_its_lock_publishes_nothing(
    bucket: Remote, raw: Remote, nlp: Language
) -> None:
    out = bucket.child("out")
    process(raw, out, nlp)
    before = seen(out)
    raw.write("more.txt", b"Ministers will build roads.\n")

    class Slow(InProcess):
        """Another run takes over while this one is at work."""

        def process(self, *args: Any) -> Any:
            yield from super().process(*args)
            out.child(".pledger/locks").write("00000099.json", b"{}")

    with pytest.raises(OutputError, match="another run has begun here"):
        process(raw, out, nlp, engine=Slow(nlp=nlp))
    assert seen(out) == before
