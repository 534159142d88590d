"""Report card of the rules of commitments: how often each fired, how often it was right.

usage: python benchmarks/rule_card.py OUT GOLD [--examples N]

OUT is what ``pledger run`` wrote for the articles that GOLD marks. A rule that fired on no
article shows 0; whether it works at all is tried on its own sentences by the tests. The last
columns before the examples are of rows from articles that no rule was written from: how many were
judged, how many of them were right, and what that weighs (``models/rules/confidence.csv``).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path, PurePosixPath

import pyarrow.parquet as pq

from pipeline.components.commitments.confidence import WEIGHTS
from pipeline.components.commitments.patterns import load_rules
from pipeline.evaluate.evaluation import OVERLAP
from pipeline.evaluate.matching import match
from pipeline.settings import models_folder


def main() -> None:
    """Print one line for each rule, and ids of rows that were right and wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--examples", type=int, default=2)
    options = parser.parse_args()
    fired: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    documents = pq.read_table(options.out / "documents.parquet").to_pylist()
    rows = pq.read_table(options.out / "commitments.parquet").to_pylist()
    names = {d["document_id"]: PurePosixPath(d["source_path"]).stem for d in documents}
    for document, name in names.items():
        path = options.gold / f"{name}.json"
        if not path.exists():
            continue
        marks = json.loads(path.read_text(encoding="utf-8"))["commitments"]
        found = [row for row in rows if row["document_id"] == document]
        pairs = match(
            [[tuple(m["span"])] for m in marks],
            [[(row["start"], row["end"])] for row in found],
            threshold=OVERLAP,
        )
        by_row = {j: marks[i] for i, j in pairs.items()}
        for number, row in enumerate(found):
            mark = by_row.get(number)
            if mark is None:
                verdict = "wrong"
            else:
                verdict = "neutral" if mark["borderline"] or mark["headline"] else "right"
            fired[row["rule"]][verdict].append(f"{name}:{row['start']}-{row['end']}")
    outside = _outside()
    print(
        f"{'rule':24}{'version':>8}{'right':>7}{'wrong':>7}{'neutral':>9}"
        f"{'outside':>10}{'weight':>8}  examples"
    )
    for rule in load_rules().rules:
        verdicts = fired[rule.rule_id]
        right, wrong, neutral = (verdicts[v] for v in ("right", "wrong", "neutral"))
        shown = [f"+{x}" for x in right[: options.examples]]
        shown += [f"-{x}" for x in wrong[: options.examples]]
        print(
            f"{rule.rule_id:24}{rule.version:>8}{len(right):>7}{len(wrong):>7}{len(neutral):>9}"
            f"{outside.get(rule.rule_id, ''):>18}  {' '.join(shown)}"
        )


def _outside() -> dict[str, str]:
    """Right of judged rows and the weight, by rule."""
    with (models_folder() / "rules" / WEIGHTS).open(encoding="utf-8", newline="") as stream:
        return {
            row["sign"]: f"{row['right']}/{row['judged']}{row['weight']:>8}"
            for row in csv.DictReader(stream)
        }


if __name__ == "__main__":
    main()
