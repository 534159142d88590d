"""Listed names in a text: which words may be one, and whom they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.matcher import PhraseMatcher
from spacy.vocab import Vocab

from pipeline.components.actors.patterns import Form, Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import Actor, Person

_ACRONYM = re.compile(r"^[A-Z][A-Za-z*&-]{0,9}$")
_LOCATIVE = frozenset("in at near around outside inside to from across through via".split())
# Verbs with which a seat of government stands for the government.
_ACTS = frozenset(
    "said says has had have will would agreed announced pledged signed plans planned wants seeks "
    "hopes believes argues insists accused backed condemned supports opposed decided".split()
)
_FIRM_WORDS = frozenset("inc plc ltd corp corporation said says announced".split())
_US_STATES = frozenset(
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho "
    "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan "
    "Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania "
    "Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming Carolina Dakota Atlanta Savannah "
    "Jersey".split()
)
# After a demonym that is a noun: "every American has".
_AFTER_PERSONS = frozenset(
    "who whose has have had is are was were will would can could should may must to with in of for "
    "from by that at on as than into but when if because".split()
)
# Last words of names of laws and programmes: "American Rescue Plan".
_DEEDS = frozenset(
    "Plan Act Program Programme Initiative Jobs Dream Challenge Award Awards Order Heritage Month "
    "Day Games Cup Open Revolution War Strategy Agenda".split()
)
_INTO = frozenset(("Investing", "Made", "Invest"))  # names of agendas
# Words before or after a country's name that make it part of another name.
_NOT_AFTER = {
    "Georgia": frozenset("South".split()),
    "Jordan": frozenset("Michael Jim Barbara Vernon Cameron".split()),
    "Chad": frozenset(),
    "Guinea": frozenset("New Equatorial".split()),
    "Ireland": frozenset("Northern".split()),
    "India": frozenset("Air".split()),
    "America": frozenset("Latin South North Central Buy Electrify Teach Vaccinate Mid".split()),
    "American": frozenset("Latin South North Central African Asian Native Pan".split()),
    "Mexico": frozenset("New".split()),
    "Jersey": frozenset("New".split()),
    "Indo": frozenset(),
    "England": frozenset("New".split()),
    "Washington": frozenset("George Denzel Port Fort Lake".split()),
    "Ocean": frozenset(),
}
_NOT_BEFORE = {
    "Indian": frozenset("Ocean Country Tribes Tribe Affairs Health Education Territory".split()),
    "American": frozenset("Samoa Indian Indians Airlines Express".split()),
    "Washington": frozenset("Post D DC State Times University Commanders".split()),
    "London": frozenset("School Stock Business Bridge Underground".split()),
    "Jordan": frozenset("River".split()),
    "India": frozenset("Ocean".split()),
    "America": frozenset("250 Vote First Works Saves".split()),
    "Turkey": frozenset("dinner hunt".split()),
    "US": frozenset("$".split()),
    "S": frozenset("$".split()),
    "Australian": frozenset(),
    "Polish": frozenset("your up the".split()),
    "China": frozenset("Sea Lake".split()),
    "Dutch": frozenset("Harbor".split()),
    "Swiss": frozenset("cheese".split()),
    "Korea": frozenset("Strait".split()),
}


@dataclass(slots=True)
class Hit:
    """Words that may be a listed name, with the actors that bear it.

    Attributes:
        exact: written just as listed (names in capitals, in a title, are not).
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    exact: bool

    @property
    def country(self) -> str | None:
        """The country whose plain name or adjective this is."""
        form = self.forms[0]
        if isinstance(form.actor, Actor) and form.actor.type in ("government", "supranational"):
            return form.actor.country
        return None


