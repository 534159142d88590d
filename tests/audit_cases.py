"""What tests of the audit share: copies of real tables to change, verdicts on their rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.audit.corpus import Corpus
from pipeline.audit.fields import document_fields
from pipeline.audit.verdicts import FORMAT, Verdict
from pipeline.schema import table as schema_table

Row = dict[str, Any]


def copy_tables(processed: Path, target: Path) -> Path:
    """The published files of a run, without its links and its cache."""
    target.mkdir(parents=True)
    for path in processed.glob("*.parquet"):
        shutil.copyfile(path, target / path.name)
    shutil.copytree(processed / "text", target / "text")
    return target


def change(folder: Path, name: str, edit: Callable[[Row], Row | None]) -> None:
    """Rewrite the rows of a table; None drops one."""
    path = folder / f"{name}.parquet"
    rows = [new for row in pq.read_table(path).to_pylist() if (new := edit(row)) is not None]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema_table(name).arrow_schema()), path)


def document_of(corpus: Corpus, source: str) -> str:
    return next(k for k, row in corpus.documents.items() if row["source_path"] == source)


def judge(corpus: Corpus, table: str, row: Row, verdict: str = "right", **more: Any) -> Verdict:
    """A verdict as the page exports it."""
    document = corpus.documents[row["document_id"]]
    key = schema_table(table).key()[0]
    judged = document_fields(corpus, row["document_id"])[table][row[key]]
    return Verdict.model_validate(
        {
            "format": FORMAT,
            "reviewer": "Ana",
            "reviewed_at": "2026-01-05T09:00:00Z",
            "text_sha256": document["text_sha256"],
            "document_id": row["document_id"],
            "source_path": document["source_path"],
            "table": table,
            "target_id": row[key],
            "start": row["start"],
            "end": row["end"],
            "exact": row["text"],
            "verdict": verdict,
            "rule": row["rule"],
            "judged": judged,
            **more,
        }
    )


def missed(corpus: Corpus, document_id: str, words: str, **more: Any) -> Verdict:
    """A verdict that these words should have been a commitment."""
    start = corpus.text(document_id).index(words)
    document = corpus.documents[document_id]
    return Verdict.model_validate(
        {
            "format": FORMAT,
            "reviewer": "Ana",
            "reviewed_at": "2026-01-05T09:00:00Z",
            "text_sha256": document["text_sha256"],
            "source_path": document["source_path"],
            "table": "commitments",
            "target_id": None,
            "start": start,
            "end": start + len(words),
            "exact": words,
            "verdict": "missed",
            **more,
        }
    )
