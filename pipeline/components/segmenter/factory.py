"""Registration of the segmenter."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import register
from pipeline.components.segmenter.segmenter import segment_doc


@Language.factory(
    "pledger_segmenter",
    assigns=["doc._.segments", "doc._.sentences", "token.is_sent_start"],
)
def create_segmenter(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component; it has no settings."""
    register()
    return segment_doc
