"""Quality floors on the development articles: they only rise.

``tests/floors.json`` holds the lowest figure allowed of the independent scorer. A change that
brings a figure up raises the floor in the same commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scores(evaluation: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    out = tmp_path_factory.mktemp("scores") / "scores.json"
    subprocess.run(
        [
            sys.executable,
            shared / "gold" / "score.py",
            evaluation,
            shared / "gold" / "dev",
            "--json",
            out,
        ],
        check=True,
        capture_output=True,
    )
    return dict(json.loads(out.read_text(encoding="utf-8")))


def test_every_article_is_there_and_unchanged(scores: dict) -> None:
    assert scores["documents"] == 14
    assert scores["missing"] == []
    assert scores["text_differs"] == []


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_floor(name: str, scores: dict) -> None:
    value = scores
    for part in name.split("."):
        value = value[part]
    assert value >= FLOORS[name], f"{name} is {value}, the floor is {FLOORS[name]}"
