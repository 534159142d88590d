"""Entries of the cache to tables, in order of the documents, one document at a time.

The documents are cut into shards: runs of neighbours in the order of the tables. One machine writes
everything as one shard, a table a file. On a cluster each shard is a task that writes its own part
of each table, so that no machine ever holds, or even reads, all rows. How the documents are cut
depends on their rows alone, hence so do the files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline import schema
from pipeline.cache import Entry, Store
from pipeline.cache.container import DamagedError
from pipeline.cache.entry import Summary
from pipeline.ledger import SOURCES, ledger_batches
from pipeline.schema import FailureRow
from pipeline.tables import DIMENSIONS, Dimension, TableSet, Written, batch
from pipeline.tables.layout import file_name
from pipeline.tables.package import FILE_NAME as PACKAGE
from pipeline.tables.package import write_package
from pipeline.tables.target import Target, text_name

if TYPE_CHECKING:
    from pipeline.engines import Engine

_SHARED = (*DIMENSIONS, "failures")
_LEDGER = tuple(t.table for t in schema.LEDGER)
_OWN = tuple(t.table for t in schema.EXTRACTED if t.table not in _SHARED)


class LostError(Exception):
    """Entries are damaged or gone, and must be made again.

    Attributes:
        keys: of those entries.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"{len(keys)} entries are lost")
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class Merge:
    """What all shards of a publication share.

    Attributes:
        target: takes the files.
        store: keeps the entries.
        generation: hash that names the tables.
        part_rows: rows of all tables together that make a part; None writes each table as one
            file.
        same: documents whose published text need not be written again.
    """

    target: Target
    store: Store
    generation: str
    part_rows: int | None = None
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a shard."""

    key: str
    document_id: str
    text_sha256: str
    same: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """Neighbours in the order of the tables.

    Attributes:
        number: from 0; None when there is only this one and tables are single files.
    """

    number: int | None
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a shard.

    Attributes:
        outputs: files written, by path relative to the output folder.
        dimensions: what its documents say of the tables that all share, one row a key.
        lost: keys of entries that are damaged; with any, nothing else counts.
    """

    outputs: Mapping[str, Written] = field(default_factory=dict)
    dimensions: Mapping[str, pa.RecordBatch] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


def merge(
    work: Merge, engine: Engine, *, documents: Iterable[Summary], failures: Iterable[Summary]
) -> dict[str, Written]:
    """Write every table and text of a generation, and the description of the tables.

    Args:
        work: what to write, and where.
        engine: runs the shards.
        documents: what each document gave; their entries are read from the store.
        failures: what gave no document.

    Returns:
        files written, by path relative to the output folder.

    Raises:
        LostError: after all entries were looked at, so that all are named at once.
        OSError: the disk is full, say.
    """
    dimensions = {name: Dimension(schema.table(name)) for name in DIMENSIONS}
    outputs: dict[str, Written] = {}
    lost: list[str] = []
    for merged in engine.merge(work, cut(documents, work)):
        outputs.update(merged.outputs)
        lost += merged.lost
        for name, rows in merged.dimensions.items():
            dimensions[name].append(rows)
    if lost:
        raise LostError(lost)
    shared = {name: d.rows() for name, d in dimensions.items()}
    shared["failures"] = _failures(failures)
    with work.target.scratch() as scratch:
        part = None if work.part_rows is None else 0
        outputs.update(_write(work, scratch, part, [shared], _SHARED))
        ledger = ledger_batches(work.target.tables(SOURCES, scratch))
        outputs.update(_write(work, scratch, part, ledger, _LEDGER))
        package = scratch / PACKAGE
        outputs[PACKAGE] = write_package(package, outputs)
        work.target.place_file(package, PACKAGE)
    return dict(sorted(outputs.items()))


def cut(documents: Iterable[Summary], work: Merge) -> Iterator[Shard]:
    """Shards of the documents, at least one."""
    members: list[Member] = []
    number = rows = 0
    for summary in sorted(documents, key=lambda s: s.document_id or ""):
        assert summary.document_id is not None
        assert summary.text_sha256 is not None
        own = sum(summary.rows.values())
        if work.part_rows is not None and members and rows + own > work.part_rows:
            yield Shard(number, tuple(members))
            members, rows, number = [], 0, number + 1
        rows += own
        same = summary.document_id in work.same
        members.append(Member(summary.key, summary.document_id, summary.text_sha256, same))
    yield Shard(None if work.part_rows is None else number, tuple(members))


def merge_shard(work: Merge, shard: Shard) -> Merged:
    """Write the rows and texts of some documents.

    May be done again by another worker when this one is lost: the files are the same.

    Raises:
        OSError: the disk is full, say.
    """
    dimensions = {name: Dimension(schema.table(name)) for name in DIMENSIONS}
    texts: dict[str, Written] = {}
    lost: list[str] = []

    def rows() -> Iterator[Mapping[str, pa.RecordBatch]]:
        for member, entry, size in _ahead(work, shard.members):
            if entry is None:
                lost.append(member.key)
            if entry is None or lost:
                continue  # all are looked at, so that all are named
            for name, dimension in dimensions.items():
                if name in entry.batches:
                    dimension.append(entry.batches[name])
            texts[text_name(member.document_id)] = Written(member.text_sha256, size)
            yield {n: b for n, b in entry.batches.items() if n not in _SHARED}

    with work.target.scratch() as scratch:
        outputs = _write(work, scratch, shard.number, rows(), _OWN)
    if lost:
        return Merged(lost=tuple(lost))
    return Merged({**outputs, **texts}, {name: d.rows() for name, d in dimensions.items()})


def _ahead(work: Merge, members: Iterable[Member]) -> Iterator[tuple[Member, Entry | None, int]]:
    """Members with their entries, in order, and the length of their text, which is placed.

    From an object store a few are fetched at once.
    """

    def get(member: Member) -> tuple[Member, Entry | None, int]:
        try:
            entry = work.store.get(member.key)
        except DamagedError:
            return member, None, 0
        size = work.target.place_text(
            entry.text, member.document_id, member.text_sha256, same=member.same
        )
        return member, entry, size

    at_once = work.store.shelf.at_once
    if at_once == 1:
        yield from map(get, members)
        return
    waiting: deque[Future[tuple[Member, Entry | None, int]]] = deque()
    with ThreadPoolExecutor(at_once) as pool:
        for member in members:
            waiting.append(pool.submit(get, member))
            if len(waiting) >= at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _write(
    work: Merge,
    scratch: Path,
    part: int | None,
    rows: Iterable[Mapping[str, pa.RecordBatch]],
    names: Sequence[str],
) -> dict[str, Written]:
    """Write one file of each table; those of later parts that would be empty are left out."""
    paths = {schema.table(name): scratch / f"{name}.parquet" for name in names}
    with TableSet(paths, generation=work.generation) as tables:
        for batches in rows:
            tables.append(batches)
        written = tables.close()
    outputs = {}
    for name, about in written.items():
        if about.rows or not part:
            work.target.place_file(scratch / f"{name}.parquet", file_name(name, part))
            outputs[file_name(name, part)] = about
    return outputs


def _failures(failures: Iterable[Summary]) -> pa.RecordBatch:
    return batch(FailureRow, [FailureRow(**f.failure) for f in failures if f.failure])  # type: ignore[arg-type]
