"""The structure of a text: segments (headings, paragraphs, list stems, items) and sentences."""

from __future__ import annotations

from pipeline.segment.outline import segment
from pipeline.segment.sentences import split_sentences

__all__ = ["segment", "split_sentences"]
