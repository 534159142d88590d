"""Persons known by a role in small letters: *analyst Ann Other* and *Ann Other, an analyst*."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.components.actors.draft import Cover
from pipeline.components.actors.offices import name_end
from pipeline.components.actors.patterns import Patterns
from pipeline.components.actors.words import Words

_REACH = 7  # words after the comma within which the role stands
_LONGEST = 3  # words of a name


def by_role(
    words: Words, patterns: Patterns, cover: Cover, lower: frozenset[str]
) -> Iterator[tuple[int, int, str | None]]:
    """Names with a role beside them, or with *who*.

    Args:
        words: of the document.
        patterns: the lists.
        cover: words that other names hold.
        lower: words that the document also writes small.

    Yields:
        First word, one past the last, and the role noun; None for *Ann Other, who …*.
    """
    roles = patterns.words["roles"]
    forms, total = words.forms, len(words)
    for index in words.where(roles | {","}):
        form = forms[index]
        if form in roles and index + 2 < total and words.line[index + 1] == words.line[index]:
            end = _name(index + 1, words, patterns, cover, lower)
            if end is not None:
                yield index + 1, end, form
        elif form == "," and index >= 2:
            start = _start(index, words, patterns, cover, lower)
            if start is None:
                continue
            role = _role_after(index + 1, words, roles)
            if role is not None or (index + 1 < total and forms[index + 1] == "who"):
                yield start, index, role


_STOPS = frozenset((".", ";", ":", "(", '"', "“", "”"))
_APPOSITION = 14  # words after a name that may tell who it is
_SAYING = frozenset(("said", "says", "told", "added", "who", "will", "has", "have", "is", "was"))


def apposition(end: int, words: Words) -> tuple[int, int]:
    """The words set off by a comma after a name: first and one past the last; equal for none."""
    forms = words.forms
    if end + 1 >= len(forms) or forms[end] != ",":
        return end, end
    start = last = end + 1
    limit = min(len(forms), start + _APPOSITION)
    while last < limit and forms[last] not in _STOPS and forms[last] not in _SAYING:
        if words.line[last] != words.line[end]:
            break
        if forms[last] == "," and not _listing(last, words):
            break
        last += 1
    return start, last


def _listing(comma: int, words: Words) -> bool:
    """A comma within a title: *Minister for Trade, Industry and Energy*."""
    forms = words.forms
    window = forms[comma + 1 : comma + 5]
    return bool(window) and window[0][0].isupper() and ("and" in window or "&" in window)


def _name(
    start: int, words: Words, patterns: Patterns, cover: Cover, lower: frozenset[str]
) -> int | None:
    """One past a name of two or three words that begins at ``start``; None for no name."""
    end = name_end(start, words, patterns, set())
    if not end - start >= 2 or not cover.free(start, end):
        return None
    return end if _likely(start, end, words, patterns, lower) else None


def _start(
    comma: int, words: Words, patterns: Patterns, cover: Cover, lower: frozenset[str]
) -> int | None:
    """First word of the name that ends at a comma."""
    start = comma
    while start > 0 and words.capital(start - 1) and comma - start < _LONGEST + 1:
        if words.line[start - 1] != words.line[comma] or cover.at(start - 1) is not None:
            break
        start -= 1
        if words.first[start]:
            break
    if not 2 <= comma - start <= _LONGEST or words.titled[words.line[comma]]:
        return None
    if name_end(start, words, patterns, set()) != comma:
        return None
    return start if _likely(start, comma, words, patterns, lower) else None


def _likely(start: int, end: int, words: Words, patterns: Patterns, lower: frozenset[str]) -> bool:
    forms = words.forms[start:end]
    if forms[0] in patterns.words["telling of nothing"] or forms[0] in patterns.words["states"]:
        return False
    if forms[0].lower() in patterns.words["openers"]:
        return False
    letters = [f for f in forms if f.isalpha() and len(f) > 1]
    return len(letters) >= 2 and not any(f.isupper() or f.lower() in lower for f in letters)


def _role_after(start: int, words: Words, roles: frozenset[str]) -> str | None:
    """The role noun in the apposition after a comma."""
    forms = words.forms
    for index in range(start, min(len(forms), start + _REACH)):
        form = forms[index]
        if form in (".", ";", ":", ",", "(") or words.line[index] != words.line[start - 1]:
            return None
        if form.lower() in roles:
            return form
    return None
