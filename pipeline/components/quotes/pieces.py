"""Pieces of what was said, cut out of tokens: with or without their marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.components.quotes.clause import Clause
from pipeline.components.quotes.frames import Token
from pipeline.components.quotes.marks import Stretch
from pipeline.model import Span


@dataclass(slots=True)
class Attribution:
    """Something said, by someone, reported with a cue.

    Attributes:
        pieces: spans of what was said, without the marks where a piece is all in marks.
        stretches: indices of the stretches that are pieces of their own.
        rule: dotted name of the rule.
        open: whether words in marks in the next sentences carry it on.
    """

    pieces: list[Span]
    stretches: list[int]
    rule: str
    cue: Span | None
    speaker: Span | None
    open: bool = False
    frame: int = -1
    follows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its quoted stretches."""

    text: str
    stretches: Sequence[Stretch]

    def add(self, content: Sequence[Token], pieces: list[Span], stretches: list[int]) -> None:
        """Add a run of tokens: words in marks alone lose their marks, others stay as they are."""
        kept = list(content)
        while kept and kept[-1].text in ".,;:!?—–-":
            kept.pop()
        if not kept:
            return
        if all(t.quoted or t.text in ",.;:—–" for t in kept):
            for token in kept:
                if token.quoted:
                    stretch = self.stretches[token.stretch]
                    pieces.append(trimmed(self.text, stretch.start, stretch.end))
                    stretches.append(token.stretch)
            return
        at = 0
        for index, token in enumerate(kept):
            if token.quoted and self.defines(kept, index):
                begin = index - 1 if kept[index - 1].text == "(" else index - 2
                if begin > at:
                    pieces.append((kept[at].start, kept[begin - 1].end))
                at = index + 2
            elif token.quoted:
                stretches.append(token.stretch)
        if at < len(kept):
            pieces.append((kept[at].start, kept[-1].end))

    def defines(self, content: Sequence[Token], at: int) -> bool:
        """Whether words in marks and brackets define a term, which is the writer's (*(“X”)*)."""
        if at + 1 >= len(content) or content[at + 1].text != ")" or at == 0:
            return False
        before = content[at - 1]
        return before.text == "(" or (
            before.lower == "the" and at > 1 and content[at - 2].text == "("
        )

    def made(
        self,
        tokens: Sequence[Token],
        clause: Clause,
        pieces: list[Span],
        stretches: list[int],
        rule: str,
        *,
        is_open: bool = False,
    ) -> Attribution:
        """The attribution that a clause makes of the pieces."""
        cue = (tokens[clause.cue[0]].start, tokens[clause.cue[1] - 1].end)
        speaker = None
        if clause.speaker is not None and clause.speaker[0] < clause.speaker[1]:
            speaker = (tokens[clause.speaker[0]].start, tokens[clause.speaker[1] - 1].end)
        if clause.order == "colon":
            rule = "quote.name_colon"
        return Attribution(pieces, stretches, rule, cue, speaker, is_open)

    def titled(self, token: Token) -> bool:
        """Whether words in marks look like a title or a name: every longer word capitalised."""
        stretch = self.stretches[token.stretch]
        return titled(self.text[stretch.start : stretch.end])

    def speechlike(self, token: Token) -> bool:
        """Whether words in marks begin like a sentence."""
        stretch = self.stretches[token.stretch]
        words = self.text[stretch.start : stretch.end].split()
        return len(words) >= _SHORT and words[0][:1].isupper()

    def between(self, start: int, end: int) -> range:
        """Indices of the stretches that touch a span."""
        first = bisect_left(self.stretches, start, key=lambda stretch: stretch.end)
        last = bisect_right(self.stretches, end, key=lambda stretch: stretch.start)
        return range(first, last)


_SMALL = frozenset(
    "a an the of for and or in on at to with from by as is are vs via de la our your".split()
)
_SHORT = 3


def titled(words: str) -> bool:
    """Whether the words are written as a title."""
    listed = [w.strip(".,;:!?()’'\"") for w in words.split()]
    listed = [w for w in listed if w]
    if not listed or len(listed) > 14:
        return False
    return (listed[0][:1].isupper() or listed[0][:1].isdigit()) and all(
        w[:1].isupper() or w[:1].isdigit() or w.lower() in _SMALL for w in listed
    )


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
