"""Frames: sentences in which everything inside quotation marks is one token.

A frame is what is left for the writer to say who speaks. Its boundaries are the sentence
boundaries that fall outside marks; an attribution cut off from its question or exclamation
(*"Why?" she asked.*) is joined again by the caller, who knows the cues.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.components.quotes.marks import Stretch
from pipeline.model import Segment, Sentence

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+\w*|\w+(?:[’'\-.&]\w+)*|[^\w\s]")
_DARK = re.compile(r"\S")
_LONGEST = 240
"""Tokens of a frame: no sentence is longer, and what reads a frame may look at it often."""
FINAL = frozenset(".?!…")
"""Characters that end a sentence inside marks."""


@dataclass(slots=True)  # to freeze them costs six times as much, and a text has thousands
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


_Marked = Sequence[tuple[int, Stretch]]  # stretches with their indices


@dataclass(frozen=True)
class Frame:
    """One sentence with its quoted stretches folded.

    Most sentences of a text have no words in marks and no word that may report any; their
    words tell so, and tokens are made of the others only.

    Attributes:
        text: canonical text.
        start: first character, or the white space before it.
        end: where the next frame begins, or the paragraph ends.
        marked: its quoted stretches.
    """

    text: str
    start: int
    end: int
    marked: _Marked

    @cached_property
    def words(self) -> list[str]:
        """Words and punctuation in lower case, of a frame without quoted stretches."""
        lower = self.text[self.start : self.end].lower()
        return _TOKEN.findall(lower.replace("’", "'"))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, punctuation and quoted stretches."""
        found: list[Token] = []
        at = self.start
        for index, stretch in self.marked:
            begin, end = stretch.outer
            found += _words(self.text, at, begin)
            found.append(Token(begin, end, "“", "“", index))
            at = end
        found += _words(self.text, at, self.end)
        return tuple(found)

    @property
    def ending(self) -> str:
        """The last character outside marks; a mark where words in marks come last."""
        end = self.start + len(self.text[self.start : self.end].rstrip())
        quoted = bool(self.marked) and self.marked[-1][1].outer[1] >= end
        return "“" if quoted else self.text[end - 1]

    def parts(self, starts: Iterable[int]) -> Iterator[Frame]:
        """Itself in parts, which begin at these offsets; none for white space."""
        done = 0
        for start, end in pairwise((*starts, self.end)):
            first = done
            while done < len(self.marked) and self.marked[done][1].outer[0] < end:
                done += 1
            if first < done or _DARK.search(self.text, start, end):
                yield Frame(self.text, start, end, self.marked[first:done])


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
        starts: list[int] = []
        while at < len(sentences) and sentences[at].start < part.end:
            starts.append(sentences[at].start)
            at += 1
        whole = Frame(text, part.start, part.end, by_part[index])
        cut = whole.parts(sorted({part.start, *_opens(whole, starts)}))
        found.append(tuple(piece for frame in cut for piece in _pieces(frame)))
    return tuple(found)


def _pieces(frame: Frame) -> Iterator[Frame]:
    """A sentence, or the pieces of one that is too long."""
    size = frame.end - frame.start
    if size > _LONGEST:  # of characters; no text has more tokens than these
        size = len(frame.tokens if frame.marked else frame.words)
    if size <= _LONGEST:
        yield frame
    else:
        yield from frame.parts(token.start for token in frame.tokens[::_LONGEST])


def _opens(whole: Frame, starts: Sequence[int]) -> Iterator[int]:
    """Where frames begin: with sentences, and where words in marks ended one.

    Args:
        whole: a paragraph.
        starts: of its sentences, in order.
    """
    text, at = whole.text, whole.start
    begins = [stretch.outer[0] for _, stretch in whole.marked]
    yield from set(starts).intersection(begins)
    for (_, stretch), following in zip(whole.marked, [*begins[1:], whole.end], strict=False):
        begin, end = stretch.outer
        yield from _begun(text, at, begin, starts)
        at = end
        dark = _DARK.search(text, end, whole.end)
        if dark is None:
            continue
        last = _last(text, begin, end)
        if last in FINAL if dark.start() == following else last == "." and dark.group().isupper():
            yield dark.start()
    yield from _begun(text, at, whole.end, starts)


def _begun(text: str, start: int, end: int, starts: Sequence[int]) -> Sequence[int]:
    """The sentences that begin with a token, in a stretch of text without marks."""
    inside = starts[bisect_left(starts, start) : bisect_left(starts, end)]
    if all(_DARK.match(text, at) and (at == start or text[at - 1].isspace()) for at in inside):
        return inside
    begins = {found.start() for found in _TOKEN.finditer(text, start, end)}
    return [at for at in inside if at in begins]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        word = found.group()
        yield Token(*found.span(), word, word.lower().replace("’", "'"))


def last_character(text: str, token: Token) -> str:
    """The last character inside the marks of a quoted token, blank when there is none."""
    return _last(text, token.start, token.end)


def _last(text: str, start: int, end: int) -> str:
    at = end - 1
    while at > start and (text[at].isspace() or text[at] in "”\"»’'"):
        at -= 1
    return text[at] if at > start else " "
