"""Which prediction is which mark: one to one, best overlap first."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Span

Spans = Sequence[Span]


def match(gold: Sequence[Spans], found: Sequence[Spans], *, threshold: float) -> dict[int, int]:
    """Pair marks with predictions.

    Args:
        gold: spans of each mark (several for a quote in pieces).
        found: spans of each prediction.
        threshold: least intersection over union of their characters.

    Returns:
        index of the prediction by index of the mark.
    """
    gold = [_merged(spans) for spans in gold]
    found = [_merged(spans) for spans in found]
    pairs: list[tuple[float, int, int]] = []
    for i, marks in enumerate(gold):
        for j, spans in enumerate(found):
            shared = _shared(marks, spans)
            if shared and shared / (_size(marks) + _size(spans) - shared) >= threshold:
                pairs.append((-shared / (_size(marks) + _size(spans) - shared), i, j))
    taken: set[int] = set()
    result: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in result and j not in taken:
            result[i] = j
            taken.add(j)
    return result


def _merged(spans: Spans) -> list[Span]:
    """The same characters as spans that do not overlap."""
    result: list[Span] = []
    for start, end in sorted((int(a), int(b)) for a, b in spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def _size(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _shared(left: Spans, right: Spans) -> int:
    if not left or not right or left[-1][1] <= right[0][0] or right[-1][1] <= left[0][0]:
        return 0
    return sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in right)
