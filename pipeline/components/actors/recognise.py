"""Actor mentions and the cast of one document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from pipeline.components.actors import names as naming
from pipeline.components.actors import terms
from pipeline.components.actors.cast import OWNERS, Cast
from pipeline.components.actors.draft import Draft
from pipeline.components.actors.frame import Frame, frame, heading_of
from pipeline.components.actors.names import Names
from pipeline.components.actors.parties import STATES, Named, Person
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.role_nouns import main_country, role_nouns
from pipeline.components.actors.voice import NEWS, voice
from pipeline.components.actors.words import running
from pipeline.components.attributes import text_of
from pipeline.components.phrases import Phrases
from pipeline.model import ActorMention, Context, Party, Span
from pipeline.segment import segment, split_sentences

_GOVERNMENT = re.compile(r"\b(?:[Tt]he|[Mm]y) [Gg]overnment (?:will|has|is|intends|plans)\b")
_OFTEN = 5  # times that a text says what the government does, to be its own account
_TERMS = 50  # terms defined for single actors that are followed through a text


def recognise(
    doc: Doc, *, matcher: Phrases, patterns: Patterns
) -> tuple[tuple[ActorMention, ...], Cast]:
    """Find the actors of a document and its parties.

    Args:
        doc: tokenised; ``doc._.context`` says who published it and when, and
            ``doc._.sentences`` where its sentences are, when known.
        matcher: of the forms of listed names.
        patterns: the lists.

    Returns:
        Mentions in order of the text, not overlapping; and the cast.
    """
    text: str = text_of(doc)
    context: Context = doc._.context
    names = naming.find(text, context, matcher, patterns, pieces=running(doc))
    terms.office_drafts(names, patterns.lists)
    named = _records(names, names.cover.drafts())
    quotes = terms.quoted(text)
    lists = patterns.lists
    publisher = _publisher(names, context)
    state = lists.by_country.get(names.home) if names.home else None
    home = Party(state.actor_id, state.name) if state else None
    heading = heading_of(text, context.title)
    in_heading = naming.find(heading, context, matcher, patterns)
    titled = _records(in_heading, in_heading.cover.drafts())
    setting = frame(text, heading, named, lists, quotes, titled=titled, home=home)
    people = _people(names, context)
    own = voice(
        heading,
        titled,
        {**_people(in_heading, context), **people},
        context,
        lists,
        publisher,
        country=main_country(named),
        governing=len(_GOVERNMENT.findall(text)) >= _OFTEN,
    )
    speaking = setting.parties if setting.joint else own.author
    if setting.declared and not setting.joint:
        speaking = ()
    drafts = [
        *_joint_terms(text, setting, names),
        *_defined_alone(text, named, names),
        *role_nouns(text, named, names, lists, own.publisher),
        *_own(text, quotes, setting, speaking, names),
    ]
    for draft in sorted(drafts, key=lambda d: (d.start - d.end, d.start)):
        if names.cover.open(draft.start, draft.end):
            names.cover.take(draft)
    mentions = tuple(_records(names, names.cover.drafts()))
    people = _employed(people, names)
    deals, programmes = _deals(text, setting, mentions, own.author)
    return mentions, Cast(
        text=text,
        mentions=mentions,
        parties=setting.parties,
        joint=setting.joint,
        voice=speaking,
        author=own.author,
        speaker=own.speaker,
        publisher=own.publisher,
        people=people,
        named=_named(names, patterns),
        sentences=_sentences(doc, text),
        deals=deals,
        programmes=programmes,
        lists=lists,
        starts=tuple(m.start for m in mentions),
        quotes=tuple(quotes),
        states=setting.states,
        topic=_topic(mentions, titled) if context.instrument in NEWS else (),
        owned=_owned(text, mentions),
        countries={m.actor_id: m.country for m in reversed(mentions) if m.actor_id},
        offices=tuple(names.words.span(o.start, o.end) for o in names.offices),
    )


def _records(names: Names, drafts: Sequence[Draft]) -> list[ActorMention]:
    found = []
    for draft in drafts:
        start, end = names.words.span(draft.start, draft.end)
        found.append(
            ActorMention(
                start,
                end,
                draft.rule,
                actor_id=draft.actor_id,
                actor_name=draft.name,
                actor_type=draft.type,
                country=draft.country,
                resolution=draft.resolution,
                members=draft.members,
            )
        )
    return found


def _publisher(names: Names, context: Context) -> Party | None:
    if names.publisher is not None:
        return Party(names.publisher.actor_id, names.publisher.name)
    return None


def _sentences(doc: Doc, text: str) -> tuple[Span, ...]:
    known = doc._.sentences or split_sentences(text, segment(text, doc._.blocks))
    return tuple((s.start, s.end) for s in known)


def _draft(
    names: Names, start: int, end: int, rule: str, members: Sequence[Party], resolution: str
) -> Draft:
    first, last = names.words.range(start, end)
    joint = len(members) > 1
    return Draft(
        first,
        last,
        rule,
        None if joint else members[0].actor_id,
        "; ".join(p.actor_name for p in members),
        None,
        None,
        "defined_term" if resolution == "defined_term" else "anaphor",
        members=tuple(p.actor_id for p in members) if joint else (),
    )


def _joint_terms(text: str, setting: Frame, names: Names) -> list[Draft]:
    """*Both sides, the two countries, the Participants*."""
    if len(setting.parties) < 2:
        return []
    found = []
    for joint in terms.joints(text):
        acting = joint.holders and joint.capital and len(setting.states) >= 2
        if not joint.firm and not acting and not (setting.defined and not joint.of_states):
            continue
        if not joint.firm and joint.start < setting.term_at:
            continue
        members = setting.states if joint.of_states else setting.parties
        if len(members) < 2:
            continue
        how = "defined_term" if setting.defined and not joint.of_states else "anaphor"
        found.append(_draft(names, joint.start, joint.end, f"actors.joint.{how}", members, how))
    return found


def _defined_alone(text: str, named: Sequence[ActorMention], names: Names) -> list[Draft]:
    """*Acme Robotics Ltd (the "Company")*: later uses of the term are that actor."""
    found: list[Draft] = []
    starts = [m.start for m in named]
    for term in terms.defined(text)[:_TERMS]:
        if term.joint or terms.DEALS.search(term.text):
            continue
        index = bisect_left(starts, term.at) - 1
        owner = named[index] if index >= 0 else None
        if owner is None or owner.actor_id is None or term.at - owner.end > 2:
            continue
        party = _party(owner)
        use = re.compile(rf"\b(?:[Tt]he )?{re.escape(term.text)}\b")
        for match in use.finditer(text, term.end):
            draft = _draft(names, *match.span(), "actors.defined", (party,), "defined_term")
            draft.type, draft.country = owner.actor_type, owner.country
            found.append(draft)
    return found


def _own(
    text: str,
    quotes: list[Span],
    setting: Frame,
    voice: tuple[Party, ...],
    names: Names,
) -> list[Draft]:
    """*We* and *our* outside quotation marks, where the text has a voice of its own."""
    if not setting.joint:
        return []
    return [
        _draft(names, start, end, "actors.voice", voice, "anaphor")
        for start, end in terms.own_voice(text, quotes)
    ]


def _named(names: Names, patterns: Patterns) -> tuple[Named, ...]:
    """Mentions of people by name, with their titles."""
    found = []
    words = names.words
    men, women = patterns.words["titles of men"], patterns.words["titles of women"]
    for draft in names.cover.drafts():
        at = draft.name_start
        if draft.type != "person" or at is None or draft.actor_id is None:
            continue
        titles = {w.lower() for w in words.forms[draft.start : at]}
        first = (draft.name or "").split(" ")[0]
        gender = "m" if titles & men else "f" if titles & women else patterns.genders.get(first, "")
        found.append(
            Named(
                words.starts[draft.start],
                words.starts[at],
                words.ends[draft.end - 1],
                draft.actor_id,
                draft.name or "",
                words.string(at, draft.end),
                words.string(draft.start, at) if at > draft.start else "",
                gender,
                draft.resolution,
            )
        )
    return tuple(found)


def _people(names: Names, context: Context) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for draft in names.cover.drafts():
        if draft.type != "person" or draft.actor_id is None or draft.name is None:
            continue
        old = found.get(draft.actor_id)
        found[draft.actor_id] = Person(
            Party(draft.actor_id, draft.name),
            (old.role if old else None) or draft.role,
            (old.organisation if old else None) or draft.organisation,
            (old.country if old else None) or draft.country,
        )
    return found


_OPENING = 400  # characters of a text in which what it is about is named
_OFTEN_NAMED = 3


def _topic(mentions: Sequence[ActorMention], titled: Sequence[ActorMention]) -> tuple[Party, ...]:
    """The body that is named first and far more often than any other."""
    bodies = [
        m
        for m in mentions
        if m.actor_id and (m.actor_type in OWNERS or m.rule == "actors.introduced")
    ]
    counted = Counter(m.actor_id for m in bodies)
    (first, most), *rest = [*counted.most_common(2), (None, 0)][:2] if counted else [(None, 0)]
    if most < _OFTEN_NAMED or (rest and rest[0][1] * 2 > most):
        return ()
    one = next(m for m in bodies if m.actor_id == first)
    if one.start > _OPENING and all(m.actor_id != first for m in titled):
        return ()
    return (_party(one),)


_POSSESSED = re.compile(
    r"(?:’s|'s) (?:[a-z-]{2,15} ){0,2}(?P<what>[A-Z][\w-]{2,20}(?: [A-Z0-9][\w-]{0,20}){0,3})"
)


def _owned(text: str, mentions: Sequence[ActorMention]) -> dict[str, Party]:
    """What bodies are said to own, by its name: *NASA's Artemis*."""
    found: dict[str, Party] = {}
    names = {m.start for m in mentions}
    for mention in mentions:
        if mention.actor_type not in OWNERS or mention.actor_id is None:
            continue
        owned = _POSSESSED.match(text, mention.end)
        if owned is not None and owned.start("what") not in names:
            found.setdefault(owned["what"], _party(mention))
    return found


