"""Speech set out by its lines: transcripts with a name before each turn, and headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.components.quotes.frames import Paragraph
from pipeline.model import Span

_TURN = re.compile(
    r"[“\"'‘]?(?P<label>(?:[A-Z][A-Z.’'\-]{0,20}[ \xa0]){0,4}[A-Z][A-Z.’'\-]{1,20})"
    r":[ \xa0\n]+(?=\S)"
)
_HEADLINE = re.compile(
    r"(?P<label>[A-Z][\w.’'\-]{1,20}(?: [A-Z][\w.’'\-]{0,20}){0,2}): (?=[A-Z‘“'\"\w])"
)
_ASIDE = re.compile(r"[“\"]?[(\[][A-Z .]{3,40}[)\]]")
_NOBODY = frozenset(("FACT", "FACTS", "MYTH", "FICTION", "CLAIM", "REALITY", "FACT SHEET", "NOTE"))
_FEWEST = 3
_SOURCES = frozenset("poll report study survey analysis fact-check memo source sources".split())


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says, over one or more paragraphs.

    Attributes:
        pieces: one span a paragraph.
        label: the name before the colon.
        colon: the colon.
        paragraphs: indices of the paragraphs.
    """

    pieces: tuple[Span, ...]
    label: Span
    colon: Span
    paragraphs: tuple[int, ...]


def turns(text: str, parts: Sequence[Paragraph]) -> Iterator[Turn]:
    """Turns of a transcript; none unless at least three lines have a name, one of them twice.

    Args:
        text: canonical text.
        parts: paragraphs in order.
    """
    heads = [_TURN.match(text, part.start, part.end) for part in parts]
    heads = [None if head and head["label"] in _NOBODY else head for head in heads]
    labels = Counter(head["label"] for head in heads if head is not None)
    if sum(labels.values()) < _FEWEST or max(labels.values(), default=0) < 2:
        return
    at = 0
    while at < len(parts):
        head = heads[at]
        if head is None:
            at += 1
            continue
        last = at + 1
        while last < len(parts) and heads[last] is None and _continues(text, parts, at, last):
            last += 1
        pieces = [_clean(text, head.end(), parts[at].end)]
        pieces += [_clean(text, part.start, part.end) for part in parts[at + 1 : last]]
        yield Turn(
            tuple(piece for piece in pieces if piece[0] < piece[1]),
            head.span("label"),
            (head.end("label"), head.end("label") + 1),
            tuple(range(at, last)),
        )
        at = last


def _continues(text: str, parts: Sequence[Paragraph], first: int, index: int) -> bool:
    part = parts[index]
    if part.kind not in ("paragraph", "block_quote"):
        return False
    if _ASIDE.match(text, part.start, part.end):
        return False
    marked = text[parts[first].start] in "“\"'‘"
    return marked and text[part.start] in "“\"'‘"


def _clean(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in '“"'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '”"'):
        end -= 1
    return start, end


def headline(text: str, part: Paragraph) -> Turn | None:
    """A headline that gives what somebody says (*Roe: The Plan Will Work*).

    The name must be a source of news (*Poll*) or come again in the text.
    """
    if part.kind != "title":
        return None
    head = _HEADLINE.match(text, part.start, part.end)
    if head is None or len(text[head.end() : part.end].split()) < _FEWEST:
        return None
    name = head["label"].split()[-1]
    if name.lower() not in _SOURCES and not _comes_again(text, name, part.end):
        return None
    piece = _trim(text, head.end(), part.end)
    colon = (head.end("label"), head.end("label") + 1)
    return Turn((piece,), head.span("label"), colon, ())


def _comes_again(text: str, name: str, start: int) -> bool:
    written = re.escape(name)
    word = re.compile(
        rf"{written}(?<!\w{written})(?:[’']s)?\s+(?:has\s+|also\s+)?(?:said|says|told|"
        r"added|wrote|tweeted|argued|called|asked|continued)\b"
    )
    behind = re.compile(rf"\b(?:said|says|added|wrote)\s(?:[\w.]+\s){{0,3}}{written}\b")
    if text.find(name, start) < 0:
        return False
    return bool(word.search(text, start) or behind.search(text, start))


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and (text[end - 1].isspace() or text[end - 1] == "."):
        end -= 1
    return start, end
