"""Speakers met before, and the office that a speaker's own words name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.components.quotes.bodies import Speaker
from pipeline.components.quotes.people import Identity

LEADING = re.compile(r"^(?:the|a|an|this|that|its|their|his|her)\s+", re.IGNORECASE)
_ACRONYM = re.compile(r"^[A-Z][A-Z&]{1,9}\b")
_SHORT_NAME = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """A speaker met before."""

    at: int
    speaker: Speaker
    person: Identity | None
    plural: bool = False


def office(
    before: str, after: str, honorifics: Collection[str], acronyms: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Office and organisation from the speaker's own words."""
    role = LEADING.sub("", before).strip(" ,")
    words = [w for w in role.split() if w.strip(".").lower() not in honorifics]
    role = " ".join(words).strip(" ,")
    organisation = None
    acronym = _ACRONYM.match(role)
    if acronym and acronym.group() in acronyms:
        organisation = acronyms[acronym.group()]
    described = re.match(r",\s*(?P<words>[^,;()]{3,160})", after)
    if described:
        words_after = " ".join(described["words"].split())
        split = re.search(r"\sat\s(?:the\s)?(?=[A-Z])", words_after) or re.search(
            r"\s(?:for|of|with|from)\s(?:the\s)?(?=[A-Z])", words_after
        )
        if split and not re.match(r"(?:who|which|whose)\b", words_after):
            organisation = organisation or words_after[split.end() :]
            role = role or LEADING.sub("", words_after[: split.start()])
        elif not role and not re.match(r"(?:who|which|whose|\d)", words_after):
            role = LEADING.sub("", words_after)
    return role or None, organisation


def may_be_person(heard: Heard) -> bool:
    """Whether a speaker known by a bare name only may be a person (*Lee*)."""
    speaker = heard.speaker
    words = (speaker.name or "").split()
    return (
        heard.person is None
        and not heard.plural
        and speaker.resolution in ("pattern", "anaphor")
        and 1 <= len(words) <= _SHORT_NAME
        and all(word[:1].isupper() and not word.isupper() for word in words)
    )


def fits(known: str, wanted: str) -> bool:
    """Whether a gender, known or not, may be the wanted one."""
    return not known or known == wanted
