"""Headlines that only repeat the body, sentences that say a commitment again, and doubles."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.model import Commitment

_OVERLAP = 0.6
_SMALL = 4
_FEW = 3
_MOST = 1000
"""Commitments that another is compared with: more than any article has that says new things."""


def mark_repeats(
    doc: Doc, found: list[Commitment], titles: list[Commitment]
) -> tuple[list[Commitment], list[Commitment]]:
    """Commitments in order, without doubles; later repetitions name the first one.

    A repetition shares its action and committers with an earlier commitment and most of its
    longer words.

    Args:
        doc: the article.
        found: commitments of the body.
        titles: those of titles and headings, kept only where the body says them again.

    Returns:
        The commitments to keep; and those of titles that say something of their own.
    """
    text = text_of(doc)
    ordered = _without_doubles(sorted(found, key=lambda c: (c.start, -c.end)))
    made: list[Commitment] = []
    seen: dict[tuple[str, frozenset[str]], list[tuple[frozenset[str], Commitment]]] = {}
    for c in ordered:
        key = (c.action, frozenset(p.actor_id for p in c.committers))
        words = _content(text[c.start : c.end])
        first = next((old for bag, old in seen.get(key, ()) if _same(words, bag)), None)
        if first is not None:
            c = replace(c, restates=(first.start, first.end))
        elif len(words) >= _FEW and len(seen.setdefault(key, [])) < _MOST:
            seen[key].append((words, c))
        made.append(c)
    alone: list[Commitment] = []
    told = [(_content(text[c.start : c.end]), c) for c in made[:_MOST]] if titles else []
    for title in titles:
        words = _content(text[title.start : title.end])
        same = next((c for bag, c in told if _same(words, bag)), None)
        if same is None:
            alone.append(title)
        else:
            made.append(replace(title, headline=True, restates=(same.start, same.end)))
            if len(told) < _MOST:
                told.append((words, made[-1]))
    return sorted(made, key=lambda c: (c.start, -c.end)), alone


def _without_doubles(ordered: list[Commitment]) -> list[Commitment]:
    kept: list[Commitment] = []
    for c in ordered:
        if kept and c.end <= kept[-1].end and (c.end - c.start) * 2 > kept[-1].end - kept[-1].start:
            continue
        kept.append(c)
    return kept


def _content(text: str) -> frozenset[str]:
    words = {w.strip(".,;:()“”\"'’‘") for w in text.lower().split()}
    return frozenset(w for w in words if len(w) >= _SMALL)


def _same(words: frozenset[str], bag: frozenset[str]) -> bool:
    if len(words) < _FEW or len(bag) < _FEW:
        return False
    return len(words & bag) >= _OVERLAP * min(len(words), len(bag))
