"""How fast amounts and dates are found, beside ``dateparser.search`` and quantulum3.

    python benchmarks/normalize_speed.py [TEXTS] [--characters 400000] [--others 40000]

TEXTS is a folder of ``.txt`` files or a zip of them (default ``../shared/bulk/articles.zip``, else
``raw/``). Prints characters a second of CPU time for each, all in this one process on the same
texts (the others on fewer, they are slow), their ratio to ours, and the time for one text repeated
once and four times, which shows that cost grows with length only. Exit code 1 below the floor.
quantulum3 is not a dependency: ``pip install quantulum3``; it is left out where it is missing.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from dateparser.search import search_dates

from pipeline.normalize.amounts import find_amounts
from pipeline.normalize.dates import find_dates

FLOOR = 150_000
"""Characters a second of CPU time, amounts and dates together."""

ANCHOR = date(2024, 3, 14)

Task = Callable[[str], object]


def texts(source: Path) -> list[str]:
    """The texts of a folder or zip, in a fixed random order."""
    if source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith(".txt"))
            random.Random(0).shuffle(names)
            return [archive.read(name).decode("utf-8") for name in names[:300]]
    paths = sorted(source.glob("**/*.txt"))
    random.Random(0).shuffle(paths)
    return [path.read_text(encoding="utf-8") for path in paths]


def take(documents: list[str], characters: int) -> list[str]:
    """Documents up to a number of characters, the last one cut."""
    taken: list[str] = []
    for document in documents:
        if characters <= 0:
            break
        taken.append(document[:characters])
        characters -= len(document)
    return taken


def speed(task: Task, documents: list[str]) -> float:
    """Characters a second of CPU time."""
    start = time.process_time()
    for document in documents:
        task(document)
    return sum(map(len, documents)) / max(time.process_time() - start, 1e-9)


def ours(text: str) -> object:
    """Amounts and dates, as a run finds them."""
    return find_amounts(text, country="US"), find_dates(text, anchor=ANCHOR, country="US")


def theirs() -> Iterator[tuple[str, Task]]:
    """The peers, each as its own documentation calls it."""
    yield "dateparser.search (dates only)", lambda text: search_dates(text, languages=["en"])
    if find_spec("quantulum3") is not None:
        from quantulum3 import parser  # type: ignore[import-untyped, unused-ignore]

        yield "quantulum3 (quantities only)", lambda text: [parser.parse(p) for p in _lines(text)]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def main() -> int:
    """Measure and print."""
    usual = Path("../shared/bulk/articles.zip")
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("texts", type=Path, nargs="?", default=usual if usual.exists() else "raw")
    options.add_argument("--characters", type=int, default=400_000)
    options.add_argument("--others", type=int, default=40_000)
    chosen = options.parse_args()
    documents = texts(Path(chosen.texts))
    if not documents:
        print(f"no .txt in {chosen.texts}")
        return 2
    ours("warm up on 5 May 2024 for £5m")
    mine = speed(ours, take(documents, chosen.characters))
    print(f"{'amounts and dates':32} {mine:12,.0f} characters a CPU second")
    for name, task in theirs():
        rate = speed(task, take(documents, chosen.others))
        print(f"{name:32} {rate:12,.0f} characters a CPU second, ours is {mine / rate:,.0f} times")
    one = max(documents, key=len)[:100_000]
    single, fourfold = (len(text) / speed(ours, [text]) for text in (one, one * 4))
    print(
        f"one text of {len(one):,} characters {single:.3f} s, four times as long {fourfold:.3f} s"
    )
    print(f"floor {FLOOR:,}: {'reached' if mine >= FLOOR else 'MISSED'}")
    return int(mine < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
