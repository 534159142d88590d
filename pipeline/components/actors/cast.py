"""The parties of one document, and whom each of its phrases stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.components.actors import antecedents, phrases, terms
from pipeline.components.actors.parties import STATES, Named, Person, expanded, unique
from pipeline.components.actors.terms import DEALS, OWN_DEEDS
from pipeline.lexicon import Actors
from pipeline.model import ActorMention, Party, Span

_PRONOUN = re.compile(
    r"^(?:we|our|us|ours|it|its|they|their|them|he|she|his|her|him|both|this|these|i|my)$", re.I
)
OWNERS = ("company", "agency", "research_institute", "international_organisation", "ministry")
_THING = re.compile(
    r"\b(?:missions?|programm?e?|project|spacecraft|satellites?|rover|lander|rocket|telescope|probe|"
    r"plant|factory|fab|unit|division|arm|business|service|app|platform|initiative|campaign|team|"
    r"lab|laboratory|cent(?:er|re)|campus|fleet|network|facility|fund|university)$",
    re.I,
)
_REACH = 1500  # characters of the paragraph in which the organisers of a body are looked for


@dataclass(frozen=True)
class Cast:
    """The parties of one document and its resolution of phrases.

    Attributes:
        parties: joint parties, in order; empty where the document has none.
        joint: the text speaks in their joint voice.
        voice: whom *we* stands for outside quotation marks.
        author: who stands behind what the text announces without naming anybody.
        speaker: who gives the speech, remarks or statement that the text is.
        publisher: who put the text out.
        people: by actor identifier.
        named: mentions of people by name, in order.
        sentences: of the document.
        deals: parties of deals by the short form that the text defines (*EUSDP*).
        quotes: stretches within quotation marks.
        offices: titles of offices with their complements, named or not.
        states: countries of the parties, for *the two countries*.
        countries: ISO country of each actor named, by its identifier.
        topic: the one body that a text by somebody else is about, where one stands out.
        programmes: parties of deals as above, and of those named by their aim (*Partnership to …*).
        owned: bodies by the names of what is said to be theirs (*NASA's Artemis*).
    """

    text: str
    mentions: tuple[ActorMention, ...]
    parties: tuple[Party, ...]
    joint: bool
    voice: tuple[Party, ...]
    author: tuple[Party, ...]
    speaker: Party | None
    publisher: Party | None
    people: dict[str, Person]
    named: tuple[Named, ...]
    sentences: tuple[Span, ...]
    deals: dict[str, tuple[Party, ...]]
    lists: Actors
    starts: tuple[int, ...]
    quotes: tuple[Span, ...]
    offices: tuple[Span, ...]
    states: tuple[Party, ...]
    countries: Mapping[str, str | None]
    owned: Mapping[str, Party]
    programmes: Mapping[str, tuple[Party, ...]]
    topic: tuple[Party, ...]

    @cached_property
    def firms(self) -> tuple[tuple[Span, tuple[Party, ...]], ...]:
        """Lists of firms by name, for *the companies*, which few texts speak of."""
        return tuple(antecedents.listed_firms(self))

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
        programme = self.programmes.get(written.removeprefix("the ").removeprefix("The "))
        if programme is not None:
            return self._states(programme, states)
        listed = phrases.INCLUDING.search(self.text, start, end)
        if listed is not None:
            start = listed.end()  # "a number of firms including A, B and C"
        start, end = phrases.narrowed(self.text, start, end)
        held = phrases.departments(self, start, end)
        if held:
            return held
        start = phrases.list_start(self, start, end)
        joined = phrases.joined_names(self, start, end)
        if joined:
            return self._states(joined, states)
        found: list[Party] = []
        for mention in phrases.heads(self, start, end):
            if isinstance(mention, Party):
                found.append(mention)
            else:
                found.extend(self.parties_of(mention))
        if not found:
            found.extend(antecedents.of_plural_noun(self, start, written))
        return self._states(unique(found), states)

    def resolve_deal(self, start: int, end: int) -> tuple[Party, ...]:
        """The parties behind a deal, body or document (*the MOU*, *the UK-Japan deal*)."""
        phrase = self.text[start:end].strip(" ,;.")
        for word in re.findall(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", phrase):
            if word in self.deals:
                return self.deals[word]
        named = [p for m in self.within(start, end) for p in self.parties_of(m)]
        named = list(unique(p for p in named if p.actor_id not in self.people))
        if len(named) >= 2:
            return self._as_parties(named)
        head = phrases.AFTER_HEAD.split(phrase, maxsplit=1)[0]
        if not named and re.match(r"(?:[Tt]his|[Tt]he|[Tt]hese) (?:joint )?[a-z ]+$", head):
            organisers = self._organisers(start)
            if organisers:
                return organisers
        if OWN_DEEDS.search(head) and not DEALS.search(head) and not self.joint:
            return (self.publisher,) if self.publisher else self._owner(start, end) or self.author
        if len(self.parties) >= 2:
            return self.parties
        return tuple(named)

    def antecedent(self, offset: int) -> tuple[Party, ...]:
        """The parties that the pronoun at ``offset`` stands for; empty when in doubt."""
        return antecedents.of_pronoun(self, offset)

    def describe(self, start: int, end: int) -> Party:
        """A party known only by its description (*relevant stakeholders*): its words."""
        identifier, name = terms.described(self.text[start:end])
        return Party(identifier, name, (start, end))

    def owner_of(self, start: int, end: int) -> Party | None:
        """Whose programme, mission or product a phrase names: *Artemis, NASA's next mission*."""
        for mention in self.within(start, end):
            owns = self.text[mention.end : mention.end + 2] in ("’s", "'s")
            body = mention.actor_type in OWNERS and mention.actor_id and mention.actor_name
            if (
                mention.start <= start + 4
                and owns
                and body
                and _THING.search(self.text, start, end)
            ):
                return Party(mention.actor_id or "", mention.actor_name or "", (start, end))
        return self.owned.get(self.text[start:end].removeprefix("the ").removeprefix("The "))

    def state_of(self, party: Party) -> str | None:
        """ISO country of a party; of an actor without one, its identifier."""
        person = self.people.get(party.actor_id)
        if person is not None:
            return person.country
        if party.actor_id not in self.countries:
            return None
        return self.countries[party.actor_id] or party.actor_id

    def count_states(self, parties: Iterable[Party]) -> int:
        """How many of the parties are states, or unions of states such as the EU."""
        return sum(party.actor_id in self.lists.states for party in parties)

    def parties_of(self, mention: ActorMention) -> list[Party]:
        """The parties of a mention: members of a joint term, member states of a grouping."""
        where = (mention.start, mention.end)
        if mention.members:
            names = (mention.actor_name or "").split("; ")
            return [Party(i, n, where) for i, n in zip(mention.members, names, strict=False)]
        if mention.actor_id is None or mention.actor_name is None:
            return []
        return [*expanded(Party(mention.actor_id, mention.actor_name, where), self.lists)]

    def _is_deal(self, phrase: str) -> bool:
        head = phrases.AFTER_HEAD.split(phrase, maxsplit=1)[0]
        return bool(DEALS.search(head) or OWN_DEEDS.search(head))

    def _organisers(self, start: int) -> tuple[Party, ...]:
        """The bodies that this paragraph or the one before names together: *led by A and B*."""
        begin = self.text.rfind("\n", 0, start) + 1
        before = self.text[:begin].rstrip()
        begin = before.rfind("\n") + 1
        if start - begin > _REACH:
            begin = self.text.rfind("\n", 0, start) + 1
        bodies = [
            m
            for m in self.within(begin, start)
            if m.actor_type not in (*STATES, "person", None)
            and m.actor_id
            and m.end <= start
            and m.rule != "actors.introduced"
            and m.resolution in ("exact", "alias", "pattern")
        ]
        for one, two in pairwise(bodies):
            gap = self.text[one.end : two.start]
            if (
                one.actor_id != two.actor_id
                and len(gap) < 60
                and re.search(r"\b(?:and|with)\b", gap)
            ):
                return unique([*self.parties_of(one), *self.parties_of(two)])
        return ()

    def _owner(self, start: int, end: int) -> tuple[Party, ...]:
        """Who a strategy or an order is said to be of: *President Roe's plan, the EPA's rule*."""
        for mention in self.within(start, end):
            if self.text[mention.end : mention.end + 2] in ("’s", "'s") and mention.actor_id:
                return self._states(self.parties_of(mention), True)
        return ()

    def _as_parties(self, named: list[Party]) -> tuple[Party, ...]:
        """The document's own parties where the deal names just their countries."""
        countries = {self.state_of(p) for p in self.parties}
        if (
            self.parties
            and {self.state_of(p) for p in named} == countries
            and None not in countries
        ):
            return self.parties
        return tuple(named)

    def _states(self, parties: Iterable[Party], states: bool) -> tuple[Party, ...]:
        if not states:
            return tuple(parties)
        found = []
        for party in parties:
            person = self.people.get(party.actor_id)
            state = self.lists.by_country.get(person.country) if person and person.country else None
            found.append(Party(state.actor_id, state.name, party.mention) if state else party)
        return unique(found)
