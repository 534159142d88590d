"""Speakers that are organisations, by the actors found in a phrase or by its own words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.components.quotes.acronyms import acronyms
from pipeline.components.quotes.groups import FullNames, made_by, maker
from pipeline.components.quotes.ministries import Ministries
from pipeline.components.quotes.plain import proper
from pipeline.components.quotes.unnamed import employed, group, speaks_for
from pipeline.lexicon import actor_id
from pipeline.model import ActorMention, Resolution

_LEADING = re.compile(
    r"^(?:the|a|an|this|that|these|those|its|their|his|her|our|my)\s+", re.IGNORECASE
)
_ACRONYM = re.compile(r"^[A-Z][A-Z&]{1,9}\b")
_INDEFINITE = re.compile(
    r"^(?:a|an|one|some|many|several|few|most|two|three|four|five|other|others|both|all|each|"
    r"another|no|any|neither|either|nobody|critics|experts|officials|reporters|sources|people|everyone|\d+)\b",
    re.IGNORECASE,
)
# Parts in a transcript, and labels, which name nobody.
_NOBODY = re.compile(
    r"(?:(?:a |the )?(?:senior )?(?:(?:u\.s\. )?(?:administration|defen[cs]e|white house|"
    r"government|state department) )?officials?(?: (?:#|no\. ?)?\w{1,5})?|moderator|operator|"
    r"interviewer|interpreter|question(?:er)?|answer|audience(?: member)?|participant|speaker|"
    r"reporter|press|host|q|a|q&a|(?:fact|data) sheet|background|note|summary|"
    r"(?:[a-z]\.){1,3}[a-z]?)",
    re.IGNORECASE,
)
_UNDER = re.compile(r"\b(?:of|for|to|by|with|from|in|on|at)\s+(?:the\s+)?$")
_UNDER_TOO = re.compile(r"\b(?:of|for|to|by|with|from|in)\s(?:the\s)?(?:[A-Z]\w+,?\s){1,4}and\s$")
_SPEAKS_FOR = re.compile(r"(?:the )?(?:governments?|ministers?|mps|members|leaders)\b")
_COMMITTEE = re.compile(r"\)?\s*(?:select\s)?(?P<word>committee)\b", re.IGNORECASE)
_DEPARTMENT = re.compile(r"^(?:Department|Ministry|Office) (?:for|of) (?:the )?")
_MORE = re.compile(r"\s(?:[A-Z][\w’'&\-]*|of|for)(?:\s(?:[A-Z][\w’'&\-]*|of|for|and|on|the)){0,7}")
_PERSON_NOUN = re.compile(
    r"(?:[’']s)?\s(?:[a-z\-]+\s){0,2}(?:spokes\w+|officials?|executives?|ministers?|lawmakers?|"
    r"senators?|aides?|advis[eo]rs?|staffers?|analysts?|experts?|lawyers?|sources?|researchers?|economists?|"
    r"leaders?|diplomats?|representatives?|director|manager|president|chairman|chief)\b"
)
_BASED = re.compile(r"-(?:based|led|backed|owned|headquartered|funded|born)\s")
_CAPITALS = re.compile(r"[A-Z][\w’'&-]*(?:\s[A-Z][\w’'&-]*){0,6}")
_NEXT = re.compile(
    r"(?:,\s(?P<and>and\s)?|\s(?P<and2>and)\s)(?:the\s)?"
    r"(?P<name>[A-Z][\w’'&.-]*(?:\s[A-Z&][\w’'&-]*){0,4})"
)
_OFFICIALS = re.compile(r"(?:[’']s)?\s(?:senior\s)?officials$")
_OTHER = re.compile(
    r"(?:[’']s?)?\s(?!(?:governments?|administrations?|authorities|sides?|delegations?|leadership|"
    r"cabinet|state|and|or|which|who|that|in|of|for|to|with|at|on|from|by|as|has|have|had|is|are|"
    r"was|were|will|would|also)\b)[a-z]{3,}"
)
_STATES = ("government", "supranational")
_BRACKET = re.compile(r"\s*\([^()]{1,40}\)\s*")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker; everything unknown is None."""

    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    actor_id: str | None = None
    resolution: Resolution | None = None


UNRESOLVED = Speaker(resolution="unresolved")


