"""Who the parties of a document are, and whom each of its phrases stands for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.components.actors import terms
from pipeline.components.actors.terms import DEALS, OWN_DEEDS
from pipeline.lexicon import Actors
from pipeline.model import ActorMention, Party, Span

_ONE_NAME = r"[A-Z][\w.’'&-]*(?: [A-Z][\w.’'&-]*){0,4}"
_NAME = re.compile(_ONE_NAME)
_NAMES_JOINED = re.compile(
    rf"(?:[Tt]he )?{_ONE_NAME}(?:, (?:the )?{_ONE_NAME}){{0,6}},? and (?:the )?{_ONE_NAME}"
)
STATES = frozenset(("government", "supranational"))
_JOIN = re.compile(
    r"^[\s,;/()&–-]*(?:\band\b|\bas well as\b|\bwith\b|&)?[\s,(]*(?:the|The)?[\s“\"]*$"
)
_PREPOSITION = re.compile(
    r"^[\s’'s]*\b(?:of|at|in|from|for|on|under|to|with|by|within|across|alongside|including|whose|who|which|that|"
    r"between|among|through|into|during|as)\b"
)
_POSSESSED = re.compile(r"^(?:’s|'s|’|')\s")
_PRONOUN = re.compile(
    r"^(?:we|our|us|ours|it|its|they|their|them|he|she|his|her|him|both|this|these|i|my)$", re.I
)
_STATE_NOUN = re.compile(
    r"^\s*(?:side|government|governments|administration|authorities|officials|leaders|"
    r"representatives|delegation)s?\b",
    re.I,
)
_AFTER_HEAD = re.compile(
    r"\s(?:on|for|between|with|of|in|to|from)\s(?!(?:understanding|cooperation|intent)\b)"
)


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


@dataclass(frozen=True, slots=True)
class Cast:
    """The parties of one document and its resolution of phrases, built by :func:`assemble`.

    Attributes:
        parties: joint parties, in order; empty where the document has none.
        joint: the text speaks in their joint voice.
        voice: whom *we* stands for outside quotation marks.
        publisher: who put the text out, where listed.
        people: by actor identifier.
        sentences: of the document.
        deals: parties of deals by the short form that the text defines (*EUSDP*).
        quotes: stretches within quotation marks.
        offices: titles of offices with their complements, named or not.
        states: countries of the parties, for *the two countries*.
        countries: ISO country of each actor named, by its identifier.
    """

    text: str
    mentions: tuple[ActorMention, ...]
    parties: tuple[Party, ...]
    joint: bool
    voice: tuple[Party, ...]
    publisher: Party | None
    people: dict[str, Person]
    sentences: tuple[Span, ...]
    deals: dict[str, tuple[Party, ...]]
    lists: Actors
    starts: tuple[int, ...]
    quotes: tuple[Span, ...]
    offices: tuple[Span, ...]
    states: tuple[Party, ...]
    countries: Mapping[str, str | None]

    def within(self, start: int, end: int) -> list[ActorMention]:
        """Mentions that lie in a span, or hold it."""
        first = bisect_left(self.starts, start)
        while first > 0 and self.mentions[first - 1].end > start:
            first -= 1
        last = bisect_left(self.starts, end)
        return [
            m
            for m in self.mentions[first:last]
            if m.end > start and (m.end <= end + 1 or m.start <= start)
        ]

    def resolve(self, start: int, end: int, *, states: bool = False) -> tuple[Party, ...]:
        """The parties that a noun phrase stands for, in order and without repeats.

        Named actors, defined terms and anaphors are resolved, members of joint terms listed;
        a country that only qualifies a plain noun gives a described party (*Japanese
        regulators*). Empty where nothing in the span is known to be an actor.

        Args:
            start: of the phrase in the canonical text.
            end: of the phrase, exclusive.
            states: people count as their countries (case 14 of the guideline: who signs, or
                speaks jointly, for a state).
        """
        written = self.text[start:end].strip(" ,;.")
        phrase = written.lower().removeprefix("the ")
        if _PRONOUN.match(phrase) and written not in ("US", "the US", "The US", "IT"):
            return self._states(self.antecedent(start), states)
        if self._is_deal(phrase) or written.removeprefix("the ") in self.deals:
            parties = self.resolve_deal(start, end)
            if parties:
                return parties
        joined = self._joined_names(start, end)
        if joined:
            return self._states(joined, states)
        found: list[Party] = []
        for mention in self._heads(start, end):
            if isinstance(mention, Party):
                found.append(mention)
            else:
                found.extend(self._parties(mention))
        return self._states(unique(found), states)

    def resolve_deal(self, start: int, end: int) -> tuple[Party, ...]:
        """The parties behind a deal, body or document (*the MOU*, *the UK-Japan deal*)."""
        phrase = self.text[start:end].strip(" ,;.")
        for word in re.findall(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", phrase):
            if word in self.deals:
                return self.deals[word]
        named = [p for m in self.within(start, end) for p in self._parties(m)]
        named = list(unique(p for p in named if self._kind(p) != "person"))
        if len(named) >= 2:
            return self._as_parties(named)
        head = _AFTER_HEAD.split(phrase, maxsplit=1)[0]
        if not named and re.match(r"(?:[Tt]his|[Tt]he|[Tt]hese) (?:joint )?[a-z ]+$", head):
            organisers = self._organisers(start)
            if organisers:
                return organisers
        if OWN_DEEDS.search(head) and not DEALS.search(head) and not self.joint:
            return (self.publisher,) if self.publisher else ()
        if len(self.parties) >= 2:
            return self.parties
        return tuple(named)

    def antecedent(self, offset: int) -> tuple[Party, ...]:
        """The parties that the pronoun at ``offset`` stands for; empty when in doubt."""
        match = re.match(r"\w+", self.text[offset : offset + 12])
        word = match.group().lower() if match else ""
        if word in ("we", "our", "us", "ours"):
            if not terms.inside(self.quotes, offset):
                return self.voice
            return self._speakers_together(offset)
        if word in ("i", "my", "me"):
            return self._speakers(offset)
        if word in ("he", "she", "his", "her", "him"):
            return self._last_person(offset)
        if word in ("they", "their", "them", "both", "these"):
            return self._last_group(offset)
        if word in ("it", "its", "this"):
            return self._last_body(offset)
        return ()

    # -- helpers

    def _kind(self, party: Party) -> str | None:
        return "person" if party.actor_id in self.people else None

    def _joined_names(self, start: int, end: int) -> tuple[Party, ...]:
        """*Lyft and Uber* where one of them is in no list: each name is a party of its own."""
        pieces = _NAMES_JOINED.fullmatch(self.text, start, end)
        if pieces is None:
            return ()
        found: list[Party] = []
        unlisted = 0
        for name in _NAME.finditer(self.text, start, end):
            inside = self.within(*name.span())
            if any(m.start < name.start() or m.end > name.end() for m in inside):
                return ()  # a name with "and" in it
            known = [p for m in inside for p in self._parties(m)]
            whole = [m for m in inside if m.end == name.end()]
            if known and whole and not whole[-1].rule.endswith("adjective"):
                found.extend(known)
            elif not inside:
                unlisted += 1
                found.append(self.describe(*name.span()))
            else:
                return ()
        return unique(found) if unlisted and unlisted < len(found) else ()

    def _is_deal(self, phrase: str) -> bool:
        head = _AFTER_HEAD.split(phrase, maxsplit=1)[0]
        return bool(DEALS.search(head) or OWN_DEEDS.search(head))

    def _organisers(self, start: int) -> tuple[Party, ...]:
        """The bodies that this paragraph or the one before names together: *led by A and B*."""
        begin = self.text.rfind("\n", 0, start) + 1
        before = self.text[:begin].rstrip()
        begin = before.rfind("\n") + 1
        if start - begin > 1500:
            begin = self.text.rfind("\n", 0, start) + 1
        bodies = [
            m
            for m in self.within(begin, start)
            if m.actor_type not in (*STATES, "person", None)
            and m.actor_id
            and m.end <= start
            and m.resolution in ("exact", "alias", "pattern")
        ]
        for one, two in pairwise(bodies):
            gap = self.text[one.end : two.start]
            if (
                one.actor_id != two.actor_id
                and len(gap) < 60
                and re.search(r"\b(?:and|with)\b", gap)
            ):
                return unique([*self._parties(one), *self._parties(two)])
        return ()

    def describe(self, start: int, end: int) -> Party:
        """A party known only by its description (*relevant stakeholders*): its words."""
        identifier, name = terms.described(self.text[start:end])
        return Party(identifier, name, (start, end))

    def _as_parties(self, named: list[Party]) -> tuple[Party, ...]:
        """The document's own parties where the deal names just their countries."""
        countries = {self._state_of(p) for p in self.parties}
        if (
            self.parties
            and {self._state_of(p) for p in named} == countries
            and None not in countries
        ):
            return self.parties
        return tuple(named)

    def _state_of(self, party: Party) -> str | None:
        person = self.people.get(party.actor_id)
        if person is not None:
            return person.country
        if party.actor_id not in self.countries:
            return None
        return self.countries[party.actor_id] or party.actor_id

    def _parties(self, mention: ActorMention) -> list[Party]:
        where = (mention.start, mention.end)
        if mention.members:
            names = (mention.actor_name or "").split("; ")
            return [Party(i, n, where) for i, n in zip(mention.members, names, strict=False)]
        if mention.actor_id is None or mention.actor_name is None:
            return []
        return [*expanded(Party(mention.actor_id, mention.actor_name, where), self.lists)]

    def _states(self, parties: Iterable[Party], states: bool) -> tuple[Party, ...]:
        if not states:
            return tuple(parties)
        found = []
        for party in parties:
            person = self.people.get(party.actor_id)
            state = self.lists.by_country.get(person.country) if person and person.country else None
            found.append(Party(state.actor_id, state.name, party.mention) if state else party)
        return unique(found)

    def _heads(self, start: int, end: int) -> list[ActorMention | Party]:
        """Mentions that are themselves the referents of a phrase, not their modifiers."""
        found: list[ActorMention | Party] = []
        inside = self.within(start, end)
        skip = False
        for index, mention in enumerate(inside):
            following = inside[index + 1].start if index + 1 < len(inside) else end
            gap = self.text[mention.end : max(mention.end, following)]
            last = index + 1 == len(inside)
            if skip:
                skip = not _JOIN.match(gap)
                continue
            if _JOIN.match(gap) and not (last and gap.strip(" ,;)’'")):
                if last or not mention.rule.endswith("adjective"):
                    found.append(mention)
                continue
            if _PREPOSITION.match(gap) and not _POSSESSED.match(gap):
                found.append(mention)
                skip = True
                continue
            if not last and not re.search(r"\w{2,}", gap.replace("’s", "").replace("'s", "")):
                continue  # "Japan's Digital Agency"
            if _STATE_NOUN.match(gap.removeprefix("’s").removeprefix("'s")):
                found.append(mention)
                continue
            if last:
                head = self._described(start, mention, end)
                # "UK and Korean researchers": the countries qualify one noun
                joined = mention.rule.endswith("adjective") and not any(
                    isinstance(f, Party) or f.actor_type not in STATES for f in found
                )
                if head is not None and (not found or joined):
                    found = [head]
        return found

    def _described(self, start: int, mention: ActorMention, end: int) -> Party | None:
        gap = self.text[mention.end : end].strip(" ,;.)")
        if mention.actor_type not in STATES and not mention.members:
            return (
                None
                if _POSSESSED.match(self.text[mention.end : end])
                else Party(
                    mention.actor_id or "", mention.actor_name or "", (mention.start, mention.end)
                )
            )
        if not gap:
            return None
        identifier, name = terms.described(self.text[start:end])
        return Party(identifier, name, (start, end))

    def _sentence(self, offset: int) -> int:
        return bisect_right([s for s, _ in self.sentences], offset) - 1

    def _last_person(self, offset: int) -> tuple[Party, ...]:
        index = bisect_left(self.starts, offset)
        for mention in reversed(self.mentions[max(0, index - 25) : index]):
            if mention.actor_type == "person":
                return tuple(self._parties(mention))
        return ()

    def _speakers_together(self, offset: int) -> tuple[Party, ...]:
        """*We* in a quotation: the parties' states where the speaker stands for one of them."""
        speakers = self._speakers(offset)
        countries = {self._state_of(p) for p in speakers}
        if len(self.states) >= 2 and any(self._state_of(p) in countries for p in self.states):
            return self.states
        return speakers

    def _speakers(self, offset: int) -> tuple[Party, ...]:
        """The person who speaks in the quotation at ``offset``, when named just before or after."""
        spans = self.quotes
        at = bisect_right(spans, (offset, 1 << 60)) - 1
        if at < 0 or not spans[at][0] <= offset < spans[at][1]:
            return ()
        start, end = spans[at]
        after = [
            m for m in self.within(end, end + 90) if m.actor_type == "person" and m.start >= end
        ]
        line = self.text[end : end + 90].split("\n")[0]
        if after and after[0].start < end + len(line):
            return tuple(self._parties(after[0]))
        return self._last_person(start)

    def _previous(self, offset: int) -> list[tuple[int, int]]:
        """The part of the sentence before ``offset``, then the two sentences before it."""
        at = self._sentence(offset)
        if at < 0:
            return []
        found = [(self.sentences[at][0], offset)]
        found.extend(self.sentences[i] for i in range(at - 1, max(-1, at - 3), -1))
        return found

    def _last_group(self, offset: int) -> tuple[Party, ...]:
        for start, end in self._previous(offset):
            group: list[Party] = []
            previous: ActorMention | None = None
            for mention in self.within(start, end):
                if mention.start < start or mention.end > end:
                    continue
                if mention.members:
                    return tuple(self._parties(mention))
                if mention.rule.endswith("adjective"):
                    continue
                gap = self.text[previous.end : mention.start] if previous else ""
                if previous is not None and _JOIN.match(gap) and re.search(r"[,&]|and", gap):
                    group = group or self._parties(previous)
                    group.extend(self._parties(mention))
                elif len(unique(group)) >= 2:
                    break
                else:
                    group = []
                previous = mention
            if len(unique(group)) >= 2:
                return unique(group)
        return self.parties if self.joint else ()

    def _last_body(self, offset: int) -> tuple[Party, ...]:
        for start, end in self._previous(offset):
            opening = re.match(
                r"(?:The|This|These)\s(?:[\w’'–-]+\s){0,7}?[\w’'-]+", self.text[start:end]
            )
            mentions = [m for m in self.within(start, end) if start <= m.start and m.end <= end]
            subject = mentions[0] if mentions else None
            if opening and (subject is None or subject.start > start + 4):
                words = opening.group().split()
                for count in range(2, len(words) + 1):
                    if DEALS.search(words[count - 1]):
                        length = len(" ".join(words[:count]))
                        return self.resolve_deal(start, start + length)
                if subject is None or subject.start > start + len(opening.group()):
                    return ()  # "The harbour authority is …. It …": a body that is not known
            for mention in mentions:
                gap = self.text[mention.end : mention.end + 2]
                if (
                    mention.actor_type == "person"
                    or mention.rule.endswith("adjective")
                    or gap in ("’s", "'s")
                ):
                    continue
                return tuple(self._parties(mention))
        return ()


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
