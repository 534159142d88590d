"""From the cues of a unit to candidates: cue, deed, subject, extent, and coordinated deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.components.commitments.boundaries import clause_end, clause_start
from pipeline.components.commitments.conjuncts import conjuncts
from pipeline.components.commitments.deeds import Deed, action, descend, find_deed, parsed_deed
from pipeline.components.commitments.dependencies import Dependencies
from pipeline.components.commitments.noun_phrases import governing, noun_limit, noun_start
from pipeline.components.commitments.patterns import Rule, Words
from pipeline.components.commitments.performed import (
    being_done,
    first_item,
    of_main_clause,
    performed,
    reduced,
)
from pipeline.components.commitments.subject_kinds import with_kind
from pipeline.components.commitments.subjects import (
    NONE,
    Subject,
    find_subject,
    giver,
    object_as_subject,
)
from pipeline.components.commitments.view import View
from pipeline.model import Strength

Known = Callable[[View, Subject], Literal["actor", "deal"] | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a commitment, before any gate has seen it.

    Attributes:
        cue: first and last token of the cue.
        first, last: tokens of the span, both included.
        rank: 0 for the first deed of a cue, then 1, 2 … for those coordinated with it.
    """

    rule: Rule
    view: View
    cue: tuple[int, int]
    deed: Deed
    subject: Subject
    first: int
    last: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule's cue in a unit, and its deed where the rule's pattern names it."""

    rule: Rule
    first: int
    last: int
    deed: int | None = None


class Finder:
    """Finds candidates in units; holds the compiled patterns."""

    def __init__(self, rules: tuple[Rule, ...], words: Words) -> None:
        self._rules = {rule.rule_id: rule for rule in rules}
        self._order = {rule.rule_id: number for number, rule in enumerate(rules)}
        self._words = words
        self._dependencies = Dependencies(rules)
        self._seen: tuple[View | None, list[_Hit]] = (None, [])

    def find(self, view: View, known: Known) -> list[Candidate]:
        """All candidates of a unit in order, coordinated deeds apart."""
        heads: list[Candidate] = []
        for hit in self._hits(view):
            before = None
            if hit.rule.kind != "nominal":
                before = next((h for h in reversed(heads) if h.rule.kind != "nominal"), None)
            made = self._candidate(view, hit, known, before)
            if made is None:
                continue
            if heads and self._inside(heads[-1], made):
                continue
            heads.append(made)
        return self.extend(view, heads)

    def opened(self, view: View, known: Known) -> Candidate | None:
        """The cue at the very end of a stem, whose deeds are the items that follow."""
        hits = [h for h in self._hits(view) if h.rule.kind == "verb" and h.last >= view.body]
        if not hits:
            return None
        rule, first, last = hits[-1].rule, hits[-1].first, hits[-1].last
        ends = all(view.is_adverb(j) for j in range(last + 1, view.stop))
        if not ends and view.lower[view.stop - 1] != "to":
            return None
        subject = find_subject(view, first, view.head[first])
        if subject is not NONE:
            subject = with_kind(view, subject, self._words, known=known(view, subject))
        deed = Deed(last, last, "VB")
        return Candidate(rule, view, (first, last), deed, subject, first, last)

    def weakest(self, view: View) -> Strength | None:
        """Strength of the weakest verb cue of a stem."""
        found = [
            hit.rule.strength
            for hit in self._hits(view)
            if hit.rule.family == "intend" or hit.rule.rule_id == "modal.may"
        ]
        return found[-1] if found else None

    def _hits(self, view: View) -> list[_Hit]:
        if self._seen[0] is not view:
            self._seen = (view, self._apart(view))
        return self._seen[1]

    def _apart(self, view: View) -> list[_Hit]:
        """Matches that do not overlap: the longest first, then the order of the rules."""
        found = [
            _Hit(self._rules[name], start, end - 1)
            for name, start, end in view.parse.cues
            if name in self._rules
        ]
        found = [hit for hit in found if self._fits(view, hit.rule, hit.first)]
        for match in self._dependencies.find(view):
            cue = match.tokens["cue"]
            found.append(_Hit(self._rules[match.name], cue, cue, match.tokens.get("deed")))
        found.sort(key=lambda hit: (hit.first - hit.last, self._order[hit.rule.rule_id], hit.first))
        taken: set[int] = set()
        hits: list[_Hit] = []
        for hit in found:
            span = range(hit.first, hit.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                hits.append(hit)
        return sorted(hits, key=lambda hit: hit.first)

    def _fits(self, view: View, rule: Rule, first: int) -> bool:
        """Whether a cue is the part of speech that its rule means (*plans to*: noun or verb)."""
        if rule.kind == "verb" and rule.deeds[0] != "self":
            if view.tag[first] not in ("NN", "NNS", "POS") or rule.family in ("areas", "underway"):
                return True
            # "Norway plans to …": a name before it makes it a verb, whatever the tag says
            before = view.doc[first - 1].text if first else ""
            named = before[:1].isupper() and (first > 1 or (before.isupper() and len(before) > 1))
            named = named and view.doc[first].text[:1].islower()
            resumed = (
                first > 2 and view.lower[first - 1] in _RESUMED and view.lower[first][-1] == "s"
            )
            if first > 2 and view.lower[first - 1] == "and" and view.is_finite(first - 2):
                resumed = view.lower[first][-1] == "s"  # "runs and plans to extend"
            resumed = resumed and view.lower[min(first + 1, view.size - 1)] == "to"
            before_it = first > 0 and view.tag[first - 1] in ("NNP", "NNPS", "PRP", "NNS")
            return named or resumed or before_it
        if rule.kind == "progressive":
            return view.tag[first] != "POS"
        if rule.kind == "nominal":
            return not view.tag[first].startswith(("VBZ", "VBP")) or view.lower[first] == "new"
        return True

    def _candidate(
        self,
        view: View,
        hit: _Hit,
        known: Known,
        before: Candidate | None,
    ) -> Candidate | None:
        rule, first, last = hit.rule, hit.first, hit.last
        deed = self._deed(view, hit)
        if deed is None or deed.head < view.body:
            return None
        verb = self._verb(view, rule, first, last, deed)
        undertaken = rule.rule_id in ("noun.commitment", "noun.plan", "noun.agreement")
        subject = find_subject(view, min(first, verb) if undertaken else first, verb)
        lost = subject is NONE or subject.elided
        if before is not None and before.subject.head >= 0 and lost and _joined(view, first):
            subject = replace(before.subject, elided=True)
        if subject is NONE and rule.family == "promise" and view.is_gerund(first):
            subject = of_main_clause(view, first)
        if deed.form == "VBN" and rule.kind == "performed" and reduced(view, first):
            subject = NONE
        if subject is not NONE:
            subject = with_kind(view, subject, self._words, known=known(view, subject))
        begin = self._begin(view, rule, first, deed, subject)
        if rule.rule_id == "noun.investment":
            begin = max(noun_start(view, first), view.body)
        seen = None
        if deed.governors and view.lemma[deed.governors[0]] == "see":
            seen = object_as_subject(view, deed.governors[0], (*deed.governors, deed.head))
        elif rule.rule_id == "noun.investment":
            seen = giver(view, last + 1)
        elif rule.rule_id == "noun.agreement" and view.lower[first + 1] == "for":
            seen = object_as_subject(view, first, (first, deed.head))
        if seen is not None:
            subject = with_kind(view, seen, self._words, known=known(view, seen))
        return Candidate(rule, view, (first, last), deed, subject, begin, deed.head)

    def _deed(self, view: View, hit: _Hit) -> Deed | None:
        rule, first, last = hit.rule, hit.first, hit.last
        if hit.deed is not None:
            return descend(view, parsed_deed(view, hit.deed), self._words)
        if rule.kind == "performed":
            return performed(view, first)
        if rule.kind == "progressive":
            owned = view.lower[first] in ("'s", "’s") and view.tag[max(first - 1, 0)] != "PRP"
            if owned and (view.dep[last] == "amod" or last > first + 1):
                return None  # "the port's rapidly growing traffic"
            known = view.lower[last] in self._words["progressive"]
            if not (view.is_gerund(last) or known) or view.lower[last] == "going":
                return None
            if view.lower[last] == "being":
                return being_done(view, last)
            deed = Deed(last, last, "VBG", progressive=True)
            return descend(view, deed, self._words)
        if rule.deeds == ("self",):
            return Deed(first, first, "NN")
        if rule.deeds == ("items",):
            return first_item(view, last)
        found = find_deed(view, last + 1, rule.deeds, self._words)
        if found is None:
            return None
        if rule.rule_id == "modal.be_to" and view.tag[found.head] in ("NNS", "NNP", "PRP"):
            return None  # "how near they are to hackers"
        if rule.rule_id == "modal.going_to" and view.tag[found.head] in ("NNS", "NNP", "NN"):
            return None  # "teams are going to shelters"
        return replace(found, to=True) if view.lower[last] == "to" else found

    def _verb(self, view: View, rule: Rule, first: int, last: int, deed: Deed) -> int:
        """The token that carries the subject in a parse."""
        if rule.kind == "progressive":
            return last
        if rule.kind == "performed":
            return first
        if rule.kind == "nominal":
            return governing(view, first)
        if view.dep[first] in ("aux", "aux:pass", "cop"):
            return view.head[first]
        if rule.family == "modal":
            return deed.governors[0] if deed.governors else deed.head
        for j in range(first, last + 1):
            if view.tag[j].startswith("VB") and view.lower[j] not in ("is", "are", "be", "am"):
                return j
        return first

    def _begin(self, view: View, rule: Rule, cue: int, deed: Deed, subject: Subject) -> int:
        if rule.deeds == ("items",):
            return deed.head
        taken = subject.kind in ("actor", "self") and not subject.elided
        if rule.kind == "nominal" and not taken:
            return max(noun_start(view, cue), view.body)
        if rule.kind == "performed" and deed.form == "VBN" and subject.head < 0:
            return max(noun_start(view, cue), view.body)
        if subject.head >= view.body and not subject.elided:
            return max(subject.first, view.body)
        if cue >= view.body:
            return cue
        return max(deed.first, view.body)

    def _inside(self, outer: Candidate, inner: Candidate) -> bool:
        """Whether a cue only belongs to the way from another cue to its deed."""
        return (
            outer.cue[0] <= inner.cue[0] <= outer.deed.head and inner.deed.head >= outer.deed.head
        )

    def extend(self, view: View, heads: list[Candidate]) -> list[Candidate]:
        """Give every candidate its end, and split coordinated deeds."""
        made: list[Candidate] = []
        for number, head in enumerate(heads):
            limit = view.stop
            for other in heads[number + 1 :]:
                if self._parts(head, other):
                    owned = _of_another(other)
                    opens = noun_start(view, other.cue[0]) if owned else other.first
                    limit = clause_start(view, opens)
                    break
                if other.rule.rule_id in _APART and head.rule.kind != "nominal":
                    limit = _before_remark(view, other.first, head.deed.head)
                    if limit < other.first:
                        break
                    limit = view.stop
            limit = min(limit, noun_limit(view, head.rule, head.cue[0]))
            verbs = conjuncts(view, head.deed, limit, self._words, cue=head.cue)
            if head.rule.kind == "performed" or head.deed.passive or _only_helps(head):
                verbs = []
            cuts = [*[clause_start(view, v) for v in verbs], limit]
            if (
                verbs
                and limit < view.stop
                and view.lower[limit] == ","
                and view.is_gerund(verbs[-1])
            ):
                verbs.pop()  # ", and pooling resources, both sides will …" belongs to what follows
            made.append(replace(head, last=self._last(view, head, head.deed.head, cuts[0])))
            for rank, verb in enumerate(verbs, start=1):
                form = "VBG" if view.is_gerund(verb) else "VB"
                if action(view, verb) in self._words["recognise"]:
                    continue  # "… and welcoming …": no deed, but the one before ends there
                deed = descend(view, Deed(verb, verb, form, to=head.deed.to), self._words)
                last = self._last(view, head, deed.head, cuts[rank])
                made.append(replace(head, deed=deed, first=verb, last=last, rank=rank))
        return made

    def _last(self, view: View, head: Candidate, verb: int, cut: int) -> int:
        return clause_end(view, verb, cut, self._words["result"])

    def _parts(self, head: Candidate, other: Candidate) -> bool:
        """Whether a later candidate opens a clause of its own, which ends the earlier one."""
        if other.rule.rule_id == "list.amount" or _of_another(other):
            return True
        if other.subject.kind in ("relative", "none") or other.rule.kind == "nominal":
            return False
        if _subordinate(view_of(other), other.subject.first) and not other.subject.elided:
            return False
        view = other.view
        if view.tag[other.cue[0]] in ("VBN", "VBD") and view.dep[other.cue[0]] == "acl":
            return False  # "a pipeline proposed to be built": it describes
        if other.subject.elided:
            return other.cue[0] > head.deed.head and other.rule.kind != "performed"
        return other.subject.first > head.deed.head


_RESUMED = frozenset({",", ")", "–", "—"})
"""What stands before a verb after a remark (*the agency, which funds research, commits to*)."""


def _of_another(c: Candidate) -> bool:
    """Whether a plan in a list has an owner of its own (*…, and Acme's plan to build a mill*)."""
    if c.rule.rule_id not in ("noun.plan", "noun.commitment"):
        return False
    view, j = c.view, noun_start(c.view, c.cue[0])
    if j <= view.body:
        return False
    owned = any(view.tag[k] == "POS" for k in range(j, c.cue[0]))
    named = view.doc[j].text[:1].isupper()
    return owned and named and view.lower[j - 1] in (",", "and", ";")


def _only_helps(c: Candidate) -> bool:
    """Whether a thing helps to bring something about, so that what follows is an effect too."""
    helps = c.view.lemma[c.deed.head] == "help"
    by_somebody = c.subject.kind in ("actor", "self", "none") and c.rule.rule_id != "modal.would"
    return helps and not by_somebody and c.rank == 0


def view_of(candidate: Candidate) -> View:
    """The unit of a candidate."""
    return candidate.view


def _subordinate(view: View, first: int) -> bool:
    """Whether a clause that starts at ``first`` is the content or condition of another one."""
    j = first - 1
    while j >= 0 and view.is_adverb(j):
        j -= 1
    if j > 0 and view.lower[j] == "that" and view.lower[j - 1] in ("and", "or"):
        return False  # "said that the port will close, and that the yard will open"
    return j >= 0 and view.lower[j] in ("that", "if", "whether", "how", "when", "where", "until")


def _joined(view: View, cue: int) -> bool:
    """Whether a coordinator stands right before a cue, so that it shares a subject."""
    j = cue - 1
    while j >= 0 and view.is_adverb(j):
        j -= 1
    return j >= 0 and view.lower[j] in ("and", "or", "but", ",")


def _before_remark(view: View, first: int, since: int) -> int:
    """Where *, including …* or *, with …* opens that brings a commitment of its own."""
    for j in range(first, since, -1):
        if view.lower[j] == "," and view.lower[j + 1] in ("including", "with", "alongside"):
            return j
    return first


_APART = frozenset({"noun.commitment", "noun.fund"})
"""Nouns that are commitments of their own inside the remarks of another one."""
