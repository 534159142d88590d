"""Which sentences are worth a parse: those with a word that can open a commitment or a quote."""

from __future__ import annotations

from spacy.tokens import Doc


def needs_parse(doc: Doc) -> list[int]:
    """Indices of the sentences to parse, in order."""
    segments = doc._.segments
    return [
        index
        for index, sentence in enumerate(doc._.sentences)
        if segments[sentence.segment].kind not in ("boilerplate", "table")
    ]
