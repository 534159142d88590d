"""The people that a text names: who has which surname, office and organisation.

A run of capitalised words is a person when a title stands before it, when it begins with a
given name, or when it is a listed person. Offices are read from the words around the name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.components.quotes.patterns import Names
from pipeline.lexicon import Person, actor_id
from pipeline.model import Span

_SHORT = "Mr|Mrs|Ms|Dr|Prof|Rep|Sen|Gov|Gen|Lt|Col|Capt|Sgt|Hon|Rev|St|Jr|Sr|Adm|Maj|Amb"
_WORD = rf"(?:[A-Z]\.|(?:{_SHORT})\.|[A-ZÀ-ÖØ-Þ][\w’'\-]*)"
_PARTICLE = r"(?:(?:de|la|van|von|der|den|bin|al|el|da|di|du|le|dos|del|ibn)[ \xa0]){0,2}"
_RUN = re.compile(rf"(?<![\w’'])(?:{_WORD})(?:[ \xa0\n]{_PARTICLE}{_WORD}){{0,9}}")
_SUFFIXES = frozenset(
    ("jr", "jr.", "sr", "sr.", "ii", "iii", "cmg", "obe", "mbe", "cbe", "kc", "mp")
)
_GENITIVE = re.compile(r"[’']s?$")
_ABOUT = re.compile(
    r"(?:[ \xa0\n](?:is|was)[ \xa0\n](?:the[ \xa0\n]|a[ \xa0\n]|an[ \xa0\n])?|,[ \xa0\n]"
    r"(?:the[ \xa0\n]|a[ \xa0\n]|an[ \xa0\n])?)(?P<role>[^.;:,()“”\"\n]{3,120})"
)
_AT = re.compile(
    r"\b(?:at|for|of|with|from)[ \xa0\n](?:the[ \xa0\n])?(?P<body>[A-Z][^.;:,()“”\"]{1,90})"
)
_LEFT = 140
_NO_OFFICE = frozenset(
    "on in at as by the when while after before for with since if and but of to from yesterday "
    "today under during".split()
)
_MANY = 100
_SENTENCE_END = re.compile(r"[.;:!?“”\"]\s(?!\S{0,20}$)|\n\n")
_OFFICE = re.compile(r"(?:[A-Z][\w’'\-]*(?:,\s|\s)(?:(?:for|of|and|in|the|to|on|&)\s){0,3}){1,20}$")
MALE = frozenset(("mr", "sir", "lord", "king", "prince", "congressman", "chairman", "spokesman"))
FEMALE = frozenset(
    "mrs ms miss mdm madam dame lady baroness queen princess congresswoman chairwoman "
    "spokeswoman smt".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a person in the text.

    Attributes:
        name: without titles and endings.
        title: titles before it, as they stand.
        full: whether it is more than a surname.
    """

    start: int
    end: int
    name: str
    title: str
    full: bool

    @property
    def surname(self) -> str:
        """Last word of the name that is no ending such as *Jr.*."""
        words = [w for w in self.name.split() if w.lower() not in _SUFFIXES]
        return words[-1] if words else self.name

    @property
    def gender(self) -> str:
        """``m``, ``f`` or nothing, by the title."""
        words = {w.strip(".").lower() for w in self.title.split()}
        return "m" if words & MALE else "f" if words & FEMALE else ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as resolved."""

    name: str
    role: str | None = None
    organisation: str | None = None
    gender: str = ""
    listed: bool = False

    @property
    def actor_id(self) -> str:
        """Identifier of the person."""
        return actor_id(self.name)


_FAMILY_FIRST = 3
"""Words of a name that may begin with the family's."""


