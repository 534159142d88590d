"""How well the ledger finds the same promise in several articles, on pairs marked by reading.

    python benchmarks/ledger_eval.py [PROCESSED] [--part measure|tune|entries] [--errors]

``docs/ledger-pairs.csv`` names pairs of commitments by document and offsets, with a verdict.
Without PROCESSED, the documents are taken from ../shared/bulk/articles.zip and run first.
``entries`` are pairs out of entries that the ledger made of other documents: precision alone.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.ledger import build_ledger

REPO = Path(__file__).parents[1]
PAIRS = REPO / "docs" / "ledger-pairs.csv"
ARCHIVE = REPO.parent / "shared" / "bulk" / "articles.zip"

Span = tuple[str, int, int]
OVERLAP = 0.5
"""Intersection over union from which on a commitment is the one that was marked."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two commitments that were judged."""

    a: Span
    b: Span
    same: bool
    part: str


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """The marked pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                (r["document_a"], int(r["start_a"]), int(r["end_a"])),
                (r["document_b"], int(r["start_b"]), int(r["end_b"])),
                r["verdict"] == "same",
                r["part"],
            )
            for r in csv.DictReader(file)
        ]


def run_documents(pairs: list[Pair], archive: Path, folder: Path) -> Path:
    """Tables of the documents of the pairs, and of nothing else."""
    from pipeline.run import run

    wanted = {span[0] for pair in pairs for span in (pair.a, pair.b)}
    raw = folder / "raw"
    raw.mkdir()
    with zipfile.ZipFile(archive) as file:
        for name in file.namelist():
            data = file.read(name)
            if hashlib.sha256(data).hexdigest()[:16] in wanted:
                (raw / Path(name).name).write_bytes(data)
    run(raw, folder / "processed")
    return folder / "processed"


class Entries:
    """The ledger entry at a span."""

    def __init__(self, processed: Path) -> None:
        entry = {m.commitment_id: m.ledger_id for m in build_ledger(processed).mentions}
        columns = ["commitment_id", "document_id", "start", "end", "text"]
        self._spans: dict[str, list[tuple[int, int, str, str]]] = {}
        for r in pq.read_table(processed / "commitments.parquet", columns=columns).to_pylist():
            self._spans.setdefault(r["document_id"], []).append(
                (r["start"], r["end"], entry[r["commitment_id"]], r["text"])
            )

    def at(self, span: Span) -> tuple[str, str] | None:
        """Entry and words of the commitment at a span; None when none is found there now."""
        best, found = 0.0, None
        for start, end, entry, text in self._spans.get(span[0], ()):
            shared = min(end, span[2]) - max(start, span[1])
            share = max(0, shared) / (max(end, span[2]) - min(start, span[1]))
            if share > best:
                best, found = share, (entry, text)
        return found if best >= OVERLAP else None


def measure(pairs: list[Pair], entries: Entries, *, errors: bool) -> Counter[str]:
    """Counts of true and false positives and negatives, and of pairs that are gone."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        a, b = entries.at(pair.a), entries.at(pair.b)
        if a is None or b is None:
            counts["gone"] += 1
            continue
        joined = a[0] == b[0]
        kind = f"{'true' if joined == pair.same else 'false'} {'same' if joined else 'different'}"
        counts[kind] += 1
        if errors and joined != pair.same:
            print(f"{kind}:\n  {a[1]}\n  {b[1]}")
    return counts


def main() -> None:
    """Print precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("processed", nargs="?", type=Path)
    parser.add_argument("--part", choices=["measure", "tune", "entries"], default="measure")
    parser.add_argument("--errors", action="store_true", help="list what is joined wrongly")
    options = parser.parse_args()
    pairs = [p for p in read_pairs() if p.part == options.part]
    with tempfile.TemporaryDirectory() as temporary:
        processed = options.processed or run_documents(pairs, ARCHIVE, Path(temporary))
        entries = Entries(processed)
    counts = measure(pairs, entries, errors=options.errors)
    found, wrong = counts["true same"], counts["false same"]
    precision = found / max(1, found + wrong)
    recall = found / max(1, found + counts["false different"])
    print(
        f"{options.part}: {len(pairs)} pairs, {counts['gone']} gone; "
        f"precision {precision:.3f} ({found}/{found + wrong})"
    )
    if options.part != "entries":  # what was never joined is not among them
        print(f"recall {recall:.3f} ({found}/{found + counts['false different']})")


if __name__ == "__main__":
    main()
