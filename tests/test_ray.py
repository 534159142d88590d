"""The Ray engine on a real cluster of two nodes, one of which dies midway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.engines import Job, Merge, Merged, Outcome, Shard, Task
from pipeline.engines.local import InProcess
from pipeline.errors import OutputError, SettingsError
from pipeline.extraction import load_pipeline
from pipeline.run import run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.tables import layout
from pipeline.verification import verify

REPO = Path(__file__).parents[1]
SETTINGS = Settings(engine="ray", part_rows=40)
NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for i in range(24):
        text = f"Minister {i} will build {i + 2} harbours by 20{30 + i}. “We pay,” she said.\n"
        (folder / f"{i}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    pytest.importorskip("ray", reason="needs Ray: pip install 'pledger[ray]'")
    import ray
    from ray.cluster_utils import Cluster

    # workers of the second node must find the package in a checkout that is not installed
    monkeypatch.setenv("PYTHONPATH", str(REPO))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    made = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    made.add_node(**NODE)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


def texts(processed: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (processed / "text").iterdir()}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_two_nodes_with_one_killed_give_the_rows_of_one_process(
    raw: Path, tmp_path: Path, cluster: Any
) -> None:
    from pipeline.engines.ray import Ray

    nlp: Language = load_pipeline()
    one, two = tmp_path / "one", tmp_path / "two"
    run(raw, one, settings=Settings(isolate=False), engine=InProcess(nlp=nlp))

    class Killing(Ray):
        """Takes a node away, without warning, midway in each of the two stages."""

        def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
            for number, outcome in enumerate(super().process(job, tasks)):
                if number == 4:
                    kill(cluster)
                yield outcome

        def merge(self, work: Merge, shards: Iterable[Shard]) -> Iterator[Merged]:
            cluster.add_node(**NODE)
            for number, merged in enumerate(super().merge(work, shards)):
                if number == 1:
                    kill(cluster)
                yield merged

    report = run(raw, two, settings=SETTINGS, engine=Killing())
    assert report.counts["documents"] == 24
    assert [f.source_path for f in report.failures] == ["empty.txt"]
    assert len(layout.parts(two, "selectors")) > 4
    for t in TABLES:
        found, expected = (layout.read(folder, t.table) for folder in (two, one))
        assert found.equals(expected), t.table
    assert texts(two) == texts(one)
    assert verify(two, raw=raw).faults == ()
    generations = two / ".pledger" / "generations"
    assert not [p for p in generations.rglob("*") if p.name.startswith(".scratch")]

    # nothing changed, and then one article did
    again = run(raw, two, settings=SETTINGS, engine=Ray())
    assert (again.published, again.plan.todo) == (False, 0)
    (raw / "3.txt").write_text("Ministers will meet in May 2031.\n")
    assert run(raw, two, settings=SETTINGS, engine=Ray()).read == 1
    assert verify(two, raw=raw).faults == ()


def kill(cluster: Any) -> None:
    cluster.remove_node(sorted(cluster.worker_nodes, key=id)[0], allow_graceful=False)


def test_without_ray_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from pipeline.engines.ray import Ray

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SettingsError, match=r"pip install 'pledger\[ray\]'"):
        Ray()


def test_a_part_whose_workers_are_lost_again_and_again_is_an_error() -> None:
    from pipeline.engines.ray import Lost, _survived

    assert _survived({"ledger.parquet": 1}, "the ledger") == {"ledger.parquet": 1}
    with pytest.raises(OutputError, match=r"of part 3 was lost 4 times .NodeDied.* of the nodes"):
        _survived(Lost("NodeDied"), "part 3")