def _employed(people: dict[str, Person], names: Names) -> dict[str, Person]:
    """The people with the body that an anaphor gives them: *Ann Other, the company's chief*."""
    found = dict(people)
    for draft in names.cover.drafts():
        person = found.get(draft.actor_id or "") if draft.type == "person" else None
        if (
            person is None
            or person.organisation
            or names.words.forms[draft.end : draft.end + 1] != [","]
        ):
            continue
        body = names.cover.at(draft.end + 1)
        if body is None or body.rule != "actors.role" or body.name is None:
            continue
        if names.words.forms[body.end : body.end + 1] == ["'"]:
            found[person.party.actor_id] = replace(person, organisation=body.name)
    return found


_SHORT = re.compile(r"\((?:the )?[“\"]?(?P<short>[A-Za-z]{0,9}[A-Z][A-Za-z]{0,9}[A-Z])[”\"]?\)")
_NAMED_DEAL = re.compile(
    r"\b(?:Partnership|Agreement|Accord|Framework|Arrangement|Initiative|Dialogue|Alliance|Compact|"
    r"Memorandum|Program|Programme|Mechanism)\s(?:to|for|on|of)\s(?:the\s)?[A-Z]"
    r"[\w ,&’'-]{3,90}$"
)
_LONG = 120  # characters before the bracket in which the long form is looked for


