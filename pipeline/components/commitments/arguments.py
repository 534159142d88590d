"""The amounts, dates and technology areas that belong to a commitment."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from pipeline.components.commitments.finder import Candidate
from pipeline.model import DateRole, Span

_BY = re.compile(
    r"\b(?:by|before|until|till|than|within|ahead of|up to)\s+(?:the\s)?(?:end of\s)?$", re.I
)
_FROM = re.compile(
    r"\b(?:from|since|starting(?: in| on| from)?|beginning(?: in| on| from)?|as of|effective|after|"
    r"commencing(?: on| in)?|start(?:s|ing)? (?:in|on))\s+(?:the\s)?$",
    re.I,
)
_OVER = re.compile(
    r"\b(?:over|for|during|throughout|through|across|between)\s+(?:the\s|a\s|an\s)?$", re.I
)
_NAME = re.compile(r"[A-Z][\w.’'-]+\s*[(]?\s*$")
_OF_NAME = re.compile(r"^\s*(?:[A-Z][\w.-]+|[)])")


class Within:
    """Finds the records that start within a span, by bisection."""

    def __init__(self, records: Sequence[Any]) -> None:
        self._records = records
        self._starts = [r.start for r in records]

    def inside(self, start: int, end: int) -> list[Any]:
        """Records from ``start`` to ``end``."""
        at = bisect_left(self._starts, start)
        found = []
        while at < len(self._records) and self._starts[at] < end:
            if self._records[at].end <= end:
                found.append(self._records[at])
            at += 1
        return found


def date_role(record: Any, text: str, c: Candidate, *, status: str, published: Any) -> DateRole:
    """What a date does in a commitment."""
    before = text[max(0, record.start - 40) : record.start]
    edtf = record.edtf or ""  # unresolved: no anchor to count from
    if edtf.startswith("R"):
        return "period"
    if _BY.search(before) and not edtf.startswith("P"):
        return "deadline"
    if edtf.startswith("P"):
        return "deadline" if _BY.search(before) else "period"
    if _FROM.search(before):
        old = (
            published is not None
            and record.latest is not None
            and ((published - record.latest).days > 900)
        )
        return "other" if old and c.rule.kind == "list" else "start"
    if c.rule.rule_id.startswith("sign.") and edtf.count("-") == 2:
        return "agreed_on"
    if _OVER.search(before) and record.kind == "range":
        return "period"
    if "/" in edtf and re.search(r"\bnext\b|\bcoming\b", text[record.start : record.end]):
        return "period"
    if record.resolution != "relative" and _in_name(record, text):
        return "other"
    past = published is not None and record.latest is not None and record.latest <= published
    same = published is not None and record.earliest is not None and record.earliest <= published
    if past or same:
        if c.rule.status == "in_progress" or c.rule.kind == "progressive":
            return "start"
        made = status == "agreed" or c.rule.kind in ("performed", "nominal")
        near = (
            published is not None
            and record.latest is not None
            and (abs((published - record.latest).days) <= 370)
        )
        return "agreed_on" if made and near else "other"
    return "deadline"


def _in_name(record: Any, text: str) -> bool:
    """*Work Plan 2021-2025*, *the Agreement (1985)*: part of a name, no date of the deed."""
    before = text[max(0, record.start - 30) : record.start]
    if before.endswith("("):
        return True
    if re.search(r"[a-z)]\s(?:in|on|by|from|since|until|of)\s(?:the\s)?$", before):
        return False
    if re.search(r"\bthe\s$", before) and _OF_NAME.match(text[record.end : record.end + 20]):
        return True
    return (
        bool(_NAME.search(before))
        and record.kind != "duration"
        and not before.rstrip().endswith((",", "On", "In", "By"))
    )


def areas_within(
    mentions: Sequence[Any],
) -> tuple[tuple[str, str | None, Span | None], ...]:
    """Areas of the mentions, first mention each; cross-cutting only where nothing else is."""
    found: dict[str, tuple[str, str | None, Span | None]] = {}
    for mention in mentions:
        found.setdefault(
            mention.area, (mention.area, mention.sub_area, (mention.start, mention.end))
        )
    if len(found) > 1:
        found.pop("XCT", None)
    return tuple(found.values())
