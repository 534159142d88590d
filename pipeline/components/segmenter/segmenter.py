"""Segments and sentences of a ``Doc``, from its own text and the blocks of its source."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.tokens import Doc

from pipeline.components.attributes import text_of
from pipeline.segment import segment, split_sentences


def segment_doc(doc: Doc) -> Doc:
    """Write ``doc._.segments``, ``doc._.sentences`` and the sentence starts of the tokens.

    Args:
        doc: tokenised; ``doc._.blocks`` holds what the source says of its structure.
    """
    text = text_of(doc)
    segments = segment(text, doc._.blocks)
    sentences = split_sentences(text, segments)
    doc._.segments = segments
    doc._.sentences = sentences
    starts: Any = _sentence_starts(doc, [s.start for s in sentences])
    doc.from_array([SENT_START], starts.reshape(-1, 1))
    return doc


def _sentence_starts(doc: Doc, starts: list[int]) -> npt.NDArray[np.uint64]:
    """For each token 1 where a sentence starts in it, else -1, as spaCy keeps it.

    All at once, because setting ``token.is_sent_start`` looks at the whole document each time.
    """
    found = np.full(len(doc), -1, dtype=np.int64)
    ends = doc.to_array([IDX, LENGTH]).sum(axis=1).astype(np.int64)
    at = np.searchsorted(ends, np.array(starts, dtype=np.int64), side="right")
    found[at[at < len(doc)]] = 1
    found[:1] = 1
    return found.astype(np.uint64)
