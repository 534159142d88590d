"""A drawn sample of rows to review, spread over strata.

A row's place in the draw is a hash of the seed and its key: the same tables, strata and seed
give the same sample, in whatever order rows come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.audit.corpus import Corpus, Record
from pipeline.audit.fields import PRIMARY
from pipeline.errors import InputError, OutputError

FILE = "sample.json"
UNKNOWN = "none"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of a sample: its key, its stratum, and the characters that it stands for."""

    table: str
    row_id: str
    stratum: str
    rule: str
    text_sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample and what it was drawn from.

    Attributes:
        sizes: rows in each stratum.
    """

    by: str
    seed: int
    rows: Sequence[Drawn]
    sizes: Mapping[str, int]


def _year(row: Record, document: Record) -> str:
    return str(document["published_on"].year) if document["published_on"] else UNKNOWN


def _decile(row: Record, document: Record) -> str:
    low = min(int(row["confidence"] * 10), 9) * 10
    return f"{low} to {low + 10} %"


_STRATA: Mapping[str, Callable[[Record, Record], str]] = {
    "rule": lambda row, document: row["rule"],
    "table": lambda row, document: row["_table"],
    "strength": lambda row, document: row.get("strength") or UNKNOWN,
    "status": lambda row, document: row.get("status") or UNKNOWN,
    "area": lambda row, document: row.get("area") or UNKNOWN,
    "kind": lambda row, document: row.get("kind") or UNKNOWN,
    "instrument": lambda row, document: document["instrument"],
    "document": lambda row, document: document["source_path"],
    "year": _year,
    "confidence": _decile,
}
BY = tuple(_STRATA)
"""What a sample can be spread over."""


def draw(corpus: Corpus, n: int, *, by: str, seed: int, tables: Sequence[str] = PRIMARY) -> Sample:
    """Draw a sample, as evenly over the strata as their sizes allow.

    Args:
        corpus: the tables.
        n: rows to draw; fewer when there are fewer.
        by: one of :data:`BY`.
        seed: another seed gives another sample.
        tables: ``commitments``, ``quotes`` or both.

    Raises:
        InputError: ``by`` is not known, or there is nothing to draw from.
    """
    if by not in _STRATA:
        raise InputError(f"'{by}' is no way to spread a sample", hint=f"one of {', '.join(BY)}")
    strata: dict[str, list[Drawn]] = {}
    for table in tables:
        key = schema.table(table).key()[0]
        for document_id, document in corpus.documents.items():
            for row in corpus.rows(table, document_id):
                row["_table"] = table
                stratum = str(_STRATA[by](row, document))
                strata.setdefault(stratum, []).append(
                    Drawn(
                        table,
                        row[key],
                        stratum,
                        row["rule"],
                        document["text_sha256"],
                        row["start"],
                        row["end"],
                    )
                )
    if not strata:
        raise InputError("there are no rows to draw from", where=str(corpus.folder))
    shares = allocate({name: len(rows) for name, rows in strata.items()}, n)
    rows = []
    for name in sorted(strata):
        rows += sorted(strata[name], key=lambda r: _rank(seed, r))[: shares[name]]
    return Sample(by, seed, rows, {name: len(rows) for name, rows in sorted(strata.items())})


def allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Share ``n`` as evenly as the sizes allow: small strata whole, the rest alike."""
    shares: dict[str, int] = {}
    left = n
    # from the smallest, each takes its even share of what is left, and no more than it has
    waiting = sorted(sizes, key=lambda name: (sizes[name], name))
    for i, name in enumerate(waiting):
        shares[name] = min(sizes[name], left // (len(waiting) - i))
        left -= shares[name]
    return shares


def save_sample(processed: Path, sample: Sample) -> Path:
    """Keep the sample beside the pages.

    Raises:
        OutputError: it cannot be written.
    """
    path = processed / "audit" / FILE
    data = {
        "by": sample.by,
        "seed": sample.seed,
        "sizes": dict(sample.sizes),
        "rows": [asdict(r) for r in sample.rows],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(path)) from error
    return path


def load_sample(processed: Path) -> Sample | None:
    """The sample that was drawn last; None when there is none.

    Raises:
        InputError: the file is damaged.
    """
    path = processed / "audit" / FILE
    try:
        data: Any = json.loads(path.read_bytes())
        return Sample(
            data["by"], data["seed"], [Drawn(**row) for row in data["rows"]], data["sizes"]
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"is damaged: {error}", where=str(path), hint="draw again with `pledger audit sample`"
        ) from error


def _rank(seed: int, row: Drawn) -> str:
    # rows are told apart by their characters, so that new ids do not change the draw
    key = f"{seed}:{row.text_sha256}:{row.table}:{row.start}:{row.end}"
    return hashlib.sha256(key.encode()).hexdigest()
