"""Sentence boundaries by rule: the same for every model, and known before any parse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Segment, Sentence, Span

_END = re.compile(r"[.!?…][.!?…]{0,4}[\"'”’»)\]]{0,4}(?:\[\d{1,3}\]){0,3}(?=\s)|[。！？]")
_NEXT = re.compile(r"\s{1,4000}[\"'“‘«(\[]{0,3}([\w£$€¥•#@])")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Never the end of a sentence: what follows belongs to them.
_PREFIXES = _words(
    """
    mr mrs ms mx dr prof sen rep gov gen col lt capt sgt maj adm hon rev st sir messrs pres min
    amb no nos art arts fig figs sec secs para paras ch pp vol ed eds vs cf e.g i.e eg ie approx
    ca viz al mt ft
    """
)
# May end a sentence: they do when a usual first word of a sentence follows.
_AMBIGUOUS = _words(
    """
    u.s u.k u.n e.u u.s.a d.c p.m a.m inc ltd corp co llc plc jr sr bros dept univ assn etc jan
    feb mar apr jun jul aug sep sept oct nov dec ph.d u.a.e
    """
)
_STARTERS = _words(
    """
    the this that these those it its he she they we i you in on at by for from with under as to a
    an and but or so if when while since after before during both each all our his her their
    there here such however moreover furthermore also today yesterday officials
    """
)
_WORD = re.compile(r"\w{1,20}")
_TAIL = re.compile(r"[^\s(\"'“‘\[]{1,20}$")


def split_sentences(text: str, segments: Sequence[Segment]) -> tuple[Sentence, ...]:
    """Sentences of all segments, in order of the text.

    Args:
        text: canonical text.
        segments: their bodies are split; a list marker belongs to no sentence. Headings and
            titles are one sentence each.
    """
    found: list[Sentence] = []
    for index, piece in enumerate(segments):
        begin = piece.body if piece.body >= 0 else piece.start
        if piece.kind in ("title", "heading"):
            spans: Iterator[Span] = iter([_trim(text, begin, piece.end)])
        else:
            spans = _split(text, begin, piece.end)
        found.extend(Sentence(s, e, index) for s, e in spans if s < e)
    found.sort(key=lambda sentence: (sentence.start, sentence.end))
    return tuple(found)


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    cuts = [start]
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends_here(text, match, cuts[-1], end):
            cuts.append(match.end())
    cuts.append(end)
    for left, right in pairwise(cuts):
        yield _trim(text, left, right)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_here(text: str, match: re.Match[str], since: int, end: int) -> bool:
    following = _NEXT.match(text, match.end(), end)
    if following is None:
        return True
    first = following.group(1)
    if first.islower():
        return False
    if text[match.start()] != "." or match.group()[1:2] in (".", "!", "?"):
        return True
    closed = len(match.group()) > 1  # a quotation mark or bracket closes after the full stop
    tail = _TAIL.search(text, max(since, match.start() - 20), match.start())
    if tail is None:
        return True
    word = re.split("[-–/]", tail.group().lower().lstrip("£$€"))[-1]
    if word in _PREFIXES:
        return closed and word not in ("no", "nos")
    if len(word) == 1 and word.isalpha() and not closed:
        # an initial (J. Smith), unless it is the pronoun or ends what a starter follows
        return word == "i" or _starter(text, following.start(1), end)
    if word in _AMBIGUOUS or re.fullmatch(r"(?:[a-z]\.){1,5}[a-z]", word):
        return _starter(text, following.start(1), end)
    # "1. Text" at the start of a sentence is a marker, not an end
    return not (word.isdigit() and tail.start() <= since + 1)


def _starter(text: str, start: int, end: int) -> bool:
    word = _WORD.match(text, start, end)
    return word is not None and word.group().lower() in _STARTERS and word.group()[0].isupper()