class People:
    """All people that a text names.

    Args:
        text: canonical text.
        names: word lists.
        masked: spans to leave out, in order (words in marks).
    """

    def __init__(self, text: str, names: Names, masked: Sequence[Span] = ()) -> None:
        self._text = text
        self._names = names
        self._listed = {alias: p for p in names.people for alias in (p.name, *p.aliases)}
        starts = [span[0] for span in masked]
        self.mentions: list[Mention] = []
        for mention in self.find(0, len(text)):
            at = bisect_right(starts, mention.start) - 1
            if at < 0 or masked[at][1] <= mention.start:
                self.mentions.append(mention)
        self.starts = [mention.start for mention in self.mentions]
        self._by_surname: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            same = self._by_surname.setdefault(mention.surname, [])
            if len(same) < _MANY:
                same.append(mention)
        self._by_first: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            words = mention.name.split()
            if len(words) == _FAMILY_FIRST:
                self._by_first.setdefault(words[0], []).append(mention)
        self._known_as: dict[tuple[str, str], Identity] = {}

    def find(self, start: int, end: int) -> Iterator[Mention]:
        """Names of people between two offsets, in order."""
        for run in _RUN.finditer(self._text, start, end):
            mention = self._mention(run.start(), run.group())
            if mention is not None:
                yield mention

    def _mention(self, start: int, run: str) -> Mention | None:
        words = [(m.start(), m.group()) for m in re.finditer(r"[^\s]+", run)]
        first = self._after_titles([w for _, w in words])
        title = " ".join(w for _, w in words[:first])
        rest = words[first:]
        while rest and rest[-1][1].rstrip(".").lower() in _SUFFIXES and len(rest) > 1:
            rest = rest[:-1] if rest[-1][1].lower() in ("mp", "cmg", "obe", "mbe", "cbe") else rest
            break
        if not rest or (not title and not self._known([w for _, w in rest])):
            return None
        if title and (len(rest) > 4 or self._is_body([w for _, w in words], first)):
            return None
        name = " ".join(_GENITIVE.sub("", w) for _, w in rest)
        last = rest[-1]
        length = len(_GENITIVE.sub("", last[1]))
        if last[1].endswith(".") and last[1].lower() not in ("jr.", "sr."):
            name = name.rstrip(".")
            length -= 1
        begin = start + rest[0][0]
        return Mention(begin, start + last[0] + length, name, title, len(rest) > 1)

    def _after_titles(self, words: Sequence[str]) -> int:
        """Index of the first word after the last title."""
        after = 0
        for at in range(len(words)):
            for width in (4, 3, 2, 1):
                written = " ".join(words[at : at + width]).lower().replace(".", "")
                if at + width < len(words) + 1 and written in self._names.titles:
                    after = max(after, at + width)
        return after

    def _is_body(self, words: Sequence[str], first: int) -> bool:
        """Whether a title is part of the name of a body (*the General Assembly*)."""
        if len(words) - first > 1:
            return False
        if words[first].rstrip(".") in self._names.heads:
            return True
        return (
            first > 1
            and words[first - 1].strip(".").lower() in self._names.honorifics
            and (words[0].strip(".").lower() not in self._names.titles)
        )

    def _known(self, words: Sequence[str]) -> bool:
        name = " ".join(_GENITIVE.sub("", w) for w in words)
        if name in self._listed:
            return True
        return 2 <= len(words) <= 4 and words[0] in self._names.given

    def named(self, surname: str) -> Sequence[Mention]:
        """Mentions with this surname, in order; the first hundred of them."""
        return self._by_surname.get(surname, ())

    def identify(self, mention: Mention) -> Identity:
        """The person behind a mention: full name, office and organisation."""
        key = (mention.name, mention.title)
        known = self._known_as.get(key)
        if known is None:
            known = self._known_as[key] = self._identify(mention)
        return known

    def _identify(self, mention: Mention) -> Identity:
        same = [m for m in self.named(mention.surname) if m.full]
        if not same and not mention.full:  # "Mr Chan" is Chan Chun Sing
            same = self._by_first.get(mention.surname, [])[:_MANY]
        best = mention if mention.full else _nearest(same, mention.start) or mention
        person = self._listed.get(best.name)
        if not mention.full and (person is None or not _holds(person, mention.title)):
            fitting = [
                p
                for p in self._names.people
                if (p.surname or p.name.split()[-1]) == mention.surname and _holds(p, mention.title)
            ]
            if len(fitting) == 1 and (person is not None or best is mention):
                person, best = fitting[0], mention
        name = best.name if person is None else person.name
        role, organisation = None, None
        gender = mention.gender
        for one in (mention, *self.named(mention.surname)):
            gender = gender or one.gender
            found_role, found_organisation = self._office(one)
            role = longer_office(role, found_role)
            organisation = organisation or found_organisation
        return Identity(name, role, organisation, gender, person is not None)

    def _office(self, mention: Mention) -> tuple[str | None, str | None]:
        """Office and organisation from the words around a name."""
        role = self._title_of(mention)
        organisation = None
        about = _ABOUT.match(self._text, mention.end)
        if about is not None:
            words = about["role"].strip()
            if not role and self._is_role(words):
                at = _AT.search(words)
                organisation = at["body"].strip() if at else None
                role = words[: at.start()].strip() if at else words
        return role or None, organisation

    def _title_of(self, mention: Mention) -> str:
        """The office before a name, with what it is of (*Minister for Trade Mr Roe*)."""
        begin = max(0, mention.start - _LEFT)
        before = _SENTENCE_END.split(self._text[begin : mention.start])[-1]
        found = _OFFICE.search(" ".join(before.split()))
        words = (found.group() if found else mention.title).split()
        while words and words[-1].strip(".").lower() in self._names.honorifics:
            words.pop()
        plain = [w.strip(".,").lower() for w in words]
        while words and plain[0] in _NO_OFFICE:
            words, plain = words[1:], plain[1:]
        if not any(w in self._names.titles or w in ROLE_WORDS for w in plain):
            return ""
        return " ".join(
            w for w in words if w.strip(".").lower() not in self._names.honorifics
        ).strip(" ,")

    def _is_role(self, words: str) -> bool:
        lowered = words.lower()
        found = re.findall(r"[\w\-]+", lowered)[:12]
        return any(word in ROLE_WORDS or word in self._names.titles for word in found)


def _holds(person: Person, title: str) -> bool:
    """Whether a listed person is known by one of the words of a title."""
    return any(held.lower() in title.lower() for held in person.titles)


ROLE_WORDS = frozenset(
    "analyst director head chief officer manager founder professor lecturer researcher fellow "
    "economist lawyer adviser advisor partner president chairman chair chairwoman secretary "
    "minister spokesman spokeswoman spokesperson commissioner engineer scientist editor senator "
    "governor mayor judge general ambassador envoy lead leader executive ceo cto cfo coo cio "
    "consultant strategist expert author historian pollster candidate nominee attorney member "
    "representative coordinator administrator counsel principal owner entrepreneur investor "
    "specialist official".split()
)


def _nearest(mentions: Iterable[Mention], at: int) -> Mention | None:
    """The last mention before ``at``, or else the first after it."""
    before = after = None
    for mention in mentions:
        if mention.start <= at:
            before = mention
        elif after is None:
            after = mention
    return before or after


def longer_office(office: str | None, other: str | None) -> str | None:
    """The fuller of two forms of one office (*Minister*, *Minister for Trade*)."""
    if not office or not other:
        return office or other
    fuller = len(other) > len(office) and other.lower().startswith(office.lower())
    return other if fuller and len(other) <= _LEFT else office
