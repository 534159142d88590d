"""Which actor a listed name stands for, of those that bear it; or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.components.actors.gazetteer import Hit
from pipeline.components.actors.patterns import Form, Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import Actor, Person

_ACRONYM = re.compile(r"^[A-Z][A-Za-z*&-]{0,9}$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document says about itself that helps to tell namesakes apart.

    Attributes:
        countries: how often each is named, the publisher's counted extra.
        full: identifiers of actors whose full name stands somewhere.
        month: ``2023-02`` of the publication, or empty.
    """

    countries: Counter[str]
    full: frozenset[str]
    home: str | None
    month: str


def surroundings(
    hits: Iterable[Hit], words: Words, *, home: str | None, published_on: date | None
) -> Surroundings:
    """Count what is certain, before deciding on the rest."""
    countries: Counter[str] = Counter()
    full: set[str] = set()
    for hit in hits:
        form = hit.forms[0]
        if len(hit.forms) > 1 or form.kind in ("ambiguous", "seat"):
            continue
        actor = form.actor
        if isinstance(actor, Actor) and hit.country:
            countries[hit.country] += 1
        if len(form.words) > 1 and form.kind == "name":
            full.add(actor.actor_id)
            if actor.country:
                countries[actor.country] += 1
    if home:
        countries[home] += 3
    month = f"{published_on:%Y-%m}" if published_on else ""
    return Surroundings(countries, frozenset(full), home, month)


def choose(
    hit: Hit, words: Words, patterns: Patterns, around: Surroundings, near: str | None
) -> Form | None:
    """The actor that a hit stands for, or None where the text gives no ground.

    Args:
        hit: the words.
        words: of the document.
        patterns: the lists.
        around: of the document.
        near: country that stands by the name (*Japan's*, *of the Republic of Korea*).
    """
    forms = _in_time(hit.forms, patterns, around.month)
    if near is not None:
        local = [f for f in forms if f.actor.country == near]
        if local:
            return local[0]
        if all(_body(f) and f.actor.country for f in forms) and not _own_name(hit):
            return None
    scored = [(_ground(f, hit, words, patterns, around), -i, f) for i, f in enumerate(forms)]
    score, _, form = max(scored, key=lambda s: s[:2])
    return form if score > 0 else None


def _own_name(hit: Hit) -> bool:
    """A full name with nothing generic about it (*National Science Foundation*)."""
    return any(f.kind == "name" for f in hit.forms) and hit.end - hit.start > 1


def _body(form: Form) -> bool:
    return isinstance(form.actor, Actor) and form.actor.type not in (
        "government",
        "supranational",
        "subnational_government",
    )


def _in_time(forms: tuple[Form, ...], patterns: Patterns, month: str) -> tuple[Form, ...]:
    if len(forms) < 2:
        return forms
    lists = patterns.lists
    moment = month or "9999"
    fitting = tuple(
        f
        for f in forms
        if lists.since.get(f.actor.name, "") <= moment
        and moment < lists.until.get(f.actor.name, "9999-99")
    )
    return fitting or forms


def _ground(form: Form, hit: Hit, words: Words, patterns: Patterns, around: Surroundings) -> float:
    """How well the text supports a reading; 0 for not at all."""
    actor = form.actor
    weight = around.countries.get(actor.country or "", 0)
    if isinstance(actor, Person) or form.kind == "person":
        return 1.0 + weight
    if form.kind == "seat":
        return _seated(hit, words, patterns) * (1.0 + weight)
    if actor.name == "Georgia" and len(form.words) == 1:
        return _the_country_georgia(hit, words, patterns)
    if form.kind == "adjective":
        return (2.0 + weight) * _qualifies(hit, words, patterns)
    if form.kind == "name":
        return 2.0 + weight
    known = actor.actor_id in around.full
    acronym = len(form.words) <= 3 and bool(_ACRONYM.match("".join(form.words)))
    if form.article:
        home = actor.country is not None and actor.country == around.home
        return 3.0 * known + (1.0 + weight) * home
    if form.kind == "ambiguous":
        if actor.type == "company":
            return float(known) + _corporate(hit, words, patterns)
        if actor.type == "university" and not acronym:
            after = words.forms[hit.end : hit.end + 1]
            acts = bool(after) and (after[0] in patterns.words["acts"] or after[0] == "to")
            locative = (
                words.forms[hit.start - 1].lower() in patterns.words["locative"]
                if hit.start
                else False
            )
            return float(known and acts and not locative)
        if acronym:
            home = actor.country is not None and actor.country == around.home
            return 3.0 * known + (1.0 + weight) * home
        if actor.country is None:
            return float(known) or _with_article(hit, words)
        return 2.0 * known + weight
    if hit.exact and form.words[0] in patterns.words["known everywhere"]:
        return 1.0 + weight
    if acronym and actor.country and actor.type not in ("government", "supranational", "company"):
        return 2.0 * known + weight
    return 1.0 + weight


