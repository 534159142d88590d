"""Whom a pronoun, or a plural noun with *these* or *both*, stands for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.components.actors import phrases, terms
from pipeline.components.actors.parties import unique
from pipeline.components.actors.phrases import JOIN
from pipeline.components.actors.terms import DEALS
from pipeline.model import ActorMention, Party, Span

if TYPE_CHECKING:
    from pipeline.components.actors.cast import Cast

_PLURAL = re.compile(
    r"^(?:these|those|both(?: of)?(?: the)?|the (?:two|three|four)|two|such)\s(?:[a-z-]+\s)?"
    r"(?P<noun>agencies|departments|ministries|bodies|regulators|authorities|institutions|"
    r"universities|institutes|organi[sz]ations|companies|firms|banks|carmakers|operators|"
    r"businesses|manufacturers|partners|parties|sides|presidents|prime ministers|leaders|"
    r"ministers|countries|nations|governments)$",
    re.I,
)
_OFFICIAL = ("ministry", "agency", "regulator", "research_funder", "legislature", "supranational")
_FIRMS = ("company", "fund", "startup")
_OF_NOUN = {
    "agencies": _OFFICIAL,
    "departments": _OFFICIAL,
    "ministries": _OFFICIAL,
    "regulators": _OFFICIAL,
    "authorities": _OFFICIAL,
    "universities": ("university", "research_institute"),
    "institutes": ("research_institute", "university"),
    "companies": _FIRMS,
    "firms": _FIRMS,
    "banks": _FIRMS,
    "carmakers": _FIRMS,
    "operators": _FIRMS,
    "businesses": _FIRMS,
    "manufacturers": _FIRMS,
}
_OF_STATES = frozenset(
    ("sides", "presidents", "prime ministers", "leaders", "ministers", "countries", "nations")
)
_THE_FIRMS = re.compile(
    r"^(?:the|these|all(?: of)? (?:the|these))\s(?:[a-z]+\s)?"
    r"(?:companies|firms|businesses|manufacturers|carmakers|banks|operators)$",
    re.I,
)
_LISTS_FIRMS = re.compile(
    r"\b(?:companies|firms|businesses|manufacturers|carmakers|banks|operators)\b"
)
_BESIDE = 60  # characters between a list of names and the word that says what they are
_BACK = 6000  # characters before *the companies* in which they are looked for
_OPENING = re.compile(r"(?:The|This|These)\s(?:[\w’'–-]+\s){0,7}?[\w’'-]+")
_NEAR = 90  # characters after a quotation within which its speaker may be named


_BEFOREHAND = re.compile(
    r"(?:In|As|After|Before|With|Under|By|For|Alongside|Through|Besides|Despite|Beyond)\b"
    r"[^.;]{0,200}?\bits\b[^.;]{0,200},\s(?:[a-z]{1,12}\s)?$"
)


def of_pronoun(cast: Cast, offset: int) -> tuple[Party, ...]:
    """The parties that the pronoun at ``offset`` stands for; empty when in doubt."""
    match = re.match(r"\w+", cast.text[offset : offset + 12])
    word = match.group().lower() if match else ""
    quoted = terms.inside(cast.quotes, offset)
    if word in ("we", "our", "us", "ours"):
        return _speakers_together(cast, offset) if quoted else cast.voice
    if word in ("i", "my", "me"):
        if quoted:
            return _speakers(cast, offset)
        return (cast.speaker,) if cast.speaker else ()
    if word in ("he", "she", "his", "her", "him"):
        return _last_person(cast, offset)
    if word in ("they", "their", "them", "both", "these"):
        return _last_group(cast, offset)
    if word in ("it", "its", "this"):
        return _last_body(cast, offset)
    return ()


def of_plural_noun(cast: Cast, start: int, written: str) -> tuple[Party, ...]:
    """*These agencies, both companies*: those named together before; *two presidents*."""
    if _THE_FIRMS.match(written):
        return _last_firms(cast, start)
    match = _PLURAL.match(written)
    if match is None:
        return ()
    noun = match["noun"].lower()
    if noun in _OF_STATES:
        return cast.states if len(cast.states) >= 2 else ()
    kinds = _OF_NOUN.get(noun)
    group = _last_group(cast, start)
    if kinds is None or not group:
        return group
    types = {m.actor_id: m.actor_type for m in cast.mentions}
    fitting = tuple(p for p in group if types.get(p.actor_id) in kinds)
    return fitting if len(fitting) >= 2 else ()


def _last_firms(cast: Cast, offset: int) -> tuple[Party, ...]:
    """The firms last listed by name before ``offset``."""
    at = bisect_right(cast.firms, offset, key=lambda listed: listed[0][1]) - 1
    if at < 0 or cast.firms[at][0][0] < offset - _BACK:
        return ()
    return cast.firms[at][1]


def listed_firms(cast: Cast) -> Iterator[tuple[Span, tuple[Party, ...]]]:
    """Lists of firms by name, in order: most known as such, or called so beside the list.

    Only of a text that says *the companies*, or the like, somewhere.
    """
    if not _LISTS_FIRMS.search(cast.text.lower()):
        return
    for match in phrases.NAMES_JOINED.finditer(cast.text):
        start, end = match.span()
        mentions = cast.within(start, end)
        firms = sum(m.actor_type in _FIRMS for m in mentions)
        beside = cast.text[max(0, start - _BESIDE) : start] + cast.text[end : end + _BESIDE]
        called = _LISTS_FIRMS.search(beside) is not None
        if firms < len(mentions) or not (firms >= 2 or called):
            continue
        parties = unique(
            party
            for name in phrases.NAME.finditer(cast.text, start, end)
            for party in _firm(cast, *name.span())
        )
        if len(parties) >= 2:
            yield match.span(), parties


def _firm(cast: Cast, start: int, end: int) -> list[Party]:
    """A firm of a list: the one known by that whole name, else a party of that name."""
    whole = [m for m in cast.within(start, end) if m.start <= start and m.end >= end]
    return cast.parties_of(whole[0]) if whole else [cast.describe(start, end)]


def _last_person(cast: Cast, offset: int) -> tuple[Party, ...]:
    index = bisect_left(cast.starts, offset)
    for mention in reversed(cast.mentions[max(0, index - 25) : index]):
        if mention.actor_type == "person":
            return tuple(cast.parties_of(mention))
    return ()


def _speakers_together(cast: Cast, offset: int) -> tuple[Party, ...]:
    """*We* in a quotation: the parties' states where the speaker stands for one of them."""
    speakers = _speakers(cast, offset)
    countries = {cast.state_of(p) for p in speakers}
    if len(cast.states) >= 2 and any(cast.state_of(p) in countries for p in cast.states):
        return cast.states
    return speakers


