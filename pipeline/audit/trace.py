"""Why a row is not there: what the pipeline makes of a place, and what it turns down.

Runs the pipeline on a document and says, for every cue in the sentence at an offset, what came
of it: a row, the gate that stopped it, or no deed to go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.audit.explain import Step, rule_lines
from pipeline.audit.fields import amount as amount_text
from pipeline.components.commitments.dependencies import Dependencies
from pipeline.components.commitments.patterns import compiled
from pipeline.components.commitments.view import View
from pipeline.errors import InputError
from pipeline.extraction.pipeline import make_doc
from pipeline.model import Commitment, Document, Quote, Sentence
from pipeline.settings import Settings


def explain_offset(
    document: Document, nlp: Language, offset: int, *, settings: Settings | None = None
) -> list[Step]:
    """What the pipeline made of the sentence at an offset, and what it turned down there.

    Args:
        document: that was read.
        nlp: the pipeline.
        offset: a code point of the canonical text.
        settings: as for the run.

    Raises:
        InputError: the offset lies outside the text, or in no sentence.
    """
    if not 0 <= offset < len(document.text):
        raise InputError(
            f"{offset} is outside the text of {len(document.text)} characters",
            where=document.source_path,
        )
    doc = nlp(make_doc(document, nlp, settings=settings))
    number = next((i for i, s in enumerate(doc._.sentences) if s.start <= offset < s.end), None)
    if number is None:
        raise InputError(
            f"no sentence holds character {offset}",
            where=document.source_path,
            hint="it is white space between two; try an offset a little further on",
        )
    return list(_trace(doc, number, nlp, settings))


def _trace(doc: Doc, number: int, nlp: Language, settings: Settings | None) -> Iterator[Step]:
    sentence: Sentence = doc._.sentences[number]
    segment = doc._.segments[sentence.segment]
    text = doc.text
    yield Step(
        "sentence",
        [
            ("words", text[sentence.start : sentence.end]),
            ("offsets", f"{sentence.start} to {sentence.end}"),
            ("structure", segment.kind.replace("_", " ")),
            *_stem(doc, segment, text),
        ],
    )
    made = [c for c in doc._.commitments if _touch(c.start, c.end, sentence)]
    for c in made:
        yield Step(f"commitment by {c.rule}", _found_commitment(c, text))
        yield Step("rule", rule_lines(c.rule, settings))
    for q in doc._.quotes:
        if any(_touch(a, b, sentence) for a, b in q.spans):
            yield Step(f"quote by {q.rule}", _found_quote(q, text))
    yield Step("cues in this sentence, and what came of them", list(_cues(doc, number, nlp, made)))
    down = [r for r in doc._.rejections if _touch(r.start, r.end, sentence)]
    yield Step(
        "turned down",
        [(f"gate {r.reason}", text[r.start : r.end]) for r in down] or [("", "nothing")],
    )
    yield Step("mentions", list(_mentions(doc, sentence, text)) or [("", "none")])


def _cues(
    doc: Doc, number: int, nlp: Language, made: Sequence[Commitment]
) -> Iterator[tuple[str, str]]:
    """Every cue of a rule that stands in the sentence."""
    if "commitments" not in nlp.pipe_names:
        return
    rules = getattr(nlp.get_pipe("commitments"), "rules", None)
    known = rules.rules if rules is not None else ()
    patterns, syntax = compiled(known), Dependencies(known)
    parses = [p for p in doc._.parses if p.sentence == number]
    if not parses:
        sentence: Sentence = doc._.sentences[number]
        words = nlp.make_doc(doc.text[sentence.start : sentence.end])
        needs = {rule.rule_id: " or ".join(rule.needs) for rule in known if rule.needs}
        cues = [cue for cue in patterns.find(words) if cue[0] in needs]
        for rule, first, last in cues:
            yield rule, f"“{words[first:last]}” → lacks what it needs ({needs[rule]}): not parsed"
        if not cues:
            yield "", "no word of this sentence can start a commitment or quote: it was not parsed"
        return
    some = False
    for parse in parses:
        on_syntax = (
            (found.name, found.tokens["cue"], found.tokens["cue"] + 1)
            for found in syntax.find(View(parse))
        )
        for rule, first, last in (*patterns.find(parse.doc), *on_syntax):
            some = True
            start, end = parse.span(first, last - 1)
            yield rule, f"“{doc.text[start:end]}” → {_fate(doc, made, rule, start, end)}"
    if not some:
        yield "", "no cue of any rule"


def _fate(doc: Doc, made: Sequence[Commitment], rule: str, start: int, end: int) -> str:
    for c in made:
        if c.cue[0] < end and start < c.cue[1]:
            return "this commitment" if c.rule == rule else f"the commitment of rule {c.rule}"
    gates = [r.reason for r in doc._.rejections if r.start < end and start < r.end]
    if gates:
        return "turned down by gate " + ", ".join(dict.fromkeys(gates))
    if any(c.start <= start and end <= c.end for c in made):
        return "inside another commitment"
    return "no deed that it governs was found"


def _stem(doc: Doc, segment: Any, text: str) -> list[tuple[str, str]]:
    lines = []
    parent, seen = segment.parent, 0
    while parent is not None and seen < 8:
        above = doc._.segments[parent]
        lines.append((f"under {above.kind.replace('_', ' ')}", text[above.start : above.end][:160]))
        parent, seen = above.parent, seen + 1
    return lines


def _found_commitment(c: Commitment, text: str) -> list[tuple[str, str]]:
    def names(parties: Sequence[Any]) -> str:
        return "; ".join(
            p.actor_name + (f" (from “{text[p.mention[0] : p.mention[1]]}”)" if p.mention else "")
            for p in parties
        )

    lines = [
        ("words", text[c.start : c.end]),
        ("cue", text[c.cue[0] : c.cue[1]]),
        ("action", c.action),
        ("committers", names(c.committers) or "unknown"),
        ("strength", f"{c.strength}, {c.status}, {c.polarity}"),
    ]
    if c.signs:
        lines.append(("signs against it", ", ".join(c.signs).replace("_", " ")))
    if c.stem:
        lines.insert(1, ("stem", text[c.stem[0] : c.stem[1]]))
    if c.counterparts:
        lines.append(("with", names(c.counterparts)))
    lines += [("amount", text[a:b]) for a, b in c.amounts]
    lines += [(f"date, {role}", text[a:b]) for (a, b), role in c.dates]
    return lines


def _found_quote(q: Quote, text: str) -> list[tuple[str, str]]:
    return [
        *((f"{q.kind} words", text[a:b]) for a, b in q.spans),
        ("cue", text[q.cue[0] : q.cue[1]] if q.cue else "none"),
        ("speaker", text[q.speaker[0] : q.speaker[1]] if q.speaker else "none"),
        ("resolved to", f"{q.speaker_name or 'nobody'} ({q.resolution or 'no resolution'})"),
    ]


def _mentions(doc: Doc, sentence: Sentence, text: str) -> Iterator[tuple[str, str]]:
    for m in doc._.actors:
        if _touch(m.start, m.end, sentence):
            yield "actor", f"“{text[m.start : m.end]}” → {m.actor_name or '?'} ({m.resolution})"
    for a in doc._.amounts:
        if _touch(a.start, a.end, sentence):
            value = amount_text(
                {
                    "currency": a.currency,
                    "minimum": a.minimum,
                    "maximum": a.maximum,
                    "period": a.period,
                }
            )
            yield "amount", f"“{text[a.start : a.end]}” → {value} ({a.qualifier}; {a.rule})"
    for d in doc._.dates:
        if _touch(d.start, d.end, sentence):
            anchor = f" from {d.anchor}" if d.anchor else ""
            yield "date", f"“{text[d.start : d.end]}” → {d.edtf or '?'} ({d.rule}{anchor})"
    for t in doc._.technologies:
        if _touch(t.start, t.end, sentence):
            yield (
                "technology",
                f"“{text[t.start : t.end]}” → {t.area} {t.sub_area or ''} ({t.term})",
            )


def _touch(start: int, end: int, sentence: Sentence) -> bool:
    return start < sentence.end and sentence.start < end
