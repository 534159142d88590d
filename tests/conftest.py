"""What several tests share: the folders, and one real run over the sample articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.storage import Remote

# One BLAS thread a process, as the command line sets it; before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

REPO = Path(__file__).parents[1]
SHARED = REPO.parent / "shared"
"""Development data beside the repo; what needs it is skipped where it is absent."""


@pytest.fixture(scope="session")
def repo() -> Path:
    return REPO


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("needs the development data in ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session")
def norm_scorer(shared: Path) -> ModuleType:
    """The scorer of the sets of amounts and dates."""
    from scripts import load_script

    return load_script(shared / "norm" / "score.py", "norm_score")


@pytest.fixture(scope="session")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of the sample articles in raw/."""
    from typer.testing import CliRunner

    from pipeline.cli import app

    out = tmp_path_factory.mktemp("samples") / "processed"
    result = CliRunner().invoke(app, ["run", str(REPO / "raw"), str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="session")
def evaluation(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of the development articles."""
    from typer.testing import CliRunner

    from pipeline.cli import app

    out = tmp_path_factory.mktemp("articles") / "processed"
    result = CliRunner().invoke(app, ["run", str(shared / "articles"), str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline of the package, loaded once."""
    from pipeline.extraction import load_pipeline

    return load_pipeline()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A few articles in a folder."""
    from batch_cases import ARTICLES

    folder = tmp_path / "raw"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where their tables go."""
    return tmp_path / "processed"


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, str]]:
    """A real S3 server on this machine: the environment in which it is found."""
    pytest.importorskip("s3fs", reason="needs S3: pip install 'pledger[s3]'")
    moto = pytest.importorskip("moto.server", reason="needs a local S3 server: moto[server]")
    started = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    started.stop()


@pytest.fixture
def bucket(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Remote:
    """A new bucket."""
    import s3fs

    from pipeline.storage import Remote

    for variable, value in server.items():
        monkeypatch.setenv(variable, value)
    name = f"s3://b{uuid4().hex[:12]}"
    s3fs.S3FileSystem(use_listings_cache=False).mkdir(name)
    return Remote(name)


@pytest.fixture
def stored(bucket: Remote) -> Remote:
    """A few articles in a bucket."""
    from batch_cases import STORED

    place = bucket.child("raw")
    for name, data in STORED.items():
        place.write(name, data)
    return place
