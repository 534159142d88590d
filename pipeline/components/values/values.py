"""Amounts and dates of a ``Doc``, with their values."""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.components.attributes import annotate, text_of
from pipeline.normalize.amounts import find_amounts
from pipeline.normalize.dates import find_dates


def find_values(doc: Doc) -> Doc:
    """Write ``amounts`` and ``dates``.

    ``doc._.context`` gives the anchor of relative dates and the country of a bare ``$``.
    """
    context = doc._.context
    text = text_of(doc)
    annotate(doc, "amounts", find_amounts(text, country=context.country), label="AMOUNT")
    dates = find_dates(text, anchor=context.published_on, country=context.country)
    annotate(doc, "dates", dates, label="DATE")
    return doc
