"""Who a speaker is: names, surnames, pronouns, titles and organisations resolved.

Works on the text alone; mentions of actors found by another component are used where they
are present. What cannot be told stays None.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.components.actors import Cast, Named
from pipeline.components.quotes.bodies import UNRESOLVED, Bodies, Speaker
from pipeline.components.quotes.groups import (
    document,
    document_in,
    officials,
)
from pipeline.components.quotes.heard import LEADING, Heard, fits, may_be_person, office
from pipeline.components.quotes.patterns import Names
from pipeline.components.quotes.people import ROLE_WORDS, Identity, People, holds, longer_office
from pipeline.components.quotes.plain import with_role
from pipeline.components.quotes.together import Together, again
from pipeline.components.quotes.unnamed import group
from pipeline.lexicon import actor_id
from pipeline.model import ActorMention, Resolution, Span

_PERSONAL = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m", "himself": "m"}
_SPEAKING = frozenset(("i", "me", "my"))
_SINGULAR = frozenset(("it", "its"))
_PLURAL = frozenset(("they", "them", "their", "we", "our"))
_TAIL = re.compile(r"\s*(?:,\s*)?\b(?:which|who|that)$")
_GENITIVE = re.compile(r"(?:(?<=[^s])[’']s|(?<=s)[’'])$")
_NOBODY = frozenset(("there", "here", "what", "that"))
_SENTENCES_BACK = 3
_REACH = 1500
_RECENT = 60
_OFFICES = 60


_SOME = re.compile(r"(?:some|many|several|few|fewer|most|more|half|other|others|no)\b", re.I)
_AND_OTHER = re.compile(r"(?P<pronoun>[Hh]e|[Ss]he)\sand\s")
_OPENING_NAME = re.compile(r"\W{0,3}(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){1,3}), (?:the )?")


class Speakers:
    """Resolves the speakers of one text, in the order of the text.

    Args:
        text: canonical text.
        names: word lists.
        cast: who is named, as the actors component found them.
        actors: mentions of actors, in order.
        sentences: starts of the sentences, in order.
        masked: spans in marks, in order; names there are no antecedents.
    """

    def __init__(
        self,
        text: str,
        names: Names,
        *,
        cast: Cast,
        actors: Sequence[ActorMention] = (),
        sentences: Sequence[int] = (),
        masked: Sequence[Span] = (),
    ) -> None:
        self._text = text
        self._names = names
        self._people = People(cast, names, masked)
        self._opening = frozenset(sentences)
        self._sentences = sentences
        self._heard: list[Heard] = []
        self._bodies = Bodies(text, actors, names.ministries)
        self._together = Together(text, cast, self._people, self._bodies, sentences)
        self._documents: dict[str, Heard] = {}

    def resolve(self, span: Span | None) -> Speaker:
        """Resolve one speaker; call in the order of the text.

        Args:
            span: the speaker as it stands; None gives an unresolved one.
        """
        if span is None:
            return UNRESOLVED
        start, end = span
        written = " ".join(self._text[start:end].split())
        written = _TAIL.sub("", written) or written
        if " of " not in written:
            written = _GENITIVE.sub("", written) or written
        if written.lower() in _NOBODY:
            return UNRESOLVED
        lower = written.lower().replace("’", "'").split("'")[0]
        if lower in _PERSONAL:
            heard = self._person_before(start, _PERSONAL[lower])
        elif lower in _SPEAKING:
            own = self._bodies.named(start, start + 1)
            heard = Heard(start, own, None) if own is not None and own.name else None
        elif lower in _SINGULAR or lower in _PLURAL:
            heard = self._together.before(start, self._heard, plural=lower in _PLURAL)
        else:
            heard = self._named(start, end, written)
        if heard is None or heard.speaker.name is None:
            heard = self._together.parties(span) or heard
        if heard is None:
            return UNRESOLVED
        self._heard.append(heard)
        noun = document_in(lower) if heard.person is None else None
        if noun is not None and heard.speaker.name is not None:
            self._documents[noun] = heard
        return heard.speaker

    # --- names ----------------------------------------------------------------------------

    def _named(self, start: int, end: int, written: str) -> Heard | None:
        common = self._common(start, end, written)
        if common is not None:
            return common
        offices = self._two_offices(start, end, written)
        if offices is not None:
            return self._together.jointly(offices, start) if offices else None
        with_other = self._with_pronoun(start, end)
        if with_other is not None:
            return with_other
        described = group(written)
        if described is not None and described[1:].islower():
            unnamed = Speaker(described, None, None, None, "pattern")
            return Heard(start, unnamed, None, plural=True)
        mentions = list(self._people.find(start, end))
        mentions = [m for m in mentions if not self._inside_organisation(m, start, end)]
        leads = self._together.leads(mentions, start, end)
        if leads:
            several = self._together.named(leads, start, end)
            return several or self._person(leads[0], start, end)
        surname = self._bare_surname(start, end, written)
        if surname is not None:
            return self._person(surname, start, end)
        titled = self._titled(written, start)
        if titled is not None:
            return titled
        apposed = self._apposed(start, written)
        if apposed is not None:
            return apposed
        if self._of_another(start, end, written):
            return None
        person = self._person_among(start, end) or _with_role(written, start)
        if person is not None:
            return person
        if _SOME.match(written):
            return None  # some of a group
        actor = self._bodies.named(start, end)
        if actor is not None:
            return Heard(start, actor, None, plural=";" in (actor.name or ""))
        office = LEADING.sub("", written).lower() in self._names.titles
        if office or self._together.offices.joint(start, end):
            return None  # an office, and nobody is named who holds it
        return self._described(start, written)

    def _with_pronoun(self, start: int, end: int) -> Heard | None:
        """*He and Mayor Falk*: the person behind the pronoun, and the other one."""
        joined = _AND_OTHER.match(self._text, start, end)
        if joined is None:
            return None
        first = self._person_before(start, _PERSONAL[joined["pronoun"].lower()])
        written = " ".join(self._text[joined.end() : end].split())
        second = self._named(joined.end(), end, written)
        names = [heard.speaker.name for heard in (first, second) if heard is not None]
        known = [name for name in names if name is not None]
        return self._together.jointly(known, start) if len(known) == 2 else None

    def _common(self, start: int, end: int, written: str) -> Heard | None:
        """What *both presidents*, *the report*, *the group* stand for."""
        holders = self._together.offices.holders(start, end)
        if holders:
            return self._together.jointly(holders, start)
        noun = document(written)
        if noun is not None and noun in self._documents:
            return again(self._documents[noun], start)
        group = self._bodies.names.group(written)
        if group is not None:
            return Heard(start, Speaker(group, None, None, actor_id(group), "alias"), None)
        return (
            self._together.before(start, self._heard, plural=False) if officials(written) else None
        )

    def _inside_organisation(self, mention: Named, start: int, end: int) -> bool:
        for actor in self._bodies.between(start, end):
            if (
                actor.start <= mention.start
                and mention.end <= actor.end
                and actor.actor_type not in (None, "person")
                and (actor.start, actor.end) != (mention.start, mention.end)
            ):
                return True
        return False

    def _bare_surname(self, start: int, end: int, written: str) -> Named | None:
        """*Winstanley*, or *Tom*, when the text names somebody of that name in full."""
        words = written.split()
        if not 1 <= len(words) <= 3 or not words[-1][:1].isupper() or written.isupper():
            return None
        known = self._people.named(words[-1])
        if len(words) > 1:
            known = [m for m in known if m.name == written]
        elif not known:
            known = self._people.called(words[0])
        if not known:
            return None
        before = [m for m in known if m.start <= start] or known
        return replace(before[-1], start=start, name_start=start, end=end, name=written, title="")

    def _person(self, mention: Named, start: int, end: int) -> Heard:
        identity = self._people.identify(mention)
        before = " ".join(self._text[start : mention.name_start].split())
        after = self._text[mention.end : end]
        role, organisation = office(before, after, self._names.honorifics, self._bodies.acronyms)
        role = longer_office(role, identity.role)
        organisation = organisation or identity.organisation
        resolution: Resolution = "alias" if not mention.full else "pattern"
        if identity.listed and identity.name == mention.name:
            resolution = "exact"
        elif identity.listed:
            resolution = "alias"
        person = replace(identity, role=role, organisation=organisation)
        speaker = Speaker(person.name, role, organisation, person.actor_id, resolution)
        return Heard(start, speaker, person)

    # --- titles ---------------------------------------------------------------------------

    def _titled(self, written: str, start: int) -> Heard | None:
        """*The Secretary*, *the minister*: the last person with that office."""
        bare = written[:1].isupper() and written.lower() in self._names.titles
        if not bare and not re.match(r"(?:the|mr|mrs|ms|madam)\b", written, re.IGNORECASE):
            return None
        office = LEADING.sub("", written).lower()
        if not 1 <= len(office.split()) <= 4:
            return None
        head = office.split()[-1]
        if office not in self._names.titles and head not in self._names.titles:
            return None
        if bare:  # "Minister said": the one that the text is about, named first
            for mention in self._people.mentions[:_RECENT]:
                identity = self._people.identify(mention)
                if mention.start < start and (identity.role or "").lower().startswith(office):
                    return _in_office(identity, start)
        for heard in reversed(self._heard[-_RECENT:]):
            if heard.person and holds(heard.person.role, head, office):
                return again(heard, start)
        at = bisect_left(self._people.starts, start)
        for mention in reversed(self._people.mentions[max(0, at - _RECENT) : at]):
            identity = self._people.identify(mention)
            if holds(identity.role, head, office):
                return _in_office(identity, start)
            if mention.title and holds(mention.title, head, office):
                return _in_office(replace(identity, role=mention.title), start)
        return self._only_holder(head, office, at, start)

    def _only_holder(self, head: str, office: str, first: int, start: int) -> Heard | None:
        """The one person with an office whom the text names only later (*Statement from …*)."""
        found = [
            replace(self._people.identify(mention), role=mention.title)
            for mention in self._people.mentions[first : first + _RECENT]
            if mention.title and holds(mention.title, head, office)
        ]
        return _in_office(found[0], start) if len({one.name for one in found}) == 1 else None

    def _two_offices(self, start: int, end: int, written: str) -> tuple[str, ...] | None:
        """*The President and the Prime Minister*: who last held either of two offices.

        Returns:
            Both; none of them where one is not known; None for a phrase of another kind.
        """
        first, joined, second = written.partition(" and ")
        if not joined or written[:3].lower() != "the" or len(written) > _OFFICES:
            return None
        bare = LEADING.sub("", second)
        if not {LEADING.sub("", first).lower(), bare.lower()} <= self._names.titles:
            return None
        held = [self._titled(office, start) for office in (first, f"the {bare}")]
        names = tuple(h.speaker.name for h in held if h is not None and h.speaker.name)
        return names if len({*names}) == 2 else self._together.names((start, end))

    def _apposed(self, start: int, written: str) -> Heard | None:
        """*Ann Other, Acme Director said*: the name before the role, at the start of a line."""
        line = self._text.rfind("\n", 0, start) + 1
        name = _OPENING_NAME.fullmatch(self._text, line, start)
        words = {w.lower() for w in re.findall(r"\w+", written)}
        if name is None or not words & (ROLE_WORDS | self._names.titles):
            return None
        full = name["name"]
        person = Identity(full, actor_id(full), written)
        speaker = Speaker(full, written, None, person.actor_id, "pattern")
        return Heard(start, speaker, person)

    # --- pronouns -------------------------------------------------------------------------

    def _person_before(self, at: int, gender: str) -> Heard | None:
        """The person that *he* or *she* stands for: a subject or a speaker close before."""
        subject = self._subject_before(at, gender)
        spoken = next(
            (
                h
                for h in reversed(self._heard[-_RECENT:])
                if h.person is not None and fits(h.person.gender, gender)
            ),
            None,
        )
        if subject is not None and (spoken is None or subject.start > spoken.at):
            heard = self._person(subject, subject.start, subject.end)
            return again(heard, at)
        if spoken is not None:
            return again(spoken, at)
        named = next((h for h in reversed(self._heard[-_RECENT:]) if may_be_person(h)), None)
        if named is not None and at - named.at < _REACH:
            return again(named, at)
        index = bisect_left(self._people.starts, at)
        for mention in reversed(self._people.mentions[max(0, index - 50) : index]):
            identity = self._people.identify(mention)
            if fits(identity.gender, gender):
                return again(self._person(mention, mention.start, mention.end), at)
        return None

    def _subject_before(self, at: int, gender: str) -> Named | None:
        """A person named at the head of one of the sentences just before."""
        index = bisect_right(self._sentences, at) - 1
        for back in range(_SENTENCES_BACK + 1):
            if index - back < 0:
                return None
            start = self._sentences[index - back]
            first = bisect_left(self._people.starts, start)
            for mention in self._people.mentions[first : first + 3]:
                if mention.start >= at or mention.start - start > 120:
                    break
                before = self._text[start : mention.name_start]
                if mention.title:
                    before = before.removesuffix(mention.title + " ")
                head = "," in before.strip(" ,") or len(before.split()) <= 6
                if head and fits(self._people.identify(mention).gender, gender):
                    return mention
        return None

    # --- a person behind an actor ---------------------------------------------------------

    def _described(self, start: int, written: str) -> Heard | None:
        opens = start in self._opening or self._text[max(0, start - 2) : start].strip() in ("", "•")
        speaker = self._bodies.described(written, opens=opens)
        if speaker is None:
            return None
        return Heard(start, speaker, None, plural=group(written) is not None)

    def _of_another(self, start: int, end: int, written: str) -> bool:
        """Whether an office was taken for somebody with another (*the President*, of a deputy)."""
        office = LEADING.sub("", written).lower()
        if office not in self._names.titles:
            return False
        people = (a for a in self._bodies.between(start, end) if a.actor_type == "person")
        roles = (self._people.role(actor.actor_id) for actor in people)
        return any(role and not holds(role, office.split()[-1], office) for role in roles)

    def _person_among(self, start: int, end: int) -> Heard | None:
        """*Dutch trade minister Pim Other*: the person that a phrase leads up to."""
        for actor in self._bodies.between(start, end):
            name = actor.actor_name
            if actor.actor_type != "person" or name is None:
                continue
            before = self._text[start : actor.start]
            owned = self._text[actor.end : min(end, actor.end + 2)] in ("’s", "'s")
            if owned or "," in before or re.search(r"\b(?:of|for|to|by|with|from)\s+$", before):
                return None
            role = " ".join(LEADING.sub("", before).split()) or None
            speaker = Speaker(name, role, None, actor.actor_id, actor.resolution)
            return Heard(start, speaker, Identity(name, actor.actor_id or actor_id(name), role))
        return None


def _with_role(written: str, start: int) -> Heard | None:
    """Somebody with a role in small letters before a name that no list knows."""
    found = with_role(LEADING.sub("", written))
    if found is None:
        return None
    name, role = found
    person = Identity(name, actor_id(name), role)
    return Heard(start, Speaker(name, role, None, person.actor_id, "pattern"), person)


def _in_office(person: Identity, start: int) -> Heard:
    """Somebody named before, spoken of by an office."""
    speaker = Speaker(person.name, person.role, person.organisation, person.actor_id, "anaphor")
    return Heard(start, speaker, person)
