"""What keeping what was read costs, and what it saves when only rules change.

Runs a folder three times: cold, with a setting that changes results but no reading, and once more.
Prints the seconds of each stage. Takes about a quarter of a second an article.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from pipeline.engines.local import InProcess
from pipeline.extraction import load_pipeline
from pipeline.run import run
from pipeline.settings import Settings


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder with articles; a hundred will do")
    raw = parser.parse_args().raw
    engine = InProcess(nlp=load_pipeline())
    turns = (
        ("cold", Settings()),
        ("other results", Settings(country="GB")),
        ("nothing changed", Settings(country="GB")),
    )
    with tempfile.TemporaryDirectory() as out:
        for name, settings in turns:
            report = run(raw, Path(out), settings=settings, engine=engine)
            stages = ", ".join(f"{k} {v:.2f} s" for k, v in report.stages.items())
            print(
                f"{name:<16} {report.seconds:7.1f} s  {report.read:5,} read"
                f"  {report.recalled:5,} recalled  {stages}"
            )


if __name__ == "__main__":
    main()
