"""Technology terms of a text: the longest ones, outside names, in their technical sense."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.components.actors.words import Words, words_of
from pipeline.components.phrases import Phrases
from pipeline.components.technologies.patterns import Written
from pipeline.model import ActorMention, Span, TechnologyMention

_WINDOW = 3
_NAMES = ("exact", "alias", "pattern")
# The field of an alliance or a forum is what it is about; that of a ministry is not.
_OPEN = ("forum", "grouping")


def recognise(
    text: str,
    actors: Sequence[ActorMention],
    *,
    masked: Sequence[Span] = (),
    matcher: Phrases,
    terms: tuple[tuple[Written, ...], ...],
    pieces: tuple[Span, ...] = (),
) -> tuple[TechnologyMention, ...]:
    """Find technology terms.

    Args:
        text: canonical text.
        actors: a term inside the name of one is no topic (*Ministry of Science and ICT*).
        masked: further names, such as titles of offices.
        matcher: of the spellings.
        terms: the spellings.
        pieces: paragraphs; their lines are only wrapped.

    Returns:
        Mentions in order, not overlapping.
    """
    words = words_of(text, pieces)
    closed = _closed(actors, masked)
    found: list[tuple[int, int, Written]] = []
    for index, start, end in matcher(words):
        written = _as_written(words, start, end, terms[index])
        if written is not None:
            found.append((start, end, written))
    taken: set[int] = set()
    sure: list[tuple[int, int, Written]] = []
    for start, end, written in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if any(i in taken for i in range(start, end)):
            continue
        if _other_sense(words, start, end, written):
            continue
        taken.update(range(start, end))
        if not _inside(closed, *words.span(start, end)):
            sure.append((start, end, written))
    areas = {w.term.area for _, _, w in sure if w.term.context == "none"}
    mentions = [
        TechnologyMention(
            *words.span(start, end),
            rule=f"technologies.{written.term.sub_area}",
            area=written.term.area,
            sub_area=written.term.sub_area,
            term=written.term.term,
        )
        for start, end, written in sure
        if written.term.context == "none" or written.term.area in areas
    ]
    return tuple(sorted(mentions, key=lambda m: m.start))


def _as_written(words: Words, start: int, end: int, same: tuple[Written, ...]) -> Written | None:
    """The first term whose case the text keeps."""
    forms = tuple(words.forms[start:end])
    for written in same:
        if written.term.case == "any" or written.words == forms:
            return written
    return None


def _other_sense(words: Words, start: int, end: int, written: Written) -> bool:
    """A word just before or after that gives the term another sense."""
    if not written.term.unless:
        return False
    before = " ".join(words.forms[max(0, start - _WINDOW) : start]).lower()
    after = " ".join(words.forms[end : end + _WINDOW]).lower()
    return any(
        before == phrase
        or before.endswith(" " + phrase)
        or after == phrase
        or after.startswith(phrase + " ")
        for phrase in written.term.unless
    )


def _closed(actors: Sequence[ActorMention], masked: Sequence[Span]) -> list[Span]:
    spans = [
        (a.start, a.end)
        for a in actors
        if a.resolution in _NAMES and a.actor_type not in _OPEN and not a.rule.endswith("adjective")
    ]
    return sorted({*spans, *masked})


def _inside(closed: list[Span], start: int, end: int) -> bool:
    index = bisect_left(closed, (start + 1, 0)) - 1
    return any(s <= start and end <= e for s, e in closed[max(0, index - 1) : index + 1])
