"""Persons named again by less than their name: a surname, a title with one, a given name."""

from __future__ import annotations

from collections import Counter

from pipeline.components.actors.draft import Cover, Draft
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words
from pipeline.lexicon import actor_id


class Surnames:
    """The persons of one document, for later mentions of them.

    Args:
        words: of the document.
        patterns: the lists.
        lower: words that the document also writes small.
    """

    def __init__(self, words: Words, patterns: Patterns, lower: frozenset[str]) -> None:
        self._words = words
        self._patterns = patterns
        self._lower = lower
        self._by_surname: dict[str, list[Draft]] = {}
        self._by_first: dict[str, list[Draft]] = {}
        self._times: Counter[str] = Counter()

    def remember(self, draft: Draft) -> None:
        """Keep a person for later mentions."""
        if draft.name is None:
            return
        self._times[draft.actor_id or ""] += 1
        first = draft.name.split()[0]
        if first in self._patterns.given_names and " " in draft.name:
            self._by_first.setdefault(first, []).append(draft)
        person = self._patterns.people.get(draft.actor_id or "")
        surnames = {person.surname} if person is not None and person.surname else set()
        parts = [
            p
            for p in draft.name.replace(".", " ").split()
            if p not in self._patterns.words["name suffixes"]
        ]
        if not surnames and len(parts) > 1:
            surnames.add(parts[-1])
            # family name first: "Yoon Suk Yeol", "Lee Jong-Ho"
            if len(parts) == 3 and parts[0] not in self._patterns.given_names:
                surnames.add(parts[0])  # "Tin Pei Ling" is "Ms Tin" later
            if parts[0] in self._patterns.words["family names first"]:
                surnames.add(parts[0])
        for surname in surnames:
            if surname is None:
                continue
            same = self._by_surname.setdefault(surname, [])
            if all(d.actor_id != draft.actor_id for d in same):
                same.append(draft)

    def find(self, cover: Cover) -> list[Draft]:
        """Later mentions by surname, with or without a title; titles alone stay unresolved."""
        found: list[Draft] = []
        words, forms = self._words, self._words.forms
        for draft in cover.drafts():
            if draft.type == "person" and draft.actor_id is None:
                self._resolve(draft, forms[draft.end - 1])
        known_forms = {*self._by_surname, *self._by_first, *self._patterns.words["surnames enough"]}
        for index in words.where(known_forms):
            form = forms[index]
            if cover.at(index) is not None:
                continue
            if (
                form not in self._by_surname
                and not self._famous(form)
                and self._called(form) is None
            ):
                continue
            if (
                form.lower() in self._lower
                or form in self._patterns.words["no surname"]
                or len(form) < 3
            ):
                continue
            if words.titled[words.line[index]]:
                continue
            if (
                index + 1 < len(words)
                and words.capital(index + 1)
                and words.line[index + 1] == words.line[index]
            ):
                continue
            if index and words.capital(index - 1) and not words.first[index]:
                continue
            known = self._known(form, None, index) or self._of_fame(index) or self._called(form)
            if known is None:
                continue
            alias = known.alias(index, index + 1, "actors.person.surname")
            alias.name_start = index
            found.append(alias)
            cover.take(alias)
        return found

    def _called(self, form: str) -> Draft | None:
        """*Nick*, where the text names one person of that given name in full."""
        same = self._by_first.get(form, [])
        return same[0] if len({d.actor_id for d in same}) == 1 else None

    def _famous(self, form: str) -> bool:
        """A surname that one listed person has for every reader."""
        return form in self._patterns.words["surnames enough"]

    def _of_fame(self, index: int) -> Draft | None:
        same = self._patterns.by_surname.get(self._words.forms[index], ())
        if not same:
            return None
        one = same[0]
        return Draft(
            index,
            index + 1,
            rule="actors.person.listed",
            actor_id=one.actor_id,
            name=one.name,
            type="person",
            country=one.country,
            resolution="alias",
            name_start=index,
        )

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

    def _foremost(self, same: list[Draft]) -> Draft:
        """Of people with one surname the one in public office, else the one named most."""
        listed = [d for d in same if d.actor_id in self._patterns.people]
        return max(listed or same, key=lambda d: self._times[d.actor_id or ""])

    def _nearest(self, same: list[Draft], index: int) -> Draft:
        before = [d for d in same if d.start <= index]
        return max(before, key=lambda d: d.start) if before else same[0]

    def _known(self, surname: str, draft: Draft | None, index: int) -> Draft | None:
        same = self._by_surname.get(surname, [])
        if not same:
            return None
        if len(same) < 2:
            return same[0]
        if draft is None or draft.role is None:
            return self._foremost(same)
        head = draft.role.split()[0]
        fitting = [d for d in same if d.role and head in d.role.split()]
        return self._nearest(fitting or same, index)
