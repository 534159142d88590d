"""Who undertakes, and with whom: from the subject of a candidate to named parties."""

from __future__ import annotations

import re
from typing import Any

from pipeline.components.actors.phrases import narrowed
from pipeline.components.actors.terms import described
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.possessors import given_in, owner, possessor, sources
from pipeline.components.commitments.setting import agent, is_passive_form
from pipeline.components.commitments.subjects import Subject, find_subject
from pipeline.components.commitments.view import View
from pipeline.components.commitments.voices import Voices
from pipeline.model import Party, Span

_WITH = re.compile(
    r"\b(?:with|between|to|for|alongside|in partnership with|from|and)\s+(?:the\s+|its\s+|our\s+)?$"
)
_VERB = re.compile(r"[\s,](?:will|would|is|are|was|were|to|on|in|which|that|has|have|aimed|for)\s")
_BETWEEN = re.compile(r"\b[Bb]etween\b")
_LONGEST = 120
_FIRMS = frozenset(("inc", "inc.", "ltd", "ltd.", "llc", "corp", "corp.", "plc", "co", "co."))
_SIGNING = ("sign.deal", "noun.signing")  # rules of deeds that take two


def phrase(view: View, subject: Subject) -> Span:
    """Canonical span of a subject, without *, in consultation with …* and the like."""
    last = subject.last
    for j in range(subject.first + 1, last):
        if view.lower[j] == "," and view.lower[j + 1] == "under":
            return view.span(subject.first, j - 1)  # "X and Y, under the leadership of …"
        if view.lower[j] in _DASHES and _told_between_dashes(view, subject.first, j):
            return view.span(subject.first, j - 1)  # "Acme – home of the widget – will …"
    for j in range(subject.head + 1, last):
        if view.lower[j] == "," and (
            view.lower[j + 1] in _ALONGSIDE or _apposed(view, j + 1, subject.last)
        ):
            last = j - 1
            break
    first = subject.first
    if view.lower[first] in _FIRMS and first > 1 and view.lower[first - 1] == ",":
        first -= 2  # "Acme Tools, Inc."
        while first > view.body and view.tag[first - 1] in ("NNP", "NNPS"):
            first -= 1
    return view.span(first, max(last, subject.head))


_DASHES = frozenset(("–", "—", "-"))
_ALONGSIDE = frozenset(("in", "together", "along", "with", "through"))
_TELLS_MORE = frozenset(("a", "an", "which", "who", "whose"))


def _told_between_dashes(view: View, first: int, dash: int) -> bool:
    """Whether a dash ends a name, which is told more of after it; no dateline."""
    spaced = bool(view.doc[dash - 1].whitespace_ and view.doc[dash].whitespace_)
    if not spaced or view.doc[dash + 1].text[:1].isupper():
        return False
    return not any(view.tag[j] == "CD" or view.is_punct(j) for j in range(first, dash))


def _apposed(view: View, first: int, last: int) -> bool:
    """Whether the words from ``first`` tell more of the names before, with no name after them."""
    if view.lower[first] not in _TELLS_MORE:
        return False
    return not any(
        view.lower[j] in ("and", "&") and view.lower[j - 1] == "," for j in range(first + 1, last)
    )


