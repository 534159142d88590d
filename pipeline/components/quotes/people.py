"""The people that a text names, as the actors component found them, by surname and by place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.components.actors import Cast, Named
from pipeline.components.quotes.patterns import Names
from pipeline.model import Span

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "cmg", "obe", "mbe", "cbe", "kc", "mp"))
_MANY = 100
_NO_ROLE = re.compile(r"(?:and|or|but|who|mr|ms|mrs|mdm|dr|prof|assoc)\b", re.IGNORECASE)
_LONGEST_OFFICE = 140


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as resolved."""

    name: str
    actor_id: str
    role: str | None = None
    organisation: str | None = None
    gender: str = ""
    listed: bool = False


class People:
    """All people that a text names.

    Args:
        cast: of the text.
        names: word lists.
        masked: spans to leave out, in order (words in marks).
    """

    def __init__(self, cast: Cast, names: Names, masked: Sequence[Span] = ()) -> None:
        self._people = cast.people
        self._listed = names.people
        self._all = cast.named
        self._all_starts = [mention.name_start for mention in cast.named]
        starts = [span[0] for span in masked]
        self.mentions: list[Named] = []
        for mention in cast.named:
            at = bisect_right(starts, mention.start) - 1
            if at < 0 or masked[at][1] <= mention.start:
                self.mentions.append(mention)
        self.starts = [mention.name_start for mention in self.mentions]
        self._by_surname: dict[str, list[Named]] = {}
        self._genders: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        for mention in self.mentions:
            same = self._by_surname.setdefault(surname(mention.name), [])
            if len(same) < _MANY:
                same.append(mention)
            if mention.title:
                self._titles.setdefault(mention.actor_id, mention.title)
            if mention.gender:
                self._genders.setdefault(mention.actor_id, mention.gender)

    def find(self, start: int, end: int) -> Iterator[Named]:
        """Names of people between two offsets, in order."""
        for index in range(bisect_left(self._all_starts, start), len(self._all)):
            mention = self._all[index]
            if mention.name_start >= end:
                return
            if mention.end <= end:
                yield mention

    def named(self, last: str) -> Sequence[Named]:
        """Mentions with this surname, in order; the first hundred of them."""
        return self._by_surname.get(last, ())

    def called(self, first: str) -> Sequence[Named]:
        """Mentions of the one person whose name begins with a word; empty for several."""
        found = [m for m in self.mentions if m.full and m.name.split()[0] == first]
        return found if len({m.actor_id for m in found}) == 1 else ()

    def role(self, identifier: str | None) -> str | None:
        """The office of somebody, as far as the text says it."""
        known = self._people.get(identifier or "")
        role = known.role if known is not None else None
        return role or self._titles.get(identifier or "")

    def identify(self, mention: Named) -> Identity:
        """The person behind a mention: full name, office and organisation."""
        known = self._people.get(mention.actor_id)
        role = known.role if known is not None else None
        return Identity(
            mention.actor_name,
            mention.actor_id,
            None if role is None or _NO_ROLE.match(role) else role,
            known.organisation if known is not None else None,
            mention.gender or self._genders.get(mention.actor_id, ""),
            mention.actor_id in self._listed,
        )


def surname(name: str) -> str:
    """Last word of a name that is no ending such as *Jr.*."""
    words = [w for w in name.split() if w.lower().strip(".,") not in _SUFFIXES]
    return words[-1] if words else name


ROLE_WORDS = frozenset(
    "analyst director head chief officer manager founder professor lecturer researcher fellow "
    "economist lawyer adviser advisor partner president chairman chair chairwoman secretary "
    "minister spokesman spokeswoman spokesperson commissioner engineer scientist editor senator "
    "governor mayor judge general ambassador envoy lead leader executive ceo cto cfo coo cio "
    "consultant strategist expert author historian pollster candidate nominee attorney member "
    "representative coordinator administrator counsel principal owner entrepreneur investor "
    "specialist official staff".split()
)


def holds(role: str | None, head: str, office: str) -> bool:
    """Whether somebody's role is an office (*the president* is no *Vice President*).

    Args:
        role: of the person; None for somebody without one.
        head: last word of the office.
        office: the office, in lower case.
    """
    before, found, _ = (role or "").lower().partition(head)
    held = _LESSER.intersection(before.split()[-1:])
    wanted = _LESSER.intersection(office.split())
    return bool(found) and held == wanted


_LESSER = frozenset(("vice", "deputy", "former"))


def longer_office(office: str | None, other: str | None) -> str | None:
    """The fuller of two forms of one office (*Minister*, *Minister for Trade*)."""
    if not office or not other:
        return office or other
    fuller = len(other) > len(office) and other.lower().startswith(office.lower())
    return other if fuller and len(other) <= _LONGEST_OFFICE else office
