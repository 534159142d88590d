"""The Ray engine on a real cluster of two nodes, one of which dies midway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.engines import Job, Outcome, Task
from pipeline.engines.local import InProcess
from pipeline.errors import SettingsError
from pipeline.extraction import load_pipeline
from pipeline.run import run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.verification import verify

REPO = Path(__file__).parents[1]
SETTINGS = Settings(isolate=False, engine="ray")


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
    options = {"num_cpus": 1, "object_store_memory": 80_000_000}
    made = Cluster(initialize_head=True, head_node_args={**options, "include_dashboard": False})
    made.add_node(**options)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


def files(processed: Path) -> dict[str, bytes]:
    paths = [processed / f"{t.table}.parquet" for t in TABLES]
    paths += (processed / "text").iterdir()
    return {path.name: path.read_bytes() for path in paths}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_two_nodes_with_one_killed_give_the_rows_of_one_process(
    raw: Path, tmp_path: Path, cluster: Any
) -> None:
    from pipeline.engines.ray import Ray

    nlp: Language = load_pipeline()
    run(raw, tmp_path / "one", settings=SETTINGS, engine=InProcess(nlp=nlp))

    class Killing(Ray):
        """Takes a node away, without warning, after the fourth outcome."""

        def process(self, job: Job, tasks: Iterable[Task]) -> Iterator[Outcome]:
            for number, outcome in enumerate(super().process(job, tasks)):
                if number == 4:
                    cluster.remove_node(cluster.worker_nodes.copy().pop(), allow_graceful=False)
                yield outcome

    report = run(raw, tmp_path / "two", settings=SETTINGS, engine=Killing())
    assert report.counts["documents"] == 24
    assert [f.source_path for f in report.failures] == ["empty.txt"]
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert verify(tmp_path / "two", raw=raw).faults == ()


def test_without_ray_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from pipeline.engines.ray import Ray

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SettingsError, match=r"pip install 'pledger\[ray\]'"):
        Ray()
