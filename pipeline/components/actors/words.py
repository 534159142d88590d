"""Words of a text as names are matched on: letters and digits apart from every mark.

The tokens of a :class:`~spacy.tokens.Doc` follow syntax, where ``U.S.-led`` may be one token
or four. Names are matched on finer words instead, always cut the same way, so that a list and
a text agree whatever tokenizer the pipeline has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Doc

from pipeline.model import Span

# Invisible characters (word joiner, zero-width space, soft hyphen) are no words.
_WORD = re.compile(r"[^\W_]+|[^\w\s\u2060\u200b\u00ad\ufeff]|_")
_LINE = re.compile(r"\n")
_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-", "‐": "-"}
_MARKS = str.maketrans(_PLAIN)
_STOPS = frozenset(".!?:;•")
_ENDS = frozenset(".;,")
_SMALL = frozenset("a an and as at but by for from in into of on or the to via vs with v s".split())


def split(text: str) -> list[str]:
    """Words of a name, with quotes and dashes in their plain form."""
    words = _WORD.findall(text)
    return words if text.isascii() else [w.translate(_MARKS) for w in words]


def words_of(text: str, pieces: tuple[Span, ...] = ()) -> Words:
    """Words of a text; names and terms are looked for in the same one after the other."""
    return _last(text, pieces) if len(text) <= _KEPT else Words(text, pieces)


_KEPT = 400_000
"""Characters. The words of a longer text would hold much memory for little time."""


@lru_cache(maxsize=2)  # a text and its heading
def _last(text: str, pieces: tuple[Span, ...]) -> Words:
    return Words(text, pieces)


_RUNNING = ("paragraph", "list_item", "list_stem", "block_quote")


def running(doc: Doc) -> tuple[Span, ...]:
    """Spans of the segments of a document whose lines are only wrapped."""
    return tuple((s.start, s.end) for s in doc._.segments if s.kind in _RUNNING)


def _breaks(text: str, pieces: Sequence[Span]) -> list[int]:
    """Offsets of the line ends, without those inside a paragraph."""
    starts = [start for start, _ in pieces]
    found: list[int] = []
    for match in _LINE.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at < 0 or not match.start() < pieces[at][1]:
            found.append(match.start())
    return found


class Words:
    """Words of a text with their offsets and the little layout that names depend on.

    Attributes:
        text: canonical text.
        forms: words, quotes and dashes in their plain form.
        starts, ends: code point offsets of each word.
        line: number of the line of each word.
        titled: by line, whether it is set like a title, so that capitals say nothing.
        first: whether a word opens a line or a sentence.
        different: the forms, each once.
    """

    __slots__ = (
        "different",
        "ends",
        "first",
        "forms",
        "line",
        "starts",
        "text",
        "titled",
    )

    def __init__(self, text: str, pieces: Sequence[Span] = ()) -> None:
        """Cut a text into words.

        Args:
            text: canonical text.
            pieces: paragraphs, in order; a line that ends inside one is only wrapped.
        """
        self.text = text
        forms: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            form = text[start:end]
            if end - start == 1:
                form = _PLAIN.get(form, form)
            forms.append(form)
            starts.append(start)
            ends.append(end)
        self.forms, self.starts, self.ends = forms, starts, ends
        self.different = set(forms)
        opens = [0, *(bisect_right(starts, at) for at in _breaks(text, pieces))]
        lines = list(pairwise((*opens, len(forms))))
        self.line: list[int] = []
        for number, (begin, end) in enumerate(lines):
            self.line += [number] * (end - begin)
        self.titled = [self._titled(begin, end) for begin, end in lines]
        self.first = self._first(opens)

    def _titled(self, begin: int, end: int) -> bool:
        """Whether most of the longer words of a line are capitals and it ends in no full stop."""
        if begin == end or self.forms[end - 1] in _ENDS:
            return False
        longer = [
            form
            for form in self.forms[begin:end]
            if form[0].isalpha() and form.lower() not in _SMALL
        ]
        return len(longer) >= 3 and sum(f[0].isupper() for f in longer) >= 0.75 * len(longer)

    def _first(self, opens: Sequence[int]) -> list[bool]:
        """The first words of lines and sentences, with the marks before them."""
        total = len(self.forms)
        first = [False] * total
        for at in (*opens, *(stop + 1 for stop in self.where(_STOPS))):
            while at < total and not first[at]:
                first[at] = True
                at += not self.forms[at][0].isalnum()
        return first

    def where(self, wanted: Set[str]) -> list[int]:
        """Numbers of the words whose form is wanted, in order."""
        here = self.different & wanted
        return [at for at, form in enumerate(self.forms) if form in here] if here else []

    def matches(self, pattern: re.Pattern[str], openers: Set[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern, one after the other, all of which begin at certain words.

        Args:
            pattern: that begins at the edge of a word.
            openers: the first words of its matches; no other place is tried.
        """
        done = 0
        for at in self.where(openers):
            found = pattern.match(self.text, self.starts[at]) if self.starts[at] >= done else None
            if found is not None:
                done = found.end()
                yield found

    def __len__(self) -> int:
        return len(self.forms)

    def before(self, offset: int) -> int:
        """Number of words that start at or before ``offset``, less one; -1 for none."""
        return bisect_right(self.starts, offset) - 1

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Words that lie in the characters ``start`` to ``end``: first and one past the last."""
        first = bisect_right(self.ends, start)
        last = bisect_right(self.starts, end - 1)
        return first, max(first, last)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of words ``first`` to ``last`` (one past the end)."""
        return self.starts[first], self.ends[last - 1]

    def string(self, first: int, last: int) -> str:
        """The text of some words, on one line and with plain quotes."""
        start, end = self.span(first, last)
        return " ".join(self.text[start:end].replace("\u2060", "").split()).replace("’", "'")

    def capital(self, index: int) -> bool:
        """Whether a word begins with a capital letter or is made of digits with capitals."""
        form = self.forms[index]
        return form[0].isupper() or (form[0].isdigit() and form[-1].isupper())
