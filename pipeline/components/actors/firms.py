"""Firms and other bodies that no list holds, known by the words that introduce them.

*Heron Tidal, a maker of pumps*; *the chipmaker Corvane*; *Ann Other, chief executive of Quayside*;
*Heron Tidal (NYSE: HTD)*; *Heron Tidal said it will …*. Once introduced, a name stands for its
body in the whole text, and so does its first word alone where nothing else bears it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.components.actors.draft import Cover, Draft
from pipeline.components.actors.firm_names import LONGEST, FirmNames, Introduced, products
from pipeline.components.actors.organisations import CountryAt, part, same_line, usual_name
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import actor_id

_APPOSED = 12  # words after a name within which the noun stands that says what it is
_SAID = 5  # words after a verb of saying within which "it" stands
_ARTICLES = frozenset(("a", "an", "the", "one"))
_STOPS = frozenset((",", ";", ":", ".", "(", ")", '"', "“", "”"))
# What may follow the noun of an apposition; anything else and the noun only qualifies another.
_AFTER = frozenset(
    """
    , . ; : ( ) — - " of that which who whose based headquartered in with specializing specialising
    for from owned backed founded run focused focusing building developing working making known
    to at on by
    """.split()
)
_WITHIN = frozenset("of for who whose that which at with from in by on to".split())
_PLACED = frozenset(("based", "headquartered"))
_CHIEFS = frozenset(("CEO", "CFO", "CTO", "COO", "CEOs"))
_OWNED_CHIEFS = frozenset(("chairman", "chairwoman", "spokesman", "spokeswoman", "spokesperson"))
_CAMEL = re.compile(r"(?!Mc|Mac|De|Le|La|Di|Du|Van)[A-Z][a-z]+[A-Z]\w*")
_EXCHANGES = frozenset(
    ("NASDAQ", "Nasdaq", "NYSE", "LSE", "TSX", "ASX", "AMEX", "OTC", "HKEX", "SGX")
)
_SAYS = frozenset(
    "said says announced announces plans planned expects pledged unveiled confirmed told".split()
)
_LEADERS = frozenset(("chief", "founder", "director"))
_OPENINGS = frozenset((",", "(")) | _CHIEFS | _OWNED_CHIEFS | _SAYS
_IT = frozenset(("it", "its"))
_Written = tuple[str, ...]  # the words of a name


@dataclass(frozen=True, slots=True)
class Known:
    """A body that the text introduces: what it is called, and what it is said to be."""

    name: str
    type: str | None
    country: str | None


def find(
    words: Words,
    patterns: Patterns,
    cover: Cover,
    country_at: CountryAt,
    lower: frozenset[str],
) -> list[Draft]:
    """All mentions of bodies that the text introduces by their names.

    Args:
        words: of the document.
        patterns: the lists.
        cover: words that other names hold.
        country_at: the country named at a word, if one begins there.
        lower: words that the document also writes small.
    """
    firms = _Firms(words, patterns, cover, country_at, lower)
    known: dict[_Written, Known] = {}
    for named in firms.introduced():
        written = tuple(words.forms[named.start : named.end])
        name = usual_name(words.string(named.start, named.end))
        old = known.get(written)
        known[written] = Known(
            name,
            (old.type if old else None) or named.type,
            (old.country if old else None) or named.country,
        )
    _shortened(known)
    found = list(firms.mentions(known))
    for draft in found:
        cover.take(draft)
    shorts = [*firms.short(found)]
    for draft in shorts:
        cover.take(draft)
    return [*found, *shorts]


def _shortened(known: dict[_Written, Known]) -> None:
    """Give a name of one word to the one longer name that begins with it."""
    longer: dict[str, list[_Written]] = {}
    for written in known:
        if len(written) > 1:
            longer.setdefault(written[0], []).append(written)
    for first, names in longer.items():
        if (first,) in known and len({known[name].name for name in names}) == 1:
            known[first,] = known[names[0]]


class _Firms(FirmNames):
    """Looks for introductions in one document."""

    def introduced(self) -> Iterator[Introduced]:
        """Each introduction of a name."""
        patterns = self._patterns
        for index in self._words.where(self._introducing()):
            form = self._forms[index]
            named: Introduced | None = None
            if form == ",":
                named = self._apposed(index)
            elif form == "(":
                named = self._listed_on_exchange(index)
            elif form.lower() in patterns.nouns:
                named = self._after_noun(index)
            elif form in _CHIEFS or form.lower() in _LEADERS:
                named = self._led(index)
            elif form in _OWNED_CHIEFS:
                named = self._chaired(index)
            elif form in _SAYS:
                named = self._speaking_of_itself(index)
            elif _CAMEL.fullmatch(form) and self._acts(index + 1):
                named = self._checked(self._start(index + 1), index + 1, None)
            if named is None and form in self._endings:
                named = self._ending(index)
            if named is not None and not self._made(named):
                yield named

    def _introducing(self) -> set[str]:
        """The words of the text at which an introduction is looked for."""
        nouns = self._patterns.nouns
        return {
            form
            for form in self._words.different
            if form in _OPENINGS
            or form in self._endings
            or form.lower() in nouns
            or form.lower() in _LEADERS
            or _CAMEL.fullmatch(form)
        }

    def _made(self, named: Introduced) -> bool:
        """A name that no noun says to be a body, while some noun says to be a thing."""
        written = self._words.string(named.start, named.end)
        if named.type is not None:
            return False
        if self._products is None:
            self._products = products(self._words.text)
        return written in self._products

    # --- the ways to introduce ------------------------------------------------------------

    def _apposed(self, comma: int) -> Introduced | None:
        """*Heron Tidal, a maker of pumps,* and *Heron Tidal, based in Oslo,*."""
        forms = self._forms
        if comma < 1 or comma + 2 >= len(forms) or not self._words.capital(comma - 1):
            return None
        opening = forms[comma + 1].lower()
        if opening in _PLACED and forms[comma + 2] in ("in", "at", "near"):
            return self._before(comma, None)
        if opening not in _ARTICLES:
            return None
        country = None
        for at in range(comma + 2, min(len(forms), comma + _APPOSED)):
            if forms[at] in _STOPS or self._words.line[at] != self._words.line[comma]:
                return None
            near = self._country_at(at)
            country = near.country if near is not None and country is None else country
            noun = self._noun(at)
            if noun is not None and not forms[at][0].isupper():  # "the West Bank"
                kind, end, _ = noun
                following = forms[end] if end < len(forms) else "."
                if following not in _AFTER:
                    continue  # "a bank manager"
                return self._before(comma, kind, country)
            if forms[at] in _WITHIN and not (opening == "one" and at == comma + 2):
                return None  # "the head of a company"
        return None

    def _after_noun(self, index: int) -> Introduced | None:
        """*the chipmaker Corvane*."""
        noun = self._noun(index)
        if noun is None or not noun[2] or not same_line(noun[1], self._words):
            return None
        kind, start, _ = noun
        if index and self._forms[index - 1] in ("of", "per"):
            return None
        end = self._run(start)
        if end == start:
            return None
        near = next(
            (n for i in range(max(0, index - 4), index) if (n := self._country_at(i))), None
        )
        country = near.country if near is not None and near.adjective else None
        return self._checked(start, end, kind, country)

    def _led(self, index: int) -> Introduced | None:
        """*CEO of Corvane, Corvane's chief executive, Corvane CEO Ann Other*."""
        forms = self._forms
        end = index + 1
        low = forms[index].lower()
        if low == "chief":
            officer = next((i for i in (1, 2) if forms[end + i : end + i + 1] == ["officer"]), 0)
            officer = officer or (forms[end + 1 : end + 2] == ["Officer"])
            if not officer and forms[end : end + 1] not in (["executive"], ["Executive"]):
                return None
            end += 1 + officer
        if low == "director" and forms[index - 1 : index] not in (["managing"], ["Managing"]):
            return None
        if end + 1 < len(forms) and forms[end] in ("of", "at"):
            last = self._run(end + 1)
            if last > end + 1:
                return self._checked(end + 1, last, None)
            return None
        if low == "founder" or low == "director":
            return None
        owner = index
        if owner >= 2 and forms[owner - 1] == "s" and forms[owner - 2] == "'":
            owner -= 2
        return self._before(owner, None) if owner else None

    def _chaired(self, index: int) -> Introduced | None:
        """*Corvane's executive chairman*, *a Corvane spokeswoman*; not those of a person."""
        forms = self._forms
        owner = index - (forms[index - 1] in ("executive", "new", "former", "chief"))
        if owner >= 2 and forms[owner - 1] == "s" and forms[owner - 2] == "'":
            owner -= 2
        elif forms[index] in ("chairman", "chairwoman"):
            return None
        if owner < 1 or forms[owner - 1] in self._patterns.by_surname or self._surname(owner - 1):
            return None
        return self._before(owner, None)

    def _listed_on_exchange(self, bracket: int) -> Introduced | None:
        """*Heron Tidal (NYSE: HTD)*."""
        inside = self._forms[bracket + 1 : bracket + 3]
        if len(inside) < 2 or inside[0] not in _EXCHANGES or inside[1] != ":":
            return None
        return self._before(bracket, "company")

    def _speaking_of_itself(self, index: int) -> Introduced | None:
        """*Heron Tidal said on Monday it will …*: neither a person nor a people."""
        forms = self._forms
        for at in range(index + 1, min(len(forms), index + 1 + _SAID)):
            if forms[at] in _IT and forms[at - 1] not in ("of", "about", "on", "in", "to"):
                named = self._before(index, None)
                alone = named is not None and named.end - named.start == 1
                return None if alone and self._surname(index - 1) else named
            if forms[at] in _STOPS:
                return None
        return None

    def _ending(self, index: int) -> Introduced | None:
        """*Heron Energy*: two words or more, the last of them one that firms are called by."""
        words, forms = self._words, self._forms
        start = self._start(index + 1)
        if (
            index - start < 1
            or index - start >= LONGEST
            or self._goes_on(index)
            or (start and same_line(start, words) and self._cover.at(start - 1) is not None)
        ):
            return None
        first = forms[start]
        if forms[index] not in self._patterns.words["sure endings"] and not self._acts(index + 1):
            return None
        if forms[index - 1] in self._patterns.words["not before a head"]:
            return None  # "Working Group"
        if first in self._no_name or first.lower() in self._lower or first in self._endings:
            return None
        if start and forms[start - 1] in ("the", "The", "of"):
            return None
        if any(self._country_at(at) for at in range(start, index)):
            return None
        return self._checked(start, index + 1, "company")

    # --- mentions -------------------------------------------------------------------------

    def mentions(self, known: Mapping[_Written, Known]) -> Iterator[Draft]:
        """Every place where an introduced name stands."""
        forms = self._forms
        firsts = {written[0] for written in known}
        longest = max(map(len, known), default=0)
        done = 0
        for index in self._words.where(firsts):
            if index < done:
                continue
            for size in range(longest, 0, -1):
                end = index + size
                written = tuple(forms[index:end])
                if written not in known or not self._cover.free(index, end):
                    continue
                if size == 1 and self._within_name(index):
                    continue
                body = known[written]
                yield Draft(
                    index,
                    end,
                    rule="actors.introduced",
                    actor_id=actor_id(body.name),
                    name=body.name,
                    type=body.type,
                    country=body.country,
                    resolution="pattern",
                )
                done = end
                break

    def _within_name(self, index: int) -> bool:
        """One word of a longer name: *Ann Corvane*."""
        words = self._words
        before = index - 1
        if not same_line(index, words) or words.titled[words.line[index]]:
            return False
        return (
            part(before, words, self._patterns, titles=False)
            and self._forms[before].lower() not in self._patterns.nouns
            and self._cover.at(before) is None
            and (not words.first[before] or self._forms[before] in self._patterns.given_names)
        )

    def short(self, found: list[Draft]) -> Iterator[Draft]:
        """*Heron* for *Heron Tidal*: the first word alone, where it acts or owns somewhere."""
        candidates: dict[str, Draft | None] = {}
        companies = (d for d in self._cover.drafts() if d.type == "company")
        built = [d for d in companies if d.rule.startswith("actors.pattern.")]
        for draft in (*found, *built):
            first = self._forms[draft.start]
            if draft.end - draft.start < 2 or not self._telling(first):
                continue
            other = candidates.setdefault(first, draft)
            if other is not None and other.actor_id != draft.actor_id:
                candidates[first] = None
        places: dict[str, list[int]] = {}
        for index in self._words.where(candidates.keys()):
            places.setdefault(self._forms[index], []).append(index)
        for form, indices in places.items():
            owner = candidates[form]
            alone = [i for i in indices if self._cover.at(i) is None]
            if owner is None or not self._stands_alone(alone):
                continue
            for index in alone:
                yield owner.alias(index, index + 1, "actors.introduced")

    def _telling(self, word: str) -> bool:
        patterns = self._patterns
        return (
            len(word) >= 4
            and word.lower() not in self._lower
            and word not in self._no_name
            and word not in patterns.given_names
            and word not in patterns.words["states"]
            and word not in patterns.heads
            and word.lower() not in patterns.words["openers"]
        )

    def _stands_alone(self, indices: list[int]) -> bool:
        """It acts or owns somewhere, and is nowhere a place or a part of another name."""
        words, forms = self._words, self._forms
        acts = False
        for index in indices:
            if words.titled[words.line[index]]:
                continue
            previous = forms[index - 1].lower() if index else ""
            following = forms[index + 1] if index + 1 < len(forms) else "."
            if previous in ("in", "near", "across", "outside", "mr", "ms", "mrs", "dr"):
                return False
            if index and self._forms[index - 1] in self._patterns.given_names:
                return False
            if same_line(index + 1, words) and words.capital(index + 1):
                return False
            acts = acts or following == "'" or following in self._patterns.words["acts"]
            acts = acts or following.lower() in ("is", "was", "also", "aims", "expects", "to")
        return acts
