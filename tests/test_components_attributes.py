"""Records and span groups on a ``Doc``."""

from __future__ import annotations

from dataclasses import dataclass

import spacy

from pipeline.components.attributes import annotate, register


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    rule: str


def test_records_and_spans_agree_and_an_extent_is_one_record() -> None:
    register()
    doc = spacy.blank("en")("We pay £3bn now.")
    marks = [Mark(12, 15, "late"), Mark(7, 11, "first"), Mark(7, 11, "second")]
    annotate(doc, "amounts", marks, label="AMOUNT")
    assert [m.rule for m in doc._.amounts] == ["first", "late"]
    assert [s._.record for s in doc.spans["amounts"]] == list(doc._.amounts)


def test_white_space_alone_gets_no_span() -> None:
    register()
    doc = spacy.blank("en")("We pay")
    annotate(doc, "dates", [Mark(0, 2, "a"), Mark(6, 6, "b")], label="DATE")
    assert [s.text for s in doc.spans["dates"]] == ["We"]
