"""Parties and persons, and the small questions that are asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.lexicon import Actors
from pipeline.model import Party

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
