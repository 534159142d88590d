"""Time of the actor and technology components on the bulk articles, in microseconds a token.

Run from the repository: ``python benchmarks/actors_speed.py``.
"""

from __future__ import annotations

import random
import time
import zipfile
from pathlib import Path

import spacy

import pipeline.components.actors
import pipeline.components.technologies  # noqa: F401 - registers the factories
from pipeline.components import attributes

BULK = Path(__file__).resolve().parents[2] / "shared" / "bulk" / "articles.zip"
NAMES = ("pledger_actors", "pledger_technologies")


def main() -> None:
    """Print build time and cost a token."""
    attributes.register()
    begin = time.perf_counter()
    nlp = spacy.blank("en")
    for name in NAMES:
        nlp.add_pipe(name)
    print(f"built in {time.perf_counter() - begin:.2f} s")
    with zipfile.ZipFile(BULK) as archive:
        names = random.Random(1).sample(sorted(archive.namelist()), 100)
        docs = [nlp.make_doc(archive.read(name).decode("utf-8")) for name in names]
    tokens = sum(len(doc) for doc in docs)
    for name in NAMES:
        component = nlp.get_pipe(name)
        begin = time.process_time()
        for doc in docs:
            component(doc)
        spent = time.process_time() - begin
        print(f"{name}: {spent / tokens * 1e6:.1f} µs a token over {tokens} tokens")


if __name__ == "__main__":
    main()
