"""What a date hangs on: the deed of a commitment, what tells of it, or something else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.patterns import Words
from pipeline.normalize.dates import Date

CLIMB = 12  # steps up the tree, at most
_OPENERS = frozenset({"start", "begin", "commence"})
_BESIDE = frozenset({"compound", "nummod", "amod", "nmod:poss", "nmod:unmarked"})


@dataclass(frozen=True, slots=True)
class Hold:
    """What a date hangs on.

    Attributes:
        verb: the first verb above it, the deed or cue among them; None where there is none.
        own: whether that is the deed, its cue or what stands between them.
        told: whether that verb tells of the commitment (*announced today that …*).
        noun: whether a noun stands between, other than an object of the deed.
        apart: whether a clause about that noun does (*the pact that they signed in May*).
        beside: whether it stands before its noun (*the 2030 targets*).
    """

    verb: int | None = None
    own: bool = False
    told: bool = False
    noun: bool = False
    apart: bool = False
    beside: bool = False


class Holds:
    """What the dates around one candidate hang on.

    Args:
        c: the candidate.
        words: word classes.
    """

    def __init__(self, c: Candidate, words: Words) -> None:
        self._c = c
        self._words = words

    def token(self, record: Date) -> int | None:
        """The head of a date among the tokens of the unit."""
        view, starts = self._c.view, self._c.view.parse.starts
        first = bisect_right(starts, record.start) - 1
        last = bisect_right(starts, record.end - 1) - 1
        if first < 0 or view.parse.end(first) <= record.start:
            return None
        at = first
        for _ in range(CLIMB):
            above = view.head[at]
            if above == at or not first <= above <= last:
                break
            at = above
        return at

    def of(self, record: Date) -> Hold:
        """What a date hangs on; nothing where the unit does not hold it."""
        at = self.token(record)
        if at is None:
            return Hold()
        view, deed = self._c.view, self._c.deed.head
        own = self._shared if at < self._c.cue[0] else self._own
        beside = self._is_beside(at)
        noun = apart = False
        for above in self._heads(at):
            apart = apart or (noun and view.dep[at] == "acl:relcl")
            at = above
            if at in own:
                return Hold(at, own=True, noun=noun, apart=apart, beside=beside)
            if view.tag[at].startswith("VB") and view.lemma[at] not in _OPENERS:
                break
            if view.is_nominal(at):
                object_ = view.head[at] == deed and view.dep[at] in ("obj", "nsubj:pass", "obl")
                noun = noun or not object_
        told = at in self.above or self._when(at)
        clause = any(view.dep[k] == "acl:relcl" for k in (at, *self._heads(at)) if k not in own)
        return Hold(
            at if view.tag[at].startswith("VB") else None,
            told=told,
            noun=noun,
            apart=apart or (clause and not told),
            beside=beside,
        )

    def _is_beside(self, at: int) -> bool:
        """Whether a date stands before the noun that it belongs to."""
        view, above = self._c.view, self._c.view.head[at]
        if above <= at or view.tag[above].startswith(("VBD", "VBZ", "VBP", "MD")):
            return False
        if view.dep[at] in _BESIDE:
            return True
        # "the 2030 nationally determined contributions": by way of an adjective
        return view.dep[above] == "amod" and view.tag[at - 1] != "IN" and view.head[above] > above

    def _when(self, verb: int) -> bool:
        """*When we founded the group in May, we agreed to …*: when something was agreed."""
        view = self._c.view
        return (
            view.dep[verb] == "advcl"
            and view.head[verb] in self._own
            and view.tag[verb] == "VBD"
            and any(view.lower[k] in ("when", "as") for k in view.children(verb))
        )

    def _heads(self, at: int) -> Iterator[int]:
        """The tokens above one, nearest first."""
        head = self._c.view.head
        for _ in range(CLIMB):
            if head[at] == at:
                return
            at = head[at]
            yield at

    @cached_property
    def _own(self) -> frozenset[int]:
        """Tokens that a date of this commitment hangs on."""
        c = self._c
        return frozenset({c.deed.head, *c.deed.governors, *range(c.cue[0], c.cue[1] + 1)})

    @cached_property
    def _shared(self) -> frozenset[int]:
        """The same for what stands before the cue, which coordinated deeds share."""
        view, at = self._c.view, self._c.deed.head
        found = set(self._own)
        for above in self._heads(at):
            # "on Monday, a deal signed by both will open …": the verb of its noun
            if view.dep[at] not in ("conj", "xcomp", "acl", "nsubj", "nsubj:pass"):
                break
            if view.dep[at] != "acl" or self._c.deed.form == "VBN":
                found.add(above)
            at = above
        return frozenset(found)

    @cached_property
    def above(self) -> frozenset[int]:
        """Verbs above the commitment that tell of it."""
        view, c = self._c.view, self._c
        found = {
            at
            for start in {c.deed.head, c.cue[0]}
            for at in self._heads(start)
            if view.tag[at].startswith("VB")
            and any(view.lower[at] in self._words[name] for name in ("saying", "made"))
        }
        return frozenset(found - self._own)
