"""Parties and persons, and the small questions that are asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.lexicon import Actors
from pipeline.model import Party, Resolution

STATES = frozenset(("government", "supranational"))


@dataclass(frozen=True, slots=True)
class Person:
    """What a document says of a person.

    Attributes:
        role: office, as it stands.
        organisation: body they speak for, by canonical name.
    """

    party: Party
    role: str | None
    organisation: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of a person by name.

    Attributes:
        start: of the titles before the name.
        name_start: of the name itself.
        name: as it is written here.
        title: the titles before it, as they stand.
        gender: ``m``, ``f`` or empty, by the titles or the given name.
    """

    start: int
    name_start: int
    end: int
    actor_id: str
    actor_name: str
    name: str
    title: str
    gender: str
    resolution: Resolution

    @property
    def full(self) -> bool:
        """Whether it is more than a surname."""
        return " " in self.name


def expanded(party: Party, lists: Actors) -> tuple[Party, ...]:
    """A grouping as its member states (case 14 of the guideline); any other as itself."""
    members = lists.groups.get(party.actor_id, ())
    return tuple(Party(m.actor_id, m.name, party.mention) for m in members) or (party,)


def unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The first of each actor."""
    seen: dict[str, Party] = {}
    for party in parties:
        seen.setdefault(party.actor_id, party)
    return tuple(seen.values())
