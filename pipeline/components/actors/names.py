"""All names of a document, each with the actor it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipeline.components.actors import choose, firms, gazetteer, organisations
from pipeline.components.actors.choose import Surroundings
from pipeline.components.actors.draft import Cover, Draft
from pipeline.components.actors.gazetteer import Hit
from pipeline.components.actors.offices import Office
from pipeline.components.actors.organisations import Near
from pipeline.components.actors.patterns import Form, Patterns
from pipeline.components.actors.people import People
from pipeline.components.actors.words import Words, split, words_of
from pipeline.components.phrases import Phrases
from pipeline.lexicon import Actor, Person
from pipeline.model import Context, Span

_STATES = ("government", "supranational")
_LETTERS = re.compile(r"^(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z][A-Za-z0-9*&-]{1,11}$")


@dataclass(slots=True)
class Names:
    """Names of one document.

    Attributes:
        cover: drafts by word.
        offices: titles with their complements, named or not.
        home: ISO country of the publisher.
        publisher: the publisher as a listed actor.
        lower: words that the document also writes small.
        acronyms: short forms defined in the text.
    """

    words: Words
    cover: Cover
    offices: list[Office]
    home: str | None
    publisher: Actor | None
    lower: frozenset[str]
    nears: dict[int, Near]
    acronyms: dict[str, Draft] = field(default_factory=dict)


def find(
    text: str,
    context: Context,
    matcher: Phrases,
    patterns: Patterns,
    *,
    pieces: tuple[Span, ...] = (),
) -> Names:
    """Find all names.

    Args:
        text: canonical text.
        context: publisher, country and date decide between namesakes.
        matcher: of the forms, in the order of ``patterns.forms``.
        patterns: the lists.
        pieces: paragraphs; their lines are only wrapped.
    """
    words = words_of(text, pieces)
    lower = frozenset(w for w in words.different if w.islower())
    hits = gazetteer.find(words, matcher, patterns)
    publisher, whole = _publisher(context.publisher, matcher, patterns)
    home = context.country or (publisher.country if publisher else None)
    around = choose.surroundings(hits, words, home=home, published_on=context.published_on)
    nears = _nears(hits)
    cover = Cover(len(words))
    listed: dict[int, tuple[int, Person]] = {}
    bodies: list[Draft] = []
    states: list[Draft] = []
    for hit in hits:
        form = choose.choose(hit, words, patterns, around, _local(hit, nears, words))
        if form is None:
            continue
        if isinstance(form.actor, Person):
            listed[hit.start] = (hit.end, form.actor)
            continue
        draft = _draft(hit, form, words)
        (states if form.actor.type in _STATES else bodies).append(draft)
    for draft in bodies:
        _absorb(draft, nears, words)
        organisations.lengthen(draft, words, patterns)
    built = organisations.find(words, patterns, nears.get)
    for draft in _resolved(bodies, built):
        if cover.free(draft.start, draft.end):
            cover.take(draft)
    names = Names(words, cover, [], home, publisher if whole else None, lower, nears)
    _define_acronyms(cover, words, names, patterns)
    for draft in states:
        if cover.free(draft.start, draft.end):
            cover.take(draft)
    firms.find(words, patterns, cover, nears.get, lower)
    people = People(words, patterns, nears.get, lower, home)
    names.offices = people.offices
    people.named(cover, listed)
    _abbreviated(names)
    people.surnames(cover)
    return names


def _publisher(
    publisher: str | None, matcher: Phrases, patterns: Patterns
) -> tuple[Actor | None, bool]:
    """The listed actor in the publisher's name, and whether the name is just that."""
    if not publisher:
        return None, False
    words = Words(publisher)
    around = Surroundings(Counter(), frozenset(), None, "")
    hits = gazetteer.find(words, matcher, patterns)
    for hit in sorted(hits, key=lambda h: h.start - h.end):
        form = choose.choose(hit, words, patterns, around, None) or hit.forms[0]
        if isinstance(form.actor, Actor) and form.kind not in ("adjective", "seat"):
            state = form.actor.type in _STATES
            return form.actor, not state or hit.end - hit.start >= len(words) - 1
    return None, False


def _nears(hits: list[Hit]) -> dict[int, Near]:
    return {
        h.start: Near(h.start, h.end, h.country, h.forms[0].kind == "adjective")
        for h in hits
        if h.country and h.forms[0].kind in ("name", "alias", "adjective")
    }


def _local(hit: Hit, nears: dict[int, Near], words: Words) -> str | None:
    """Country that stands by a name of a body."""
    if hit.country is not None:
        return None
    forms = words.forms
    near = organisations.possessor(hit.start, nears.get, words)
    if near is not None:
        return near
    if hit.end + 1 < len(words) and forms[hit.end] in ("of", ","):
        place = hit.end + 1 + (forms[hit.end + 1] in ("the", "The"))
        after = nears.get(place)
        if (
            after
            and not after.adjective
            and organisations.ends_there(forms[hit.end], after.end, words)
        ):
            return after.country
    return None


