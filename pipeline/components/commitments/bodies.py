"""Who stands behind what a text sets up, composes, shortens or hands out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pipeline.components.actors.parties import unique
from pipeline.components.actors.terms import described
from pipeline.components.commitments import programmes
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.short_names import ShortNames
from pipeline.model import Party

_BODY = (
    r"(?:[Tt]ask ?[Ff]orce|[Ww]orking [Gg]roup|[Cc]ommittee|[Cc]ouncil|[Pp]anel|[Cc]onsortium|"
    r"[Aa]lliance|[Cc]oalition|[Cc]ommission|[Tt]eam|[Bb]oard|[Pp]artnership)"
)
# "the taskforce is led by A and comprises members from B and C"
_COMPOSED = re.compile(
    rf"\b(?P<body>{_BODY})\b[^.;\n]{{0,60}}?\b(?:is|are|will be|was)?\s?(?:jointly |co-)?"
    r"(?:(?:led|chaired|headed) by|compris(?:es|ing)|consists of|composed of|made up of|"
    r"brings together)\b"
)
_COMPOSES = (
    *("led by", "chaired by", "headed by", "compris", "consists of", "composed of", "made up of"),
    "brings together",
)
_FAR = 4000  # characters before a pronoun in which the subject that it stands for is looked for
_MANY = 500  # names before what somebody receives among which the giver is looked for
_NAMED = re.compile(r"(?:[A-Z][\w&’'-]*\s?){1,6}$")
_OWNED = re.compile(
    r"^(?:(?:the|a|an|our|its|their|this|these|new|inter-agency|interagency)\s)+", re.I
)
_SETS_UP = frozenset(
    """
    establish launch form create set-up set found open recruit deploy appoint hire announce
    convene introduce build
    """.split()
)
_SHORT = re.compile(r"\s?\([A-Z][\w&. -]{0,20}\)")
_GIVES = re.compile(
    r"\b(?:awards?|awarded|grants?|funding|funded|funds|financing|prizes?|investments?|from|"
    r"through|under|by)\b",
    re.I,
)
_GIVERS = ("ministry", "agency", "regulator", "research_funder", "fund", "supranational")
_PROGRAMME = re.compile(
    r"\b(?:program(?:me)?s?|initiative|challenge|contest|competition|prize|scheme|fund|grants?|"
    r"accelerator|incubator|platform|campaign|project|pilot|partnership|consortium)$",
    re.I,
)
_FORMED = re.compile(
    r"\b(?:formed|established|created|launched|convened|led|run|chaired|set up) (?:under|by) "
    r"(?:the )?"
)
_ANNOUNCES = frozenset({"announce", "unveil", "reveal"})
_AWARDS = re.compile(r"\b(?:awards|funding|grants?|prizes|financing) from ")
_FEDERAL = re.compile(
    r"^(?:all |the |U\.?S\.? |relevant |other )*(?:federal )?"
    r"(?:departments and agencies|agencies and departments|federal agencies|federal departments|"
    r"executive (?:departments|agencies)[\w ]{0,24})$",
    re.I,
)
_OFFICE_ACT = frozenset({"sign", "issue", "direct", "order", "proclaim"})
_ORDER = re.compile(r"\b(?:order|orders|proclamation|memorandum|legislation|bill|act|law)\b", re.I)
_HEAD_OF_STATE = re.compile(r"\b(?:President|Prime Minister|King|Emperor|Chancellor)\b")


_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z])")
# A name that nobody lists, as the subject of what it does: "Redfern Works (RW) will discuss …".
_SUBJECT = re.compile(
    r"(?:[A-Z][a-z]+day, |Today, )?"
    r"(?P<name>[A-Z][\w.&’'-]*(?: (?:of |for |and |& )?[A-Z][\w.&’'-]*){0,5})"
    r"(?: \([A-Z][\w &.-]{1,20}\))?,? (?:also |today |recently |now )?"
    r"(?:will|has|have|is|are|plans|announced|announces|said|says|pledged|launched|committed|"
    r"intends|released|unveiled|opened)\b"
)
_NO_NAMES = frozenset("the this these those they today there that what such many most".split())


class Bodies:
    """What a text says of who is behind its bodies and names; learns as rows are read.

    Attributes:
        cast: the parties of the document.
    """

    def __init__(self, text: str, cast: Any) -> None:
        self.cast = cast
        self._text = text
        self._founded: dict[str, tuple[Party, ...]] = {}
        self._names = ShortNames(text, cast)
        self._composed()

    def _composed(self) -> None:
        told = any(words in self._text for words in _COMPOSES)
        for match in _COMPOSED.finditer(self._text) if told else ():
            start = match.start("body")
            stop = self._text.find(".", match.end())
            stop = len(self._text) if stop < 0 else stop
            members = unique(
                p
                for m in self.cast.within(match.end(), stop)
                if m.start >= match.end() and m.actor_type in (*_GIVERS, "company", "government")
                for p in self.cast.parties_of(m)
            )
            if len(members) >= 2:
                line = self._text[max(0, start - 40) : match.end("body")]
                for key in _keys(line.rsplit("\n", 1)[-1].rsplit(". ", 1)[-1]):
                    self._founded.setdefault(key, members)
                self._founded.setdefault(_plain(match["body"]), members)

    def learn(self, c: Candidate, who: tuple[Party, ...], action: str) -> None:
        """Remember who sets up the body or programme that a commitment names."""
        set_up = action.replace(" ", "-") in _SETS_UP and c.rule.kind != "nominal"
        if not set_up or not who or c.deed.passive or who[0].actor_id in self.cast.people:
            return
        view = c.view
        first = last = -1
        for j in range(c.deed.head + 1, min(c.deed.head + 16, c.last + 1)):
            capital = view.doc[j].text[:1].isupper()
            if capital and first < 0:
                first = j
            if capital:
                last = j
            elif first >= 0 and view.lower[j] not in ("of", "for", "on", "and", "the", "&", "("):
                break
        if first < 0 or last == first:
            return
        start, end = view.span(first, last)
        written = self._text[start:end]
        for key in _keys(written):
            self._founded.setdefault(key, who)

    def stand(self, c: Candidate, who: tuple[Party, ...]) -> tuple[Party, ...]:
        """The parties of a commitment, once its subject is known to stand for others.

        Args:
            c: the candidate.
            who: its committers by name.
        """
        subject = c.subject
        if subject.head < 0:
            return self._by_name(c, who)
        start, end = c.view.span(subject.first, max(subject.last, subject.head))
        written = self._text[start:end]
        if not c.deed.passive and c.view.lemma[c.deed.head] == "receive" and not self.cast.joint:
            return self.giver(c, self.cast.mentions) or who
        found = () if c.deed.passive else self.behind(written) or self._formed(start, written)
        if not found and not c.deed.passive:
            found = self._programme(written, who)
        if not found and _ANNOUNCES & {c.view.lemma[c.deed.head]}:
            found = self._awarding(c)
        if not found and federal(written) and self.cast.publisher is not None:
            listed = self.cast.lists.by_name.get(self.cast.publisher.actor_name)
            country = listed.country if listed is not None else None
            state = self.cast.lists.by_country.get(country or "")
            found = (Party(state.actor_id, state.name),) if state is not None else ()
        named = subject.kind != "self" and len(who) == 1
        if not found and named and who[0].actor_id in self.cast.people:
            role = self.cast.people[who[0].actor_id].role or ""
            if _HEAD_OF_STATE.search(role) and office_act(c, self._text):
                found = tuple(self.cast.resolve(start, end, states=True))
        found = found or self._owner(start, written)
        return found or self._by_name(c, who)

    def _programme(self, written: str, who: tuple[Party, ...]) -> tuple[Party, ...]:
        """Whose a programme is that nobody lists: its owner, else who speaks in the text."""
        if len(who) > 1 or (who and who[0].actor_id in self.cast.countries):
            return ()
        name = _SHORT.sub("", written).strip().removeprefix("the ").removeprefix("The ")
        if not name[:1].isupper():
            return ()
        owner = self._owners.get(name)
        if owner or not who or name not in self._called:
            return owner or ()
        parties = tuple(self.cast.parties)
        return parties if len(parties) > 1 else tuple(self.cast.voice or self.cast.author)

    @cached_property
    def _owners(self) -> dict[str, tuple[Party, ...]]:
        return programmes.owners(self._text, self.cast)

    @cached_property
    def _called(self) -> frozenset[str]:
        return programmes.called(self._text)

    def _formed(self, start: int, written: str) -> tuple[Party, ...]:
        """*the group formed under the President's council*: who that is for."""
        match = _FORMED.search(written)
        if match is None:
            return ()
        at, end = start + match.end(), start + len(written)
        for mention in self.cast.within(at, end):
            if mention.actor_id and mention.start <= at + 4:
                return tuple(self.cast.resolve(mention.start, mention.end, states=True))
        return ()

    def _awarding(self, c: Candidate) -> tuple[Party, ...]:
        """*announces £2 million in awards from the council*: who gives what is announced."""
        start, end = c.view.span(c.deed.head, c.last)
        match = _AWARDS.search(self._text, start, end)
        return _after(self._text, "from", self.cast, match.end() - 6, end) if match else ()

    def _owner(self, start: int, written: str) -> tuple[Party, ...]:
        """Whose programme or contest it is (*the Navy's Harbour Challenge*)."""
        if not _PROGRAMME.search(written):
            return ()
        for mention in self.cast.within(start, start + len(written)):
            after = self._text[mention.end : mention.end + 2]
            opens = start <= mention.start <= start + len("the ")
            if after in ("’s", "'s") and mention.actor_id and opens:
                return tuple(self.cast.parties_of(mention))
        return ()

    def pronoun(self, c: Candidate, begin: int) -> tuple[Party, ...]:
        """Who *it, they* or *its* is, where only its words name it: the subject before.

        Args:
            c: the candidate, whose committers nothing else tells.
            begin: start of its paragraph.
        """
        view = c.view
        if c.rule.rule_id == "direct.to":
            return ()  # "It also directs …": an order, which speaks for who gave it
        words = {view.lower[j] for j in range(max(c.first, view.body), c.cue[1] + 1)}
        word = view.lower[c.subject.head] if c.subject.head >= 0 else ""
        if word not in ("it", "they") and not (c.subject.head < 0 and words & {"its", "their"}):
            return ()
        at = view.offset(max(c.first, view.body))
        before = self._text[max(begin, at - _FAR) : at]
        for sentence in reversed(_SENTENCE.split(before)):
            match = _SUBJECT.match(sentence.lstrip(" •-–*\t"))
            if match is None:
                continue
            found = match["name"].strip()
            if len(found) > 3 and found.lower() not in _NO_NAMES:
                return self.behind(found) or (self._names.full(Party(*described(found), None), at),)
        return ()

    def _by_name(self, c: Candidate, who: tuple[Party, ...]) -> tuple[Party, ...]:
        at = c.view.offset(max(c.first, c.view.body))
        return unique(
            p if p.actor_id in self.cast.countries else self._names.full(p, at) for p in who
        )

    def behind(self, phrase: str) -> tuple[Party, ...]:
        """The parties behind a body that the text has composed or set up."""
        plain = _plain(phrase)
        found = self._founded.get(plain)
        if found is None and _SHORT.search(phrase):
            found = self._founded.get(_plain(_SHORT.sub("", phrase)))
        return found or ()

    def giver(self, c: Candidate, mentions: Sequence[Any]) -> tuple[Party, ...]:
        """Who gives what somebody will receive: *from X*, else the giver that the text names."""
        start, end = c.view.span(c.deed.head, c.last)
        own = _after(self._text, "from", self.cast, start, end)
        own = own or _after(self._text, "under", self.cast, start, end)
        if own:
            return own
        subject = c.view.offset(c.subject.first) if c.subject.head >= 0 else start
        upto = bisect_left(mentions, subject, key=lambda m: m.start)
        for mention in reversed(mentions[max(0, upto - _MANY) : upto]):
            if mention.end > subject or mention.actor_type not in _GIVERS or not mention.actor_id:
                continue
            around = self._text[max(0, mention.start - 50) : mention.end + 30]
            line = around.split("\n")
            if _GIVES.search(" ".join(line)):
                return tuple(self.cast.parties_of(mention))
        return ()