def _speakers(cast: Cast, offset: int) -> tuple[Party, ...]:
    """The person who speaks in the quotation at ``offset``, when named just before or after."""
    spans = cast.quotes
    at = bisect_right(spans, (offset, 1 << 60)) - 1
    if at < 0 or not spans[at][0] <= offset < spans[at][1]:
        return ()
    start, end = spans[at]
    after = [
        m for m in cast.within(end, end + _NEAR) if m.actor_type == "person" and m.start >= end
    ]
    line = cast.text[end : end + _NEAR].split("\n")[0]
    if after and after[0].start < end + len(line):
        return tuple(cast.parties_of(after[0]))
    return _last_person(cast, start)


def _previous(cast: Cast, offset: int) -> list[Span]:
    """The part of the sentence before ``offset``, then the two sentences before it."""
    at = bisect_right(cast.sentences, offset, key=lambda sentence: sentence[0]) - 1
    if at < 0:
        return []
    found = [(cast.sentences[at][0], offset)]
    found.extend(cast.sentences[i] for i in range(at - 1, max(-1, at - 3), -1))
    return found


def _last_group(cast: Cast, offset: int) -> tuple[Party, ...]:
    for start, end in _previous(cast, offset):
        group: list[Party] = []
        previous: ActorMention | None = None
        for mention in cast.within(start, end):
            if mention.start < start or mention.end > end:
                continue
            if mention.members:
                return tuple(cast.parties_of(mention))
            if mention.rule.endswith("adjective"):
                continue
            gap = cast.text[previous.end : mention.start] if previous else ""
            if previous is not None and JOIN.match(gap) and re.search(r"[,&]|and", gap):
                group = group or cast.parties_of(previous)
                group.extend(cast.parties_of(mention))
            elif len(unique(group)) >= 2:
                break
            else:
                group = []
            previous = mention
        if len(unique(group)) >= 2:
            return unique(group)
    return cast.parties if cast.joint else ()


def _last_body(cast: Cast, offset: int) -> tuple[Party, ...]:
    for start, end in _previous(cast, offset):
        if end == offset and _BEFOREHAND.match(cast.text, start, end):
            continue  # "In addition to its order of Acme boats, it …"
        opening = _OPENING.match(cast.text[start:end])
        mentions = [m for m in cast.within(start, end) if start <= m.start and m.end <= end]
        subject = mentions[0] if mentions else None
        if opening and (subject is None or subject.start > start + 4):
            words = opening.group().split()
            for count in range(2, len(words) + 1):
                if DEALS.search(words[count - 1]):
                    length = len(" ".join(words[:count]))
                    return cast.resolve_deal(start, start + length)
            if subject is None or subject.start > start + len(opening.group()):
                return ()  # "The harbour authority is …. It …": a body that is not known
        for mention in mentions:
            gap = cast.text[mention.end : mention.end + 2]
            if (
                mention.actor_type == "person"
                or mention.rule.endswith("adjective")
                or gap in ("’s", "'s")
            ):
                continue
            return tuple(cast.parties_of(mention))
    return ()
