"""What the index page shows: every commitment and quote of the corpus, column by column.

The page filters tens of thousands of rows in the browser, so rows are columns of small
numbers that point into lists of values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import PRIMARY, Links, as_text, plain
from pipeline.audit.sample import Sample
from pipeline.extraction.keys import row_key

_EXCERPT = 200
_BLOCK = 1000


class _Values:
    """Numbers values in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, value: str | None) -> int:
        """Number of a value; -1 for none."""
        if value is None:
            return -1
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[str]:
        """The values, by number."""
        return list(self._numbers)


_LISTS = ("rule", "strength", "status", "kind", "area", "who", "action", "verdict")
_COLUMNS = (
    "doc",
    "table",
    "id",
    "start",
    "end",
    "text",
    "confidence",
    "sum",
    "deadline",
    "sample",
    *_LISTS,
)


@dataclass(frozen=True, slots=True)
class IndexData:
    """What the index page works with.

    Attributes:
        data: columns of numbers and lists of values; JSON.
        texts: excerpts of the rows in blocks of equal length, which the page reads when it
            shows or searches them.
    """

    data: Mapping[str, Any]
    texts: Sequence[Sequence[str]]


def index_data(
    corpus: Corpus,
    *,
    reviews: Mapping[tuple[str, str], Sequence[Record]],
    sample: Sample | None = None,
) -> IndexData:
    """Collect the data of the index page.

    Args:
        corpus: the tables.
        reviews: rows of ``reviews`` by target table and id.
        sample: that was drawn to be reviewed.
    """
    lists = {name: _Values() for name in _LISTS}
    rows: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    drawn = {(r.table, r.row_id) for r in sample.rows} if sample else set()
    for number, document_id in enumerate(corpus.documents):
        found = [
            (row["start"], table, row, about)
            for table in PRIMARY
            for about in [_who_and_areas(corpus, table, document_id)]
            for row in corpus.rows(table, document_id)
        ]
        for _, table, row, (who, areas) in sorted(found, key=lambda f: f[:2]):
            row_id = row[schema.table(table).key()[0]]
            values = {
                "doc": number,
                "table": PRIMARY.index(table),
                "id": 0 if row_id == row_key(table, document_id, *_span(row)) else row_id,
                "start": row["start"],
                "end": row["end"],
                "text": _shorten(row["text"]),
                "confidence": round(100 * row["confidence"]),
                "sum": _sum(row),
                "deadline": as_text(row.get("deadline_edtf") or row.get("deadline")) or 0,
                "sample": int((table, row_id) in drawn),
                "area": [lists["area"].number(a) for a in areas.get(row_id, ())],
                "who": [lists["who"].number(w) for w in who.get(row_id, ())],
                "verdict": lists["verdict"].number(consensus(reviews.get((table, row_id), ()))),
            }
            for name in ("rule", "strength", "status", "kind", "action"):
                values[name] = lists[name].number(row.get(name))
            _append(rows, values)
    texts = rows.pop("text")
    for name in ("area", "who"):
        rows[name], rows[f"{name}_at"] = _flatten(rows[name])
    data = {
        "documents": [_document(corpus, d) for d in corpus.documents],
        "rows": rows,
        "lists": {name: values.values() for name, values in lists.items()},
        "tables": list(PRIMARY),
        "letters": [row_key(table, "", 0, 0).split("-")[1] for table in PRIMARY],
        "areas": _areas(corpus),
        "failures": [
            [row["source_path"], row["stage"], row["kind"], row["message"]]
            for row in corpus.table("failures").to_pylist()
        ],
        "reasons": _reasons(corpus),
        "sample": _sample_note(sample),
    }
    blocks = [texts[at : at + _BLOCK] for at in range(0, len(texts), _BLOCK)]
    return IndexData(data, blocks)


def consensus(reviews: Sequence[Record]) -> str | None:
    """What the reviewers of one row say together: ``conflict`` when they differ."""
    said = {row["verdict"] for row in reviews if row["match"] == "same"}
    if len(said) > 1:
        return "conflict"
    return next(iter(said), None)


def _who_and_areas(
    corpus: Corpus, table: str, document_id: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names (committers first) and areas of each commitment; speakers of each quote."""
    who: dict[str, list[str]] = {}
    if table == "quotes":
        for row in corpus.rows("quotes", document_id):
            names = (row["speaker_name"] or row["speaker"] or "").split("; ")
            who[row["quote_id"]] = [n for n in names if n]
        return who, {}
    roles = sorted(corpus.rows("commitment_actors", document_id), key=lambda r: str(r["role"]))
    for row in roles:
        names = who.setdefault(row["commitment_id"], [])
        if row["actor_name"] not in names:
            names.append(row["actor_name"])
    areas = Links.of(corpus, document_id).areas
    return who, {key: list(values) for key, values in areas.items()}


def _document(corpus: Corpus, document_id: str) -> list[Any]:
    row = corpus.documents[document_id]
    outcomes = Counter(s["outcome"] for s in corpus.rows("sentences", document_id))
    return [
        document_id,
        row["source_path"],
        row["title"],
        row["publisher"],
        as_text(row["published_on"]),
        row["instrument"],
        row["media_type"],
        row["text_sha256"],
        row["sentence_count"],
        outcomes["rejected"],
        outcomes["none"],
    ]


def _reasons(corpus: Corpus) -> list[list[Any]]:
    """Gates that turned sentences down: name, sentences, documents."""
    sentences: Counter[str] = Counter()
    documents: dict[str, set[int]] = {}
    for number, document_id in enumerate(corpus.documents):
        for row in corpus.rows("sentences", document_id):
            if row["outcome"] == "rejected":
                reason = row["reason"] or "turned down"
                sentences[reason] += 1
                documents.setdefault(reason, set()).add(number)
    return [[name, count, sorted(documents[name])[:200]] for name, count in sentences.most_common()]


def _areas(corpus: Corpus) -> dict[str, str]:
    table = corpus.table("technologies")
    return {row["area"]: row["area_name"] for row in table.to_pylist()}


def _flatten(lists: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Lists of numbers as one, and where each begins; a browser reads that much faster."""
    flat: list[int] = []
    at = [0]
    for values in lists:
        flat += values
        at.append(len(flat))
    return flat, at


def _sample_note(sample: Sample | None) -> dict[str, Any] | None:
    if sample is None:
        return None
    return {"n": len(sample.rows), "by": sample.by, "seed": sample.seed}


def _span(row: Record) -> tuple[int, int]:
    return row["start"], row["end"]


def _sum(row: Record) -> str | int:
    """The first sum of a commitment, for reading; 0 for none."""
    value = row.get("maximum") if row.get("maximum") is not None else row.get("minimum")
    if value is None:
        return 0
    return f"{row['currency'] or ''} {plain(value)}".strip()


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"


def _append(columns: dict[str, list[Any]], row: Mapping[str, Any]) -> None:
    for name, values in columns.items():
        values.append(row[name])