def _qualifies(hit: Hit, words: Words, patterns: Patterns) -> bool:
    """A demonym before a noun; neither a person (*an American*), a language nor a law's name."""
    forms, total = words.forms, len(words)
    at = hit.end
    if at >= total or (
        words.line[at] != words.line[hit.start] and not words.titled[words.line[at]]
    ):
        return False
    following = forms[at]
    if following in ("and", "or", ",", "/", "&"):
        return at + 1 < total and words.capital(at + 1)
    if following == "-":
        return at + 1 < total and forms[at + 1][0].isalpha()
    if not following[0].isalnum() or following in patterns.words["after a person"]:
        return False
    last = at
    while (
        last < total
        and words.capital(last)
        and words.line[last] == words.line[at]
        and last < at + 6
    ):
        last += 1
    return (
        last == at or forms[last - 1] not in patterns.words["deeds"] or words.titled[words.line[at]]
    )


def _with_article(hit: Hit, words: Words) -> float:
    return 0.5 if hit.start and words.forms[hit.start - 1].lower() == "the" else 0.0


def _seated(hit: Hit, words: Words, patterns: Patterns) -> float:
    """*Tokyo said* and *between Tokyo and Seoul*, but not *in Tokyo*."""
    forms = words.forms
    previous = forms[hit.start - 1].lower() if hit.start else ""
    if previous in patterns.words["locative"] or previous == ",":
        return 0.0
    after = forms[hit.end : hit.end + 4]
    if after and after[0] in patterns.words["acts"]:
        return 1.0
    if len(after) >= 3 and after[0] == "'" and after[1] == "s" and after[2].islower():
        return 1.0 if words.ends[hit.end] == words.starts[hit.end + 1] else 0.0
    return 1.0 if previous == "between" and len(after) > 1 and after[0] == "and" else 0.0


def _corporate(hit: Hit, words: Words, patterns: Patterns) -> float:
    forms = words.forms
    after = forms[hit.end : hit.end + 2]
    before = forms[max(0, hit.start - 2) : hit.start]
    if after and (
        after[0].lower() in patterns.words["firm acts"] or after[0] in patterns.words["acts"]
    ):
        return 1.0 if not words.first[hit.start] or after[0] in patterns.words["acts"] else 0.5
    if any(
        w.lower() in ("company", "companies", "firm", "firms", "giant", "giants") for w in before
    ):
        return 1.0
    return 0.0


def _the_country_georgia(hit: Hit, words: Words, patterns: Patterns) -> float:
    """The country, unless a state or a city of the United States stands by."""
    window = words.forms[max(0, hit.start - 12) : hit.end + 12]
    if any(w in patterns.words["georgia not near"] for w in window):
        return 0.0
    neighbours = {"Moldova", "Ukraine", "Armenia", "Azerbaijan", "Abkhazia", "Caucasus", "Russia"}
    if neighbours & set(window) or (neighbours & set(words.forms) and "Georgian" in words.forms):
        return 1.0
    return 0.0 if {"Senator", "Governor", "State", "Biden", "Trump"} & set(words.forms) else 0.5