_Deals = dict[str, tuple[Party, ...]]


def _deals(
    text: str, setting: Frame, mentions: Sequence[ActorMention], author: tuple[Party, ...]
) -> tuple[_Deals, _Deals]:
    """Short forms of deals, with the parties named in the long form: *EUSDP*.

    Args:
        text: canonical text.
        setting: for the parties of the document.
        mentions: in order.
        author: whose a law or plan is.

    Returns:
        Those called a deal, and these with those named by their aim (*Partnership to …*).
    """
    deals: _Deals = {}
    programmes: _Deals = {}
    starts = [m.start for m in mentions]
    kinds = (*STATES, "international_organisation")
    for match in _SHORT.finditer(text):
        begin = max(0, match.start() - _LONG)
        long = re.split(r"[.;:\n]", text[begin : match.start()].rstrip())[-1]
        near = mentions[
            bisect_left(starts, match.start() - len(long) - 1) : bisect_left(starts, match.end())
        ]
        at = match.start("short")
        if any(m.start <= at < m.end for m in near):
            continue  # the short name of an actor
        own_deed = bool(terms.OWN_DEEDS.search(long.rstrip()))
        deal = own_deed or bool(terms.DEALS.search(long))
        if not deal and not _NAMED_DEAL.search(long):
            continue
        parties = {m.actor_id: _party(m) for m in near if m.actor_type in kinds}
        members = tuple(parties.values()) if len(parties) >= 2 else setting.parties
        if own_deed and not members:
            members = author  # a law or a plan by its short name
        if members and deal:
            deals.setdefault(match["short"], members)
        if members:
            programmes.setdefault(match["short"], members)
    return deals, programmes


def _party(mention: ActorMention) -> Party:
    return Party(mention.actor_id or "", mention.actor_name or "")
