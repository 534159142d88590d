"""Golden tables of the sample articles: every row, so that no change goes unseen.

``make golden`` writes them again after a change that is meant; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

GOLDEN = Path(__file__).parent / "golden"
TABLES = (
    "documents",
    "segments",
    "sentences",
    "actor_mentions",
    "amounts",
    "dates",
    "technology_mentions",
    "commitments",
    "commitment_actors",
    "commitment_amounts",
    "commitment_dates",
    "commitment_technologies",
    "quotes",
    "quote_spans",
    "ledger",
    "ledger_mentions",
)
# The bytes of the PDF depend on the version of the library that wrote it, and keys on the bytes.
_PATHS = "document_id", "source_path"


def rows(processed: Path, table: str) -> list[dict[str, Any]]:
    """Rows as JSON values, with the path of the document in place of its hash."""
    documents = pq.read_table(processed / "documents.parquet", columns=list(_PATHS)).to_pylist()
    names = {d["document_id"]: d["source_path"] for d in documents}
    found = pq.read_table(processed / f"{table}.parquet").to_pylist()
    return sorted(
        ({k: _plain(v, names) for k, v in row.items() if k != "source_sha256"} for row in found),
        key=lambda row: json.dumps(row, ensure_ascii=False),
    )


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        if value.startswith("L") and value[1:17] in names:
            return "L" + str(_plain(value[1:], names))
        return names.get(value[:16], value[:16]) + value[16:] if value[:16] in names else value
    if isinstance(value, Decimal | date):
        return str(value)
    return round(value, 4) if isinstance(value, float) else value


@pytest.mark.parametrize("table", TABLES)
def test_golden(table: str, processed: Path) -> None:
    path = GOLDEN / f"{table}.jsonl"
    expected = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows(processed, table) == expected, "see `make golden`"


def write(processed: Path) -> None:
    """Write all golden tables."""
    GOLDEN.mkdir(exist_ok=True)
    for table in TABLES:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows(processed, table)]
        (GOLDEN / f"{table}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
