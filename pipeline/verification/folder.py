"""``pledger verify``: proves an output folder without running extraction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.errors import OutputError
from pipeline.schema import TABLES, Row
from pipeline.settings import Settings
from pipeline.tables.arrow import DIMENSIONS, DOCUMENT_TABLES
from pipeline.tables.layout import batches, exists
from pipeline.tables.manifest import RunManifest, load
from pipeline.tables.publish import MANIFEST
from pipeline.tables.target import TEXT
from pipeline.verification.cursor import walk
from pipeline.verification.fault import Fault
from pipeline.verification.files import Files, check_files, check_inputs
from pipeline.verification.ledger import check_ledger
from pipeline.verification.rows import Columns, check_document, check_table
from pipeline.verification.written import Written


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        faults: everything wrong; empty when every row is proved.
        rows: rows looked at, by table.
        documents: whose text was read.
    """

    faults: tuple[Fault, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0


def verify(
    processed: Path, *, raw: Path | None = None, settings: Settings | None = None
) -> Verification:
    """Prove every row of an output folder from the canonical texts.

    Args:
        processed: the output folder.
        raw: the input folder, to prove texts, pages and boxes from its bytes as well.
        settings: limits for reading them again.

    Raises:
        InputError: the input folder cannot be read.
        OutputError: the folder has no tables.
    """
    if not processed.is_dir():
        raise OutputError("is not a folder", where=str(processed), hint="`pledger run` makes it")
    if not any(exists(processed, t.table) for t in TABLES):
        raise OutputError("holds no tables", where=str(processed), hint="`pledger run` makes them")
    faults: list[Fault] = []
    manifest = _manifest(processed, faults)
    files = check_files(processed, manifest)
    unreadable = frozenset(files.unreadable)
    faults += files.faults
    proof = _Proof(processed, files, Written(processed, manifest))
    faults += proof.dimensions()
    faults += proof.documents()
    faults += check_ledger(processed, unreadable, proof.rows)
    if manifest is not None:
        faults += check_inputs(processed, manifest, unreadable)
        if raw is not None:
            # the readers take a second to import
            from pipeline.verification.sources import check_sources

            faults += check_sources(processed, raw, manifest, settings or Settings(), unreadable)
    return Verification(tuple(faults), proof.rows, proof.count)


def _manifest(processed: Path, faults: list[Fault]) -> RunManifest | None:
    try:
        return load(processed / MANIFEST)
    except OutputError as error:
        faults.append(Fault(MANIFEST, error.message))
        return None


class _Proof:
    """Walks all tables side by side, one document at a time."""

    def __init__(self, processed: Path, files: Files, written: Written) -> None:
        self._processed = processed
        self._unreadable = frozenset(files.unreadable)
        self._suspicious = files.suspicious - files.unreadable
        self._written = written
        self._known: dict[str, frozenset[Any]] = {}
        self.rows: dict[str, int] = {}
        self.count = 0

    def dimensions(self) -> Iterator[Fault]:
        """Tables that belong to no document; also remembers what references may name."""
        for name in (*DIMENSIONS, "failures"):
            if name in self._unreadable:
                continue
            table = schema.table(name)
            columns = self._whole(table)
            self.rows[name] = len(columns[table.order[0]])
            yield from check_table(table, columns)
            for column, values in columns.items():
                self._known[f"{name}.{column}"] = frozenset(values)
        actors = self._known.get("actors.parent_id", frozenset()) - {None}
        for parent in sorted(actors - self._known.get("actors.actor_id", frozenset())):
            yield Fault("actors", f"{parent} is not in actors.actor_id", column="parent_id")

    def documents(self) -> Iterator[Fault]:
        """Every row of every document."""
        for document_id, tables in walk(self._processed, self._unreadable):
            for name, columns in tables.items():
                count = len(columns[schema.table(name).order[0]])
                self.rows[name] = self.rows.get(name, 0) + count
            yield from self._document(document_id, tables)
            yield from self._written.compare(
                document_id, tables, self._suspicious & {t.table for t in DOCUMENT_TABLES}
            )

    def _document(self, document_id: str, tables: Mapping[str, Columns]) -> Iterator[Fault]:
        path = self._processed / TEXT / f"{document_id}.txt"
        try:
            data = path.read_bytes()
        except OSError as error:
            count = sum(len(c[schema.table(n).order[0]]) for n, c in tables.items())
            why = f"cannot be read ({error.strerror}); {count} rows of {', '.join(tables)} unproved"
            yield Fault(f"{TEXT}/{path.name}", why, document_id=document_id)
            return
        self.count += 1
        # a byte that is not UTF-8 stays one character, so that the rest can still be proved
        text = data.decode("utf-8", "surrogateescape")
        yield from check_document(
            document_id, text, tables, known=self._known, unreadable=self._unreadable
        )

    def _whole(self, table: type[Row]) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {c.name: [] for c in table.columns()}
        for rows in batches(self._processed, table.table):
            for name, values in rows.to_pydict().items():
                columns[name] += values
        return columns
