"""Frames: sentences in which everything inside quotation marks is one token.

A frame is what is left for the writer to say who speaks. Its boundaries are the sentence
boundaries that fall outside marks; an attribution cut off from its question or exclamation
(*"Why?" she asked.*) is joined again by the caller, who knows the cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.components.quotes.marks import Stretch
from pipeline.model import Segment, Sentence, Span

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+\w*|\w+(?:[’'\-.&]\w+)*|[^\w\s]")
_LONGEST = 240
"""Tokens of a frame: no sentence is longer, and what reads a frame may look at it often."""
FINAL = frozenset(".?!…")
"""Characters that end a sentence inside marks."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation character, or a whole quoted stretch.

    Attributes:
        stretch: index of the stretch that the token stands for; -1 for words.
    """

    start: int
    end: int
    text: str
    lower: str
    stretch: int = -1

    @property
    def quoted(self) -> bool:
        """Whether the token stands for a quoted stretch."""
        return self.stretch >= 0

    @property
    def word(self) -> bool:
        """Whether the token is a word."""
        return self.stretch < 0 and (self.text[0].isalnum() or self.text[0] == "_")

    @property
    def capital(self) -> bool:
        """Whether the token is a word with a capital first letter."""
        return self.stretch < 0 and self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence with its quoted stretches folded.

    Attributes:
        paragraph: index of the paragraph that holds it.
        first: whether it begins its paragraph.
        last: whether it ends its paragraph.
    """

    tokens: tuple[Token, ...]
    paragraph: int
    first: bool
    last: bool

    @property
    def start(self) -> int:
        """First character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """After the last character."""
        return self.tokens[-1].end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text without a line break that counts: neighbouring segments on one line.

    Attributes:
        kind: kind of its first segment.
        start: after a list marker.
    """

    start: int
    end: int
    kind: str


def paragraphs(text: str, segments: Sequence[Segment]) -> tuple[Paragraph, ...]:
    """Join segments that stand on one line, such as the items of an inline list."""
    joined: list[Paragraph] = []
    for segment in segments:
        begin = max(segment.start, segment.body)
        if joined and joined[-1].end > segment.start:  # nested in the one before
            continue
        if joined and "\n" not in text[joined[-1].end : segment.start]:
            joined[-1] = Paragraph(joined[-1].start, segment.end, joined[-1].kind)
        else:
            joined.append(Paragraph(begin, segment.end, segment.kind))
    return tuple(joined)


def frames(
    text: str,
    parts: Sequence[Paragraph],
    sentences: Sequence[Sentence],
    stretches: Sequence[Stretch],
) -> tuple[tuple[Frame, ...], ...]:
    """The frames of each paragraph, in order.

    Args:
        text: canonical text.
        parts: the paragraphs.
        sentences: in order of the text.
        stretches: of all paragraphs, in order.
    """
    by_part: list[list[tuple[int, Stretch]]] = [[] for _ in parts]
    for index, stretch in enumerate(stretches):
        by_part[stretch.paragraph].append((index, stretch))
    found: list[tuple[Frame, ...]] = []
    at = 0
    for index, part in enumerate(parts):
        while at < len(sentences) and sentences[at].start < part.start:
            at += 1
        starts = set()
        while at < len(sentences) and sentences[at].start < part.end:
            starts.add(sentences[at].start)
            at += 1
        tokens = list(_tokens(text, (part.start, part.end), by_part[index]))
        found.append(tuple(_cut(text, tokens, starts, index)))
    return tuple(found)


def _tokens(text: str, span: Span, inside: Sequence[tuple[int, Stretch]]) -> Iterator[Token]:
    at = span[0]
    for index, stretch in inside:
        yield from _words(text, at, stretch.outer[0])
        start, end = stretch.outer
        yield Token(start, end, "“", "“", index)
        at = end
    yield from _words(text, at, span[1])


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        word = found.group()
        yield Token(found.start(), found.end(), word, word.lower().replace("’", "'"))


def _cut(text: str, tokens: Sequence[Token], starts: set[int], paragraph: int) -> Iterator[Frame]:
    groups: list[list[Token]] = []
    for token in tokens:
        if (
            not groups
            or token.start in starts
            or _ended(text, groups[-1][-1], token)
            or len(groups[-1]) >= _LONGEST
        ):
            groups.append([])
        groups[-1].append(token)
    for index, group in enumerate(groups):
        yield Frame(tuple(group), paragraph, index == 0, index + 1 == len(groups))


def _ended(text: str, before: Token, token: Token) -> bool:
    """Whether a quotation ended its sentence, though no boundary was seen there."""
    if not before.quoted or not (token.quoted or token.capital):
        return False
    if token.quoted:
        return last_character(text, before) in FINAL
    return last_character(text, before) == "."


def last_character(text: str, token: Token) -> str:
    """The last character inside the marks of a quoted token, blank when there is none."""
    at = token.end - 1
    while at > token.start and (text[at].isspace() or text[at] in "”\"»’'"):
        at -= 1
    return text[at] if at > token.start else " "
