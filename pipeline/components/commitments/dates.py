"""Which dates of a sentence belong to a commitment, and what each of them does there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Literal

from pipeline.components.commitments.arguments import Within
from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.holds import CLIMB, Hold, Holds
from pipeline.components.commitments.patterns import Words
from pipeline.model import DateRole, Sentence, Span
from pipeline.normalize.dates import Date

_BEFORE = 40  # characters before a date that may say what it does
_AFTER = 20
_YEAR = 370  # days
_NEAR = 4  # tokens

_BY = re.compile(
    r"\b(?:by|before|until|till|ahead of|up to|(?:later|earlier|sooner) than)\s+"
    r"(?:at least\s+)?(?:the\s)?(?:end of\s)?$",
    re.I,
)
_WITHIN = re.compile(r"\bwithin\s+(?:the\s)?$", re.I)
_IN = re.compile(r"\b(?:in|within)\s+(?:the\s)?$", re.I)
_FROM = re.compile(
    r"\b(?:from|since|starting(?: in| on| from)?|beginning(?: in| on| from)?|as of|effective|after|"
    r"commencing(?: on| in)?|start(?:s|ing)? (?:in|on))\s+(?:the\s)?$",
    re.I,
)
_AFTER_NOUN = re.compile(r"\b(?:from|since|after)\s+(?:the\s)?$", re.I)
_OVER = re.compile(
    r"\b(?:over|for|during|throughout|across|between|the course of)\s+(?:the\s|a\s|an\s)?$", re.I
)
_WINDOW = re.compile(r"\b(?:next|coming)\b", re.I)
_DECADE = re.compile(r"\d{3}X")
_CENTURY = re.compile(r"\d{2}XX")
_AGAINST = re.compile(
    r"\b(?:compared (?:to|with)|relative to|(?<!later )(?<!earlier )than in)\s+$", re.I
)
_DATELINE = re.compile(r"\s?[–—-]\s")
_FIRST_TIME = re.compile(r"\bfirst time in (?:\w+\s){0,2}$", re.I)
_AGED = re.compile(r"\b(?:age[ds]?|between the ages of)\s+$", re.I)
_OLD = re.compile(r"[- ]old\b|\s?\)?\s?(?:of age|years old)\b")
_NAME = re.compile(r"[A-Z][\w.’'-]+\s*[(]?\s*$")
_OF_NAME = re.compile(r"^\s*(?:[A-Z][\w.-]+|[)])")
_LINKED = re.compile(r"[a-z)]\s(?:in|on|by|from|since|until|of)\s(?:the\s)?$")
_OWNER = re.compile(r"['’]s?\s")

_TOLD_NEXT = re.compile(
    r"\s(?:(?:This|It|The (?:deal|agreement|launch|news|move)) was|[A-Z][^.\n]{3,160}?)\s"
    r"(?:jointly )?(?:announced|signed|launched|unveiled|made public)(?: this| it)?\s(?:on )?"
    r"(?=today|\d|[A-Z])"
)

_BEGIN = frozenset({"begin", "start", "commence", "recommence", "resume"})


# What a commitment pays: nothing, a sum, or a sum for each month or year.
Paid = Literal["once", "regularly"] | None


class Dating:
    """Reads the dates of the commitments of one document.

    Args:
        text: canonical text.
        dates: of the document.
        words: word classes.
        published: date of the document.
    """

    def __init__(self, text: str, dates: Within, words: Words, published: date | None) -> None:
        self.text = text
        self.dates = dates
        self.words = words
        self.published = published

    def of(
        self, c: Candidate, span: Span, sentence: Sentence, *, status: str, paid: Paid
    ) -> tuple[tuple[Span, DateRole], ...]:
        """Dates of a commitment with their roles.

        Args:
            c: its candidate.
            span: of its text.
            sentence: where it stands.
            status: of it.
            paid: whether it has an amount of money.
        """
        found: list[tuple[Span, DateRole]] = []
        scope = _Scope(self, c, status=status, paid=paid)
        for record in self.dates.inside(min(sentence.start, span[0]), max(sentence.end, span[1])):
            inside = span[0] <= record.start and record.end <= span[1]
            role = scope.inside(record) if inside else scope.outside(record)
            if role is not None:
                found.append(((record.start, record.end), role))
        if not found and c.rule.kind == "performed" and span[1] + 1 >= sentence.end:
            found.extend(self._told_next(sentence.end))
        return tuple(found)

    def _told_next(self, end: int) -> list[tuple[Span, DateRole]]:
        """The day that the next sentence gives: *This was announced today*."""
        match = _TOLD_NEXT.match(self.text, end)
        if match is None:
            return []
        records = self.dates.inside(match.end(), match.end() + _AFTER)
        return [((r.start, r.end), "agreed_on") for r in records[:1] if r.start <= match.end() + 1]


class _Scope:
    """The dates around one candidate."""

    def __init__(self, dating: Dating, c: Candidate, *, status: str, paid: Paid) -> None:
        self._text = dating.text
        self._holds = Holds(c, dating.words)
        self._published = dating.published
        self._c = c
        self._status = status
        self._paid = paid

    def inside(self, record: Date) -> DateRole | None:
        """Role of a date in the span; None where it describes something and dates nothing."""
        hold = self._holds.of(record)
        after = self._after(record)
        if _OWNER.match(after) or _CENTURY.fullmatch(record.edtf or ""):
            return None
        if self._describes(record, hold) or (_DATELINE.match(after) and self._opens(record)):
            return None
        return self._role(record, hold)

    def outside(self, record: Date) -> DateRole | None:
        """Role of a date beside the span; None where it dates something else."""
        hold = self._holds.of(record)
        if _OWNER.match(self._after(record)):
            return None
        if self._fronted(record):
            return self._role(record, replace(hold, own=True, noun=False))
        if self._is_today(record) and self._is_made and self._opens_for(record):
            return "agreed_on"  # "At the summit on 3 May, …, the bank launched …" of that day
        if hold.noun or hold.apart or hold.beside:
            return None
        if hold.own and self._near(record):
            return self._role(record, hold)
        told = hold.told and self._c.rule.kind != "performed"
        return "agreed_on" if told and self._is_past(record) else None

    def _near(self, record: Date) -> bool:
        """Whether a date stands before the span, or so near after it that it was meant."""
        at = self._holds.token(record)
        return at is not None and at <= self._c.last + _NEAR

    def _fronted(self, record: Date) -> bool:
        """*Last Friday, the ministry …*, also after a label: before the subject, set off."""
        view, at = self._c.view, self._holds.token(record)
        if at is None or at >= self._c.first or self._c.rank or self._text[record.end] != ",":
            return False
        if any(view.is_finite(j) for j in range(at + 1, self._c.first)):
            return False
        begin = at
        while begin > view.body and (view.tag[begin - 1] in ("IN", "DT", "CD", "JJ", "NNP")):
            begin -= 1
        return begin == view.body or view.lower[begin - 1] in (":", ",")

    def _opens_for(self, record: Date) -> bool:
        """Whether a date stands before the subject, with no other verb between."""
        view, at = self._c.view, self._holds.token(record)
        launched = self._c.rule.rule_id in ("noun.launch", "launch.body")
        if not launched or self._c.subject.kind == "it":
            return False
        if at is None or at >= self._c.first or self._c.rank:
            return False
        telling = self._holds.above
        return not any(
            view.is_finite(j) and j not in telling for j in range(view.body, self._c.first)
        )

    def _opens(self, record: Date) -> bool:
        """Whether a date stands among the first words of its sentence."""
        view, at = self._c.view, self._holds.token(record)
        return at is not None and not any(view.is_finite(j) for j in range(view.body, at))

    def _role(self, record: Date, hold: Hold) -> DateRole:
        before, edtf = self._before(record), record.edtf or ""  # unresolved: nothing to count from
        if edtf.startswith("R"):
            return "other" if hold.beside and hold.noun else "period"
        if edtf.startswith("P"):
            if _FIRST_TIME.search(before):
                return "other"
            return "deadline" if _BY.search(before) or _WITHIN.search(before) else "period"
        if _AGAINST.search(before) or (hold.beside and not self._is_budget_year(record)):
            return "other"
        if _BY.search(before) or _WITHIN.search(before):
            return "deadline"
        if _FROM.search(before):
            return self._from(record, hold)
        if record.resolution != "relative" and self._in_name(record):
            return "other"
        if (found := self._long(record, hold, before)) is not None:
            return found
        return self._at(record, hold)

    def _from(self, record: Date, hold: Hold) -> DateRole:
        """*From 2027* opens the deed, unless it says how old or where from something is."""
        if hold.noun and _AFTER_NOUN.search(self._before(record)):
            return "other"
        old = self._published is not None and record.latest is not None
        if old and self._c.rule.kind == "list" and self._days(record) > 2 * _YEAR:
            return "other"
        return "start"

    def _long(self, record: Date, hold: Hold, before: str) -> DateRole | None:
        """Role of a stretch of time that the deed fills; None for other dates."""
        edtf = record.edtf or ""
        window = "/" in edtf and _WINDOW.search(self._text, record.start, record.end)
        if window and _IN.search(before) and self._paid is None:
            return "deadline"
        budget = "/" in edtf and self._is_budget_year(record)
        over = _OVER.search(before) is not None
        yearly = self._paid == "regularly" and hold.own and not self._is_past(record)
        if window or over or _DECADE.fullmatch(edtf) or budget or yearly:
            return "period"
        return None

    def _at(self, record: Date, hold: Hold) -> DateRole:
        """Role of a plain date, from where it lies and what hangs it there."""
        if hold.told and self._is_past(record):
            return "agreed_on"
        if self._is_past(record) and not self._is_today(record):
            return self._behind(hold)
        c = self._c
        made = self._is_made
        under_way = c.rule.status == "in_progress" or c.rule.kind == "progressive"
        telling = c.view.lemma[c.deed.head] in ("announce", "unveil")
        if self._is_today(record) and (made or under_way or telling):
            return "agreed_on"
        if c.rule.rule_id.startswith("sign.") and record.precision == "day" and hold.own:
            return "agreed_on"
        if self._is_running(record):
            if hold.apart or (hold.noun and not _IN.search(self._before(record))):
                return "other"
            if under_way:
                return "start"
            if self._text[record.start : record.end].lower().startswith("earlier"):
                return self._behind(hold)
            if made and not self._later(record) and c.deed.form not in ("VB", "VBG"):
                return "agreed_on"
        return "start" if self._begins(hold) else "deadline"

    def _behind(self, hold: Hold) -> DateRole:
        """Role of a date before the text."""
        c = self._c
        if not hold.own:
            return "other"
        if c.rule.status == "in_progress" or c.rule.kind == "progressive":
            return "start"
        told = self._is_made or c.view.tag[c.cue[0]] in ("VBD", "VBN")
        return "agreed_on" if told else "other"

    @property
    def _is_made(self) -> bool:
        """Whether the words are of a deed that is done or a promise that is given."""
        rule = self._c.rule
        return rule.kind in ("performed", "nominal") or rule.status == "completed"

    def _begins(self, hold: Hold) -> bool:
        """Whether the verb that a date hangs on says that something begins."""
        view, deed = self._c.view, self._c.deed
        if hold.verb is None or not hold.own:
            return False
        if any(view.lemma[j] in _BEGIN for j in (hold.verb, deed.head, *deed.governors)):
            return True
        return (
            view.lemma[deed.head] == "break" and "ground" in view.lower[deed.head : deed.head + 3]
        )

    def _describes(self, record: Date, hold: Hold) -> bool:
        """A length that describes something (*our ten-year plan*), or an age."""
        if record.kind != "duration":
            return False
        after = self._after(record)
        if _OLD.match(after) or _AGED.search(self._before(record)) or self._bracketed(record):
            return True
        at, view = self._holds.token(record), self._c.view
        if at is None or not hold.beside:
            return False
        for _ in range(CLIMB):
            if view.dep[at] != "compound":
                break
            at = view.head[at]
        return any(view.dep[k] == "nmod:poss" or view.tag[k] == "PRP$" for k in view.children(at))

    def _bracketed(self, record: Date) -> bool:
        """*(16 to 24 years)*: an age after people."""
        before, after = self._before(record), self._after(record)
        return before.endswith("(") and after.startswith(")") and "/" in (record.edtf or "")

    def _before(self, record: Date) -> str:
        return self._text[max(0, record.start - _BEFORE) : record.start]

    def _after(self, record: Date) -> str:
        return self._text[record.end : record.end + _AFTER]

    def _later(self, record: Date) -> bool:
        return self._text[record.start : record.end].lower().startswith("later")

    def _days(self, record: Date) -> int:
        """Days from a date to the text; 0 where either is unknown."""
        if self._published is None or record.latest is None:
            return 0
        return (self._published - record.latest).days

    def _is_past(self, record: Date) -> bool:
        """Whether it lies before the text, or on its day."""
        return (
            self._published is not None
            and record.latest is not None
            and record.latest <= self._published
        )

    def _is_today(self, record: Date) -> bool:
        if self._text[record.start : record.end].lower() == "today":
            return True  # also where the text has no date
        return self._published is not None and (record.earliest == record.latest == self._published)

    def _is_running(self, record: Date) -> bool:
        """Whether the text falls into it (*this year*)."""
        return (
            self._published is not None
            and record.earliest is not None
            and record.earliest <= self._published
        )

    def _is_budget_year(self, record: Date) -> bool:
        """*2024-25*: twelve months from one year into the next."""
        first, last = record.earliest, record.latest
        if first is None or last is None or first.month == 1:
            return False
        return 360 < (last - first).days < _YEAR

    def _in_name(self, record: Date) -> bool:
        """*Work Plan 2021-2025*, *the Agreement (1985)*: part of a name, no date of the deed."""
        before = self._text[max(0, record.start - 30) : record.start]
        if before.endswith("("):
            return True
        if _LINKED.search(before):
            return False
        if re.search(r"\bthe\s$", before) and _OF_NAME.match(self._after(record)):
            return True
        return (
            bool(_NAME.search(before))
            and record.kind != "duration"
            and not before.rstrip().endswith((",", "On", "In", "By"))
        )
