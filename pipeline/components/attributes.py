"""What the components write on a spaCy ``Doc``, declared once.

``doc._.context`` and ``doc._.blocks`` go in; the others come out. Every kind of mention is
kept twice, by one call of :func:`annotate`: as records with exact character offsets
(``doc._.amounts``) and as the span group of the same name (``doc.spans["amounts"]``), whose
spans are the smallest runs of tokens that cover the records. ``span._.record`` leads from a
span of a group back to its record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from spacy.tokens import Doc, Span, SpanGroup

from pipeline.model import Context

MENTIONS = ("actors", "amounts", "dates", "technologies", "commitments", "quotes")
"""Names of the span groups, and of the attributes with the records behind them."""

_RECORDS = "pledger_records"
_TEXT = "pledger_text"


class Record(Protocol):
    """Anything found in a text, with code point offsets, end exclusive."""

    @property
    def rule(self) -> str:
        """Dotted name of the rule that made it."""
        ...


def register() -> None:
    """Declare the extension attributes; safe to call again."""
    if Doc.has_extension("context"):
        return
    Doc.set_extension("context", default=Context())
    Doc.set_extension("blocks", default=())
    Doc.set_extension("segments", default=())
    Doc.set_extension("sentences", default=())
    Doc.set_extension("parses", default=())
    Doc.set_extension("rejections", default=())
    Doc.set_extension("cast", default=None)
    for name in MENTIONS:
        Doc.set_extension(name, default=())
    Span.set_extension("record", getter=_record)


def _record(span: Span) -> Any:
    index: dict[tuple[str, int, int], Any] = span.doc.user_data.get(_RECORDS, {})
    return index.get((span.label_, span.start, span.end))


def text_of(doc: Doc) -> str:
    """Text of a document; spaCy would put ``doc.text`` together from its tokens at each access."""
    known = doc.user_data.get(_TEXT)
    if known is None:
        known = doc.user_data[_TEXT] = doc.text
    return str(known)


def keep_text(doc: Doc, text: str) -> None:
    """Remember the text that a document was made of, for :func:`text_of`."""
    doc.user_data[_TEXT] = text


def annotate(
    doc: Doc,
    name: str,
    records: Iterable[Any],
    *,
    label: str,
    extent: Callable[[Any], tuple[int, int]] = lambda record: (record.start, record.end),
) -> None:
    """Write ``records`` to ``doc._.<name>`` and to the span group ``doc.spans[name]``.

    Args:
        doc: the document.
        name: one of :data:`MENTIONS`.
        records: in any order; kept sorted by position, one for each extent.
        label: label of the spans, in capitals as spaCy has them (``AMOUNT``).
        extent: start and end of a record.
    """
    # the extent is the key of a row: of two records with the same one, the first is kept
    kept: dict[tuple[int, int], Any] = {}
    for record in records:
        kept.setdefault(extent(record), record)
    ordered = tuple(kept[key] for key in sorted(kept))
    index: dict[tuple[str, int, int], Any] = doc.user_data.setdefault(_RECORDS, {})
    group = SpanGroup(doc, name=name)
    for record in ordered:
        start, end = extent(record)
        span = doc.char_span(start, end, label=label, span_id=record.rule, alignment_mode="expand")
        if span is None:  # only white space, or nothing
            continue
        index[(label, span.start, span.end)] = record
        group.append(span)
    doc.spans[name] = group
    doc._.set(name, ordered)
