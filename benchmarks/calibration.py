"""Is ``confidence`` what it says? Bands of it beside what readers judged, and the fit behind it.

usage: python benchmarks/calibration.py [--articles ZIP] [--fit]

Reads the articles of ``docs/confidence-judgements.csv`` from the zip and runs the pipeline over
them. First table: rows that were drawn and judged one by one; each tenth of the articles is rated
by weights fitted on the other nine. Second: the same rows with the weights that are shipped.
Third: articles that were marked as a whole, which the fit never sees; rules were mended with them
in view since. ``--fit`` writes the weights fitted on all drawn rows into
``models/rules/confidence.csv``. The development articles take no part: every row of them was
looked at while rules were written.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import pipeline
from pipeline.components.commitments.confidence import (
    BASE,
    COLUMNS,
    SIGNS,
    WEIGHTS,
    Scale,
    load_scale,
)
from pipeline.components.commitments.patterns import load_rules
from pipeline.evaluate.judged import bands, load_judged, wilson
from pipeline.extraction.pipeline import make_doc
from pipeline.model import Document
from pipeline.settings import models_folder

ROOT = Path(__file__).parents[1]
JUDGEMENTS = ROOT / "docs" / "confidence-judgements.csv"
ARTICLES = ROOT.parent / "shared" / "bulk" / "articles.zip"
EDGES = (0.85, 0.75, 0.6, 0.0)
PARTS = 10
PENALTY = 1.5  # of squared weights: a rule seen twice says little
LEAST = 0.05  # weights nearer to nought than this are left out


@dataclass(frozen=True, slots=True)
class Row:
    """A judged row.

    Attributes:
        drawn: whether it was drawn and judged by itself, not found in an article marked whole.
        names: its rule and signs.
        confidence: as the program gave it.
    """

    document: str
    drawn: bool
    names: tuple[str, ...]
    confidence: float
    right: bool


def read_rows(archive: Path) -> Iterator[Row]:
    """The rows that the program finds today and that were judged right or wrong."""
    nlp = pipeline.load()
    judgements = load_judged(JUDGEMENTS)
    with zipfile.ZipFile(archive) as articles:
        for name in sorted(n for n in articles.namelist() if n.endswith(".txt")):
            text = articles.read(name).decode("utf-8", "replace").replace("\r\n", "\n")
            digest = hashlib.sha256(text.encode()).hexdigest()
            judged = judgements.get(digest[:16])
            if judged is None:
                continue
            document = Document(digest[:16], name, digest, "text/plain", text)
            found = nlp(make_doc(document, nlp))._.commitments
            verdicts = judged.verdicts([(c.start, c.end) for c in found])
            for c, verdict in zip(found, verdicts, strict=True):
                if verdict in ("right", "wrong") and not c.headline:
                    names = (c.rule, *c.signs)
                    right = verdict == "right"
                    yield Row(digest[:16], not judged.whole, names, c.confidence, right)


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Weights by ridge logistic regression; a sign that would raise it is left out."""
    seen = Counter(name for row in rows for name in row.names)
    names = [BASE, *sorted(set(seen) - set(SIGNS)), *(s for s in SIGNS if seen[s])]
    while True:
        weights = _ridge(rows, names)
        raised = [n for n in names if n in SIGNS and weights[n] > 0]
        if not raised:
            return {n: w for n, w in weights.items() if n == BASE or abs(w) >= LEAST}
        names = [n for n in names if n not in raised]


def _ridge(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """Newton's method; the base is not penalised."""
    table = np.array([[n == BASE or n in row.names for n in names] for row in rows], dtype=float)
    right = np.array([row.right for row in rows], dtype=float)
    penalty = np.diag([0.0 if n == BASE else PENALTY for n in names])
    weights = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - chance) - penalty @ weights
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + penalty
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}


def part(document: str) -> int:
    """Which of the parts a document belongs to, by its identifier alone."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % PARTS


def show(title: str, rows: Sequence[tuple[float, bool]]) -> None:
    """One line for each band."""
    print(f"{title}\n{'confidence':>12}{'judged':>8}{'right':>7}{'share':>7}   95 %")
    above = 1.0
    for edge, right, judged in bands(rows, EDGES):
        low, high = wilson(right, judged)
        share = f"{right / judged:.2f}" if judged else ""
        print(
            f"{f'{edge} to {above}':>12}{judged:>8}{right:>7}{share:>7}   {low:.2f} to {high:.2f}"
        )
        above = edge
    error = sum((value - right) ** 2 for value, right in rows) / max(1, len(rows))
    print(f"{len(rows)} rows; mean squared error {error:.3f}\n")


def write(weights: dict[str, float], rows: Sequence[Row], path: Path) -> None:
    """The file of weights, with what they were fitted on."""
    right: Counter[str] = Counter(n for row in rows if row.right for n in (BASE, *row.names))
    judged: Counter[str] = Counter(n for row in rows for n in (BASE, *row.names))
    order = [BASE, *(rule.rule_id for rule in load_rules().rules), *SIGNS]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((n, weights[n], right[n], judged[n]) for n in order if n in weights)


def main() -> None:
    """Print the tables; write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--fit", action="store_true", help="write the weights fitted on all rows")
    options = parser.parse_args()
    rows = list(read_rows(options.articles))
    drawn = [row for row in rows if row.drawn]
    crossed = []
    for number in range(PARTS):
        scale = Scale(fit([row for row in drawn if part(row.document) != number]))
        crossed += rated([row for row in drawn if part(row.document) == number], scale)
    show("drawn rows, each tenth of the articles by a fit on the others", crossed)
    if options.fit:
        write(fit(drawn), drawn, models_folder() / "rules" / WEIGHTS)
    scale = load_scale(rules=[rule.rule_id for rule in load_rules().rules])
    show("drawn rows, weights as shipped", rated(drawn, scale))
    show(
        "articles marked whole, weights as shipped", rated([r for r in rows if not r.drawn], scale)
    )


def rated(rows: Sequence[Row], scale: Scale) -> list[tuple[float, bool]]:
    """Confidence by these weights, and whether the row was right."""
    return [(scale.confidence(row.names[0], row.names[1:]), row.right) for row in rows]


if __name__ == "__main__":
    main()
