"""Persons by title, by given name or by a role, with what stands around their names."""

from __future__ import annotations

from pipeline.components.actors.draft import Cover, Draft
from pipeline.components.actors.offices import Office, name_end, offices, title_at
from pipeline.components.actors.organisations import CountryAt
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.roles import apposition, by_role
from pipeline.components.actors.surnames import Surnames
from pipeline.components.actors.words import Words
from pipeline.lexicon import Person, actor_id

_JOINTS = frozenset(("at", "of", "for", "with", "from", "the", "in", "and", "to"))
_TITLE = 6  # words of a title before a name
_LEADS = frozenset(
    ("ceo", "cfo", "cto", "coo", "chief", "founder", "president", "chairman", "chair")
)
_LEADING = _LEADS | frozenset(
    """
    ' s executive officer operating financial technology and & co - vice senior global group
    interim new former
    """.split()
)
# Bodies whose people speak for a state; an executive does not speak for that of the company.
_PUBLIC = frozenset(("ministry", "agency", "regulator", "legislature", "supranational"))


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
        self._starts = {office.start: office for office in self.offices}
        self._known = Surnames(words, patterns, lower)

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
        for index in self._words.where(self._patterns.given_names):
            if cover.at(index) is None:
                draft = self._given(index, cover)
                if draft is not None:
                    found.append(draft)
                    cover.take(draft)
        for start, end, role in by_role(self._words, self._patterns, cover, self._lower):
            if cover.free(start, end):
                draft = self._new(start, start, end, None)
                if draft is not None:
                    draft.role = role
                    found.append(draft)
                    cover.take(draft)
        for draft in found:
            self._attach(draft, cover)
            self._employed(draft, cover)
            self._known.remember(draft)
        return found

    def surnames(self, cover: Cover) -> list[Draft]:
        """Later mentions of those named before, by surname or given name."""
        return self._known.find(cover)

    def _attach(self, draft: Draft, cover: Cover) -> None:
        """What the apposition after a name says: office, body and country."""
        start, end = apposition(draft.end, self._words)
        if start == end:
            self._before(draft)
            return
        bodies = [d for i in range(start, end) if (d := cover.at(i)) is not None]
        body = next((d for d in bodies if d.type not in ("person", "government")), None)
        near = next((n for i in range(start, end) if (n := self._country_at(i))), None)
        office = self._starts.get(start) or self._starts.get(start + 1)
        forms = self._words.forms[start:end]
        if office is None and not any(f.lower() in self._patterns.words["roles"] for f in forms):
            return
        if draft.role is None:
            last = min(end, body.start) if body is not None and body.start > start else end
            while last > start and self._words.forms[last - 1].lower() in _JOINTS:
                last -= 1
            first = start + (forms[0].lower() in ("the", "a", "an"))
            draft.role = self._words.string(first, last) if last > first else draft.role
        draft.organisation = draft.organisation or (body.name if body is not None else None)
        public = body is not None and body.type in _PUBLIC
        said = body.country if body is not None and public else None
        if draft.rule != "actors.person.listed":
            draft.country = (near.country if near else None) or said or draft.country

    def _employed(self, draft: Draft, cover: Cover) -> None:
        """The body that stands before an executive's title: *Acme CEO Ann Other*."""
        if draft.organisation is not None or draft.name is None:
            return
        at, forms = draft.start, self._words.forms
        led = at < (draft.name_start or at)
        while at > 0 and draft.start - at < _TITLE and forms[at - 1].lower() in _LEADING:
            led = led or forms[at - 1].lower() in _LEADS
            at -= 1
        body = cover.at(at - 1) if led and at else None
        if body is not None and body.type not in ("person", "government", "supranational"):
            title = {f.lower() for f in forms[body.end : draft.name_start or draft.start]}
            if title & _LEADS and self._words.line[at - 1] == self._words.line[draft.start]:
                draft.organisation = body.name

    def _before(self, draft: Draft) -> None:
        """The country of *his Indian counterpart Ann Other*."""
        if draft.country is not None or draft.role is None:
            return
        for first in range(max(0, draft.start - 5), draft.start):
            near = self._country_at(first)
            if near is not None and self._words.forms[draft.start - 1] == draft.role:
                draft.country = near.country

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
            title = title_at(at, words, self._patterns)
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
        if not forms[at][0].isupper() or not forms[at].isalpha() or forms[at] == "I":
            return None
        if (
            forms[at] in self._patterns.words["no surname"]
            and forms[at] not in self._patterns.words["family names first"]
            and forms[at] not in self._patterns.given_names
        ):
            return None
        if title_at(at, words, self._patterns) is not None:
            return None
        known = self._patterns.given_names | self._patterns.words["family names first"]
        common = forms[at].lower() in self._lower and forms[at] not in known
        if common and office.title not in self._patterns.words["civil titles"]:
            return None  # "Justice System Reform"
        if cover.at(at) is not None:
            return None
        stops = set(self._patterns.heads)
        end = name_end(at, words, self._patterns, stops)
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
        """First word of the office phrase: *Science and Technology* Secretary."""
        words, start = self._words, office.start
        if office.kind in ("honorific", "state"):
            return start
        while start > 0 and office.start - start < 7 and words.line[start] == words.line[start - 1]:
            previous = start - 1
            form = words.forms[previous]
            if cover.at(previous) is not None or words.first[start] or self._country_at(previous):
                break
            joins = form in (",", "and", "&") and previous > 0 and words.capital(previous - 1)
            if not joins and not (
                words.capital(previous)
                and form.isalpha()
                and form not in self._patterns.words["no surname"]
            ):
                break
            start = previous
        while start < office.start and not (words.capital(start) and not words.first[start]):
            start += 1
        return start

    def _given(self, index: int, cover: Cover) -> Draft | None:
        words, forms = self._words, self._words.forms
        if index + 1 >= len(words) or words.line[index + 1] != words.line[index]:
            return None
        inside_a_name = (
            index > 0
            and words.capital(index - 1)
            and not words.first[index]
            and not words.first[index - 1]
            and words.line[index - 1] == words.line[index]
            and cover.at(index - 1) is None
        )
        if inside_a_name:
            return None
        end = name_end(index, words, self._patterns, set())
        if words.titled[words.line[index]]:
            end = self._before_verb(index, end)
        if end - index < 2 or not cover.free(index, end):
            return None
        if " " not in words.string(index, end):
            return None  # "Charlotte-Mecklenburg"
        if self._names_a_thing(end):
            return None
        while end - index > 2 and forms[end - 1].isupper() and len(forms[end - 1]) > 1:
            end -= 1  # "Ryan White HIV programme"
        last = forms[end - 1]
        if last.lower() in self._lower and len(last) < 4:
            return None
        return self._new(index, index, end, None)

    def _names_a_thing(self, end: int) -> bool:
        """A capitalised noun follows: *John Doe University, the Jane Roe Act*."""
        words, forms = self._words, self._words.forms
        if end >= len(words) or words.line[end] != words.line[end - 1]:
            return False
        form = forms[end]
        if words.titled[words.line[end]] or not words.capital(end):
            return False
        return form in self._patterns.heads or form in self._patterns.words["no surname"]

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
            name_start=name_start,
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
        if single and forms[name_start].lower() in self._lower:
            return None  # "the General Terms"
        name = words.string(name_start, end)
        country = self._after(end) or (self._country(office) if office is not None else None)
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
            name_start=name_start,
        )

    def _after(self, end: int) -> str | None:
        """The country after a name: *Jane Roe of Malta*."""
        forms = self._words.forms
        if end + 1 >= len(forms) or forms[end] != "of":
            return None
        near = self._country_at(end + 1 + (forms[end + 1] == "the"))
        return near.country if near is not None and not near.adjective else None

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
        return self._home if office.kind == "minister" else None
