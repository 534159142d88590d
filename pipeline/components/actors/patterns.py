"""What actors are recognised by: forms of the listed names and the words names are built with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pipeline.components.actors.words import split
from pipeline.lexicon import Actor, Actors, Person, load_actors, load_rows
from pipeline.lexicon.actors import ActorType, Name, OrganisationType
from pipeline.settings import models_folder

FormKind = Literal["name", "alias", "adjective", "seat", "ambiguous", "person"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a listed name.

    Attributes:
        words: as :func:`split` cuts them.
        kind: what the form says about its actor; see :class:`pipeline.lexicon.Actor`.
        article: only after *the* (*the Treasury*).
    """

    words: tuple[str, ...]
    kind: FormKind
    actor: Actor | Person
    article: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One row of ``organisation_heads.csv``: a noun that names of bodies are built with.

    Attributes:
        position: ``prefix`` takes a complement (*Ministry of*), ``suffix`` words before it,
            ``firm`` is a legal form that ends the name of a company.
    """

    head: Name
    type: ActorType
    organisation_type: OrganisationType
    position: Literal["prefix", "suffix", "both", "firm"]
    source: Name


@dataclass(frozen=True, slots=True)
class Noun:
    """One row of ``organisation_nouns.csv``: what a text calls a body beside its name.

    Attributes:
        place: ``after`` the name, in an apposition (*Acme, a foundry*); ``both`` also before it
            (*the chipmaker Acme*).
    """

    noun: Name
    type: ActorType
    place: Literal["both", "after"]
    source: Name


@dataclass(frozen=True, slots=True)
class Title:
    """One row of ``person_titles.csv``: what stands before, or after, a person's name."""

    title: Name
    kind: Literal["honorific", "state", "minister", "official", "executive"]
    source: Name


@dataclass(frozen=True, slots=True)
class GivenName:
    """One row of ``given_names.csv``; ``gender`` is empty where the name tells none."""

    name: Name
    source: Name
    gender: Literal["m", "f"] | None = None


@dataclass(frozen=True, slots=True)
class WordList:
    """One row of ``name_words.csv``: words that names begin, end or break with."""

    list: Name
    words: tuple[Name, ...]
    source: Name


@dataclass(frozen=True, slots=True)
class NameContext:
    """One row of ``actor_contexts.csv``: words that make a name part of another one.

    Attributes:
        not_after: just before it (*New* Mexico).
        not_before: just after it (Washington *Post*).
    """

    name: Name
    source: Name
    not_after: tuple[Name, ...] = ()
    not_before: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Patterns:
    """Everything that is looked for, built once.

    Attributes:
        nouns: for bodies, by their first word: all words, the kind of body, and whether the noun
            may stand before a name.
    """

    lists: Actors
    forms: tuple[tuple[Form, ...], ...]
    heads: Mapping[str, Head]
    nouns: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, bool]], ...]]
    titles: Mapping[str, tuple[tuple[str, ...], ...]]
    title_kinds: Mapping[tuple[str, ...], str]
    given_names: frozenset[str]
    genders: Mapping[str, str]
    by_surname: Mapping[str, tuple[Person, ...]]
    by_acronym: Mapping[str, tuple[Actor, ...]]
    words: Mapping[str, frozenset[str]]
    not_after: Mapping[str, frozenset[str]]
    not_before: Mapping[str, frozenset[str]]
    people: Mapping[str, Person]