class Bodies:
    """The organisations of one text.

    Args:
        text: canonical text.
        actors: mentions of actors.
        ministries: those that are listed.

    Attributes:
        names: full names behind short ones.
        acronyms: names by the acronym that the text gives them.
    """

    def __init__(self, text: str, actors: Sequence[ActorMention], ministries: Ministries) -> None:
        self._text = text
        self._ministries = ministries
        self._actors = sorted(actors, key=lambda a: (a.start, -a.end))
        self._starts = [a.start for a in self._actors]
        self.names = FullNames(text)
        self.acronyms = acronyms(text)

    def between(self, start: int, end: int) -> list[ActorMention]:
        """Mentions of actors that begin between two offsets."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end)
        return self._actors[first:last]

    def together(self, start: int, end: int) -> Speaker | None:
        """Two bodies or more that *and* joins, the first of them near ``start``.

        Args:
            start: of a sentence.
            end: where the last of them may begin.
        """
        found = [a for a in self.between(start, end) if a.actor_name and a.actor_type != "person"]
        if len(found) < 2 or re.search(r"\bof\b|\bin\b", self._text[start : found[0].start]):
            return None
        joint = [found[0]]
        for actor in found[1:]:
            between = self._text[joint[-1].end : actor.start]
            if re.fullmatch(r"\s*(?:,|,?\s*and)\s+(?:the\s)?", between) is None:
                break
            joint.append(actor)
        names = tuple(dict.fromkeys(str(a.actor_name) for a in joint))
        if len(names) < 2:
            return None
        return Speaker("; ".join(names), None, None, None, "anaphor")

    def named(self, start: int, end: int) -> Speaker | None:
        """The actor that heads the phrase, as the actors component found it."""
        found = [a for a in self.between(start, end) if a.actor_name]
        if not found:
            return None
        head = found[0]
        lead = self._text[start : head.start].lower()
        committee = self._committee(found, end)
        if committee is not None:
            return Speaker(committee, None, None, None, "alias")
        if re.search(r"\b(?:which|who)\b", lead):
            return None  # a user of X, which is the Y of Utopia
        role = speaks_for(lead)
        if role is not None:
            return Speaker(None, role, head.actor_name, None, "unresolved")
        under = _UNDER.search(lead) or _UNDER_TOO.search(self._text[start : head.start])
        if under and not (_SPEAKS_FOR.match(lead) or made_by(lead)):
            return None
        after = self._text[head.end : end]
        based = _BASED.match(after)
        if based is not None:
            firm = _CAPITALS.match(after, based.end())
            named = " ".join(firm.group().split()) if firm is not None else None
            return Speaker(named, None, None, None, "pattern") if named else UNRESOLVED
        ministry = self._ministries.named(head, after)
        if ministry is not None:
            return Speaker(ministry, None, None, actor_id(ministry), "alias")
        if after.startswith(("’s", "'s")) and head.actor_type == "person":
            return None  # Ann Lee's office
        if _OFFICIALS.match(after):
            return Speaker(head.actor_name, None, None, head.actor_id, head.resolution)
        if _PERSON_NOUN.match(after):
            several = group(" ".join(self._text[start:end].split()))
            resolution: Resolution = "unresolved" if several is None else "pattern"
            return Speaker(several, None, head.actor_name, None, resolution)
        if head.actor_type in _STATES and _OTHER.match(after):
            return UNRESOLVED  # the French manufacturer, Utopia's top court
        limit = found[1].start if len(found) > 1 else end
        longer = _MORE.match(self._text, head.end, limit)
        if longer and re.search(r"[A-Z]", longer.group()) and head.actor_type != "person":
            whole = self._text[head.start : longer.end()]
            name = re.sub(r"(?:\s(?:of|for|and|on|the))+$", "", " ".join(whole.split()))
            return Speaker(name, None, None, None, "pattern")
        joint = [head]
        for actor in found[1:]:
            between = self._text[joint[-1].end : actor.start]
            if re.fullmatch(r"\s*(?:,|,?\s*and|\([^()]*\)|the|\s){1,4}\s*", between):
                joint.append(actor)
        names = list(dict.fromkeys(str(a.actor_name) for a in joint))
        names = self._listed(head, end) or names
        only = head.actor_id if len(names) == 1 else None
        return Speaker("; ".join(names), None, None, only, head.resolution)

    def _listed(self, head: ActorMention, end: int) -> list[str]:
        """The names of a list that begins with an actor, known or not (*Acme, Quay and Pier*)."""
        if head.actor_type in _STATES:
            return []
        names, at, last = [str(head.actor_name)], head.end, False
        while not last and (more := _NEXT.match(self._text, at, end)):
            known = next((a for a in self.between(more.start("name"), more.end())), None)
            named = known is not None and known.start == more.start("name") and known.actor_name
            names.append(str(known.actor_name) if known and named else more["name"])
            at = known.end if known and named else more.end()
            last = bool(more["and"] or more["and2"])
        rest = self._text[at:end].strip(" ,")
        return list(dict.fromkeys(names)) if last and not rest else []

    def described(self, written: str, *, opens: bool = False) -> Speaker | None:
        """An organisation or another source by its own words.

        Args:
            written: the source as it stands, on one line.
            opens: whether it opens its sentence.
        """
        made = maker(written)
        if made is not None:
            return Speaker(made, None, None, None, "pattern")
        several = group(written)
        if several is not None:
            return Speaker(several, None, None, None, "pattern")
        hired = employed(written)
        if hired is not None:
            return Speaker(None, hired[0], hired[1], None, "unresolved")
        if _INDEFINITE.match(written):
            return None
        bare = _BRACKET.sub(" ", _LEADING.sub("", written)).strip(" ,")
        bare = " ".join(bare.split())
        bare = re.split(r",\s|\s[—–-]\s|\s(?:which|who|that|published|released|issued)\b", bare)[0]
        if not any(word[:1].isupper() for word in bare.split()) or _NOBODY.fullmatch(bare):
            return None
        if bare.isupper() and len(bare.split()) > 2:
            return None  # a heading in capitals
        name = proper(bare, self._text, opens=opens and written.startswith(bare))
        if name is None:
            return None
        if _ACRONYM.fullmatch(name) and name in self.acronyms:
            return Speaker(self.acronyms[name], None, None, None, "alias")
        full = self.names.longer(name) if " " not in name else self._with_bracket(name)
        return Speaker(full, None, None, None, "pattern")

    def _committee(self, found: Sequence[ActorMention], end: int) -> str | None:
        """A committee of parliament that is called after a department."""
        for actor in found:
            word = _COMMITTEE.match(self._text, actor.end, end)
            name = actor.actor_name or ""
            if word and _DEPARTMENT.match(name):
                return _DEPARTMENT.sub("", name) + " Committee"
        return None

    def _with_bracket(self, name: str) -> str:
        """The full name, where the text has it with a short form inside (*Core (CX) Fund*)."""
        words = name.split()
        if not 2 <= len(words) <= 10:
            return name
        gap = r"\s+(?:\([A-Z][^()]{0,20}\)\s+)?"
        found = re.search(gap.join(map(re.escape, words)), self._text)
        return " ".join(found.group().split()) if found else name
