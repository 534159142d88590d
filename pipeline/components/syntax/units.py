"""What is parsed as one: a sentence, or a list item together with the stem that governs it.

A list item alone loses its subject and often its verb's form (*promote …* looks like a noun),
so it is read as the end of its stem's last sentence: *The Participants will* + *promote …*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import Segment, Sentence, Span

# A stem governs its items' grammar when it stops in the middle of a clause.
_GOVERNS = re.compile(
    r"\b(?:will|shall|must|may|can|could|should|would|to|not|also|jointly|by|include|includes)"
    r"(?:\s*,?\s*(?:inter alia|among other things|in particular))?\s*[:–—-]?\s*$",
    re.IGNORECASE,
)
_STEM_TAIL = re.compile(r"[\s:–—-]+$")
_ITEM_TAIL = re.compile(r"[\s;,.:]+(?:(?:and|or|and/or)[\s;,.:]*)?$")
_LONGEST_STEM = 600
# "Training: The ministry will …": a label that names the topic of the sentence after it.
_LABEL = re.compile(r"[^.:;\n]{3,120}:\s{1,4}(?=[A-Z“\"])")
# "Norway and the Faroe Islands commit to …": an item that is a sentence, whatever its stem.
_SENTENCE = re.compile(
    r"(?:The |the )?[A-Z]\S{0,30}(?: (?:[A-Z]\S{0,30}|and|of|the|for|&)){0,9}"
    r"(?:, (?:an?|the|which|who|one) [^.:;,\n]{3,120},)? "
    r"(?:also |jointly |both |recently |today |now )?"
    r"(?:will|shall|commits?|agrees?|intends?|plans?|has|have|is|are|may|"
    r"aims?|seeks?|undertakes?|pledges?|committed|agreed|pledged|announced|announces|launched|"
    r"signed|unveiled|opened|celebrated|completed|broke|expanded|invested|awarded|released)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|shall|announced|announces|"
    r"launched|signed|released|awarded|committed|commits|pledged|agreed|plans|aims|intends)\b"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Pieces of canonical text that are parsed as one sentence.

    Attributes:
        pieces: spans in reading order; the last one is the sentence itself.
        sentence: index of the sentence.
    """

    pieces: tuple[Span, ...]
    sentence: int

    @property
    def length(self) -> int:
        """Number of characters to parse."""
        return sum(end - start for start, end in self.pieces) + len(self.pieces) - 1

    def text(self, text: str) -> str:
        """Text to parse: the pieces, one blank between them.

        Line breaks become spaces and the first letter after a stem small; lengths stay.
        """
        parts: list[str] = []
        for number, (start, end) in enumerate(self.pieces):
            piece = text[start:end].replace("\n", " ")
            if number and piece[1:2].islower() and len(piece[:1].lower()) == 1:
                piece = piece[:1].lower() + piece[1:]
            parts.append(piece)
        return " ".join(parts)

    def offsets(self) -> npt.NDArray[np.int64]:
        """Canonical offset of each character of the text to parse; -1 for a joint."""
        parts = [np.arange(start, end + 1) for start, end in self.pieces]
        for part in parts:
            part[-1] = -1
        return np.concatenate(parts)[:-1]


class UnitBuilder:
    """Makes the units of one document."""

    def __init__(
        self, text: str, segments: Sequence[Segment], sentences: Sequence[Sentence]
    ) -> None:
        self._text = text
        self._segments = segments
        self._sentences = sentences
        self._last: dict[int, int] = {}
        self._first: dict[int, int] = {}
        for index, sentence in enumerate(sentences):
            self._last[sentence.segment] = index
            self._first.setdefault(sentence.segment, index)

    def unit(self, index: int) -> Unit:
        """The unit of one sentence, with its stems when they govern it."""
        sentence = self._sentences[index]
        piece = self._segments[sentence.segment]
        if piece.kind != "list_item" or self._first[sentence.segment] != index:
            return Unit(((sentence.start, sentence.end),), index)
        stems = self._stems(piece)
        if stems and _SENTENCE.match(self._text, sentence.start, sentence.end):
            return Unit(((sentence.start, sentence.end),), index)
        if not stems:
            label = _LABEL.match(self._text, sentence.start, sentence.end)
            if label and _FINITE.search(self._text, label.end(), sentence.end):
                return Unit(((label.end(), sentence.end),), index)
            return Unit(((sentence.start, sentence.end),), index)
        tail = _ITEM_TAIL.search(self._text, sentence.start, sentence.end)
        end = tail.start() if tail and tail.start() > sentence.start else sentence.end
        return Unit((*stems, (sentence.start, end)), index)

    def stem_sentence(self, piece: Segment) -> int | None:
        """Index of the last sentence of the stem over a list item."""
        return None if piece.parent is None else self._last.get(piece.parent)

    def _stems(self, piece: Segment) -> list[Span]:
        """Spans of the stems that govern an item, outermost first; empty when none does."""
        stems: list[Span] = []
        while piece.parent is not None:
            parent = self._segments[piece.parent]
            last = self._last.get(piece.parent)
            if parent.kind not in ("list_stem", "list_item") or last is None:
                break
            sentence = self._sentences[last]
            start, end = sentence.start, sentence.end
            if end - start > _LONGEST_STEM or not _GOVERNS.search(self._text, start, end):
                break
            tail = _STEM_TAIL.search(self._text, start, end)
            stems.insert(0, (start, tail.start() if tail else end))
            if parent.kind == "list_stem" or self._first.get(piece.parent) != last:
                break
            piece = parent
        return stems
