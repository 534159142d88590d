"""Who the parties of a document are, and whom each of its phrases stands for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.components.actors import terms
from pipeline.components.actors.terms import DEALS, OWN_DEEDS
from pipeline.lexicon import Actors
from pipeline.model import ActorMention, Party, Span

STATES = frozenset(("government", "supranational"))
_JOIN = re.compile(r"^[\s,;/()&–-]*(?:\band\b|\bas well as\b|\bwith\b|&)?[\s,(]*(?:the|The)?[\s“\"]*$")
_PREPOSITION = re.compile(
    r"^[\s’'s]*\b(?:of|at|in|from|for|on|under|to|with|by|within|across|alongside|including|whose|who|which|that|"
    r"between|among|through|into|during|as)\b"
)
_POSSESSED = re.compile(r"^(?:’s|'s|’|')\s")
_PRONOUN = re.compile(r"^(?:we|our|us|ours|it|its|they|their|them|he|she|his|her|him|both|this|these|i|my)$", re.I)
_STATE_NOUN = re.compile(
    r"^\s*(?:side|government|governments|administration|authorities|officials|leaders|"
    r"representatives|delegation)s?\b",
    re.I,
)
_AFTER_HEAD = re.compile(r"\s(?:on|for|between|with|of|in|to|from)\s(?!(?:understanding|cooperation|intent)\b)")
_PAIR_NOUN = re.compile(r"[\s)]*(?:[\w’'-]+\s){0,6}?[\w-]*$")
_JOINT_TITLE = re.compile(
    r"\b(?:joint|leaders['’]? statement|communiqu[eé]|memorandum of (?:understanding|cooperation)|"
    r"leaders['’]? declaration|declaration by|declaration of|accord|agreement between|"
    r"statement (?:of|by|between)|shared vision|statement of intent|technology prosperity deal|"
    r"joint statement|compact|ministerial (?:statement|declaration))\b",
    re.I,
)
_ONE_VOICE = re.compile(
    r"^(?:fact sheet:\s*)?(?:(?:opening|welcome|closing|keynote)?\s*(?:remarks|address|speech|keynote)|readout|"
    r"background|press (?:briefing|gaggle)|transcript|statement by (?:president|vice)|executive order|"
    r"president|vice president|(?:the )?(?:biden|trump|obama)\b)",
    re.I,
)
_TOGETHER = re.compile(
    r"^(?:[’']s)?(?:\s?[-–—/,&]\s?|,?\s+(?:and|&)\s+)(?:the\s+)?$|\bwith\b(?!.*\b(?:against|on|from)\b)", re.I | re.S
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
        found: list[Party] = []
        for mention in self._heads(start, end):
            if isinstance(mention, Party):
                found.append(mention)
            else:
                found.extend(self._parties(mention))
        return self._states(_unique(found), states)

    def resolve_deal(self, start: int, end: int) -> tuple[Party, ...]:
        """The parties behind a deal, body or document (*the MOU*, *the UK-Japan deal*)."""
        phrase = self.text[start:end].strip(" ,;.")
        for word in re.findall(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*", phrase):
            if word in self.deals:
                return self.deals[word]
        named = [p for m in self.within(start, end) for p in self._parties(m)]
        named = list(_unique(p for p in named if self._kind(p) != "person"))
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
            if not terms.inside(list(self.quotes), offset):
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
        for one, two in zip(bodies, bodies[1:], strict=False):
            gap = self.text[one.end : two.start]
            if one.actor_id != two.actor_id and len(gap) < 60 and re.search(r"\b(?:and|with)\b", gap):
                return _unique([*self._parties(one), *self._parties(two)])
        return ()

    def describe(self, start: int, end: int) -> Party:
        """A party known only by its description (*relevant stakeholders*): its words."""
        identifier, name = terms.described(self.text[start:end])
        return Party(identifier, name, (start, end))

    def _as_parties(self, named: list[Party]) -> tuple[Party, ...]:
        """The document's own parties where the deal names just their countries."""
        countries = {self._state_of(p) for p in self.parties}
        if self.parties and {self._state_of(p) for p in named} == countries and None not in countries:
            return self.parties
        return tuple(named)

    def _state_of(self, party: Party) -> str | None:
        person = self.people.get(party.actor_id)
        if person is not None:
            return person.country
        for mention in self.mentions:
            if mention.actor_id == party.actor_id:
                return mention.country or party.actor_id
        return None

    def _parties(self, mention: ActorMention) -> list[Party]:
        where = (mention.start, mention.end)
        if mention.members:
            names = (mention.actor_name or "").split("; ")
            return [Party(i, n, where) for i, n in zip(mention.members, names, strict=False)]
        if mention.actor_id is None or mention.actor_name is None:
            return []
        return [Party(mention.actor_id, mention.actor_name, where)]

    def _states(self, parties: Iterable[Party], states: bool) -> tuple[Party, ...]:
        if not states:
            return tuple(parties)
        found = []
        for party in parties:
            person = self.people.get(party.actor_id)
            state = self.lists.by_country.get(person.country) if person and person.country else None
            found.append(Party(state.actor_id, state.name, party.mention) if state else party)
        return _unique(found)

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
                adjective = mention.rule.endswith("adjective")
                if not (adjective and not last and not re.search(r"[,&]|and", gap)):
                    if not adjective or last:
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
            return None if _POSSESSED.match(self.text[mention.end : end]) else Party(
                mention.actor_id or "", mention.actor_name or "", (mention.start, mention.end)
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
        spans = list(self.quotes)
        at = bisect_right(spans, (offset, 1 << 60)) - 1
        if at < 0 or not spans[at][0] <= offset < spans[at][1]:
            return ()
        start, end = spans[at]
        after = [m for m in self.within(end, end + 90) if m.actor_type == "person" and m.start >= end]
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
                elif len(_unique(group)) >= 2:
                    break
                else:
                    group = []
                previous = mention
            if len(_unique(group)) >= 2:
                return _unique(group)
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
            for mention in mentions:
                gap = self.text[mention.end : mention.end + 2]
                if mention.actor_type == "person" or mention.rule.endswith("adjective") or gap in ("’s", "'s"):
                    continue
                return tuple(self._parties(mention))
        return ()


def _unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    seen: dict[str, Party] = {}
    for party in parties:
        seen.setdefault(party.actor_id, party)
    return tuple(seen.values())


_TOPIC = re.compile(r"\s(?:on|regarding|about|against|following|after|concerning|in support of)\s", re.I)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a document presents its parties, before anaphors are read.

    Attributes:
        states: the two (or more) countries that its joint anaphors stand for.
        declared: called a joint text, whether or not its parties are known.
    """

    parties: tuple[Party, ...]
    states: tuple[Party, ...]
    joint: bool
    defined: bool
    term_at: int
    declared: bool = False


def heading_of(text: str, title: str | None) -> str:
    """The title, or else the first line."""
    return " ".join((title or text.lstrip().split("\n", 1)[0]).split())


def frame(
    text: str,
    heading: str,
    mentions: Sequence[ActorMention],
    lists: Actors,
    quotes: list[Span],
    *,
    titled: Sequence[ActorMention] = (),
    home: Party | None = None,
) -> Frame:
    """Find the parties of a document: by definition, opening, title, or first sentences.

    Args:
        text: canonical text.
        heading: from :func:`heading_of`; it need not stand in the text.
        mentions: names in the text, in order.
        lists: for the countries of bodies.
        quotes: stretches within quotation marks.
        titled: names in the heading, with offsets into it.
        home: country of the publisher.
    """
    by_definition, at = _by_definition(text, mentions)
    if by_definition:
        return Frame(by_definition, _countries(by_definition, mentions, lists), True, True, at)
    opening = _by_opening(text, mentions)
    in_title = _in_title(heading, titled, mentions)
    parties = opening or in_title or _by_deal(text, mentions, home)
    parties = parties or _by_count(text, mentions, home)
    declared = bool(_JOINT_TITLE.search(heading)) and not _ONE_VOICE.match(heading)
    joint = bool(opening) or declared
    if len(parties) >= 2 and not joint and not _ONE_VOICE.match(heading):
        joint = _speaks_jointly(text, quotes)
    states = _countries(parties, mentions, lists)
    return Frame(parties, states, joint and len(parties) >= 2, False, -1, declared)


def _named(mention: ActorMention) -> Party:
    return Party(mention.actor_id or "", mention.actor_name or "", (mention.start, mention.end))


def _by_definition(text: str, mentions: Sequence[ActorMention]) -> tuple[tuple[Party, ...], int]:
    """*X and Y (hereinafter "the Participants")*: the coordinated names before the bracket."""
    for term in terms.defined(text):
        if not term.joint:
            continue
        begin = max(0, text.rfind("\n\n", 0, term.at))
        before = [m for m in mentions if begin <= m.start and m.end <= term.at and m.actor_id]
        heads: list[ActorMention] = []
        for index, mention in enumerate(before):
            following = before[index + 1].start if index + 1 < len(before) else term.at
            gap = text[mention.end : following]
            if index + 1 < len(before) and not re.search(r"and|,|;|\n|&", gap):
                if mention.rule.endswith("adjective") or gap.strip() in ("’s", "'s", ""):
                    continue
                if before[index + 1].actor_type in STATES and re.match(r"\s+of\b", gap):
                    heads.append(mention)
                    continue
            if heads and mention.actor_type in STATES and heads[-1].country == mention.country:
                continue
            heads.append(mention)
        parties = _unique(_named(m) for m in heads)
        if len(parties) >= 2:
            return parties, term.at
    return (), -1


def _by_opening(text: str, mentions: Sequence[ActorMention]) -> tuple[Party, ...]:
    """*We, the leaders of X and Y, met …*: the names in that clause."""
    match = re.search(r"\b(?:WE|We),? the (?:[\w’'-]+ ){0,4}?(?:of|from)\b", text[:3000])
    match = match or re.search(r"\bWE, the\b", text[:3000])
    if match is None:
        return ()
    stop = match.end() + 400
    verb = re.search(r"\b(?:met|gathered|convened|held|reaffirm|affirm|welcome|commit|issue|declare|have)\b", text[match.end() : stop])
    if verb:
        stop = match.end() + verb.start()
    found = [m for m in mentions if match.start() <= m.start and m.end <= stop]
    kinds = (*STATES, "international_organisation", "grouping", "ministry", "agency", "regulator")
    return _unique(_named(m) for m in found if m.actor_id and m.actor_type in kinds)


def _in_title(
    heading: str, titled: Sequence[ActorMention], mentions: Sequence[ActorMention]
) -> tuple[Party, ...]:
    """Those that the title names side by side, with their first mention in the text."""
    kinds = (*STATES, "international_organisation", "grouping")
    topic = _TOPIC.search(heading)
    found = [
        m
        for m in titled
        if m.actor_type in kinds and (topic is None or m.start < topic.start())
    ]
    first = {m.actor_id: _named(m) for m in reversed(mentions)}
    parties = _unique(
        first.get(m.actor_id) or Party(m.actor_id or "", m.actor_name or "")
        for m in _joined(found, heading)
        if m.actor_id
    )
    return parties if 2 <= len(parties) <= 4 else ()


def _joined(found: list[ActorMention], text: str) -> list[ActorMention]:
    """Those that the title puts side by side: *X and Y, X–Y, X … with Y*; not *X … on Y*."""
    together: list[ActorMention] = []
    for one, two in zip(found, found[1:], strict=False):
        if _TOGETHER.search(text[one.end : two.start]):
            together.extend(m for m in (one, two) if m not in together)
    return together


def _by_deal(
    text: str, mentions: Sequence[ActorMention], home: Party | None
) -> tuple[Party, ...]:
    """The pair of states that stands together most often near the top."""
    top = [
        m
        for m in mentions
        if m.actor_type in (*STATES, "international_organisation") and m.start < 4000 and m.actor_id
    ]
    pairs: Counter[tuple[str, str]] = Counter()
    names = {m.actor_id or "": _named(m) for m in reversed(top)}
    for one, two in zip(top, top[1:], strict=False):
        gap = text[one.end : two.start]
        if one.actor_id != two.actor_id and len(gap) < 12 and re.fullmatch(
            r"\s?(?:[-–/&]|and(?: the)?|with(?: the)?)\s?", gap
        ):
            first, second = sorted((one.actor_id or "", two.actor_id or ""))
            pairs[(first, second)] += 1
    if pairs:
        (pair, count), *rest = pairs.most_common(2)
        own = home is None or home.actor_id in pair
        if own and count >= 2 and (not rest or rest[0][1] < count):
            return tuple(sorted((names[p] for p in pair), key=lambda p: p.mention or (0, 0)))
    return ()


def _by_count(
    text: str, mentions: Sequence[ActorMention], home: Party | None
) -> tuple[Party, ...]:
    """The publisher's country and the other one that the document is about."""
    if not any(j.firm for j in terms.joints(text)):
        return ()
    states = [m for m in mentions if m.actor_type in STATES and m.actor_id]
    counted = Counter(m.actor_id for m in states)
    others = [(i, n) for i, n in counted.most_common() if home is None or i != home.actor_id]
    names = {m.actor_id: _named(m) for m in reversed(states)}
    wanted = 1 if home is not None else 2
    if len(others) < wanted or others[wanted - 1][1] < 3:
        return ()
    if len(others) > wanted and others[wanted][1] * 2 > others[wanted - 1][1]:
        return ()
    found = [names[i] for i, _ in others[:wanted]]
    return (home, *found) if home is not None else tuple(found)


def _speaks_jointly(text: str, quotes: list[Span]) -> bool:
    for match in re.finditer(r"\b[Oo]ur (?:two )?(?:countries|governments|nations|peoples)\b", text):
        if not terms.inside(quotes, match.start()):
            return True
    return False


def _countries(
    parties: Sequence[Party], mentions: Sequence[ActorMention], lists: Actors
) -> tuple[Party, ...]:
    """The states of the parties: a ministry's country, a state itself."""
    found: list[Party] = []
    by_id = {m.actor_id: m for m in reversed(mentions)}
    for party in parties:
        mention = by_id.get(party.actor_id)
        state = lists.by_country.get(mention.country) if mention and mention.country else None
        found.append(Party(state.actor_id, state.name, party.mention) if state else party)
    return _unique(found)
