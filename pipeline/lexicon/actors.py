"""The lists of actors: who they are, how they are called, and who followed whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from pipeline.errors import RuleError
from pipeline.lexicon.rows import load_rows
from pipeline.settings import models_folder

ActorType = Literal[
    "government",
    "subnational_government",
    "supranational",
    "international_organisation",
    "grouping",
    "forum",
    "ministry",
    "agency",
    "regulator",
    "legislature",
    "research_funder",
    "research_institute",
    "university",
    "standards_body",
    "fund",
    "association",
    "ngo",
    "company",
    "person",
]
"""Types of actors; the first eighteen are those of the list that the guideline names."""

OrganisationType = Literal[
    "10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"
]
"""Codes of the IATI code list OrganisationType, version 2.03."""

Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?:.*\S)?$")]
_RESERVED = frozenset({"EU", "XK"})


def _country(code: str) -> str:
    import pycountry

    if code not in _RESERVED and pycountry.countries.get(alpha_2=code) is None:
        raise ValueError(f"'{code}' is no ISO 3166-1 alpha-2 code")
    return code


Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_country)]
"""ISO 3166-1 alpha-2, with ``EU`` (reserved there) and ``XK`` (user-assigned, for Kosovo)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One row of ``actors.csv``.

    Attributes:
        name: canonical name, as the guideline wants it.
        aliases: other names that always mean this actor where its country is spoken of.
        adjectives: demonyms that modify a noun (*Japanese*).
        seats: places that stand for the actor only where they act (*Tokyo said*).
        ambiguous: names that mean this actor only with support from the text.
        members: countries of a grouping that acts through them (*G7*), by code.
        source: published list, or ``own``.
    """

    name: Name
    type: ActorType
    organisation_type: OrganisationType
    source: Name
    country: Country | None = None
    aliases: tuple[Name, ...] = ()
    adjectives: tuple[Name, ...] = ()
    seats: tuple[Name, ...] = ()
    ambiguous: tuple[Name, ...] = ()
    members: tuple[Country, ...] = ()

    @property
    def actor_id(self) -> str:
        """Stable identifier, from the canonical name."""
        return actor_id(self.name)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of ``people.csv``: a person in public office.

    Attributes:
        surname: the part of the name that stands alone after a title; not always the last.
        titles: with which the surname alone is enough to know the person.
    """

    name: Name
    source: Name
    country: Country | None = None
    surname: Name | None = None
    titles: tuple[Name, ...] = ()
    aliases: tuple[Name, ...] = ()

    @property
    def actor_id(self) -> str:
        """Stable identifier, from the canonical name."""
        return actor_id(self.name)


@dataclass(frozen=True, slots=True)
class Succession:
    """One row of ``actor_succession.csv``.

    Attributes:
        effective: month (``2023-02``) from which the successor acts.
        kind: ``renamed`` is the same actor under its present name; after ``split`` or
            ``merged`` predecessor and successor are two actors, and a name that both bear is
            read by the date of the document.
    """

    predecessor: Name
    successor: Name
    effective: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    kind: Literal["renamed", "split", "merged"]
    source: Name
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Actors:
    """The lists together.

    Attributes:
        groups: the states behind a grouping, by its identifier.
        states: identifiers of states, and of unions of states such as the EU.
        since, until: month from which, or until which, an actor bears a shared name.
    """

    actors: tuple[Actor, ...]
    people: tuple[Person, ...]
    by_name: Mapping[str, Actor]
    by_country: Mapping[str, Actor]
    groups: Mapping[str, tuple[Actor, ...]]
    states: frozenset[str] = frozenset()
    since: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    until: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "&": " and ", "'": ""}
)


def actor_id(name: str, country: str | None = None) -> str:
    """The identifier of an actor: ``actor:`` and its name in plain letters.

    Args:
        name: canonical name.
        country: added for names that many countries have (*Ministry of Defence*).
    """
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").lower().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    slug = _NOT_PLAIN.sub("-", ascii_only).strip("-") or "unnamed"
    return f"actor:{slug}-{country.lower()}" if country else f"actor:{slug}"


@cache
def load_actors(folder: Path | None = None) -> Actors:
    """Read the lists of actors, people and successions.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: a file is missing, a row is not valid, two actors share an identifier, or a
            succession names an actor that is not listed.
    """
    lists = (folder or models_folder()) / "lexicons"
    actors = load_rows(lists / "actors.csv", Actor, key=lambda a: a.actor_id)
    people = load_rows(lists / "people.csv", Person, key=lambda p: p.actor_id)
    path = lists / "actor_succession.csv"
    successions = load_rows(path, Succession, key=lambda s: (s.predecessor, s.successor))
    by_name = {a.name: a for a in actors}
    for row in successions:
        if row.kind == "renamed":
            wanted: Iterable[str] = (row.successor,)
        else:
            wanted = (row.predecessor, row.successor)
        for name in wanted:
            if name not in by_name:
                raise RuleError(
                    f"'{name}' is not in actors.csv",
                    where=path.name,
                    hint="add the actor or correct the name",
                )
    by_country: dict[str, Actor] = {}
    for actor in actors:
        state = actor.type == "government" or (actor.type == "supranational" and actor.adjectives)
        if state and actor.country:
            by_country.setdefault(actor.country, actor)
    lasting = [row for row in successions if row.kind != "renamed"]
    return Actors(
        actors=actors,
        people=people,
        by_name=MappingProxyType(by_name),
        by_country=MappingProxyType(by_country),
        groups=MappingProxyType(
            {a.actor_id: tuple(by_country[c] for c in a.members) for a in actors if a.members}
        ),
        states=frozenset(a.actor_id for a in actors if a.type in ("government", "supranational")),
        since=MappingProxyType({r.successor: r.effective for r in lasting}),
        until=MappingProxyType({r.predecessor: r.effective for r in lasting}),
    )
