"""What it gains to parse only sentences that can matter, and what it costs in rows.

    python benchmarks/parse_choice.py ../shared/articles [FOLDER ...]

Reads every article of each folder, runs the pipeline over it with the sentences that are chosen
and with all of them, and counts commitments and rejections that differ.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from pipeline.components.syntax.candidates import Candidates
from pipeline.errors import ReadError
from pipeline.extraction import load_pipeline, make_doc
from pipeline.readers import read_bytes

_ENDINGS = {".txt", ".html", ".htm", ".pdf", ".md"}


def main() -> None:
    """Compare on each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    nlp = load_pipeline()
    syntax: Any = nlp.get_pipe("syntax")
    chosen, every = syntax.candidates, Candidates(parse="all")
    head = ("articles", "commitments", "only chosen", "only all", "rejections differ")
    print(f"{'':32}" + "".join(f"{name:>19}" for name in (*head, "tokens parsed", "CPU saved")))
    for folder in options.folders:
        count: Counter[str] = Counter()
        seconds = {"some": 0.0, "all": 0.0}
        for path in sorted(p for p in folder.iterdir() if p.suffix in _ENDINGS):
            try:
                document = read_bytes(path.read_bytes(), path.name)
            except ReadError:
                continue
            made: dict[str, Doc] = {}
            for name, candidates in (("", every), ("some", chosen), ("all", every)):
                syntax.candidates = candidates
                doc = make_doc(document, nlp)
                start = time.process_time()
                doc = nlp(doc)
                if not name:
                    continue  # the first time fills caches of words
                made[name] = doc
                seconds[name] += time.process_time() - start
                count[name] += sum(len(parse.doc) for parse in doc._.parses)
            some, all_ = (set(doc._.commitments) for doc in made.values())
            count["articles"] += 1
            count["commitments"] += len(all_)
            count["only chosen"] += len(some - all_)
            count["only all"] += len(all_ - some)
            left, right = (set(doc._.rejections) for doc in made.values())
            count["rejections differ"] += len(left ^ right)
        cells = "".join(f"{count[name]:>19,}" for name in head)
        share = count["some"] / max(1, count["all"])
        saved = 1 - seconds["some"] / max(seconds["all"], 1e-9)
        print(f"{folder.name:32}{cells}{100 * share:>17.0f} %{100 * saved:>17.0f} %")


if __name__ == "__main__":
    main()