def _draft(hit: Hit, form: Form, words: Words) -> Draft:
    actor = form.actor
    assert isinstance(actor, Actor)
    exact = form.kind == "name" and hit.exact
    return Draft(
        hit.start,
        hit.end,
        f"actors.list.{form.kind}",
        actor.actor_id,
        actor.name,
        actor.type,
        actor.country,
        "exact" if exact else "alias",
        modifier=form.kind == "adjective",
    )


def _absorb(draft: Draft, nears: dict[int, Near], words: Words) -> None:
    """Take the country's name into the mention: *U.S. Department of Energy*, *… of Korea*."""
    forms = words.forms
    for first in range(max(0, draft.start - 6), draft.start):
        near = nears.get(first)
        if near and near.end == draft.start and near.country == draft.country:
            draft.start = first
            break
    if draft.end + 1 < len(words) and forms[draft.end] == "of":
        near = nears.get(draft.end + 1 + (forms[draft.end + 1] in ("the", "The")))
        if near and not near.adjective and near.country == draft.country:
            draft.end = near.end


def _resolved(bodies: list[Draft], built: list[Draft]) -> Iterator[Draft]:
    """Listed and built names, the better one of each overlapping pair first."""
    ends = {b.end for b in bodies}
    starts = {b.start for b in bodies}
    listed = {i for b in bodies for i in range(b.start, b.end)}
    fresh = [
        b
        for b in built
        if (b.end not in ends and b.start not in starts) or listed.isdisjoint(range(b.start, b.end))
    ]
    yield from sorted((*bodies, *fresh), key=lambda d: (d.start - d.end, d.rule, d.start))


_SAME_NAME = 85  # likeness, of 100, at which two long forms of one acronym are one name


def _adopt(draft: Draft, short: str, patterns: Patterns) -> None:
    """A built name that is a listed one in another spelling, short form and all."""
    if draft.resolution != "pattern" or draft.name is None:
        return
    for actor in patterns.by_acronym.get(short, ()):
        longer = (actor.name, *actor.aliases)
        if max(fuzz.ratio(draft.name.lower(), name.lower()) for name in longer) >= _SAME_NAME:
            draft.actor_id, draft.name = actor.actor_id, actor.name
            draft.type, draft.country = actor.type, actor.country
            draft.resolution, draft.rule = "alias", "actors.list.likeness"
            return


def _define_acronyms(cover: Cover, words: Words, names: Names, patterns: Patterns) -> None:
    """*Korea Research Institute (KRI)*: the short form stands for the long one from here on."""
    forms = words.forms
    for draft in cover.drafts():
        at = draft.end
        if at + 2 >= len(forms) or forms[at] != "(":
            continue
        first = at + 1
        if forms[first] in ('"', "“", "'"):
            first += 1
        short, last = _compact(words, first)
        if not _LETTERS.match(short) or last >= len(forms):
            continue
        if forms[last] not in (")", '"', "”", "'", ",", ";") or not _fits(short, draft, words):
            continue
        _adopt(draft, short, patterns)
        names.acronyms.setdefault(short, draft)


def _compact(words: Words, first: int) -> tuple[str, int]:
    """The unbroken run of words from ``first`` and where it ends."""
    last = first + 1
    while (
        last < len(words)
        and words.starts[last] == words.ends[last - 1]
        and (words.forms[last].isalnum() or words.forms[last] in "-&*")
    ):
        last += 1
    return "".join(words.forms[first:last]) if first < len(words) else "", last


def _fits(short: str, draft: Draft, words: Words) -> bool:
    """The letters are, mostly and in order, initials of the name."""
    initials = [
        c.lower()
        for w in words.forms[draft.start : draft.end]
        for c in (w[0], *(x for x in w[1:] if x.isupper()))
    ]
    at = matched = 0
    letters = [c.lower() for c in short if c.isupper()]
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            matched += 1
    return matched * 3 >= len(letters) * 2 and matched >= 2


def _abbreviated(names: Names) -> None:
    """Every use of a short form that the text defines."""
    words, cover = names.words, names.cover
    firsts: dict[str, list[tuple[str, ...]]] = {}
    split_forms: dict[tuple[str, ...], Draft] = {}
    for short, draft in names.acronyms.items():
        parts = tuple(split(short))
        split_forms[parts] = draft
        firsts.setdefault(parts[0], []).append(parts)
    for index in words.where(firsts.keys()):
        for parts in firsts[words.forms[index]]:
            end = index + len(parts)
            if tuple(words.forms[index:end]) != parts:
                continue
            known = split_forms[parts]
            there = cover.at(index)
            if there is not None and (there.end > end or there.start < index):
                continue
            if there is not None:
                cover.drop(there)
            if cover.free(index, end):
                cover.take(known.alias(index, end, "actors.acronym"))
