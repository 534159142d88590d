"""Whose voice a text speaks in: its publisher, the speaker that its title names, or its maker.

*We* and *I* outside quotation marks, and what is announced without saying by whom, belong to
somebody whom the text names only in its title: *Speech by Minister Roe*, *Remarks by President
Doe*, *Ann Other's address to …*, *The Ministry of Tides launches …*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.components.actors.parties import STATES, Person
from pipeline.lexicon import Actors, actor_id
from pipeline.model import ActorMention, Context, Party

_SPOKEN = (
    r"(?:speech|remarks|address|statement|keynote|message|comments|transcript|speaking notes?|"
    r"interview|doorstop|toast|testimony|lecture|answers?|reply|key points)"
)
# "Opening remarks by …", "Transcript of the speech given by …", "Statement from …"
_BY = re.compile(
    rf"\b{_SPOKEN}\b(?:\s(?:as|made|delivered|given|shared|prepared|of|for|on|comments|remarks|"
    rf"the|delivery)){{0,4}}\s(?:by|from|of)\s(?:the\s)?$",
    re.I,
)
_OWNED = re.compile(rf"^(?:’s|'s|’|')\s(?:[\w-]+\s){{0,3}}?{_SPOKEN}\b", re.I)
_BARE = re.compile(r"^\s(?:[\w-]+\s){0,2}?(?:speech|remarks|speaks|statement|address)\b", re.I)
_OPENING = re.compile(
    r"^\W*(?:(?:fact\s?sheet|press release|media release|news release|joint press release|icymi|"
    r"readout|written statement|background)\W+)?(?:the\s)?$",
    re.I,
)
_ACTS = re.compile(
    r"^(?:\s(?:and|&)\s(?:the\s)?[\w .’'-]{2,60}?)?\s(?:to\s[a-z]|will\s|has\s|have\s|"
    r"[a-z]{3,}(?:s|e|ch|nd|ld|er|ct|gn)\s)",
    re.I,
)
_OWNS = re.compile(r"^(?:’s|'s)\s")
NEWS = ("news", "analysis")
_HOLDERS = ("government", "ministry", "agency", "regulator")
# Offices whose holder speaks for the whole state.
_HEADS = re.compile(r"\b(?:President|Prime Minister|Chancellor|King|Queen|Taoiseach|Premier)\b")
_OFFICE = re.compile(
    r"\b(?:Minister|SMS|MOS|SPS|DPM|PM|Parl Sec|Secretary|President|Commissioner)\b"
)
_MINISTER = re.compile(r"\b(?:Minister|SMS|MOS|SPS|DPM|PM|Parl Sec|President|Chancellor)\b")
_DOCUMENT = re.compile(
    r"^\s(?:[\w-]+\s){0,2}?(?:plan|report|strategy|response|statement|guidance|charter|accounts|"
    r"consultation|policy|programme|roadmap)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a text.

    Attributes:
        speaker: the person whose words the text is; None where it is nobody's speech.
        author: whom *we* stands for, and who announces; empty where nothing tells.
        publisher: who put the text out, listed or named by the manifest.
    """

    speaker: Party | None
    author: tuple[Party, ...]
    publisher: Party | None


def voice(
    heading: str,
    titled: Sequence[ActorMention],
    people: Mapping[str, Person],
    context: Context,
    lists: Actors,
    publisher: Party | None,
    *,
    country: str | None = None,
    governing: bool = False,
) -> Voice:
    """Find the voice of a text.

    Args:
        heading: its title or first line.
        titled: names in the heading, with offsets into it.
        people: what the text says of persons, by identifier.
        context: publisher and kind of text.
        lists: for the states of persons.
        publisher: the publisher, where it is listed.
        country: that the text is about, where one stands out.
        governing: the text goes on about what *the government* will do.
    """
    speaker = _speaker(heading, titled)
    official = context.instrument not in (*NEWS, None)
    if publisher is None and context.publisher and official:
        name = " ".join(context.publisher.split())
        publisher = Party(actor_id(name), name)
    office = people.get(speaker.actor_id or "") if speaker is not None else None
    state = lists.by_country.get(_home(publisher, speaker, lists) or "")
    if context.instrument == "speech" and office and state and _MINISTER.search(office.role or ""):
        author: tuple[Party, ...] = (Party(state.actor_id, state.name),)  # a cabinet's "we"
    elif publisher is not None:
        author = (publisher,)
    elif speaker is not None:
        author = (_stands_for(speaker, people, lists, country),)
    elif context.instrument not in NEWS:
        author = _maker(heading, titled, people, lists, country)
        state = lists.by_country.get(country or "") if governing and not author else None
        author = (Party(state.actor_id, state.name),) if state else author
    else:
        author = ()
    return Voice(_party(speaker) if speaker else None, author, publisher)


def _home(publisher: Party | None, speaker: ActorMention | None, lists: Actors) -> str | None:
    """Country of the body that put a text out, else of who speaks in it."""
    body = lists.by_name.get(publisher.actor_name) if publisher is not None else None
    return (body.country if body else None) or (speaker.country if speaker else None)


def _party(mention: ActorMention) -> Party:
    return Party(mention.actor_id or "", mention.actor_name or "")


def _speaker(heading: str, titled: Sequence[ActorMention]) -> ActorMention | None:
    """The one person whose speech or statement the heading announces."""
    people = [m for m in titled if m.actor_type == "person" and m.actor_id]
    for mention in people:
        before, after = heading[: mention.start], heading[mention.end :]
        if _BY.search(before) or _OWNED.match(after):
            return mention
        if mention.start == 0 and _BARE.match(after):
            return mention
    return None


def _stands_for(
    mention: ActorMention, people: Mapping[str, Person], lists: Actors, home: str | None
) -> Party:
    """The body or state that a person in office speaks for; else the person."""
    person = people.get(mention.actor_id or "")
    country = (person.country if person else None) or mention.country
    if country is None and person is not None and _OFFICE.search(person.role or ""):
        country = home
    if person is not None and person.organisation and not _HEADS.search(person.role or ""):
        body = lists.by_name.get(person.organisation)
        return Party(body.actor_id if body else actor_id(person.organisation), person.organisation)
    state = lists.by_country.get(country) if country else None
    return Party(state.actor_id, state.name) if state else _party(mention)


def _maker(
    heading: str,
    titled: Sequence[ActorMention],
    people: Mapping[str, Person],
    lists: Actors,
    country: str | None,
) -> tuple[Party, ...]:
    """The actors that open the heading as its subject or as the owners of the text."""
    if not titled or not _OPENING.match(heading[: titled[0].start]):
        return ()
    together = [titled[0]]
    for mention in titled[1:]:
        gap = heading[together[-1].end : mention.start]
        if not re.fullmatch(r"\s?(?:,|and|&|,\sand)\s(?:the\s)?", gap):
            break
        together.append(mention)
    if any(m.rule.endswith("adjective") for m in together):
        return ()
    after = heading[together[-1].end :]
    bodies = all(m.actor_type not in (*STATES, "person") for m in together)
    if not (_ACTS.match(after) or _OWNS.match(after) or (bodies and _DOCUMENT.match(after))):
        return ()
    found: dict[str, Party] = {}
    for mention in together:
        if mention.actor_type == "person":
            party = _stands_for(mention, people, lists, country)
        elif mention.actor_type in (*_HOLDERS, *STATES) or mention.actor_id:
            party = _party(mention)
        else:
            return ()
        if party.actor_id:
            found.setdefault(party.actor_id, party)
    return tuple(found.values())
