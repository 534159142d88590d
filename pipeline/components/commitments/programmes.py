"""Whose a programme is: *Clear Skies is a Canadian government initiative*, *Clear Skies (CS) plan*.

A programme undertakes nothing by itself; those whose it is do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from pipeline.model import Party, Span

_NAME = (
    r"(?<![\w’'&+-])[A-Z][\w&’'+-]{0,40}+"
    r"(?: (?:(?:of|for|with|to|and|in|on|the|&) ){0,2}[A-Z][\w&’'+.-]{0,40}+| \d[\d.]{0,6}+){0,8}"
)
_KINDS = (
    *("initiative", "programme", "program", "scheme", "campaign", "effort", "project", "platform"),
    *("accelerator", "partnership", "challenge", "fund"),
)
_KIND = f"(?:{'|'.join(_KINDS)})"
_SHORT = r"(?: \((?:the )?[“\"]?(?P<short>[A-Z][\w&+-]{1,14})[”\"]?\))?"
# "Clear Skies is a government programme", "Clear Skies (CS), an initiative of the fund, will …"
_IS = re.compile(
    rf"(?P<name>{_NAME}){_SHORT}(?: is|,) (?:a|an|the) "
    rf"(?P<before>(?:[\w.&’'-]+ ){{0,7}}?){_KIND}\b"
)
# "An initiative of the fund, Clear Skies will …"
_OPENS = re.compile(
    rf"(?<![\w’'-])(?:A|An|The|As an?) (?P<before>(?:[\w.&’'-]+ ){{0,5}}?){_KIND}"
    rf"(?P<after> (?:of|by|from|led by|run by) [^.,;\n]{{3,80}}), (?P<name>{_NAME}) "
    r"(?:will|is|aims|intends|seeks|plans|was|has)\b"
)
_BY = re.compile(
    r",? (?:(?:jointly )?(?:led|run|launched|managed|funded|organi[sz]ed|operated|administered|"
    r"established|created|hosted|convened) )?(?:of|by|from|under|at) (?:the )?"
)
# "the Clear Skies (CS) programme", which nobody is said to own
_CALLED = re.compile(
    rf"(?P<name>{_NAME}){_SHORT} (?:[Ii]nitiative|[Pp]rogram(?:me)?|[Ss]cheme|[Cc]ampaign|"
    r"[Pp]roject|[Ss]trategy)\b"
)
_CALLS = ("nitiative", "rogram", "cheme", "ampaign", "roject", "trategy")
_POSSESSED = re.compile(r"(?P<owner>[^’']{2,60})(?:’s|'s) (?P<what>.+)")  # "Defra's Clear Skies"
# "the Harbour Strategy (HS 2.0)"
_TITLED = re.compile(
    r"(?:Strategy|Programme|Program|Initiative|Plan|Blueprint|Masterplan|Roadmap|Scheme)\s"
    r"\((?:the )?[“\"]?(?P<short>[A-Z][\w&+-]{1,14}(?:\s\d[\d.]{0,4})?)[”\"]?\)"
)
_OWNING = frozenset(
    """
    ministry agency regulator research_funder fund supranational company government
    international_organisation university research_institute
    """.split()
)
_FOLLOWED = 4  # characters


def owners(text: str, cast: Any) -> dict[str, tuple[Party, ...]]:
    """Whose each programme is that the text tells the owner of, by its names."""
    found: dict[str, tuple[Party, ...]] = {}
    kinds = _lines(text, _KINDS)
    for match in _in_lines(_IS, text, kinds):
        who = _within(cast, *match.span("before")) or _by(text, cast, match.end())
        for name in _names(match) if who else ():
            found.setdefault(name, who)
    for match in _in_lines(_OPENS, text, kinds):
        who = _by(text, cast, match.start("after"))
        if who:
            found.setdefault(match["name"], who)
    for match in _called(text):
        owned = _POSSESSED.match(match["name"])
        if owned is None:
            continue
        for mention in cast.within(match.start(), match.start() + owned.end("owner")):
            if mention.start <= match.start() and mention.actor_type in _OWNING:
                for name in (owned["what"], match["short"]):
                    found.setdefault(name or "", tuple(cast.parties_of(mention)))
    return found


def called(text: str) -> frozenset[str]:
    """Names that the text calls a programme, plan or the like, and their short forms."""
    names = {name for match in _called(text) for name in _names(match)}
    short = {" ".join(match["short"].split()) for match in _TITLED.finditer(text)}
    return frozenset(names | short)


def _called(text: str) -> Iterator[re.Match[str]]:
    return _in_lines(_CALLED, text, _lines(text, _CALLS))


def _in_lines(
    pattern: re.Pattern[str], text: str, spans: Iterable[Span]
) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begins and ends in the same line, in some lines."""
    return chain.from_iterable(pattern.finditer(text, *span) for span in spans)


def _lines(text: str, words: Iterable[str]) -> list[Span]:
    """The lines that hold one of some words, in order."""
    found = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            found.add((text.rfind("\n", 0, at) + 1, end))
            at = text.find(word, end)
    return sorted(found)


def _names(match: re.Match[str]) -> Iterator[str]:
    yield match["name"].removeprefix("The ")
    if match["short"]:
        yield match["short"]


def _within(cast: Any, start: int, end: int) -> tuple[Party, ...]:
    """The body or government that stands before the noun (*a Defra scheme*)."""
    for mention in cast.within(start, end):
        inside = start <= mention.start and mention.end <= end
        if not inside or mention.actor_type not in _OWNING or not mention.actor_id:
            continue
        state = mention.actor_type == "government"
        after = cast.text[mention.end : end].strip().lower()
        if not state or after.startswith(("government", "administration", "federal")):
            return tuple(cast.parties_of(mention))
        if "overnment" in cast.text[mention.start : mention.end]:
            return tuple(cast.parties_of(mention))
    return ()


def _by(text: str, cast: Any, start: int) -> tuple[Party, ...]:
    """The body after *of, by, led by*."""
    match = _BY.match(text, start)
    if match is None:
        return ()
    for mention in cast.within(match.end(), match.end() + _FOLLOWED):
        owning = mention.actor_type in (*_OWNING, "person") and mention.actor_id
        if owning and match.end() - _FOLLOWED <= mention.start:
            return tuple(cast.resolve(mention.start, mention.end, states=True))
    return ()
