"""Phrases that name nobody: common words with the capital of a sentence, documents, owners."""

from __future__ import annotations

import re

from pipeline.components.quotes.groups import DOCUMENT
from pipeline.components.quotes.people import ROLE_WORDS

_MORE = (
    "research|evidence|feedback|index|indices|survey|surveys|studies|reviews|reporting|coverage|"
    "article|story|letter|memo|documents?|filings?|testimony|remarks|speech|interview|press release"
)
_DOCUMENT = re.compile(rf"(?:{DOCUMENT}|{_MORE})", re.IGNORECASE)
_TEXTS = frozenset(
    "order act bill budget law statute rule plan strategy memorandum proclamation chapter section "
    "annex agreement initiative fund document guidance roadmap framework deal announcement this "
    "these those it they".split()
)
_COUNTS = frozenset("two three four five six seven eight nine ten dozens hundreds many".split())
_SMALL = frozenset("out up off down over into the and or".split())
_OWNER = re.compile(r"(?P<owner>.+?)(?:[’']s|(?<=s)[’'])\s(?P<owned>.+)")
_UNDER = re.compile(r"\b(?:of|for|to|by|with|from|in|on|at|about|as)\s(?:the\s)?$")
_PERSON = re.compile(
    r"(?P<role>(?:.*\s)?(?P<head>[a-z][a-z-]+))\s(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'.-]+){1,2})"
)
_PEOPLE = re.compile(r"[A-Z]?[a-z]+(?:ers|ors|ists|ants|ians|ees|men|women|people|members)\b")


def proper(bare: str, text: str, *, opens: bool) -> str | None:
    """The name in a phrase without its article; None for one that names nobody.

    Args:
        bare: the phrase, on one line.
        text: canonical text; a word that it also has in small letters is no name.
        opens: whether the phrase opens its sentence, so that its capital says nothing.
    """
    owned = _OWNER.fullmatch(bare)
    if owned is not None and owned["owned"].split()[-1].islower():
        last = owned["owned"].split()[-1]
        return owned["owner"] if _DOCUMENT.fullmatch(last) else None
    words = bare.split()
    first = next((word for word in words if word[:1].isupper()), None)
    if first is None:
        return None
    if first != words[0]:
        lead = bare[: bare.index(first)].strip()
        if lead in _COUNTS or _UNDER.search(f"{lead} "):
            return None
        if lead[0].isdigit():
            return bare
        return bare[bare.index(first) :] if lead.isalpha() and lead not in _SMALL else None
    if any(word[:1].isupper() for word in words[1:]):
        about = _DOCUMENT.fullmatch(first) and words[1].islower()
        return None if about else bare
    if len(words) > 1 and words[-1] in ROLE_WORDS:
        return None  # the Ever founder: one person without a name
    if _DOCUMENT.fullmatch(first) or first.lower() in _TEXTS:
        return None
    if not opens:
        return bare
    if len(words) > 1:
        return bare[0].lower() + bare[1:] if _PEOPLE.match(bare) else None
    small = re.search(rf"(?<![\w-]){re.escape(first.lower())}(?![\w-])", text)
    return None if small or first.endswith("ly") else bare


def with_role(written: str) -> tuple[str, str] | None:
    """Name and role of somebody with a role in small letters (*club treasurer Bo Roe*)."""
    found = _PERSON.fullmatch(written)
    if found is None:
        return None
    known = found["head"] in ROLE_WORDS or found["head"].endswith(("-in-chief", "-general"))
    return (found["name"], found["role"]) if known else None