@cache
def load_patterns(folder: Path | None = None) -> Patterns:
    """Read and compile the lists.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: a list is not valid.
    """
    lists = load_actors(folder)
    path = (folder or models_folder()) / "lexicons"
    heads = load_rows(path / "organisation_heads.csv", Head, key=lambda h: h.head)
    nouns = load_rows(path / "organisation_nouns.csv", Noun, key=lambda n: n.noun)
    titles = load_rows(path / "person_titles.csv", Title, key=lambda t: t.title)
    given = load_rows(path / "given_names.csv", GivenName, key=lambda g: g.name)
    word_lists = load_rows(path / "name_words.csv", WordList, key=lambda w: w.list)
    contexts = load_rows(path / "actor_contexts.csv", NameContext, key=lambda c: c.name)
    forms: dict[tuple[str, ...], list[Form]] = {}
    for form in _forms(lists):
        same = forms.setdefault(tuple(map(str.lower, form.words)), [])
        if not any(f.words == form.words and f.actor is form.actor for f in same):
            same.append(form)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for title in titles:
        words = tuple(split(title.title))
        by_first.setdefault(words[0], []).append(words)
    surnames: dict[str, list[Person]] = {}
    for person in lists.people:
        if person.surname:
            surnames.setdefault(person.surname, []).append(person)
    return Patterns(
        lists=lists,
        forms=tuple(tuple(same) for same in forms.values()),
        heads=MappingProxyType({h.head: h for h in heads}),
        nouns=MappingProxyType(_by_first_word(nouns)),
        titles=MappingProxyType(
            {k: tuple(sorted(v, key=len, reverse=True)) for k, v in by_first.items()}
        ),
        title_kinds=MappingProxyType({tuple(split(t.title)): t.kind for t in titles}),
        given_names=frozenset(g.name for g in given),
        genders=MappingProxyType({g.name: g.gender for g in given if g.gender}),
        by_surname=MappingProxyType({k: tuple(v) for k, v in surnames.items()}),
        by_acronym=MappingProxyType(_acronyms(lists)),
        people=MappingProxyType({p.actor_id: p for p in lists.people}),
        words=MappingProxyType({w.list: frozenset(w.words) for w in word_lists}),
        not_after=MappingProxyType({c.name: frozenset(c.not_after) for c in contexts}),
        not_before=MappingProxyType({c.name: frozenset(c.not_before) for c in contexts}),
    )


def _by_first_word(
    nouns: Sequence[Noun],
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, bool]], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, bool]]]] = {}
    for row in nouns:
        words = tuple(split(row.noun))
        found.setdefault(words[0], []).append((words, (row.type, row.place == "both")))
    return {k: tuple(sorted(v, key=lambda n: -len(n[0]))) for k, v in found.items()}


def _acronyms(lists: Actors) -> dict[str, tuple[Actor, ...]]:
    found: dict[str, list[Actor]] = {}
    for actor in lists.actors:
        for alias in (*actor.aliases, *actor.ambiguous):
            if alias.isupper() and " " not in alias:
                found.setdefault(alias, []).append(actor)
    return {k: tuple(v) for k, v in found.items()}


def _forms(lists: Actors) -> Iterator[Form]:
    for actor in lists.actors:
        yield from _of_actor(actor)
    for person in lists.people:
        for name in (person.name, *person.aliases):
            yield Form(tuple(split(name)), "person", person)


def _of_actor(actor: Actor) -> Iterator[Form]:
    if actor.name not in actor.ambiguous:
        yield Form(tuple(split(actor.name)), "name", actor)
    bare = actor.name.split(" (")[0]
    if bare != actor.name:
        yield Form(tuple(split(bare)), "ambiguous", actor)
    for alias in (actor.name, *actor.aliases):
        for written in _written(alias):
            yield Form(tuple(split(written)), "alias", actor)
    for alias in actor.ambiguous:
        plain = alias.removeprefix("the ")
        yield Form(tuple(split(plain)), "ambiguous", actor, article=plain != alias)
    for place in actor.seats:
        yield Form(tuple(split(place)), "seat", actor)
    for adjective in actor.adjectives:
        yield Form(tuple(split(adjective)), "adjective", actor)
    if actor.type == "government":
        for phrase in _governments(actor):
            yield Form(tuple(split(phrase)), "alias", actor)


_COUNTRY_FORMS = {
    "US ": ("US ", "U.S. ", "United States "),
    "U.S. ": ("US ", "U.S. ", "United States "),
    "UK ": ("UK ", "U.K. ", "United Kingdom "),
    "UN ": ("UN ", "U.N. ", "United Nations "),
    "EU ": ("EU ", "European Union "),
}


def _written(name: str) -> Iterator[str]:
    """A name with *&* for *and*, and with every form of the country that it opens with."""
    names = [name]
    for short, forms in _COUNTRY_FORMS.items():
        if name.startswith(short):
            names = [form + name.removeprefix(short) for form in forms]
            break
    for each in names:
        yield each
        if " and " in each:
            yield each.replace(" and ", " & ")
        elif " & " in each:
            yield each.replace(" & ", " and ")
        if each.endswith(" Corporation"):
            yield each.removesuffix("oration")


def _governments(actor: Actor) -> Iterator[str]:
    for name in (actor.name, *actor.aliases):
        plain = name.removeprefix("the ").removeprefix("The ")
        for phrase in ("Government of", "government of", "governments of", "Governments of"):
            yield f"{phrase} {plain}"
            yield f"{phrase} the {plain}"
        for noun in ("Government", "government"):
            yield f"{plain} {noun}"
    for adjective in actor.adjectives:
        for noun in ("Government", "government", "authorities"):
            yield f"{adjective} {noun}"
