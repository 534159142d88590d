"""Tries every rule and gate on the sentences of its own row, through the whole pipeline.

Loading tries the patterns on words only, which needs no model; whether a sentence really makes
a commitment is decided by the parse and the gates, and that is tried here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.commitments.dependencies import Dependencies
from pipeline.components.commitments.matching import matcher
from pipeline.components.commitments.patterns import Gate, Rule, Rules
from pipeline.components.commitments.view import View
from pipeline.model import Context

_CONTEXT = Context(
    publisher="The White House", published_on=date(2026, 3, 2), instrument="press_release"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not come out as its rule says."""

    rule: str
    text: str
    expected: bool


def check_examples(rules: Rules, nlp: Language) -> Iterator[Failure]:
    """Examples that fail: a match that makes no commitment by the rule, a miss that makes one.

    Of a gate on syntax, a match is a sentence in which it turns a candidate down.

    Args:
        rules: what was loaded.
        nlp: the whole pipeline, from segmenter to commitments.
    """
    on_syntax = (gate for gate in rules.gates if gate.dependencies)
    items: list[Rule | Gate] = [*rules.rules, *on_syntax]
    for item in items:
        for texts, expected in ((item.matches, True), (item.misses, False)):
            for text in texts:
                if _fired(item, _read(nlp, text)) != expected:
                    yield Failure(item.name, text, expected)


def dead_patterns(rules: Rules, nlp: Language) -> Iterator[str]:
    """Patterns that are found in none of the sentences that their row says must match.

    Yields:
        Name of the rule or gate, then which pattern: ``agree.to pattern 2``, counted from 1.
    """
    items: list[Rule | Gate] = [*rules.rules, *rules.gates]
    for item in items:
        docs = [_read(nlp, text) for text in item.matches]
        for number in range(len(item.patterns)):
            found = matcher({item.name: item.patterns[number : number + 1]}, nlp.vocab)
            if not any(found(doc) for doc in docs):
                yield f"{item.name} pattern {number + 1}"
        alive = set()
        syntax = Dependencies([item])
        for view in (View(parse) for doc in docs for parse in doc._.parses):
            alive |= {f.number for f in syntax.find(view)}
        for number in sorted(set(range(len(item.dependencies))) - alive):
            yield f"{item.name} dependency {number + 1}"


def _fired(item: Rule | Gate, doc: Doc) -> bool:
    if isinstance(item, Gate):
        return any(r.reason == item.name for r in doc._.rejections)
    return any(c.rule == item.name for c in doc._.commitments)


def _read(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = _CONTEXT
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