def find(words: Words, matcher: PhraseMatcher, patterns: Patterns, vocab: Vocab) -> list[Hit]:
    """All written forms of listed names, longest first where they overlap."""
    hits: list[Hit] = []
    doc = words.doc(vocab)
    for key, start, end in matcher(doc):
        if end - start == 1 and not words.capital(start):
            continue
        same = patterns.forms[int(vocab.strings[key])]
        written = tuple(words.forms[start:end])
        after_the = start > 0 and words.forms[start - 1].lower() == "the"
        fitting = tuple(f for f in same if f.words == written and (after_the or not f.article))
        if any(f.words == written for f in same):
            if fitting and _plain(words, start, end, written):
                hits.append(Hit(start, end, fitting, True))
            continue
        loose = tuple(f for f in same if f.kind in ("name", "alias", "person"))
        if loose and _shouted(words, start, end, written) and _plain(words, start, end, written):
            hits.append(Hit(start, end, loose, False))
    return longest(hits)


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits that overlap no longer one, in order of the text."""
    taken: set[int] = set()
    kept: list[Hit] = []
    # of two of one length, a body's name is the better find than a government's
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.country is not None, h.start)):
        if not any(i in taken for i in range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def _plain(words: Words, start: int, end: int, written: tuple[str, ...]) -> bool:
    """The words around do not make them part of something else."""
    forms = words.forms
    previous = forms[start - 1] if start else ""
    following = forms[end] if end < len(forms) else ""
    after = forms[end + 1] if end + 1 < len(forms) else ""
    if written == ("Indo",) and (following != "-" or after == "Pacific"):
        return False
    if following in _NOT_BEFORE.get(written[-1], ()):
        return False
    if previous.capitalize() in _NOT_AFTER.get(written[0].capitalize(), ()):
        return False
    if written == ("America",) and following == "the" and after == "Beautiful":
        return False
    if written == ("America",) and previous.lower() == "in" and start > 1 and forms[start - 2] in _INTO:
        return False
    # "US$5m" is money
    return not (following == "$" and words.starts[end] == words.ends[end - 1])


def _shouted(words: Words, start: int, end: int, written: tuple[str, ...]) -> bool:
    """Written in capitals or with title case where the list has another case."""
    letters = [w for w in written if w[0].isalpha()]
    if not letters:
        return False
    if len(letters) == 1:
        word = letters[0]
        return len(written) == 1 and len(word) >= 5 and word.isupper()
    if any(len(w) > 3 and not w[0].isupper() for w in letters):
        return False
    return sum(w[0].isupper() for w in letters) * 2 > len(letters)


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
    scored = [(_ground(f, hit, words, around), -i, f) for i, f in enumerate(forms)]
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


def _ground(form: Form, hit: Hit, words: Words, around: Surroundings) -> float:
    """How well the text supports a reading; 0 for not at all."""
    actor = form.actor
    weight = around.countries.get(actor.country or "", 0)
    if isinstance(actor, Person) or form.kind == "person":
        return 1.0 + weight
    if form.kind == "seat":
        return _seated(hit, words) * (1.0 + weight)
    if actor.name == "Georgia" and len(form.words) == 1:
        return _the_country_georgia(hit, words)
    if form.kind == "adjective":
        return (2.0 + weight) * _qualifies(hit, words)
    if form.kind == "name":
        return 2.0 + weight
    known = actor.actor_id in around.full
    acronym = len(form.words) <= 3 and bool(_ACRONYM.match("".join(form.words)))
    if form.article:
        home = actor.country is not None and actor.country == around.home
        return 3.0 * known + (1.0 + weight) * home
    if form.kind == "ambiguous":
        if actor.type == "company":
            return float(known) + _corporate(hit, words)
        if actor.type == "university" and not acronym:
            after = words.forms[hit.end : hit.end + 1]
            acts = bool(after) and (after[0] in _ACTS or after[0] == "to")
            locative = words.forms[hit.start - 1].lower() in _LOCATIVE if hit.start else False
            return float(known and acts and not locative)
        if acronym:
            home = actor.country is not None and actor.country == around.home
            return 3.0 * known + (1.0 + weight) * home
        if actor.country is None:
            return float(known) or _with_article(hit, words)
        return 2.0 * known + weight
    if acronym and actor.country and actor.type not in ("government", "supranational", "company"):
        return 2.0 * known + weight
    return 1.0 + weight


def _qualifies(hit: Hit, words: Words) -> bool:
    """A demonym before a noun; neither a person (*an American*), a language nor a law's name."""
    forms, total = words.forms, len(words)
    at = hit.end
    if at >= total or words.line[at] != words.line[hit.start] and not words.titled[words.line[at]]:
        return False
    following = forms[at]
    if following in ("and", "or", ",", "/", "&"):
        return at + 1 < total and words.capital(at + 1)
    if following == "-":
        return at + 1 < total and forms[at + 1][0].isalpha()
    if not following[0].isalnum() or following in _AFTER_PERSONS:
        return False
    last = at
    while last < total and words.capital(last) and words.line[last] == words.line[at] and last < at + 6:
        last += 1
    return last == at or forms[last - 1] not in _DEEDS or words.titled[words.line[at]]


def _with_article(hit: Hit, words: Words) -> float:
    return 0.5 if hit.start and words.forms[hit.start - 1].lower() == "the" else 0.0


def _seated(hit: Hit, words: Words) -> float:
    """*Tokyo said* and *between Tokyo and Seoul*, but not *in Tokyo*."""
    forms = words.forms
    previous = forms[hit.start - 1].lower() if hit.start else ""
    if previous in _LOCATIVE or previous == ",":
        return 0.0
    after = forms[hit.end : hit.end + 4]
    if after and after[0] in _ACTS:
        return 1.0
    if len(after) >= 3 and after[0] == "'" and after[1] == "s" and after[2].islower():
        return 1.0 if words.ends[hit.end] == words.starts[hit.end + 1] else 0.0
    return 1.0 if previous == "between" and len(after) > 1 and after[0] == "and" else 0.0


def _corporate(hit: Hit, words: Words) -> float:
    forms = words.forms
    after = forms[hit.end : hit.end + 2]
    before = forms[max(0, hit.start - 2) : hit.start]
    if after and (after[0].lower() in _FIRM_WORDS or after[0] in _ACTS):
        return 1.0 if not words.first[hit.start] or after[0] in _ACTS else 0.5
    if any(w.lower() in ("company", "companies", "firm", "firms", "giant", "giants") for w in before):
        return 1.0
    return 0.0


def _the_country_georgia(hit: Hit, words: Words) -> float:
    """The country, unless a state or a city of the United States stands by."""
    window = words.forms[max(0, hit.start - 12) : hit.end + 12]
    if any(w in _US_STATES for w in window):
        return 0.0
    neighbours = {"Moldova", "Ukraine", "Armenia", "Azerbaijan", "Abkhazia", "Caucasus", "Russia"}
    if neighbours & set(window) or neighbours & set(words.forms) and "Georgian" in words.forms:
        return 1.0
    return 0.0 if {"Senator", "Governor", "State", "Biden", "Trump"} & set(words.forms) else 0.5
