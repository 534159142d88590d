"""Which paragraphs are headings, and which are page furniture."""

from __future__ import annotations

import re
from typing import Protocol

_LONGEST = 160
_LONGEST_TITLE = 300
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|must|shall|said|says)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = """
    a an and as at but by de for from in into is of on or over the to up via vs with & – — -
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_FURNITURE = re.compile(
    r"""
    ^\s*(?:
      (?:published|updated|last\s+updated|posted|issued|date|released)\b:?\s.{0,60}
    | notice | press\s+release | news\s+release | media\s+release | share(?:\s+this.{0,40})?
    | for\s+immediate\s+release.{0,60} | embargoed\b.{0,80}
    | (?:\#\s*){2,6} | [-–—*_=\s]{2,80} | -?\s*end(?:s|\s+of\s+\w+)?\s*-?
    | page\s+\d+(?:\s+of\s+\d+)? | \d{1,4}(?:\s*/\s*\d{1,4})?
    | (?:media|press)\s+(?:contact|enquir|inquir)\w{0,4}.{0,120}
    | (?:follow\s+us|read\s+more|related\s+(?:content|links|articles)|subscribe|cookie).{0,80}
    | (?:copyright|©)\s.{0,120} | all\s+rights\s+reserved.{0,40}
    | <!-- .{0,80} -->
    | (?:https?://|www\.)\S{1,200} | .{0,40}\S{1,40}@\S{1,60}\.\w{2,6}
    )\s*$
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Paragraph(Protocol):
    """What the rules look at."""

    @property
    def content(self) -> str:
        """Text without a list marker."""
        ...


def is_furniture(content: str) -> bool:
    """Dates of publication, contact lines, page numbers, rules: nobody's statement."""
    return len(content) <= 200 and _FURNITURE.match(content) is not None


def is_heading(draft: Paragraph, after: Paragraph | None, *, first: bool) -> bool:
    """Whether a paragraph is a heading of what follows.

    A heading is short, does not end as a sentence does, and something longer follows. The first
    paragraph of a text is a title on weaker evidence, since titles may be whole clauses.
    """
    content = draft.content
    if (
        not content
        or len(content) > (_LONGEST_TITLE if first else _LONGEST)
        or "\n" in content.strip()
    ):
        return False
    if content[-1] == ":":
        return not first and _is_label(content[:-1])
    if content[-1] in ".;,!…" or content.endswith((" and", " or")):
        return False
    if not content[0].isalnum() and content[0] not in "“\"‘'(#":
        return False
    if after is None:
        return False
    if first:
        return len(after.content) > 30 or len(content) < 120
    words = content.split()
    if len(words) > 16:
        return False
    if content[0] in '“"' or content[-1] in '”"':
        return False
    if content.isupper() or _in_title_case(words):
        return True
    return (
        len(words) <= 12
        and content[0].isupper()
        and not (_FINITE.search(content) and len(words) > 9)
    )


def _in_title_case(words: list[str]) -> bool:
    titled = sum(w[:1].isupper() or w[:1].isdigit() or w.lower() in _SMALL for w in words)
    return titled >= len(words) * 0.75


def _is_label(content: str) -> bool:
    """A name of a topic with a colon: *Next Generation Networks:*."""
    words = content.split()
    return 1 < len(words) <= 10 and _in_title_case(words) and not _FINITE.search(content)
