"""Quality floors on the development articles: they only rise.

``tests/floors.json`` holds the lowest figure allowed. A change that brings a figure up raises
the floor in the same commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.measuring import figures
from pipeline.evaluate.evaluation import evaluate
from pipeline.evaluate.gold import load_gold

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scores(evaluation: Path, shared: Path) -> dict[str, Any]:
    return figures(evaluate(evaluation, load_gold([shared / "gold" / "dev"])))


def test_every_article_is_there_and_unchanged(scores: dict[str, Any]) -> None:
    assert scores["missing"] == []
    assert scores["text_differs"] == []


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_floor(name: str, scores: dict[str, Any]) -> None:
    figure, _, part = name.partition(".")
    value = scores[figure][part]
    assert value >= FLOORS[name], f"{name} is {value}, the floor is {FLOORS[name]}"


def test_agrees_with_the_independent_scorer(
    scores: dict[str, Any], evaluation: Path, shared: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scores.json"
    gold = shared / "gold"
    command = [sys.executable, gold / "score.py", evaluation, gold / "dev", "--json", out]
    subprocess.run(command, check=True, capture_output=True)
    theirs = json.loads(out.read_text(encoding="utf-8"))
    for name, ours in scores.items():
        if name in theirs["accuracy"]:
            assert ours["accuracy"] == theirs["accuracy"][name]["acc"], name
        elif isinstance(theirs.get(name), dict):
            assert (ours["P"], ours["R"], ours["F1"]) == tuple(
                theirs[name][k] for k in ("P", "R", "F1")
            ), name


def test_floors_only_rise() -> None:
    """No commit of this history had a higher floor, or one that is gone."""
    path = "tests/floors.json"
    repo = Path(__file__).parents[1]

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=repo, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"needs the history of the repository: {done.stderr.strip()}")
        return done.stdout

    commits = git("log", "--format=%H", "--", path).split()
    if not commits:
        pytest.skip("the history does not have the floors")
    for commit in commits:
        for name, floor in json.loads(git("show", f"{commit}:{path}")).items():
            assert name in FLOORS, f"{name} had a floor in {commit[:9]} and has none now"
            assert FLOORS[name] >= floor, (
                f"{name} was {floor} in {commit[:9]}, it is {FLOORS[name]}"
            )
