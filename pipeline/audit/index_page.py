"""What the index page shows: every commitment and quote of the corpus, column by column.

The page filters tens of thousands of rows in the browser, so rows are columns of small
numbers that point into lists of values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import PRIMARY, Links, as_text, plain
from pipeline.audit.sample import Sample

_EXCERPT = 240
_ID_LENGTH = 16


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


def index_data(
    corpus: Corpus,
    *,
    reviews: Mapping[tuple[str, str], Sequence[Record]],
    sample: Sample | None = None,
) -> dict[str, Any]:
    """Collect the data of the index page.

    Args:
        corpus: the tables.
        reviews: rows of ``reviews`` by target table and id.
        sample: that was drawn to be reviewed.
    """
    lists = {name: _Values() for name in _LISTS}
    rows: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    numbers = {document_id: n for n, document_id in enumerate(corpus.documents)}
    drawn = {(r.table, r.row_id) for r in sample.rows} if sample else set()
    for table in PRIMARY:
        key = schema.table(table).key()[0]
        for document_id, number in numbers.items():
            who, areas = _who_and_areas(corpus, table, document_id)
            for row in corpus.rows(table, document_id):
                row_id = row[key]
                _append(
                    rows,
                    {
                        "doc": number,
                        "table": PRIMARY.index(table),
                        "id": row_id[_ID_LENGTH:] if row_id.startswith(document_id) else row_id,
                        "start": row["start"],
                        "end": row["end"],
                        "text": _shorten(row["text"]),
                        "confidence": round(100 * row["confidence"]),
                        "sum": _sum(row),
                        "deadline": as_text(row.get("deadline_edtf") or row.get("deadline")) or 0,
                        "sample": int((table, row_id) in drawn),
                        "rule": lists["rule"].number(row["rule"]),
                        "strength": lists["strength"].number(row.get("strength")),
                        "status": lists["status"].number(row.get("status")),
                        "kind": lists["kind"].number(row.get("kind")),
                        "action": lists["action"].number(row.get("action")),
                        "area": [lists["area"].number(a) for a in areas.get(row_id, ())],
                        "who": [lists["who"].number(w) for w in who.get(row_id, ())],
                        "verdict": lists["verdict"].number(
                            consensus(reviews.get((table, row_id), ()))
                        ),
                    },
                )
    return {
        "documents": [_document(corpus, d) for d in corpus.documents],
        "rows": rows,
        "lists": {name: values.values() for name, values in lists.items()},
        "tables": list(PRIMARY),
        "areas": _areas(corpus),
        "failures": [
            [row["source_path"], row["stage"], row["kind"], row["message"]]
            for row in corpus.table("failures").to_pylist()
        ],
        "reasons": _reasons(corpus),
        "sample": _sample_note(sample),
    }


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


def _sample_note(sample: Sample | None) -> dict[str, Any] | None:
    if sample is None:
        return None
    return {"n": len(sample.rows), "by": sample.by, "seed": sample.seed}


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
