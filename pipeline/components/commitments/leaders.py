"""Whose doings a paragraph tells: the body that opens a sentence before, or a list's stem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.model import Party, Sentence

_BACK = 4  # sentences
_PARENTS = 2  # stems above an item
# What may stand before the subject: a bullet, a label, "In March 2022, ".
_BEFORE = re.compile(
    r"[\s•*–—·-]{0,6}(?:[^.:;\n]{3,80}: )?"
    r"(?:(?:In|On|At|By|Since|As|This|Last|Earlier|Later|Recently|Today|Separately|Additionally|"
    r"Also|Further|Furthermore|Finally|For|To|Through|Under|With|Following)\b[^.;:]{0,80}?, )?"
    r"(?:[Tt]he )?"
)
_ACTS = re.compile(
    r"(?: \([^()]{1,30}\))?"
    r"(?: and (?:its|their|various|several|other|many|some) [\w -]{2,40}?)?"
    r"(?:(?:’s|'s) |,? (?:also |recently |today |now |further |then )?"
    r"(?:will|shall|has|have|had|is|are|was|were|plans|[a-z]{2,20}(?:ed|es|s)|made|began|set)\b)"
)
_SUM = re.compile(r"(?:(?:[Uu]p to|[Oo]ver|[Mm]ore than|[Aa]bout|[Nn]early) )?[A-Z]{0,2}[$€£]\d")
_FOLLOWING = re.compile(r"\bfollowing [^.:\n]{3,60}[.:]\s*$")
_ITEMS = 40  # of a list, back to the paragraph before it
_NAMELESS = ("person", None)


@dataclass(frozen=True, slots=True)
class Leader:
    """A body that a paragraph tells of.

    Attributes:
        parties: it, or its members.
        sentence: index of the sentence that it opens.
    """

    parties: tuple[Party, ...]
    sentence: int


class Leaders:
    """The bodies that open the sentences of one document.

    Args:
        doc: with sentences, segments and its cast.
    """

    def __init__(self, doc: Doc) -> None:
        self._text = text_of(doc)
        self._sentences: tuple[Sentence, ...] = doc._.sentences
        self._segments: Any = doc._.segments
        self._cast: Any = doc._.cast
        self._opens: dict[int, tuple[Party, ...]] = {}
        self._last: dict[int, int] = {}
        for index, sentence in enumerate(self._sentences):
            self._last[sentence.segment] = index

    def before(self, sentence: int) -> Leader | None:
        """The body that leads the sentences before one: in its paragraph, then in its stems."""
        segment = self._sentences[sentence].segment
        index = sentence - 1
        for _ in range(_PARENTS + 1):
            for at in range(index, max(index - _BACK, -1), -1):
                if self._sentences[at].segment != segment:
                    break
                parties = self._opening(at)
                if parties:
                    return Leader(parties, at)
            above = self._above(segment)
            if above is None:
                return None
            segment, index = above, self._last.get(above, -1)
        return None

    def _above(self, segment: int) -> int | None:
        """The stem of an item: its parent, or the last item beside it that ends in a colon.

        Of those beside it only where all items between open with a sum, as it does.
        """
        piece = self._segments[segment]
        if piece.kind != "list_item":
            return None
        at = segment
        while at >= 0 and _SUM.match(self._text, self._segments[at].body):
            at -= 1
            before = self._segments[at]
            if before.kind != "list_item" or before.parent != piece.parent:
                break
            if self._text[before.start : before.end].rstrip().endswith(":"):
                return at
        parent: int | None = piece.parent
        if parent is None or self._segments[parent].kind in ("heading", "title"):
            return self._lead_in(segment)
        return parent

    def _lead_in(self, segment: int) -> int | None:
        """The paragraph before a list that says *the following investments.*, with no colon."""
        at = segment
        while at > max(0, segment - _ITEMS) and self._segments[at].kind == "list_item":
            at -= 1
        piece = self._segments[at]
        if piece.kind == "paragraph" and _FOLLOWING.search(self._text, piece.start, piece.end):
            return at
        return None

    def _opening(self, at: int) -> tuple[Party, ...]:
        if at not in self._opens:
            self._opens[at] = self._read(self._sentences[at])
        return self._opens[at]

    def _read(self, sentence: Sentence) -> tuple[Party, ...]:
        begin = _BEFORE.match(self._text, sentence.start, sentence.end)
        starts = {sentence.start}
        if begin is not None:
            starts |= {begin.end(), begin.end() - len("the ")}
        for mention in self._cast.within(sentence.start, sentence.end):
            if mention.start > max(starts):
                break
            known = mention.actor_id and mention.actor_type not in _NAMELESS
            known = known and not mention.rule.endswith("adjective")
            if mention.start in starts and known and _ACTS.match(self._text, mention.end):
                return tuple(self._cast.parties_of(mention))
        return ()
