"""What the page of one document shows: its rows, marks, boxes and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import REVIEWED, Links, as_text, row_fields
from pipeline.audit.layout import LaidBlock, Mark, lay_out

LETTERS: Mapping[str, str] = {
    "commitments": "c",
    "quotes": "q",
    "actor_mentions": "o",
    "amounts": "a",
    "dates": "d",
    "technology_mentions": "t",
}
_ASIDE: Mapping[str, tuple[str, ...]] = {
    # columns that a card shows, but that are not judged on their own
    "commitments": ("deadline_edtf", "testable", "restates", "quoted_in"),
    "quotes": ("resolution",),
    "actor_mentions": ("actor_id", "resolution"),
    "amounts": (),
    "dates": ("earliest", "latest", "resolution", "anchor"),
    "technology_mentions": ("term",),
}


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, ready for its template.

    Attributes:
        document: its row of ``documents``.
        blocks: its text, laid out.
        data: what the script on the page works with; JSON.
    """

    document: Record
    blocks: Sequence[LaidBlock]
    data: Mapping[str, Any]


def document_page(
    corpus: Corpus,
    document_id: str,
    *,
    verdicts: Sequence[Record] = (),
    images: Sequence[Mapping[str, Any]] = (),
) -> DocumentPage:
    """Collect what the page of a document shows.

    Args:
        corpus: the tables.
        document_id: the document.
        verdicts: rows of ``reviews`` of this document.
        images: pages of a PDF: ``page``, ``file``, ``width`` and ``height`` in points.
    """
    document = corpus.documents[document_id]
    rows, marks = _rows(corpus, document_id)
    sentences = corpus.rows("sentences", document_id)
    first = len(rows)
    rows += [_sentence(s) for s in sentences if s["outcome"] == "rejected"]
    marks += _coverage(sentences, first)
    text = corpus.text(document_id)
    data = {
        "document": {
            "id": document_id,
            "sha256": document["text_sha256"],
            "path": document["source_path"],
            "title": document["title"],
        },
        "rows": rows,
        "verdicts": [_verdict(v) for v in verdicts],
        "pages": list(images),
    }
    return DocumentPage(document, lay_out(text, corpus.rows("segments", document_id), marks), data)


def _rows(corpus: Corpus, document_id: str) -> tuple[list[Record], list[Mark]]:
    links = Links.of(corpus, document_id)
    boxes, deep = _selectors(corpus, document_id)
    pieces: dict[str, list[list[int]]] = {}
    for span in corpus.rows("quote_spans", document_id):
        pieces.setdefault(span["quote_id"], []).append([span["start"], span["end"]])
    rows: list[Record] = []
    marks: list[Mark] = []
    for table in REVIEWED:
        key = schema.table(table).key()[0]
        for row in corpus.rows(table, document_id):
            number, row_id = len(rows), row[key]
            spans = pieces.get(row_id) or [[row["start"], row["end"]]]
            rows.append(
                _compact(
                    {
                        "t": table,
                        "id": row_id,
                        "s": row["start"],
                        "e": row["end"],
                        "spans": spans if len(spans) > 1 else None,
                        "f": row_fields(table, row, links),
                        "x": _aside(table, row),
                        "r": row["rule"],
                        "c": row.get("confidence"),
                        "p": row["page"],
                        "b": boxes.get((table, row_id)),
                        "l": deep.get((table, row_id)),
                    }
                )
            )
            marks += (Mark(a, b, LETTERS[table], number) for a, b in spans)
            marks += _related(row, number)
    return rows, marks


def _related(row: Record, number: int) -> Iterator[Mark]:
    """Cue, stem and speaker of a row."""
    for name, kind in (("cue", "k"), ("stem", "s"), ("speaker", "s")):
        start = row.get(f"{name}_start")
        end = row.get(f"{name}_end")
        if start is not None and end is not None:
            yield Mark(start, end, kind, number)


def _coverage(sentences: Sequence[Record], first: int) -> Iterator[Mark]:
    """Sentences that gave nothing: turned down, and never a candidate."""
    number = first
    for row in sentences:
        if row["outcome"] == "rejected":
            yield Mark(row["start"], row["end"], "r", number)
            number += 1
        elif row["outcome"] == "none":
            yield Mark(row["start"], row["end"], "n", -1)


def _sentence(row: Record) -> Record:
    return {
        "t": "sentences",
        "id": row["sentence_id"],
        "s": row["start"],
        "e": row["end"],
        "f": {},
        "x": {},
        "r": row["reason"] or "turned down",
    }


def _aside(table: str, row: Record) -> dict[str, str]:
    found = {name: as_text(row[name]) for name in _ASIDE[table]}
    return {name: value for name, value in found.items() if value is not None}


def _selectors(
    corpus: Corpus, document_id: str
) -> tuple[dict[tuple[str, str], list[list[float]]], dict[tuple[str, str], str]]:
    """Boxes (page, x0, top, x1, bottom in points) and deep links of the rows of a document."""
    boxes: dict[tuple[str, str], list[list[float]]] = {}
    links: dict[tuple[str, str], str] = {}
    for row in corpus.rows("selectors", document_id):
        target = (row["target_table"], row["target_id"])
        edges = [row[name] for name in ("x0", "top", "x1", "bottom")]
        if row["page"] is not None and None not in edges:
            boxes.setdefault(target, []).append([row["page"], *(round(e, 1) for e in edges)])
        if safe_link(row["link"]):
            links.setdefault(target, row["link"])
    return boxes, links


def safe_link(link: str | None) -> bool:
    """Whether a link may be followed: the web, and nothing that runs in the page."""
    return link is not None and link.lower().startswith(("https://", "http://"))


def _verdict(row: Record) -> Record:
    names = ("reviewer", "target_table", "start", "end", "verdict", "match", "note")
    found = {name: row[name] for name in names if row[name] is not None}
    return {**found, "fields": row["wrong_fields"]} if row["wrong_fields"] else found


def _compact(row: Record) -> Record:
    return {name: value for name, value in row.items() if value is not None}
