"""Tries every rule on the sentences of its own row, through the whole pipeline.

Loading tries the patterns only, which needs no model; whether a sentence really makes a
commitment is decided by the parse and the gates, and that is tried here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.commitments.patterns import Rules
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

    Args:
        rules: what was loaded.
        nlp: the whole pipeline, from segmenter to commitments.
    """
    for rule in rules.rules:
        for texts, expected in ((rule.matches, True), (rule.misses, False)):
            for text in texts:
                fired = any(c.rule == rule.rule_id for c in _read(nlp, text)._.commitments)
                if fired != expected:
                    yield Failure(rule.rule_id, text, expected)


def _read(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(text)
    doc._.context = _CONTEXT
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
