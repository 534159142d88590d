"""Persons: by title, by given name, and by surname once the full name has been read."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.actors.draft import Cover, Draft
from pipeline.components.actors.organisations import CountryAt, complement
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import Person, actor_id

_PARTICLES = frozenset("von van der den de del della di da dos bin binti ibn al el la le ten ter".split())
_SUFFIXES = frozenset("Jr Sr II III IV".split())
_NO_NAME = frozenset(
    "January February March April June July August September October November December Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday Act Administration Government House Office "
    "Team Staff Order Bill Day Street Avenue Road Square Park Airport Island University College "
    "School Institute Foundation Award Prize Medal Fund Agency Announces Signs Delivers Says Will "
    "Report Statement Remarks Summit Forum The A An And Of For In On At To With By From Is Has Was "
    "Today State National Federal General Public Deputy Senior Chief Vice Press Republicans "
    "Democrats Republican Democrat Democratic Court Center Centre River Lake County City Tower "
    "Creek Falls Springs Mountain Canyon Hall Group Company Plan Agenda Doctrine Center Library Memorial Hospital Church Beach Hills "
    "Valley Peninsula Building Accords Peace Deal International Global Law".split()
)
_ROLES = frozenset(
    "chief executive ceo cto cfo founder director president chairman chairwoman chair head minister "
    "secretary professor analyst senior managing partner vice executive deputy spokesperson "
    "spokesman spokeswoman general leader manager economist researcher fellow commissioner officer "
    "ambassador governor senator co-founder principal lecturer adviser advisor member editor".split()
)
_BETWEEN = frozenset("of for and the to".split())


@dataclass(frozen=True, slots=True)
class Office:
    """A title with its complement: *Secretary of State for Science*.

    Attributes:
        kind: of the title.
        field_start, field_end: words of the complement, equal where there is none.
        country: said with the office.
    """

    start: int
    end: int
    kind: str
    title: str
    field_start: int
    field_end: int
    country: str | None


def offices(
    words: Words, patterns: Patterns, country_at: CountryAt, lower: frozenset[str]
) -> list[Office]:
    """All titles with their complements; chains (*Minister for A and Minister for B*) are one."""
    found: list[Office] = []
    index, total = 0, len(words)
    while index < total:
        form = words.forms[index]
        if form not in patterns.titles or not words.capital(index):
            index += 1
            continue
        office = _office(index, words, patterns, country_at, lower)
        if office is None:
            index += 1
            continue
        found.append(office)
        index = max(office.end, index + 1)
    return found


def _title(index: int, words: Words, patterns: Patterns) -> tuple[str, ...] | None:
    forms = words.forms
    for title in patterns.titles.get(forms[index], ()):
        if tuple(forms[index : index + len(title)]) == title:
            return title
    return None


def _office(
    index: int,
    words: Words,
    patterns: Patterns,
    country_at: CountryAt,
    lower: frozenset[str],
) -> Office | None:
    title = _title(index, words, patterns)
    if title is None:
        return None
    kind = patterns.title_kinds[title]
    end = index + len(title)
    forms = words.forms
    # "Science, Innovation and Technology Secretary" opens earlier; the complement goes before it
    field_start = field_end = end
    country: str | None = None
    if kind == "honorific":
        if end < len(words) and forms[end] == ".":
            end += 1
        return Office(index, end, kind, " ".join(title), end, end, None)
    at = end
    if at + 3 < len(words) and forms[at : at + 4] == ["-", "in", "-", "charge"]:
        at += 4
    name_end, stop, country = complement(at, "Ministry", words, patterns, country_at)
    if stop > at:
        stop = name_end = _before_name(at + 1, name_end, words, patterns, lower) if country is None else stop
        field_start, field_end, end = at + 1, name_end, max(stop, name_end)
    elif at > end:
        return None
    for _ in range(3):
        if end + 1 < len(words) and forms[end] == "and" and _title(end + 1, words, patterns):
            more = _office(end + 1, words, patterns, country_at, lower)
            if more is None or more.kind == "honorific":
                break
            end = more.end
        else:
            break
    return Office(index, end, kind, " ".join(title), field_start, field_end, country)


def _before_name(
    first: int, end: int, words: Words, patterns: Patterns, lower: frozenset[str]
) -> int:
    """Where a complement ends and a name begins: *of Science and ICT | Lee Jong Ho*."""
    forms = words.forms
    for at in range(first + 1, end):
        if forms[at - 1] in ("and", "&", ",", "the", "-"):
            continue
        initial = len(forms[at]) == 1 and forms[at].isupper()
        opens = forms[at] in patterns.given_names or forms[at] in _FAMILY_FIRST or initial
        if opens and (at + 1 < end or _name_end(at, words, patterns, set()) > at + 1):
            return at
    # "of Information Technology Andres Sutt": two words that the text never writes small
    joint = max((i for i in range(first, end) if forms[i] in ("and", "&", ",")), default=first - 1)
    name = _name_end(end - 1, words, patterns, set())
    if end - joint - 1 >= 3 and name == end and not {w.lower() for w in forms[end - 2 : end]} & lower:
        return end - 2
    return end


def _name_end(start: int, words: Words, patterns: Patterns, stops: set[str]) -> int:
    """One past the last word of a name that begins at ``start``."""
    forms, total = words.forms, len(words)
    at, parts = start, 0
    while at < total and parts < 5:
        if at > start and words.line[at] != words.line[at - 1]:
            break
        form = forms[at]
        if form in _NO_NAME or form in stops or form in patterns.heads:
            break
        if (form,) in patterns.title_kinds and at > start and form not in patterns.given_names:
            break
        if form[0].isupper() and form.isalpha():
            parts += 1
            at += 1
            if at < total and forms[at] == "." and (len(form) == 1 or form in _SUFFIXES):
                if words.ends[at - 1] == words.starts[at]:
                    at += 1
            elif at + 1 < total and forms[at] in ("-", "'") and forms[at + 1][0].isalpha():
                glued = words.ends[at] == words.starts[at + 1] and words.ends[at - 1] == words.starts[at]
                if glued and forms[at + 1] != "s" and not (forms[at] == "'" and len(form) > 1):
                    at += 2
            if at + 1 < total and forms[at] == "," and forms[at + 1] in _SUFFIXES:
                at += 1
            continue
        if form in _PARTICLES and at > start and at + 1 < total and forms[at + 1][0].isalpha():
            if forms[at + 1] in _PARTICLES or forms[at + 1][0].isupper():
                at += 1
                continue
        break
    while at > start and (forms[at - 1] in _PARTICLES or forms[at - 1] == ","):
        at -= 1
    return at


class People:
    """Finds persons and remembers them within one document."""

    def __init__(
        self,
        words: Words,
        patterns: Patterns,
        country_at: CountryAt,
        lower: frozenset[str],
        home: str | None,
    ) -> None:
        self._words = words
        self._patterns = patterns
        self._country_at = country_at
        self._lower = lower
        self._home = home
        self.offices = offices(words, patterns, country_at, lower)
        self._by_surname: dict[str, list[Draft]] = {}

    def named(self, cover: Cover, listed: dict[int, tuple[int, Person]]) -> list[Draft]:
        """Persons with a title or a given name.

        Args:
            cover: words that other names hold.
            listed: by first word, the end and the row of names in the list of people.
        """
        found: list[Draft] = []
        for office in self.offices:
            draft = self._titled(office, cover, listed)
            if draft is not None:
                found.append(draft)
                cover.take(draft)
        for start, (end, person) in listed.items():
            if cover.free(start, end):
                found.append(self._of_list(start, end, start, person, None))
                cover.take(found[-1])
        for index, form in enumerate(self._words.forms):
            if form in self._patterns.given_names and cover.at(index) is None:
                draft = self._given(index, cover)
                if draft is not None:
                    found.append(draft)
                    cover.take(draft)
        for draft in found:
            self._remember(draft)
        return found

    def _titled(
        self, office: Office, cover: Cover, listed: dict[int, tuple[int, Person]]
    ) -> Draft | None:
        words, forms = self._words, self._words.forms
        if not cover.free(office.start, office.start + 1):
            return None
        at = office.end
        if at < len(words) and forms[at] == ",":
            at += 1
        while at < len(words):
            title = _title(at, words, self._patterns)
            if title is None or self._patterns.title_kinds[title] != "honorific":
                break
            at += len(title)
            if at < len(words) and forms[at] == ".":
                at += 1
        after_comma = forms[office.end : office.end + 1] == [","]
        if at >= len(words) or words.line[at] != words.line[office.start]:
            return None
        start = self._opening(office, cover)
        if at in listed:
            end, person = listed[at]
            return self._of_list(start, end, at, person, office)
        if not forms[at][0].isupper() or not forms[at].isalpha() or forms[at] in _NO_NAME:
            return None
        if forms[at] in self._patterns.titles:
            return None
        if cover.at(at) is not None:
            return None
        stops = {w for w in self._patterns.heads}
        end = _name_end(at, words, self._patterns, stops)
        if end == at:
            return None
        if after_comma and at == office.end + 1 and end - at < 2:
            return None
        if words.titled[words.line[at]]:
            end = self._before_verb(at, end)
        if not cover.free(at, end):
            end = next(i for i in range(at, end) if cover.at(i) is not None)
            if end == at:
                return None
        return self._new(start, at, end, office)

    def _before_verb(self, start: int, end: int) -> int:
        for at in range(start + 1, end):
            form = self._words.forms[at].lower()
            if form in self._lower or form.endswith(("es", "ts", "ds")):
                return at
        return end

    def _opening(self, office: Office, cover: Cover) -> int:
        """First word of the office phrase: *Science and Technology* Secretary, *EPA* Administrator."""
        words, start = self._words, office.start
        if office.kind in ("honorific", "state"):
            return start
        while start > 0 and office.start - start < 7 and words.line[start] == words.line[start - 1]:
            previous = start - 1
            form = words.forms[previous]
            if cover.at(previous) is not None or words.first[start] or self._country_at(previous):
                break
            joins = form in (",", "and", "&") and previous > 0 and words.capital(previous - 1)
            if not joins and not (words.capital(previous) and form.isalpha() and form not in _NO_NAME):
                break
            start = previous
        while start < office.start and not (words.capital(start) and not words.first[start]):
            start += 1
        return start

    def _given(self, index: int, cover: Cover) -> Draft | None:
        words, forms = self._words, self._words.forms
        if index + 1 >= len(words) or words.line[index + 1] != words.line[index]:
            return None
        if index and words.capital(index - 1) and not words.first[index] and cover.at(index - 1) is None:
            if words.line[index - 1] == words.line[index] and not words.first[index - 1]:
                return None
        end = _name_end(index, words, self._patterns, set())
        if words.titled[words.line[index]]:
            end = self._before_verb(index, end)
        if end - index < 2 or not cover.free(index, end):
            return None
        last = forms[end - 1]
        if last.lower() in self._lower and len(last) < 4:
            return None
        return self._new(index, index, end, None)

    def _of_list(
        self, start: int, end: int, name_start: int, person: Person, office: Office | None
    ) -> Draft:
        return Draft(
            start,
            end,
            "actors.person.listed",
            person.actor_id,
            person.name,
            "person",
            person.country,
            "exact" if self._words.string(name_start, end) == person.name else "alias",
            role=self._role(office),
        )

    def _role(self, office: Office | None) -> str | None:
        if office is None or office.kind == "honorific":
            return None
        return self._words.string(office.start, office.end)

    def _new(self, start: int, name_start: int, end: int, office: Office | None) -> Draft | None:
        words, forms = self._words, self._words.forms
        single = end - name_start == 1
        if single:
            known = self._listed_by_surname(forms[name_start], office)
            if known is not None:
                draft = self._of_list(start, end, name_start, known, office)
                draft.resolution = "alias"
                return draft
        name = words.string(name_start, end)
        country = self._country(office) if office is not None else None
        return Draft(
            start,
            end,
            "actors.person.title" if office else "actors.person.name",
            None if single else actor_id(name),
            None if single else name,
            "person",
            country,
            "unresolved" if single else "pattern",
            role=self._role(office),
        )

    def _listed_by_surname(self, surname: str, office: Office | None) -> Person | None:
        if office is None:
            return None
        for person in self._patterns.by_surname.get(surname, ()):
            if office.title in person.titles:
                return person
        return None

    def _country(self, office: Office) -> str | None:
        if office.country:
            return office.country
        words = self._words
        start = office.start
        end = start
        forms = words.forms
        if end >= 2 and forms[end - 1] == "s" and forms[end - 2] == "'":
            end -= 2
        for first in range(max(0, end - 7), end):
            near = self._country_at(first)
            if near is not None and near.end == end:
                return near.country
        return self._home if office.kind in ("state", "minister") else None

    def _remember(self, draft: Draft) -> None:
        if draft.name is None:
            return
        person = next(
            (p for p in self._patterns.lists.people if p.actor_id == draft.actor_id), None
        )
        surnames = {person.surname} if person is not None and person.surname else set()
        parts = [p for p in draft.name.replace(".", " ").split() if p not in _SUFFIXES]
        if not surnames and len(parts) > 1:
            surnames.add(parts[-1])
            # family name first: "Yoon Suk Yeol", "Lee Jong-Ho"
            if parts[0] in _FAMILY_FIRST:
                surnames.add(parts[0])
        for surname in surnames:
            if surname is None:
                continue
            same = self._by_surname.setdefault(surname, [])
            if all(d.actor_id != draft.actor_id for d in same):
                same.append(draft)

    def surnames(self, cover: Cover) -> list[Draft]:
        """Later mentions by surname, with or without a title; titles alone stay unresolved."""
        found: list[Draft] = []
        words, forms = self._words, self._words.forms
        for draft in cover.drafts():
            if draft.type == "person" and draft.actor_id is None:
                self._resolve(draft, forms[draft.end - 1])
        for index, form in enumerate(forms):
            if form not in self._by_surname or cover.at(index) is not None:
                continue
            if form.lower() in self._lower or form in _NO_NAME or len(form) < 3:
                continue
            if words.titled[words.line[index]]:
                continue
            if index + 1 < len(words) and words.capital(index + 1) and words.line[index + 1] == words.line[index]:
                continue
            if index and words.capital(index - 1) and not words.first[index]:
                continue
            known = self._known(form, None, index)
            if known is None:
                continue
            found.append(
                Draft(
                    index, index + 1, "actors.person.surname", known.actor_id, known.name,
                    "person", known.country, "alias", role=known.role,
                    organisation=known.organisation,
                )
            )  # fmt: skip
            cover.take(found[-1])
        return found

    def _resolve(self, draft: Draft, surname: str) -> None:
        known = self._known(surname, draft, draft.start)
        if known is None:
            draft.actor_id = actor_id(self._words.string(draft.end - 1, draft.end))
            draft.name = self._words.string(draft.end - 1, draft.end)
            draft.resolution = "pattern"
            return
        draft.actor_id, draft.name = known.actor_id, known.name
        draft.country = known.country or draft.country
        draft.resolution = "alias"

    def _nearest(self, same: list[Draft], index: int) -> Draft:
        before = [d for d in same if d.start <= index]
        return max(before, key=lambda d: d.start) if before else same[0]

    def _known(self, surname: str, draft: Draft | None, index: int) -> Draft | None:
        same = self._by_surname.get(surname, [])
        if not same:
            return None
        if len(same) < 2 or draft is None or draft.role is None:
            return self._nearest(same, index)
        head = draft.role.split()[0]
        fitting = [d for d in same if d.role and head in d.role.split()]
        return self._nearest(fitting or same, index)


_FAMILY_FIRST = frozenset(
    "Kim Lee Park Choi Jung Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Bang "
    "Ryu Moon Hong Tan Ng Wong Ong Goh Chan Teo Chua Heng Gan Koh Low Ho Chen Wang Li Zhang Liu "
    "Yang Huang Zhao Wu Zhou Xu Sun Ma Hu Guo He Lin Gao Luo Xi Nguyen Tran Pham Xie Tang Chee "
    "Sim Chia Tay Yeo Ang Foo Neo Toh Quek Seah Yong Khaw Lam Leong".split()
)
