"""What several tests share: the folders, and one real run over the sample articles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
