"""Publications: readers never see a mixture, and a run that is killed leaves the old or the new."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from table_cases import entry, fill

from pipeline.cache import Store
from pipeline.engines.merge import Merge, merge_shard
from pipeline.engines.shards import Before, cut
from pipeline.errors import OutputError
from pipeline.tables import Lock, OutputFolder, Written, layout, writer
from pipeline.tables.publish import MANIFEST, PUBLISHED
from pipeline.tables.target import FolderTarget


@dataclass
class Seen:
    """What a reader made of one look at the folder."""

    manifest: str
    metadata: str
    texts: set[str] = field(default_factory=set)


def look(path: Path) -> Seen:
    # one resolution of the link, as a reader that wants one state of all tables does
    state = path / ".pledger" / os.readlink(path / ".pledger" / "current")
    files = layout.parts(state, "amounts")
    if not files:
        raise FileNotFoundError(state)  # it was swept while it was looked at
    (found,) = {pq.read_schema(file).metadata[writer.GENERATION].decode() for file in files}
    texts = {p.read_text() for p in (state / "text").iterdir()}
    return Seen(json.loads((state / MANIFEST).read_text())["generation"], found, texts)


def test_a_reader_never_sees_a_mixture(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.prepare()
    folder.publish(fill(folder, {"a" * 16: "gen 0"}, "gen 0"))
    stop = threading.Event()
    wrong: list[object] = []
    count = [0]

    def read() -> None:
        while not stop.is_set():
            try:
                seen = look(folder.path)
            except FileNotFoundError:
                continue  # two publications passed between two of our calls
            except Exception as error:  # pragma: no cover - what the test is against
                wrong.append(error)
                return
            count[0] += 1
            if {seen.manifest, seen.metadata} | seen.texts != {seen.manifest}:
                wrong.append(seen)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 25):
        name = f"gen {number}"
        # tables as files and in parts by turns
        rows = 1 if number % 2 else None
        folder.publish(fill(folder, {"3" * 16: name, "b" * 16: name}, name, part_rows=rows))
    stop.set()
    reader.join()
    assert not wrong
    assert count[0] > 10
    assert len(list(folder.generations.iterdir())) <= 2


# Loads everything once and forks a publication for each line that it reads; no thread has been
# started when it forks. Each is killed before one of its system calls.
_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from pipeline.tables import OutputFolder
from table_cases import fill
def audit(event, arguments):
    global left
    if event in ("os.rename", "os.symlink", "os.remove"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
for line in sys.stdin:
    path, step, rows = line.split()
    pid = os.fork()
    if not pid:
        folder = OutputFolder(Path(path))
        texts = {"3" * 16: "new", "b" * 16: "new"}
        target = fill(folder, texts, "new", part_rows=int(rows) or None)
        left = int(step)
        sys.addaudithook(audit)
        folder.publish(target)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def publications() -> Iterator[subprocess.Popen[str]]:
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1])])
    parent = subprocess.Popen(
        [sys.executable, "-c", _KILLED_AT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    yield parent
    parent.communicate(timeout=60)


@pytest.mark.parametrize("rows", [0, 1], ids=["files", "parts"])
def test_a_publication_killed_at_any_step_is_the_old_or_the_new_one(
    tmp_path: Path, rows: int, publications: subprocess.Popen[str]
) -> None:
    """Killed before each of its system calls in turn, until it gets through."""
    assert publications.stdin is not None
    assert publications.stdout is not None
    outcomes = []
    for step in range(40):
        folder = OutputFolder(tmp_path / f"out{step}")
        folder.prepare()
        folder.publish(fill(folder, {"a" * 16: "old"}, "old"))
        publications.stdin.write(f"{folder.path} {step} {rows}\n")
        publications.stdin.flush()
        ended = int(publications.stdout.readline())
        seen = look(folder.path)
        assert {seen.manifest, seen.metadata} | seen.texts == {seen.manifest}
        for name in PUBLISHED:
            assert (folder.path / name).exists()
        outcomes.append(seen.manifest)
        # and whatever was left, the next run goes through
        folder.publish(fill(folder, {"c" * 16: "later"}, "later"))
        assert look(folder.path).manifest == "later"
        if ended == 0:
            break
    assert ended == 0
    assert outcomes[0] == "old"
    assert outcomes[-1] == "new"
    assert len(outcomes) > 3


def test_the_first_publication_appears_at_once(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.prepare()
    target = fill(folder, {"a" * 16: "gen"}, "gen")
    assert not any((folder.path / name).exists() for name in PUBLISHED)
    folder.publish(target)
    assert folder.linked()
    assert all((folder.path / name).exists() for name in PUBLISHED)


def test_without_links_files_are_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OutputFolder, "_has_links", lambda self: False)
    folder = OutputFolder(tmp_path / "out")
    folder.prepare()
    turns = (("one", ("a", "b"), None), ("two", ("b", "c"), 1), ("three", ("c", "d"), None))
    for name, texts, rows in turns:
        target = fill(folder, {t * 16: name for t in texts}, name, part_rows=rows)
        outputs = {f"text/{t * 16}.txt": {} for t in texts}
        (target / MANIFEST).write_text(json.dumps({"generation": name, "outputs": outputs}))
        folder.publish(target)
        assert not (folder.path / MANIFEST).is_symlink()
        assert folder.current() == target.name
        assert {p.name[0] for p in (folder.path / "text").iterdir()} == set(texts)
        assert {p.read_text() for p in (folder.path / "text").iterdir()} == {name}
        assert layout.read(folder.path, "amounts").num_rows == 2
        assert (folder.path / "amounts.parquet").is_dir() == bool(rows)
        assert folder.linked()


def test_parts_hold_the_rows_of_the_file_in_their_order(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.prepare()
    texts = {letter * 16: letter * 3 for letter in "c15b0"}
    folder.publish(fill(folder, texts, "files"))
    whole = layout.read(folder.path, "amounts")
    folder.publish(fill(folder, texts, "parts", part_rows=3))
    names = [p.name for p in layout.parts(folder.path, "amounts")]
    # by the first two bits of their ids: 0 and 1; 5; b; c
    assert names == [f"part-0000{number}.parquet" for number in range(4)]
    found = layout.read(folder.path, "amounts")
    assert found.equals(whole)
    rows = pa.Table.from_batches(layout.batches(folder.path, "amounts"))
    assert rows.to_pylist() == whole.to_pylist()
    # what no document has is one empty part, and what all share is one part
    for name, count in (("dates", 0), ("failures", 0), ("actors", 1)):
        assert [p.name for p in layout.parts(folder.path, name)] == ["part-00000.parquet"]
        assert layout.read(folder.path, name).num_rows == count
    package = json.loads((folder.path / "datapackage.json").read_bytes())
    paths = {r["name"]: r["path"] for r in package["resources"]}
    assert paths["amounts"] == [f"amounts.parquet/{name}" for name in names]


def test_a_shard_can_be_written_again_over_what_a_lost_worker_left(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "out")
    folder.prepare()
    folder.publish(fill(folder, {"a" * 16: "old"}, "old"))
    target = fill(folder, {"a" * 16: "old"}, "new", part_rows=1)
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file() and p.name != MANIFEST}
    published = Before(outputs={f"text/{'a' * 16}.txt": Written("0", 3)})
    place = FolderTarget(target, folder.path)
    work = Merge(place, Store(folder.cache), "new", 1)
    # its text is a link to the published one, which must not be written into
    for _ in range(2):
        for shard in cut([entry("a" * 16, "old").summary], 1, published):
            assert merge_shard(work, shard).lost == ()
    with place.scratch() as scratch:
        (scratch / "half.parquet").write_bytes(b"PAR1")
    (target / ".scratch-dead").mkdir()
    (target / ".scratch-dead" / "half.parquet").write_bytes(b"PAR1")
    place.tidy()
    assert {p: p.read_bytes() for p in before} == before
    assert {p for p in target.rglob("*") if p.is_file() and p.name != MANIFEST} == set(before)
    assert (target / "text" / f"{'a' * 16}.txt").stat().st_nlink == 2


def test_two_runs_cannot_hold_one_folder(tmp_path: Path) -> None:
    with Lock(tmp_path / "lock") as first:
        assert not first.stale
        with pytest.raises(
            OutputError, match=f"another run is at work here .process {os.getpid()} on"
        ):
            Lock(tmp_path / "lock").acquire()
    with Lock(tmp_path / "lock") as second:
        assert not second.stale


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    path = tmp_path / "lock"
    code = (
        "import os, signal, sys; from pathlib import Path; from pipeline.tables import Lock\n"
        "Lock(Path(sys.argv[1])).acquire(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    return path


def test_the_lock_of_a_dead_run_does_not_block(killed: Path) -> None:
    assert killed.stat().st_size
    with Lock(killed) as lock:
        assert lock.stale
