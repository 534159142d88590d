"""Which technology areas a commitment is about, from the words nearest to it outwards."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Any

from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.components.commitments.arguments import Within, areas_within
from pipeline.model import Span

Found = tuple[tuple[str, str | None, Span | None], ...]

_CROSS = "XCT"
_SPARSE = 500  # characters for each special term in a text about technology
_SPARSE_CROSS = 330  # and for each term, where most are cross-cutting
_FIRMS = "XCT.INN"
_DENSE = 132  # and for each term, where all of it is
_FEWEST = 3  # terms
# An outbreak is more often what a text is set in than what it is about.
_SETTINGS = frozenset({"BIO.SEC"})
_MAIN = 500  # characters for each term of the area that a text is about
_MOSTLY = 0.6  # share of its terms that one area has in a text about that area
_NAMED = re.compile(
    r"\b(?:critical|emerging|new|advanced|key|strategic) (?:and emerging )?technolog", re.I
)


# What a clause is about may be good for something else: "graphite, a key component of chips".
_GOOD_FOR = re.compile(
    r"\b(?:used (?:in|for|by)|(?:key|critical) components? (?:of|for)|powered by|in order to|"
    r", helping (?:to )?[a-z]{2,20}|(?:essential|vital|indispensable) (?:to|for)|"
    r"to (?:help )?(?:support|secure|strengthen|sustain|supply) (?:the |our |its )?"
    r"(?:[\w.-]{1,20} ){0,2}?(?:base|supply chains?|manufacturing|production|industry))\b"
)
# A label in capitals that opens a paragraph, and what stands under it until the next.
_LABEL = re.compile(r"[A-Z][A-Z0-9 ’',.&/()-]{7,160}(?<=[A-Z)]):?(?=:| [A-Z][a-z])")
# Plain words that tell the field of what stands under a heading.
_FIELDS = {
    "energy": "ENG",
    "nuclear": "ENG",
    "space": "SPC",
    "cyber": "CYB",
    "cybersecurity": "CYB",
    "minerals": "MAT",
}


class Areas:
    """The technology areas around any stretch of one document.

    Special areas of the own clause win; else those of the paragraph's label, of the headings and
    stems above it, of the sentences before it in the paragraph, and of the title.
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._text: str = text_of(doc)
        self._terms = Within(doc._.technologies)
        self._above: dict[int, Found] = {}
        self._title: Found | None = None
        terms = doc._.technologies
        special = sum(term.area != _CROSS for term in terms)
        length = len(self._text)
        self._technical = len(terms) >= _FEWEST and (
            special * _SPARSE >= length or len(terms) * _SPARSE_CROSS >= length
        )

    def about(self, segment: int, start: int, end: int) -> Found:
        """Areas of a commitment.

        Args:
            segment: index of its segment.
            start: of its span.
            end: of its span, exclusive.
        """
        own = areas_within(self._own(start, end))
        if own and (_special(own) or _NAMED.search(self._text, start, end)):
            return own
        around = self._headings(segment) or self._paragraph(segment, start)
        if _special(around):
            return around
        general = own or around
        if general and ((own and not _of_trade(own)) or not _special(self._of_title())):
            return general
        return self._of_title()

    def _own(self, start: int, end: int) -> list[Any]:
        """The terms of a clause, without those that only tell what its matter is good for."""
        terms = self._terms.inside(start, end)
        if len({m.area for m in terms}) < 2:
            return terms
        for match in _GOOD_FOR.finditer(self._text, start, end):
            before = [m for m in terms if m.end <= match.start()]
            if any(m.area != _CROSS for m in before):
                return before
        return terms

    def _headings(self, segment: int) -> Found:
        """Areas of the own label, or of the nearest heading or stem that has any."""
        if segment in self._above:
            return self._above[segment]
        segments = self._doc._.segments
        piece = segments[segment]
        above = piece.parent
        found: Found = ()
        if piece.kind == "list_item" and ":" in self._text[piece.body : piece.body + 80]:
            colon = self._text.index(":", piece.body)
            found = areas_within(self._terms.inside(piece.body, colon))
        label = self._labels[segment]
        while not found and above is not None:
            piece = segments[above]
            if label is not None and piece.start < label[0]:
                break
            if piece.kind != "title":
                found = self._in_heading(piece.start, piece.end, bare=piece.kind == "heading")
            above = piece.parent
        if not found and label is not None:
            inside = self._in_heading(*label, bare=True)
            found = inside if _special(inside) else ()
        self._above[segment] = _bare(found)
        return self._above[segment]

    @cached_property
    def _labels(self) -> list[Span | None]:
        """For each segment the label in capitals that it stands under: *SAFER PORTS: We will …*."""
        found: list[Span | None] = []
        label: Span | None = None
        for piece in self._doc._.segments:
            if piece.kind in ("heading", "title"):
                label = None
            match = _LABEL.match(self._text, max(piece.start, piece.body), piece.end)
            if match is not None and piece.kind in ("paragraph", "list_stem"):
                label = match.span()
            found.append(label)
        return found

    def _in_heading(self, start: int, end: int, *, bare: bool) -> Found:
        """Areas of a heading; where it has no term, of a plain word that names a field."""
        terms = [m for m in self._terms.inside(start, end) if m.sub_area not in _SETTINGS]
        found = areas_within(terms)
        if _special(found) or not bare:
            return found
        words = re.findall(r"[a-z]+", self._text[start:end].lower())
        fields = dict.fromkeys(_FIELDS[word] for word in words if word in _FIELDS)
        return tuple((area, None, None) for area in fields) or found

    def _paragraph(self, segment: int, start: int) -> Found:
        """Areas of the last sentence before that has a special one, in the same paragraph."""
        piece = self._doc._.segments[segment]
        if not self._technical:
            return ()  # what is named in passing
        before = [
            m
            for m in self._terms.inside(piece.start, start)
            if m.area != _CROSS and m.sub_area not in _SETTINGS
        ]
        if not before:
            return ()
        begin = self._text.rfind(". ", piece.start, before[-1].start)
        return _bare(areas_within([m for m in before if m.start > begin]))

    def _of_title(self) -> Found:
        if self._title is None:
            self._title = self._read_title()
        return self._title

    def _read_title(self) -> Found:
        """Areas of the title; in a text about technology else the area most of it is about."""
        for piece in self._doc._.segments[:6]:
            if piece.kind == "title":
                found = areas_within(self._terms.inside(piece.start, piece.end))
                if found:
                    return _bare(found)
        if not self._technical:
            return ()
        terms = [m for m in self._doc._.technologies if m.sub_area not in _SETTINGS]
        counted = Counter(m.area for m in terms if m.area != _CROSS)
        (area, most), *_ = [*counted.most_common(1), (_CROSS, 0)]
        if most >= _MOSTLY * counted.total() and most * _MAIN >= len(self._text):
            return ((area, None, None),)
        dense = len(self._doc._.technologies) * _DENSE >= len(self._text)
        return ((_CROSS, None, None),) if dense else ()


def _special(found: Found) -> bool:
    return any(area != _CROSS for area, _, _ in found)


def _of_trade(found: Found) -> bool:
    """Whether all of it is about firms and where they grow, in whatever field the text is about."""
    return all(sub == _FIRMS for _, sub, _ in found)


def _bare(found: Found) -> Found:
    """Areas taken from elsewhere: without the mention that they come from."""
    return tuple((area, sub, None) for area, sub, _ in found)