def _after(text: str, word: str, cast: Any, start: int, end: int) -> tuple[Party, ...]:
    """The actors right after a preposition in a span."""
    for match in re.finditer(rf"\b{word} (?:the )?", text[start:end]):
        at = start + match.end()
        found = [m for m in cast.within(at, end) if at <= m.start <= at + 2]
        if found:
            return tuple(cast.resolve(at, found[0].end))
    return ()


def office_act(c: Candidate, text: str) -> bool:
    """Whether a head of state acts for the state (*President Roe will sign an order*)."""
    view = c.view
    if c.rule.rule_id == "direct.to":
        return True
    if view.lemma[c.deed.head] not in _OFFICE_ACT:
        return False
    start, end = view.span(c.deed.head, min(c.last, c.deed.head + 8))
    return bool(_ORDER.search(text, start, end))


def federal(phrase: str) -> bool:
    """Whether a phrase stands for all bodies of a state (*federal agencies*)."""
    return bool(_FEDERAL.match(phrase.strip()))


def _plain(phrase: str) -> str:
    """A phrase without articles, owners, brackets and case, to look bodies up by."""
    written = _OWNED.sub("", " ".join(phrase.split()).strip(' ,;.“”"()'))
    return written.lower()


def _keys(written: str) -> list[str]:
    """What a body may later be called: its name, and its short form in brackets."""
    keys = []
    short = re.search(r"\((?:the )?[“\"]?([A-Z][\w&-]+)[”\"]?\)?$", written.strip())
    name = written[: short.start()] if short else written
    run = _NAMED.search(name.strip())
    if run is not None and " " in run.group().strip():
        keys.append(_plain(run.group()))
    if short:
        keys.append(_plain(short.group(1)))
    return keys
