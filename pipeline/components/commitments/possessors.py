"""Whose a commitment is that somebody else tells of: *Oslo's pledge, a pledge from Oslo*."""

from __future__ import annotations

import re
from typing import Any

from pipeline.components.commitments.finder import Candidate
from pipeline.components.commitments.voices import Voices
from pipeline.model import Party, Span

_PLEDGES = (
    r"(?:commitments?|pledges?|initiatives|projects|actions|steps|measures|investments|"
    r"contributions|announcements)"
)
_FROM = re.compile(rf"\b{_PLEDGES} (?:from|by) (?:the )?")
_UNTIL = re.compile(r",? to [a-z]|[.;:]|,? (?:that|which|who|aimed|worth|totall?ing)\b")
_FAR = 300  # characters from such a noun to the end of the names after it
_CLIMB = 5  # steps up to the verb
_LAST = re.compile(rf"\b{_PLEDGES} (?:from|by) (?P<who>[^.;:\n]{{2,200}}):\s*$")


def sources(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """Who gives the commitment that somebody announces: *a commitment from A and B to …*."""
    view = c.view
    if view.lemma[c.deed.head] not in ("announce", "secure") and c.rule.kind != "nominal":
        return ()
    start, end = view.span(c.cue[0], c.last)
    match = _FROM.search(cast.text, start, end)
    if match is None:
        return ()
    end = min(end, match.end() + _FAR)
    stop = _UNTIL.search(cast.text, match.end(), end)
    end = stop.start() if stop is not None else end
    found = tuple(cast.resolve(match.end(), end))
    return tuple(p for p in found if p.actor_id in cast.countries)


def given_in(cast: Any, stem: Span) -> tuple[Party, ...]:
    """Whose the items under a stem are: *the following initiatives by the museum:*."""
    match = _LAST.search(cast.text, *stem)
    if match is None:
        return ()
    return tuple(cast.resolve(*match.span("who")))


def _of_clause(c: Candidate, cast: Any, at: int) -> tuple[Party, ...]:
    """The subject of the clause that *its* or *their* stands in: *Oslo has set out its plans*."""
    view, node = c.view, at
    for _ in range(_CLIMB):
        if view.tag[node].startswith("VB") or view.head[node] == node:
            break
        node = view.head[node]
    subjects = [k for k in view.children(node) if view.dep[k] == "nsubj" and k < at]
    if not subjects or not view.tag[node].startswith("VB"):
        return ()
    first, last = view.left_edge(subjects[-1]), view.right_edge(subjects[-1])
    if last >= at:
        return ()
    found = tuple(cast.resolve(*view.span(first, last)))
    return tuple(p for p in found if p.actor_id in cast.countries)


def possessor(c: Candidate, voices: Voices) -> tuple[Party, ...]:
    """The owner of a noun (*NTT's announcement*, *their commitment*)."""
    view, cast = c.view, voices.cast
    for j in range(c.cue[0] - 1, max(view.body - 1, c.cue[0] - 8), -1):
        if view.lower[j] in ("our", "its", "their", "his", "her", "my"):
            if view.lower[j] in ("its", "their"):
                found = _of_clause(c, cast, j)
                if found:
                    return found
            return voices.spoken(view.offset(j)) or tuple(cast.antecedent(view.offset(j)))
        if view.lower[j] in ("'s", "’s", "’", "'") and j > view.body:
            named = cast.within(view.offset(j) - 1, view.offset(j))
            if named:
                return tuple(cast.resolve(named[0].start, named[0].end))
    return ()


def owner(c: Candidate, cast: Any) -> tuple[Party, ...]:
    """The actor whose commitment or plan somebody else tells of, named right before the noun."""
    view = c.view
    for j in range(c.cue[1], max(view.body, c.cue[0]), -1):
        if view.lower[j] in ("'s", "’s", "’", "'"):
            break
    else:
        j = c.cue[0] - 1
        while j > view.body and view.tag[j] in ("JJ", "VBN", "RB", "NN"):
            j -= 1
    if j <= view.body or view.lower[j] not in ("'s", "’s", "’", "'"):
        return ()
    at = view.offset(j)
    for mention in cast.within(at - 1, at):
        if mention.start < at <= mention.end + 1 and mention.actor_type != "person":
            return tuple(cast.resolve(mention.start, mention.end))
    return ()