def committers(
    candidate: Candidate,
    doc: Any,
    found: tuple[Party, ...],
    inherited: tuple[Party, ...],
    before: tuple[Party, ...] = (),
    leader: tuple[Party, ...] = (),
    stem: Span | None = None,
) -> tuple[Party, ...]:
    """The parties that undertake, in order; empty when nobody can be named.

    Args:
        candidate: the candidate.
        doc: with ``doc._.cast``, ``doc._.actors`` and ``doc._.quotes``.
        found: those whom :func:`named` finds.
        inherited: committers of the stem, for a list item without a subject.
        before: committers of the undertaking just before in the same paragraph, who stand
            behind *this programme* and *the new fund*.
        leader: the body that opens a sentence before, or the stem of a list.
        stem: span of the stem of an item.
    """
    cast = doc._.cast
    if cast is None:
        return ()
    alone = not found or (len(found) == 1 and not _proper(found[0].actor_name))
    if alone and len(cast.parties) >= 2 and _joint_noun(candidate):
        return tuple(cast.parties)
    if found:
        return found
    if stem is not None and not inherited:
        inherited = given_in(cast, stem)
    if inherited or candidate.subject.first < candidate.first:
        taken_on = _bracketed(candidate, cast)
        if taken_on or inherited:
            return taken_on or inherited
    if candidate.subject.kind == "actor" and not candidate.deed.passive:
        start, end = phrase(candidate.view, candidate.subject)
        owner = cast.owner_of(start, end)
        if owner is not None:
            return (owner,)
        if end - start <= _LONGEST:
            identifier, name = described(cast.text[slice(*narrowed(cast.text, start, end))])
            return (Party(identifier, name, None),)
    if candidate.subject.kind not in ("actor", "self") or candidate.deed.passive:
        announcing = _announcing(candidate, cast)
        if candidate.rule.rule_id in _SIGNING and announcing:
            announcing = _with_partner(candidate, cast, announcing)
        if announcing:
            return announcing
        if before and _points_back(candidate):
            return before
        if leader and not cast.joint and _is_theirs(candidate, cast, leader):
            return leader
    told = candidate.subject.kind in ("self", "it", "actor") and not candidate.deed.passive
    return _default(cast) or (() if told else tuple(cast.topic))


_NAMES_LAST = re.compile(r"\((?P<names>[A-Z][^()]{2,120})\)\W?$")


