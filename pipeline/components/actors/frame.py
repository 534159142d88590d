"""How a document presents its parties: by definition, opening, title or first sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.components.actors import terms
from pipeline.components.actors.parties import STATES, expanded, unique
from pipeline.components.actors.phrases import LISTED
from pipeline.lexicon import Actors
from pipeline.model import ActorMention, Party, Span

_JOINT_TITLE = re.compile(
    r"\b(?:joint|leaders['’]? statement|communiqu[eé]|memorandum of (?:understanding|cooperation)|"
    r"leaders['’]? declaration|declaration by|declaration of|accord|agreement between|"
    r"statement (?:of|by|between)|shared vision|statement of intent|technology prosperity deal|"
    r"joint statement|compact|ministerial (?:statement|declaration))\b",
    re.I,
)
_ONE_VOICE = re.compile(
    r"^(?:fact sheet:\s*)?(?:(?:opening |welcome |closing |keynote )?"
    r"(?:remarks|address|speech|keynote)|readout|background|press (?:briefing|gaggle)|"
    r"transcript|statement by (?:president|vice)|executive order|president|"
    r"vice president|(?:the )?(?:biden|trump|obama)\b)",
    re.I,
)
_FACTS = re.compile(r"^(?:joint )?fact\s?sheet\b", re.I)  # as often as not of one side
_TOGETHER = re.compile(
    r"^(?:[’']s)?(?:\s?[-–—/,&]\s?|,?\s+(?:and|&)\s+)(?:the\s+)?$|\bwith\b(?!.*\b(?:against|on|from)\b)",
    re.I | re.S,
)
# Words before such a list, in its sentence, that say that these are the makers of the text.
_MAKERS = re.compile(
    r"\b(?:we|leaders?|governments?|ministers?|presidents?|heads|members?|nations|countries|"
    r"signed|issued|between|representatives)\b|"
    r"^\W*(?:(?:today|(?:in|on) [\w ]{3,20}),?\s)?(?:the\s)?$",
    re.I,
)
_PAIRED = re.compile(r"\s?(?:[-–/&]|and(?: the)?|with(?: the)?)\s?")
_TOP = 1500
_LONGEST_HEADING = 2000
"""Characters at the top of a joint text in which its makers name themselves."""
_TOPIC = re.compile(r"\s(?:on|regarding|about|against|concerning|in support of)\s", re.I)


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
    """The title, or else the first line; so much of it as a heading may be long."""
    line = title or text.lstrip().split("\n", 1)[0]
    return " ".join(line[:_LONGEST_HEADING].split())


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
    by_definition = unique(m for party in by_definition for m in expanded(party, lists))
    if by_definition:
        return Frame(by_definition, _countries(by_definition, mentions, lists), True, True, at)
    declared = bool(_JOINT_TITLE.search(heading)) and not _ONE_VOICE.match(heading)
    opening = _by_opening(text, mentions)
    if not opening and (declared or not (_ONE_VOICE.match(heading) or _FACTS.match(heading))):
        opening = _by_our_deed(text, mentions)
    in_title = _in_title(heading, titled, mentions, declared=declared)
    listed: tuple[Party, ...] = ()
    if declared and len(in_title) < 2:
        listed = _by_people(heading, titled, lists) or _by_list(text, mentions)
    parties = opening or listed or in_title or _by_deal(text, mentions, home)
    parties = parties or _by_count(text, mentions, home)
    parties = unique(member for party in parties for member in expanded(party, lists))
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
        parties = unique(_named(m) for m in heads)
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
    verb = re.search(
        r"\b(?:met|gathered|convened|held|reaffirm|affirm|welcome|commit|issue|declare|have|are|on|"
        r"in|at|today|express|condemn|reiterate|remain|stand|call|note|recall|recogni[sz]e|agree)\b|[.;]",
        text[match.end() : stop],
    )
    if verb:
        stop = match.end() + verb.start()
    found = [m for m in mentions if match.start() <= m.start and m.end <= stop]
    kinds = (*STATES, "international_organisation", "grouping", "ministry", "agency", "regulator")
    return unique(_named(m) for m in found if m.actor_id and m.actor_type in kinds)


_OUR_DEED = re.compile(
    r"\b(?:affirm|reaffirm|declare|commit|recommit|renew|resolve|pledge|express|underscore|"
    r"reiterate|announce|recogni[sz]e|celebrate) our\b"
)
_SAID = re.compile(
    r"[“”\"]|[.;]\s(?:We|I|It|The|This|In)\b|\b(?:said|says|that|I|we)\b"
)  # between names and their deed


def _by_our_deed(text: str, mentions: Sequence[ActorMention]) -> tuple[Party, ...]:
    """*Today X and Y affirm our wish to …*: the states that open such a sentence."""
    match = _OUR_DEED.search(text, 0, _TOP)
    if match is None:
        return ()
    begin = text.rfind("\n", 0, match.start()) + 1
    kinds = (*STATES, "international_organisation", "grouping")
    run: list[ActorMention] = []
    for mention in mentions:
        if mention.start < begin or mention.end > match.start():
            continue
        if run and not LISTED.match(text[run[-1].end : mention.start]):
            if len(run) >= 2:
                break
            run = []
        if mention.actor_type in kinds and not mention.rule.endswith("adjective"):
            run.append(mention)
    if len(run) < 2 or _SAID.search(text, run[-1].end, match.start()):
        return ()
    return unique(_named(m) for m in run if m.actor_id)


def _by_list(text: str, mentions: Sequence[ActorMention]) -> tuple[Party, ...]:
    """The first list of states near the top of a joint text: *As leaders of A, B and C, we …*."""
    run: list[ActorMention] = []
    for mention in mentions:
        if mention.start > _TOP:
            break
        if mention.actor_type not in STATES or mention.rule.endswith("adjective"):
            continue
        if run and not LISTED.match(text[run[-1].end : mention.start]):
            if len({m.actor_id for m in run}) >= 2:
                break
            run = []
        run.append(mention)
    found = unique(_named(m) for m in run if m.actor_id)
    if len(found) < 2:
        return ()
    begin = max(text.rfind(mark, 0, run[0].start) + len(mark) for mark in (". ", "\n"))
    return found if _MAKERS.search(text[begin : run[0].start]) else ()


def _by_people(heading: str, titled: Sequence[ActorMention], lists: Actors) -> tuple[Party, ...]:
    """States of the people who speak together: *Joint statement by President X and Y*."""
    topic = _TOPIC.search(heading)
    people = [
        m for m in titled if m.actor_type == "person" and (topic is None or m.start < topic.start())
    ]
    states = [lists.by_country.get(m.country) if m.country else None for m in people]
    found = unique(Party(s.actor_id, s.name) for s in states if s is not None)
    return found if len(found) >= 2 else ()


def _in_title(
    heading: str,
    titled: Sequence[ActorMention],
    mentions: Sequence[ActorMention],
    *,
    declared: bool,
) -> tuple[Party, ...]:
    """Those that the title names side by side, with their first mention in the text.

    A grouping alone counts in the title of a declared joint text (*G7 Leaders' Statement*).
    """
    kinds = (*STATES, "international_organisation", "grouping")
    if declared:
        kinds = (*kinds, "ministry", "agency", "regulator")
    topic = _TOPIC.search(heading)
    found = [
        m for m in titled if m.actor_type in kinds and (topic is None or m.start < topic.start())
    ]
    first = {m.actor_id: _named(m) for m in reversed(mentions)}
    parties = unique(
        first.get(m.actor_id) or Party(m.actor_id or "", m.actor_name or "")
        for m in (_joined(found, heading) or (_alone(found) if declared else ()))
        if m.actor_id
    )
    return parties if declared or 2 <= len(parties) <= 4 else ()


def _alone(found: list[ActorMention]) -> list[ActorMention]:
    return [m for m in found if m.actor_type == "grouping"][:1]


def _joined(found: list[ActorMention], text: str) -> list[ActorMention]:
    """Those that the title puts side by side: *X and Y, X–Y, X … with Y*; not *X … on Y*."""
    together: list[ActorMention] = []
    for one, two in pairwise(found):
        if _TOGETHER.search(text[one.end : two.start]):
            together.extend(m for m in (one, two) if m not in together)
    return together


def _by_deal(text: str, mentions: Sequence[ActorMention], home: Party | None) -> tuple[Party, ...]:
    """The states that stand together most often near the top: a pair, or a list of them."""
    top = [
        m
        for m in mentions
        if m.actor_type in (*STATES, "international_organisation") and m.start < 4000 and m.actor_id
    ]
    names = {m.actor_id or "": _named(m) for m in reversed(top)}
    groups: Counter[frozenset[str]] = Counter()
    run: list[ActorMention] = []
    for mention in top:
        if run:
            gap = text[run[-1].end : mention.start]
            if len(gap) < 12 and (_PAIRED.fullmatch(gap) or LISTED.match(gap)):
                run.append(mention)
                continue
        groups[frozenset(m.actor_id or "" for m in run)] += 1
        run = [mention]
    groups[frozenset(m.actor_id or "" for m in run)] += 1
    together = [(g, n) for g, n in groups.most_common() if len(g) >= 2]
    if not together:
        return ()
    (group, count), *rest = together
    own = home is None or home.actor_id in group
    if own and count >= 2 and (not rest or rest[0][1] < count):
        return tuple(sorted((names[p] for p in group), key=lambda p: p.mention or (0, 0)))
    return ()


def _by_count(text: str, mentions: Sequence[ActorMention], home: Party | None) -> tuple[Party, ...]:
    """The publisher's country and the other one that the document is about."""
    states = [m for m in mentions if m.actor_type in STATES and m.actor_id]
    counted = Counter(m.actor_id for m in states)
    others = [(i, n) for i, n in counted.most_common() if home is None or i != home.actor_id]
    names = {m.actor_id: _named(m) for m in reversed(states)}
    wanted = 1 if home is not None else 2
    if len(others) < wanted or others[wanted - 1][1] < 3:
        return ()
    if len(others) > wanted and others[wanted][1] * 2 > others[wanted - 1][1]:
        return ()
    if not any(j.firm for j in terms.joints(text)):
        return ()
    found = [names[i] for i, _ in others[:wanted]]
    return (home, *found) if home is not None else tuple(found)


def _speaks_jointly(text: str, quotes: list[Span]) -> bool:
    for match in re.finditer(
        r"\b[Oo]ur (?:two )?(?:countries|governments|nations|peoples)\b", text
    ):
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
    return unique(found)
