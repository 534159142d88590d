"""Which sentences can hold a commitment, seen from their words alone, before any parse.

A commitment needs a cue, or a stem above it that hands one down. Both are matched on words, so
whatever is ruled out here could not have become a row; a test holds the two side by side. It must
stay as wide as what :class:`~.commitments.Commitments` does with frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from spacy.attrs import IDX, LOWER
from spacy.strings import get_string_id
from spacy.tokens import Doc

from pipeline.components.commitments.dependencies import Dependencies
from pipeline.components.commitments.matching import Found, Patterns
from pipeline.components.commitments.patterns import Rule, compiled
from pipeline.components.commitments.stems import may_open_with_money
from pipeline.model import Segment, Sentence

UNREAD = ("boilerplate", "table")
"""Kinds of segments that hold no commitments."""
_LISTS = ("list_item", "list_stem")
_TITLES = ("title", "heading")
_DEPTH = 6
_FOLLOWING = get_string_id("following")


class Cues:
    """The words of all rules, for telling sentences apart before they are parsed."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = tuple(rules)
        self._patterns: Patterns = compiled(rules)
        self._dependencies = Dependencies(rules)
        words = self._patterns.words | self._dependencies.words
        self._words = np.array(sorted(words), dtype=np.uint64)

    def find(self, words: Doc) -> tuple[Found, ...]:
        """Where the tokens of a unit have the words of rules, parsed or not."""
        return self._patterns.find(words)

    def may_show(self, words: Doc) -> bool:
        """Whether the tokens of a unit have the words of a pattern on syntax."""
        return self._dependencies.possible(words)

    def worth_reading(self, doc: Doc) -> list[int]:
        """Sentences with a word of some rule, and all of lists; indices, in order."""
        segments, sentences = doc._.segments, doc._.sentences
        starts = np.array([s.start for s in sentences], dtype=np.int64)
        values = doc.to_array([IDX, LOWER])
        telling = values[np.isin(values[:, 1], self._words), 0].astype(np.int64)
        held = set((np.searchsorted(starts, telling, side="right") - 1).tolist())
        return [
            index
            for index, sentence in enumerate(sentences)
            if (kind := segments[sentence.segment].kind) not in UNREAD
            and (index in held or kind in _LISTS)
        ]


class Reach:
    """Follows the cues of one document from sentence to sentence, stems before their items."""

    def __init__(self, segments: Sequence[Segment], sentences: Sequence[Sentence]) -> None:
        self._segments = segments
        self._sentences = sentences
        self._last = {s.segment: i for i, s in enumerate(sentences)}
        self._parents = {s.parent for s in segments}
        self._hands_down: set[int] = set()
        self._recent = False

    def read(self, index: int, words: Doc, *, cued: bool, able: bool) -> bool:
        """Whether a sentence can hold a commitment, or decides what its items inherit.

        Args:
            index: of the sentence; to be asked in order.
            words: its tokens, those of its stems before it.
            cued: whether the words of a rule stand in it, which items may inherit.
            able: whether such a rule also has beside them what it needs for a row here.
        """
        segment = self._sentences[index].segment
        kind = self._segments[segment].kind
        wanted = (
            able
            or kind == "list_stem"
            or (kind == "list_item" and (may_open_with_money(words) or self._inherits(segment)))
        )
        if self._last[segment] == index and kind not in _TITLES:
            announces = cued and _announces(words)
            if cued:
                self._hands_down.add(segment)
            if kind == "list_stem":
                self._recent = self._recent or cued
            elif kind != "list_item":
                self._recent = announces
            wanted = wanted or announces or (cued and segment in self._parents)
        return wanted

    def _inherits(self, segment: int) -> bool:
        """Whether a stem above an item, or one further up the page, may hand it a cue."""
        above = self._segments[segment].parent
        for _ in range(_DEPTH):
            if above is None or self._segments[above].kind not in _LISTS:
                return self._recent
            if above in self._hands_down:
                return True
            above = self._segments[above].parent
        return False


def _announces(words: Doc) -> bool:
    """Whether a sentence says that things follow."""
    return words[-1].text == ":" or _FOLLOWING in words.to_array(LOWER)
