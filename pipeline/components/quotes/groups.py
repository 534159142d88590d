"""Speakers named by what they are: two presidents, a report by a body, a body in apposition."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.components.quotes.people import People
from pipeline.model import Span

_JOINT = re.compile(
    r"\b(?P<number>[Bb]oth|[Tt]he two|[Tt]wo|[Tt]he three|[Tt]hree|[Tt]he)\s"
    r"(?P<office>(?:[Pp]rime\s|[Ff]oreign\s|[Tt]rade\s|[Vv]ice\s)?"
    r"(?:[Pp]resident|[Ll]eader|[Mm]inister|[Pp]remier|[Cc]hancellor|[Ss]ecretarie|[Cc]hair)s)"
    r"(?=\s+[a-z]|,)"
)
_NUMBERS = {"both": 2, "two": 2, "three": 3}
_RULERS = ("president", "prime minister", "chancellor", "king", "queen", "premier", "taoiseach")
_FOLLOWING = 600
"""Characters over which *they* may stand for two people named by their office."""
_NAMED = 200
_TOGETHER = 250
"""Characters within which the people of a list are named."""
DOCUMENT = (
    "report|reports|study|studies|survey|analysis|data|figures|statistics|paper|poll|research|"
    "review|assessment|estimate|estimates|forecast|statement|census|outlook"
)
_MADE = (
    rf"\b(?:{DOCUMENT})\s(?:(?:recently|jointly|released|published|issued|conducted|done|made|"
    r"earlier|last|this|in|year|month|week|today|\d{4})\s){0,5}(?:by|from)\s(?:the\s)?"
)
_BY = re.compile(_MADE + "$")
_DEFINITE = re.compile(rf"(?:the|this|that|these|those)\s(?P<noun>{DOCUMENT})", re.IGNORECASE)
_GROUP = re.compile(
    r"the\s(?P<noun>group|company|firm|agency|coalition|association|union|organisation|"
    r"organization|start-up|startup|bank|university|charity|foundation|network)",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w&’'\-]*(?:\s(?:(?:of|for|and)\s(?:the\s)?)?[A-Z][\w&’'\-]*){0,5}"
_MAKER = re.compile(rf"{_MADE}(?P<name>{_NAME})")
_OFFICIALS = re.compile(
    r"(?:the\s)?(?:senior\s)?(?:agency|department|ministry|government|company|commission)"
    r"\s(?:officials|executives|representatives)",
    re.IGNORECASE,
)


class Offices:
    """People who speak together and are named by the office that they share.

    Args:
        text: canonical text.
        people: all people that it names.
    """

    def __init__(self, text: str, people: People) -> None:
        self._text = text
        self._people = people

    @cached_property
    def _named(self) -> list[Span]:
        return [found.span() for found in _JOINT.finditer(self._text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._named]

    def holders(self, start: int, end: int) -> tuple[str, ...]:
        """The people behind *both presidents*, when the text names just so many before.

        Args:
            start: first character of the phrase.
            end: after its last.
        """
        return self._resolve(start) if self.joint(start, end) else ()

    def joint(self, start: int, end: int) -> bool:
        """Whether a phrase names people by the office that they share."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._named[at] == (start, end)

    def before(self, at: int) -> tuple[str, ...]:
        """The people whom *they* may take up from such a phrase shortly before."""
        last = bisect_left(self._starts, at) - 1
        if last < 0 or at - self._starts[last] > _FOLLOWING:
            return ()
        return self._resolve(self._starts[last])

    def _resolve(self, start: int) -> tuple[str, ...]:
        found = _JOINT.match(self._text, start)
        if found is None:
            return ()
        office = " ".join(found["office"].lower().split())
        singular = office[:-3] + "y" if office.endswith("ies") else office[:-1]
        wanted = _RULERS if singular == "leader" else (singular,)
        bearers = list(self._bearers(start, wanted))
        names = _distinct([name for _, name in bearers])
        said = found["number"].lower().split()[-1]
        if said != "the":
            return names if len(names) == _NUMBERS[said] else ()
        return names if len(names) == 2 or _introduced(names, bearers) else ()

    def _bearers(self, at: int, offices: Sequence[str]) -> Iterator[tuple[int, str]]:
        last = bisect_left(self._people.starts, at)
        for mention in self._people.mentions[max(0, last - _NAMED) : last]:
            identity = self._people.identify(mention)
            held = f"{mention.title} {identity.role or ''}".lower()
            if any(re.search(rf"(?<!vice )\b{office}\b", held) for office in offices):
                yield mention.start, identity.name


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Each person once, by the fullest of their names (*Al-Roe*, *Bo Al-Roe*)."""
    kept: list[str] = []
    for name in names:
        same = next((i for i, other in enumerate(kept) if _same(name, other)), None)
        if same is None:
            kept.append(name)
        elif len(name.split()) > len(kept[same].split()):
            kept[same] = name
    return tuple(kept)


def _same(one: str, other: str) -> bool:
    first, second = (name.lower().replace("-", " ").split() for name in (one, other))
    if first[-1] == second[-1]:
        return (
            len(first) == 1
            or len(second) == 1
            or first[0][0] == second[0][0]
            or ({*first} <= {*second} or {*second} <= {*first})
        )
    return min(len(first), len(second)) == 1 and first[0][:4] == second[0][:4]


def _introduced(names: Sequence[str], bearers: Sequence[tuple[int, str]]) -> bool:
    """Whether three or four people are first named together, so that *the leaders* are they."""
    if not 3 <= len(names) <= 4:
        return False
    first = [next((at for at, name in bearers if _same(name, person)), 0) for person in names]
    return max(first) - min(first) <= _TOGETHER


def made_by(lead: str) -> bool:
    """Whether the words before a name say that a document is of its making."""
    return _BY.search(lead) is not None


def maker(written: str) -> str | None:
    """Who made the document that a phrase names (*a report published by the Harbour Board*)."""
    found = _MAKER.search(written)
    return found["name"] if found else None


def document(written: str) -> str | None:
    """The noun of *the report*, when a speaker is named by a document alone."""
    found = _DEFINITE.fullmatch(written)
    return found["noun"].lower() if found else None


def document_in(written: str) -> str | None:
    """The noun of the document that a longer phrase names."""
    found = re.search(rf"\b(?:{DOCUMENT})\b", written)
    return found.group() if found else None


def officials(written: str) -> bool:
    """Whether a phrase names officials of a body that is not named here (*agency officials*)."""
    return _OFFICIALS.fullmatch(written) is not None


class FullNames:
    """Names that the text gives once to what it calls by a common word; each word looked up once.

    Args:
        text: canonical text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups: dict[str, str | None] = {}
        self._longer: dict[str, str] = {}

    def group(self, written: str) -> str | None:
        """The name set beside *the group* in apposition (*the group, Ever Green, met*)."""
        found = _GROUP.fullmatch(written.split(",")[0])
        if found is None:
            return None
        noun = found["noun"].lower()
        if noun not in self._groups:
            beside = rf"\b[Tt]he {noun}, (?:the )?(?P<name>{_NAME}),"
            named = re.search(beside, self._text)
            self._groups[noun] = named["name"] if named else None
        return self._groups[noun]

    def longer(self, word: str) -> str:
        """The name that *the Forum* is short for (*the Forum on Digital Trade*)."""
        if word not in self._longer:
            whole = rf"\b{re.escape(word)}\s(?:on|of|for)\s(?:the\s)?{_NAME}(?=\s\([A-Z]|[\s,.;])"
            named = re.search(whole, self._text)
            self._longer[word] = " ".join(named.group().split()) if named else word
        return self._longer[word]
