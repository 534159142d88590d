"""Full names for the short ones that a text uses for bodies that no list holds."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from pipeline.components.actors.organisations import usual_name
from pipeline.lexicon import actor_id
from pipeline.model import Party, Span

_BRACKET = re.compile(r"\s\((?:the\s)?[“\"]?(?P<short>[A-Z][\w&-]{1,14}(?: [A-Z][\w&-]+)?)[”\"]?\)")
_LONG_NAME = re.compile(
    r"[A-Z][\w&’'®-]*(?:,? (?:(?:of|for|on|at|and|in|the|to|&) ){0,2}[A-Z][\w&’'®-]*){0,9}$"
)
_AFTER = 90  # characters of a long name before the bracket with its short form
_PLACED = re.compile(r",? (?:of|in|based in) [A-Z][\w .’'-]{1,30}, [A-Z][\w. ]{1,20}$")
_OF_PLACE = re.compile(
    r"(?:City|County|State|Town|Port|Commonwealth|Village|District|University|Department|Borough)$"
)
_TITLE = re.compile(r"(?:President|Minister|Secretary|Governor|Mayor|Chairman|Administrator)\b")
_SHORT = re.compile(r"\s?\([A-Z][\w&. -]{0,20}\)")
_FIELD = re.compile(
    r"(?:[A-Z][\w.]+ )?(?:Department|Ministry) (?:of|for) (?:the )?(?P<field>[A-Z][a-z]+)"
)


class ShortNames:
    """The names of one text with the short forms that it gives them.

    Args:
        text: canonical text.
        cast: the parties of the document.
    """

    def __init__(self, text: str, cast: Any) -> None:
        self.cast = cast
        self._text = text
        self._short: dict[str, tuple[str, int]] = {}
        self._first: dict[str, Span] = {}
        self._long()

    def _long(self) -> None:
        """Short forms in brackets, with the capitalised name before them."""
        for match in _BRACKET.finditer(self._text):
            before = self._text[max(0, match.start() - _AFTER) : match.start()]
            name = _LONG_NAME.search(before)
            if name is None or len(name.group()) < len(match["short"]):
                continue
            long = _fitting(name.group(), match["short"])
            if long:
                self._short.setdefault(match["short"], (long, match.start()))

    def full(self, party: Party, at: int) -> Party:
        """A party that only its words describe, by the fuller name that the text gives it."""
        name = party.actor_name
        if not name[:1].isupper():
            return party
        if _TITLE.match(name):
            return party
        placed = _PLACED.sub("", _SHORT.sub("", name))
        plain = usual_name(_SHORT.sub("", name) if _OF_PLACE.search(placed) else placed)
        plain = plain.strip(" ,")
        long = self._short.get(plain)
        if long is not None and long[1] <= at:
            plain = usual_name(long[0])
        elif " " not in plain and len(plain) > 2:
            department = self._department(plain, at)
            if department is not None:
                return Party(department.actor_id, department.actor_name, party.mention)
            plain = self._fuller(plain, at) or plain
        return party if plain == name else Party(actor_id(plain), plain, party.mention)

    def _department(self, field: str, at: int) -> Party | None:
        """*Commerce*, in a text that has spoken of its *Department of Commerce*."""
        for mention in self._departments.get(field, ()):
            if mention.end <= at:
                return Party(mention.actor_id, mention.actor_name)
        return None

    @cached_property
    def _departments(self) -> dict[str, list[Any]]:
        """Departments and ministries named, by the one word of their field."""
        found: dict[str, list[Any]] = {}
        for mention in self.cast.mentions:
            match = _FIELD.fullmatch(self._text, mention.start, mention.end)
            if match is not None and mention.actor_id and mention.actor_name:
                found.setdefault(match["field"], []).append(mention)
        return found

    def _fuller(self, word: str, at: int) -> str | None:
        """*Kestrel Optics*, which a later *Kestrel* stands for."""
        if word not in self._first:  # the whole text is searched: once for a word, not each time
            found = re.search(rf"\b{re.escape(word)}\b", self._text)
            self._first[word] = found.span() if found else (len(self._text), 0)
        start, end = self._first[word]
        if start >= at:
            return None
        rest = re.match(r"(?: [A-Z][\w&-]+){1,3}", self._text[end : end + 60])
        return word + rest.group() if rest else None


def _fitting(name: str, short: str) -> str | None:
    """The end of a name whose initials the short form has, or whose words it repeats."""
    words = name.split()
    letters = [ch.lower() for ch in short if ch.isupper()]
    for first in range(len(words)):
        part = words[first:]
        if not part[0][:1].isupper():
            continue
        initials = [w[0].lower() for w in part if w[:1].isupper()]
        if initials[:1] != letters[:1]:
            continue
        if len(letters) >= 2 and _in_order(letters, initials):
            return " ".join(part)
        shared = set(short.replace("-", " ").split()) & set(part)
        if shared and short.split()[-1].rsplit("-", maxsplit=1)[-1] == part[-1]:
            return " ".join(part)
    return None


def _in_order(letters: list[str], initials: list[str]) -> bool:
    at = 0
    for letter in letters:
        if letter not in initials[at:]:
            return False
        at = initials.index(letter, at) + 1
    return len(initials) <= len(letters) + 2
