"""Segments and sentences of a ``Doc``, from its own text and the blocks of its source."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.segment import segment, split_sentences


def segment_doc(doc: Doc) -> Doc:
    """Write ``doc._.segments``, ``doc._.sentences`` and the sentence starts of the tokens.

    Args:
        doc: tokenised; ``doc._.blocks`` holds what the source says of its structure.
    """
    text = doc.text
    segments = segment(text, doc._.blocks)
    sentences = split_sentences(text, segments)
    doc._.segments = segments
    doc._.sentences = sentences
    starts = iter([*sorted({s.start for s in sentences}), len(text) + 1])
    boundary = next(starts)
    for token in doc:
        begins = token.i == 0
        while boundary < token.idx + len(token):
            begins = True
            boundary = next(starts)
        token.is_sent_start = begins
    return doc