def _bracketed(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """Who takes an item of a list on, named in brackets at its end: *Train clerks (Acme, HSBC)*."""
    start, end = c.view.span(c.first, c.last)
    stop = cast.text.find("\n", end, end + _LONGEST)
    match = _NAMES_LAST.search(cast.text, start, stop if stop >= 0 else end)
    if match is None:
        return ()
    first, last = match.span("names")
    names = [name for name in re.split(r", | and ", match["names"]) if name]
    mentions = [m for m in cast.within(first, last) if m.start >= first and m.end <= last]
    known = [p for m in mentions for p in cast.parties_of(m)]
    return tuple(known) if len(mentions) == len(names) else ()


def named(candidate: Candidate, doc: Any) -> tuple[Party, ...]:
    """Who undertakes, where names or the cast say it of the subject or owner; empty if not."""
    cast = doc._.cast
    return _named(candidate, Voices(cast, doc._.quotes)) if cast is not None else ()


def _proper(name: str) -> bool:
    """Whether a name is one word with a capital, and no description."""
    return name[:1].isupper() and " " not in name


_ANNOUNCING = frozenset(
    """
    announce launch establish create introduce unveil propose release publish issue award plan
    pledge commit set form start found convene open host report say state declare outline
    """.split()
)
_GROUP = frozenset(("be", "have", "please", "pleased", "proud", "delighted", "glad", "happy"))
_BACK = frozenset(("this", "these", "the", "it", "they", "its", "such", "their"))
_MADE = ("deal", "body", "effect", "other", "it", "pointer", "relative")


def _announcing(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """The subject of the verb that brings the news: *The ministry announced a fund that will …*."""
    view = c.view
    for j in range(min(c.first, c.cue[0]) - 1, view.body, -1):
        if view.lower[j] in (";", "."):
            break
        if view.lemma[j] not in _ANNOUNCING or not view.tag[j].startswith("VB"):
            continue
        group = j
        while group > view.body and (
            view.is_adverb(group - 1)
            or view.lemma[group - 1] in _GROUP
            or view.tag[group - 1] in ("MD", "TO")
        ):
            group -= 1
        subject = find_subject(view, group, j)
        if subject.head < 0 or subject.head >= group:
            continue
        start, end = phrase(view, subject)
        found = tuple(cast.resolve(start, end))
        if found:
            return found
        name = cast.text[start:end]
        if name[:1].isupper() and view.tag[subject.head] in ("NNP", "NNPS"):
            return (cast.describe(start, end),)
    return ()


def _with_partner(c: Candidate, cast: Any, one: tuple[Party, ...]) -> tuple[Party, ...]:
    """Who announces a signing, and whom they sign with; empty where no partner is named."""
    start, end = c.view.span(c.cue[0], c.last)
    at = cast.text.find(" with ", start, end)
    other = tuple(cast.resolve(at + 6, end, states=True)) if at >= 0 else ()
    together = tuple({p.actor_id: p for p in (*one, *other)}.values())
    return together if len(together) > 1 else ()


def _points_back(c: Candidate) -> bool:
    """Whether the subject is a thing that the words before have spoken of."""
    if c.subject.kind not in _MADE or c.subject.head < 0:
        return False
    return c.view.lower[c.subject.first] in _BACK


def _is_theirs(c: Candidate, cast: Any, leader: tuple[Party, ...]) -> bool:
    """Whether the subject is a thing that the leader of a paragraph may stand behind.

    It is none where it has a name of its own, speaks for itself, or is the leader.
    """
    if c.subject.head < 0:
        return True
    if c.subject.kind in ("self", "actor") or c.view.tag[c.subject.first] in ("NNP", "NNPS"):
        return False
    known = {p.actor_id for p in cast.resolve(*phrase(c.view, c.subject))}
    return not known & {p.actor_id for p in leader}


def _joint_noun(c: Candidate) -> bool:
    """Whether a description in the plural stands for the document's parties."""
    if c.subject.head < 0:
        return False
    view = c.view
    if view.lower[c.subject.head] not in _JOINT_NOUNS:
        return False
    if view.lower[c.subject.first] in ("all", "any", "some", "other", "many"):
        return False
    return all(
        view.tag[j] in ("DT", "CD", "JJ", "NNP", "NNPS", "NNS", "PDT", "PRP$")
        for j in range(c.subject.first, c.subject.last + 1)
    )


_JOINT_NOUNS = frozenset(
    """
    governments countries nations leaders ministers sides parties participants signatories
    advisors advisers presidents secretaries delegations co-chairs ministries agencies
    """.split()
)


def _default(cast: Any) -> tuple[Party, ...]:
    if len(cast.parties) >= 2:
        return tuple(cast.parties)
    if cast.voice:
        return tuple(cast.voice)
    return tuple(cast.parties) or tuple(cast.author)


def _named(c: Candidate, voices: Voices) -> tuple[Party, ...]:
    view, cast = c.view, voices.cast
    states = c.rule.rule_id in _SIGNING or bool(cast.joint)
    if c.rule.rule_id == "sign.deal" and not c.deed.passive:
        return _signers(c, cast)
    given = sources(c, cast)
    if given:
        return given  # "the council announced a pledge from three firms to …"
    done_to = c.rule.kind == "performed" and (c.subject.head < 0 or is_passive_form(c))
    if c.deed.passive or done_to:
        by = agent(view, c.deed.head)
        if by is not None:
            start = view.left_edge(by) if view.left_edge(by) > c.deed.head else by
            if view.lower[start] == "by":
                start += 1
            return tuple(
                cast.resolve(
                    *view.span(start, max(by, min(view.right_edge(by), c.last))), states=states
                )
            )
        start, end = view.span(max(c.first, view.body), c.last)
        return _between(cast, start, end)
    subject = c.subject
    if subject.head < 0:
        start, end = view.span(max(c.first, view.body), c.last)
        return possessor(c, voices) or _between(cast, start, end)
    start, end = phrase(view, subject)
    if subject.kind in ("deal", "body"):
        behind = _between(cast, start, end) or tuple(cast.resolve_deal(start, end))
        single = len(behind) == 1 and behind[0].mention is not None
        if single and cast.joint and len(cast.parties) > 1 and behind[0] not in cast.parties:
            return tuple(cast.parties)  # a body of theirs, which has a name of its own
        return behind
    if subject.kind in ("effect", "other"):
        if view.lemma[c.deed.head] == "be" and not cast.joint and cast.publisher:
            return (cast.publisher,)
        return tuple(cast.resolve(start, end, states=states)) if c.rule.kind != "performed" else ()
    if subject.kind == "self":
        spoken = voices.spoken(start)
        if spoken:
            return spoken
    if subject.kind == "it" and view.lower[subject.head] == "it":
        announcing = _announcing(c, cast)
        if announcing:
            return announcing
    if view.lemma[c.deed.head] in _RECEIVING:
        return _giver(c, cast)
    found = tuple(cast.resolve(start, end, states=states))
    if c.rule.kind == "nominal":
        found = owner(c, cast) or found  # "the minister renewed the fund's commitment to …"
    if c.rule.kind == "nominal" and len(found) == 1:
        return voices.employer(found[0]) or found
    people = [cast.people[p.actor_id] for p in found if p.actor_id in cast.people]
    if not states and len({person.country for person in people}) > 1:
        return tuple(cast.resolve(start, end, states=True))
    return found


_RECEIVING = frozenset(("receive", "obtain"))
_FROM = re.compile(r"\s(?:from|by)\s")
_AFTER_GIVER = re.compile(r"\s(?:to|which|that|for|in|under|over|as)\s|[,;]\s(?!and\b)")


def _giver(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """Who gives what the subject receives: *The centre will receive 3 million from the fund*."""
    start, end = c.view.span(c.deed.head, c.last)
    match = _FROM.search(cast.text, start, end)
    if match is None:
        return ()
    stop = _AFTER_GIVER.search(cast.text, match.end(), end)
    return tuple(cast.resolve(match.end(), stop.start() if stop else end))


def _signers(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """Who signs, and whom they sign with when that is a person or body named for a state."""
    view = c.view
    found: list[Party] = []
    if c.subject.head >= 0:
        found.extend(cast.resolve(*phrase(view, c.subject), states=True))
    start, end = view.span(c.deed.head, c.last)
    text = cast.text[start:end]
    if len(found) < 2:
        if c.subject.head < 0 or c.subject.kind == "deal":
            return _between(cast, start, end) or tuple(found)
        at = text.find(" with ")
        unnamed = at >= 0 and text[at + 6 : at + 7].islower() and text[at + 6 : at + 10] != "the "
        if at >= 0 and c.subject.kind == "actor" and not unnamed:
            found.extend(cast.resolve(start + at + 6, end, states=True))
    return tuple({p.actor_id: p for p in found}.values())


def _between(cast: Any, start: int, end: int) -> tuple[Party, ...]:
    """The parties of *between X and Y* in a span."""
    match = _BETWEEN.search(cast.text, start, end)
    if match is None:
        return ()
    stop = _VERB.search(cast.text, match.end(), end)
    end = stop.start() if stop else end
    found = cast.resolve(match.end() + 1, end, states=True)
    return tuple(found) if len(found) >= 2 else ()


def counterparts(
    candidate: Candidate, doc: Any, taken: tuple[Party, ...], extent: Span
) -> tuple[Party, ...]:
    """Named parties in the span that are not committers and stand after *with, between, to*."""
    cast = doc._.cast
    if cast is None:
        return ()
    start, end = extent
    own = {party.actor_id for party in taken}
    found: dict[str, Party] = {}
    subject_end = (
        phrase(candidate.view, candidate.subject)[1] if candidate.subject.head >= 0 else start
    )
    for mention in cast.within(start, end):
        if mention.start < max(start, subject_end) or mention.actor_id is None:
            continue
        before = cast.text[max(start, mention.start - 30) : mention.start]
        if mention.actor_id in own or mention.members or not _WITH.search(before):
            continue
        if mention.rule.endswith("adjective") or mention.actor_name is None:
            continue
        found.setdefault(
            mention.actor_id,
            Party(mention.actor_id, mention.actor_name, (mention.start, mention.end)),
        )
    return tuple(found.values())
