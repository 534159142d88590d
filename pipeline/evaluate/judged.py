"""Rows that readers judged one by one, kept without any text: document, offsets, verdict.

``docs/confidence-judgements.csv`` holds two kinds. Of a *sampled* document only the rows that
were drawn are judged, and others say nothing. A *marked* one was read as a whole, so that a row
which meets no mark is wrong.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import InputError
from pipeline.evaluate.matching import match
from pipeline.model import Span

Verdict = Literal["right", "wrong", "neutral"]
COLUMNS = ("document", "start", "end", "verdict", "reading")
OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged in one document.

    Attributes:
        marks: spans with their verdicts.
        whole: whether it was read as a whole.
    """

    marks: tuple[tuple[Span, Verdict], ...]
    whole: bool

    def verdicts(self, spans: Sequence[Span]) -> list[Verdict | None]:
        """What was said of each row, given their spans; None where nothing was."""
        pairs = match([[span] for span, _ in self.marks], [[s] for s in spans], threshold=OVERLAP)
        found = {row: self.marks[mark][1] for mark, row in pairs.items()}
        return [found.get(i, "wrong" if self.whole else None) for i in range(len(spans))]


def load_judged(path: Path) -> Mapping[str, Judged]:
    """The judgements by document, in order of the file.

    Raises:
        InputError: the file is missing, or a line is not as it should be.
    """
    marks: dict[str, list[tuple[Span, Verdict]]] = defaultdict(list)
    whole: dict[str, bool] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), start=2):
                if tuple(row) != COLUMNS or row["reading"] not in ("marked", "sampled"):
                    wanted = ", ".join(COLUMNS)
                    raise InputError(f"needs the columns {wanted}", where=f"{path}:{line}")
                whole[row["document"]] = row["reading"] == "marked"
                if row["verdict"] in ("right", "wrong", "neutral"):
                    verdict: Verdict = row["verdict"]  # type: ignore[assignment]
                    marks[row["document"]].append(((int(row["start"]), int(row["end"])), verdict))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except ValueError as error:
        raise InputError(f"{error}", where=str(path)) from error
    return {name: Judged(tuple(marks[name]), whole[name]) for name in whole}


def wilson(right: int, judged: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, 95 % by default; 0 to 1 where nothing was judged.

    Source: Wilson 1927, as in Brown, Cai and DasGupta 2001.
    """
    if not judged:
        return 0.0, 1.0
    share, square = right / judged, z * z / judged
    middle = (share + square / 2) / (1 + square)
    reach = z * ((share * (1 - share) + square / 4) / judged) ** 0.5 / (1 + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def bands(
    rows: Iterable[tuple[float, bool]], edges: Sequence[float]
) -> list[tuple[float, int, int]]:
    """Lower edge, right and judged of each band of confidence, the highest first.

    Args:
        rows: confidence, and whether the row was right.
        edges: lower edges of the bands, falling; the last one 0.
    """
    counts = {edge: [0, 0] for edge in edges}
    for value, right in rows:
        edge = next(edge for edge in edges if value >= edge)
        counts[edge][0] += right
        counts[edge][1] += 1
    return [(edge, right, judged) for edge, (right, judged) in counts.items()]
