"""Whom *we* and *I* stand for in what somebody is quoted with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.components.actors.terms import described
from pipeline.model import Party, Quote

_WE = frozenset(("we", "our", "us", "ours"))
_I = frozenset(("i", "my", "me"))
_WORD = re.compile(r"\w+")
_EXECUTIVE = re.compile(
    r"\b(?:chair(?:man|woman|person)?|chief|CEO|CFO|COO|CTO|executive|founder|co-founder|"
    r"spokes(?:man|woman|person)|president)\b",
    re.I,
)
_WITH = re.compile(r"\b(?:with|from|between)\s[^.;]{0,80}$")


@dataclass(frozen=True, slots=True)
class Voices:
    """The cast of a document beside its quotes.

    Attributes:
        cast: of the document.
        quotes: with their speakers resolved.
    """

    cast: Any
    quotes: Sequence[Quote]

    def spoken(self, offset: int) -> tuple[Party, ...]:
        """The parties behind a first person inside a quote; empty for any other word.

        *I* is the speaker; *we* the parties together where the speaker is of one of them,
        else the speaker's organisation, else the state that the speaker is in office for.
        """
        match = _WORD.match(self.cast.text, offset)
        word = match.group().lower() if match else ""
        if word not in _WE and word not in _I:
            return ()
        quote = self._holding(offset)
        if quote is None or quote.speaker_name is None or ";" in quote.speaker_name:
            return ()
        person = self.cast.people.get(quote.actor_id)
        if word in _I:
            return self._in_person(quote)
        together = self._together(offset, person.country if person is not None else None)
        if together:
            return together
        body = (person.organisation if person else None) or quote.speaker_organisation
        if body:
            return self._body(body)
        if self.cast.topic and person is not None and _EXECUTIVE.search(person.role or ""):
            return tuple(self.cast.topic)
        country = person.country if person is not None else None
        state = self.cast.lists.by_country.get(country) if country else None
        return (Party(state.actor_id, state.name),) if state else self._in_person(quote)

    def employer(self, party: Party) -> tuple[Party, ...]:
        """The firm whose plans an executive tells; empty for anybody else."""
        person = self.cast.people.get(party.actor_id)
        if person is None or not person.organisation:
            return ()
        body = self._body(person.organisation)
        types = {m.actor_type for m in self.cast.mentions if m.actor_id == body[0].actor_id}
        return body if types & {"company", "fund"} else ()

    def _in_person(self, quote: Quote) -> tuple[Party, ...]:
        """The speaker, where the text names them."""
        for mention in self.cast.within(*quote.speaker) if quote.speaker else ():
            if mention.actor_id == quote.actor_id and mention.actor_id:
                return tuple(self.cast.parties_of(mention))
        return _described(quote.speaker_name or "")

    def _holding(self, offset: int) -> Quote | None:
        inside = [q for q in self.quotes for a, b in q.spans if a <= offset < b]
        return inside[-1] if inside else None

    def _together(self, offset: int, country: str | None) -> tuple[Party, ...]:
        """The parties' states, unless the sentence sets the others apart (*with Norway*)."""
        cast = self.cast
        if country is None or len(cast.states) < 2:
            return ()
        if all(cast.state_of(state) != country for state in cast.states):
            return ()
        end = cast.text.find(". ", offset)
        end = len(cast.text) if end < 0 else end
        others = {s.actor_id for s in cast.states if cast.state_of(s) != country}
        for mention in cast.within(offset, end):
            apart = _WITH.search(cast.text[offset : mention.start])
            if mention.actor_id in others and apart:
                return tuple(s for s in cast.states if cast.state_of(s) == country)
        return tuple(cast.states)

    def _body(self, written: str) -> tuple[Party, ...]:
        """An organisation by the name that the text or the lists know it under."""
        listed = self.cast.lists.by_name.get(written)
        if listed is not None:
            return (Party(listed.actor_id, listed.name),)
        for mention in self.cast.mentions:
            same = self.cast.text[mention.start : mention.end] == written
            if mention.actor_id and (same or mention.actor_name == written):
                return tuple(self.cast.parties_of(mention))
        return _described(written)


def _described(name: str) -> tuple[Party, ...]:
    return (Party(*described(name), None),)
