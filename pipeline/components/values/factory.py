"""Registration of the component for amounts and dates."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attributes import register
from pipeline.components.values.values import find_values


@Language.factory("pledger_values", assigns=["doc._.amounts", "doc._.dates"])
def create_values(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component; it has no settings."""
    register()
    return find_values
