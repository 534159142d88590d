"""Imports go downward only, and what is heavy is imported late."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

LAYERS = (
    {"errors", "schema", "settings", "model", "process"},
    {"readers", "segment", "lexicon", "normalize", "storage"},
    {"components"},
    {"extraction"},
    {"verification", "tables", "cache"},
    {"ledger"},
    {"engines", "run"},
    {"api", "audit", "evaluate", "exports"},
    {"report"},
    {"cli"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
PACKAGE = Path(__file__).parents[1] / "pipeline"
FACADE = PACKAGE / "__init__.py"


def part(module: str) -> str | None:
    """Which part of the package a dotted name is in; None for another package."""
    names = module.split(".")
    return names[1] if names[0] == "pipeline" and len(names) > 1 else None


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno} imports by dots; say where from"
            if node.module == "pipeline":
                yield from ((node.lineno, f"pipeline.{a.name}") for a in node.names)
            else:
                yield node.lineno, node.module or ""


def edges() -> Iterator[tuple[str, str, str]]:
    """Part, part that it imports, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path == FACADE:
            continue
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for line, module in imports(path):
            if (other := part(module)) is not None and other != own:
                yield own, other, f"{path.relative_to(PACKAGE.parent)}:{line}"


def test_every_part_has_a_layer() -> None:
    parts = {
        p.name.removesuffix(".py")
        for p in PACKAGE.iterdir()
        if p != FACADE and (p.suffix == ".py" or (p / "__init__.py").exists())
    }
    assert parts <= set(RANK), "add the new part to LAYERS and to the design"


def test_imports_go_downward() -> None:
    upward = [
        f"{where}: {own} imports {other}"
        for own, other, where in edges()
        if RANK[other] > RANK[own]
    ]
    assert not upward, "\n".join(upward)


def test_parts_do_not_import_each_other() -> None:
    graph: dict[str, set[str]] = {}
    for own, other, _ in edges():
        graph.setdefault(own, set()).add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle of imports: {' -> '.join(error.args[1])}")


def imported(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of these modules are there after some code has run in a process of its own."""
    code = f"{code}; import sys; print(*[m for m in {names!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return result.stdout.split()


def test_the_command_line_starts_quickly() -> None:
    heavy = ("spacy", "pyarrow", "pandas", "numpy", "lxml", "duckdb", "pydantic")
    assert not imported("import pipeline.cli", heavy), "import these in the command that needs them"


def test_who_hands_documents_to_workers_needs_no_model() -> None:
    heavy = ("spacy", "thinc", "pandas", "lxml")
    assert not imported("import pipeline.run, pipeline.engines.local", heavy)
