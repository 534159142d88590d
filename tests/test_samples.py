"""The sample articles are those that their script writes."""

from __future__ import annotations

from pathlib import Path

from scripts import load_script

REPO = Path(__file__).parents[1]


def test_samples_are_fresh(tmp_path: Path) -> None:
    load_script(REPO / "tests" / "samples" / "build.py").build(tmp_path)
    made = {p.name: p for p in tmp_path.iterdir()}
    kept = {p.name: p for p in (REPO / "raw").iterdir()}
    assert made.keys() == kept.keys()
    for name in made:
        if not name.endswith(".pdf"):  # its bytes depend on the version of the PDF library
            assert made[name].read_bytes() == kept[name].read_bytes(), name
