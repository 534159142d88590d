"""Several who speak as one: names joined by *and*, and the parties that *they* stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.components.actors import Cast, Named
from pipeline.components.quotes.bodies import Bodies, Speaker
from pipeline.components.quotes.groups import Offices
from pipeline.components.quotes.heard import Heard
from pipeline.components.quotes.people import ROLE_WORDS, People
from pipeline.components.quotes.unnamed import group
from pipeline.model import Resolution, Span

_GROUPS_BACK = 4
_REACH = 1500
_RECENT = 60
_HEAD = 60
_PAIR = 160
_LEADING = 6
_MODIFIES = re.compile(r"(?:\s(?!and\s|or\s|with\s)[a-z-]+){1,4}\s")
_UNDER = re.compile(r"(?:\bof|\bfor|\bto|\bby|\bwith|\bfrom)\s+$")
_LISTED = re.compile(r",\s(?:and\s)?(?:(?:[A-Z][\w.’'&-]*|of|the|for|and)\s){0,10}")
_LAST = re.compile(r",?\s+and\s")
_PARTS = re.compile(r",\s(?:and\s)?|\sand\s")
_WITH_OFFICE = re.compile(
    r"(?:(?:the\s)?(?:(?:[A-Z][\w.’'&-]*|of|for)\s){0,8}(?P<office>[A-Z][a-z]+)\s)?"
    r"(?P<name>[A-Z][\w’'-]+\s[A-Z][\w’'-]+)"
)
_OFFICES = ROLE_WORDS | {"mr", "ms", "mrs", "mdm", "dr", "sir", "dame", "professor", "prof"}
_AND = re.compile(r"(?:,[^.;]{0,60},)?\s+and\s(?:(?:[A-Z][\w.’'-]*|of|the)\s){0,8}")
_PLURAL = re.compile(
    r"(?:they|them|their|both|both of them|"
    r"(?:the|both|these|all)\s(?:(?:two|three|four|of|the)\s){0,2}"
    r"(?:companies|firms|banks|businesses|manufacturers|universities|agencies|ministries|"
    r"departments|regulators|institutions|organi[sz]ations|countries|nations|governments|sides|"
    r"parties|participants|delegations|partners|leaders|presidents|prime ministers|ministers))",
    re.IGNORECASE,
)


class Together:
    """Resolves speakers that are several.

    Args:
        text: canonical text.
        cast: who is named.
        people: all people that it names.
        bodies: its organisations.
        sentences: starts of the sentences, in order.
    """

    def __init__(
        self, text: str, cast: Cast, people: People, bodies: Bodies, sentences: Sequence[int]
    ) -> None:
        self._text = text
        self._cast = cast
        self._people = people
        self._bodies = bodies
        self._sentences = sentences
        self.offices = Offices(text, people)

    def leads(self, mentions: Sequence[Named], start: int, end: int) -> list[Named]:
        """The people who head a phrase: not one in *the office of Ann Lee*.

        More than one only where *and* joins them, or a list that ends with *and*.
        """
        found: list[Named] = []
        for mention in mentions:
            before = self._text[start : mention.name_start].lower()
            if _UNDER.search(before):
                continue
            after = self._text[mention.end : end]
            if after[:1] in ("’", "'") and after[1:] not in ("", "s"):
                continue  # Ann Lee's spokesman
            if found:
                between = self._text[found[-1].end : mention.start]
                if _MODIFIES.fullmatch(between):
                    found.pop()  # "Roe campaign spokesman Ann Lee"
                elif not self._joined(found[-1].end, mention.start, end):
                    break
            found.append(mention)
        return found

    def _joined(self, left: int, right: int, end: int) -> bool:
        """Whether two names are parts of one list."""
        between = self._text[left:right]
        if _LAST.search(between):
            return re.search(r"\bwho\b", between) is None
        return bool(_LISTED.fullmatch(between) and _LAST.search(self._text, right, end))

    def named(self, mentions: Sequence[Named], start: int, end: int) -> Heard | None:
        """Several people who speak as one, and a group after them (*Ann Lee and officials*)."""
        names = [self._people.identify(mention).name for mention in mentions]
        names += self._others(mentions[-1].end, end, alone=len(names) == 1)
        names = list(dict.fromkeys(names))
        return self.jointly(names, start, "alias") if len(names) > 1 else None

    def _others(self, start: int, end: int, *, alone: bool) -> list[str]:
        """Those in the rest of a list whom the actors component does not know as people.

        Args:
            start: after the last name that is known.
            end: of the phrase.
            alone: whether only one name is known, so that two words with capitals may be an
                office and not a name.
        """
        rest = self._text[start:end]
        if _LAST.search(rest) is None:
            return []
        found = []
        for part in _PARTS.split(rest):
            name = _WITH_OFFICE.fullmatch(part)
            if name is not None and (
                name["office"].lower() in _OFFICES if name["office"] else not alone
            ):
                if name["name"].split()[-1].lower() not in ROLE_WORDS:
                    found.append(name["name"])
            elif part.islower() and (others := group(part)) is not None:
                found.append(others)
        return found

    def jointly(self, names: Sequence[str], start: int, how: Resolution = "anaphor") -> Heard:
        """Names that speak as one."""
        return Heard(start, Speaker("; ".join(names), None, None, None, how), None, True)

    def parties(self, span: Span) -> Heard | None:
        """The parties that *they*, *both sides* or *the companies* stands for, two or more."""
        start, end = span
        if _PLURAL.fullmatch(" ".join(self._text[start:end].split())) is None:
            return None
        names = self.names(span)
        return self.jointly(names, start) if names else None

    def names(self, span: Span) -> tuple[str, ...]:
        """The parties behind a phrase, two or more; none otherwise."""
        names = tuple(dict.fromkeys(p.actor_name for p in self._cast.resolve(*span)))
        makers = tuple(party.actor_name for party in self._cast.parties)
        if self._cast.joint and {*names} < {*makers}:
            names = makers  # the last list is of some of those who speak in a joint text
        return names if len(names) > 1 else ()

    def before(self, at: int, heard: Sequence[Heard], *, plural: bool) -> Heard | None:
        """The organisation, or the group, that *it* or *they* stands for.

        Args:
            at: where the pronoun stands.
            heard: the speakers so far.
            plural: whether it is *they*.
        """
        holders = self.offices.before(at) if plural else ()
        if holders:
            return self.jointly(holders, at)
        anaphor = self._bodies.named(at, at + 1)
        if anaphor is not None and anaphor.name:
            return Heard(at, anaphor, None, plural)
        spoken = next(
            (
                h
                for h in reversed(heard[-_RECENT:])
                if h.person is None and h.plural == plural and h.speaker.name
            ),
            None,
        )
        if spoken is not None and at - spoken.at > _REACH:
            spoken = None
        named = self._named_before(at, plural)
        if named is not None and (spoken is None or named.at > spoken.at):
            return again(named, at)
        return again(spoken, at) if spoken is not None else None

    def _named_before(self, at: int, plural: bool) -> Heard | None:
        """A joint term, or an organisation, at the head of one of the sentences before."""
        index = bisect_right(self._sentences, at) - 1
        for back in range(_GROUPS_BACK if plural else 2):
            if index - back < 0:
                return None
            start = self._sentences[index - back]
            if plural and (several := self._several(start, at)):
                return several
            for actor in self._bodies.between(start, min(at, start + _HEAD)):
                joint = len(actor.members) > 1 or ";" in (actor.actor_name or "")
                if actor.actor_name and joint == plural and actor.actor_type != "person":
                    speaker = Speaker(
                        actor.actor_name, None, None, actor.actor_id, actor.resolution
                    )
                    return Heard(actor.start, speaker, None, plural)
        return None

    def _several(self, start: int, at: int) -> Heard | None:
        """Bodies, or people, that *and* joins at the head of a sentence."""
        joint = self._bodies.together(start, min(at, start + _HEAD))
        if joint is not None:
            return Heard(start, joint, None, True)
        end = min(at, start + _PAIR)
        pair = self.leads(list(self._people.find(start, end)), start, end)[:2]
        if len(pair) < 2 or len(self._text[start : pair[0].start].split()) > _LEADING:
            return None
        joined = _AND.fullmatch(self._text, pair[0].end, pair[1].name_start)
        return self.named(pair, start, pair[1].end) if joined else None


def again(heard: Heard, start: int) -> Heard:
    """Somebody heard before, taken up again."""
    known = heard.speaker
    speaker = Speaker(known.name, known.role, known.organisation, known.actor_id, "anaphor")
    return Heard(start, speaker, heard.person, heard.plural)
