"""Entries of the cache to tables, in order of the documents, one document at a time.

Where tables are published already, only documents that changed are read: everything else is copied
from those tables. Either way the files are the same.
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
from pipeline.cache.container import DamagedError, pack, unpack
from pipeline.cache.entry import Summary
from pipeline.engines.shards import OWN, SHARED, Before, Member, Shard, cut
from pipeline.ledger import SOURCES, ledger_batches
from pipeline.schema import FailureRow
from pipeline.tables import DIMENSIONS, Dimension, TableSet, Written, batch
from pipeline.tables.footer import FormatError
from pipeline.tables.layout import file_name
from pipeline.tables.memory import give_back
from pipeline.tables.package import FILE_NAME as PACKAGE
from pipeline.tables.package import write_package
from pipeline.tables.target import Target, text_name
from pipeline.tables.written import rows_by_table

if TYPE_CHECKING:
    from pipeline.engines import Engine

_LEDGER = tuple(t.table for t in schema.LEDGER)
_COUNTS = "dimensions"
"""Kind and name of the file that says how many documents say each row of a dimension."""


class LostError(Exception):
    """Entries are damaged or gone, and must be made again.

    Attributes:
        keys: of those entries.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"{len(keys)} entries are lost")
        self.keys = tuple(keys)


class UnfitError(Exception):
    """What is published does not do to make the next tables of."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What all shards of a publication share.

    Attributes:
        target: takes the files.
        store: keeps the entries.
        generation: hash that names the tables.
        part_rows: rows of all tables together that make a part; None writes each table as one
            file.
    """

    target: Target
    store: Store
    generation: str
    part_rows: int | None = None


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
    work: Merge,
    engine: Engine,
    *,
    documents: Iterable[Summary],
    failures: Iterable[Summary],
    before: Before | None = None,
) -> dict[str, Written]:
    """Write every table and text of a generation, and the description of the tables.

    Args:
        work: what to write, and where.
        engine: runs the shards, and makes the ledger of their tables.
        documents: what each document gave; their entries are read from the store.
        failures: what gave no document.
        before: what is published.

    Returns:
        files written, by path relative to the output folder.

    Raises:
        LostError: after all entries were looked at, so that all are named at once.
        OSError: the disk is full, say.
    """
    give_back()  # what the run has used until here
    dimensions = {name: Dimension(schema.table(name)) for name in DIMENSIONS}
    outputs: dict[str, Written] = {}
    lost: list[str] = []
    for merged in engine.merge(work, cut(documents, work.part_rows, before)):
        outputs.update(merged.outputs)
        lost += merged.lost
        for name, rows in merged.dimensions.items():
            dimensions[name].append(rows)
    if lost:
        raise LostError(lost)
    give_back()
    shared = {name: d.rows() for name, d in dimensions.items()}
    shared["failures"] = _failures(failures)
    with work.target.scratch() as scratch:
        outputs.update(_write(work, scratch, [shared], SHARED))
        commitments = rows_by_table(outputs).get("commitments", 0)
        outputs.update(engine.ledger(work, commitments=commitments))
        package = scratch / PACKAGE
        outputs[PACKAGE] = write_package(package, outputs)
        work.target.place_file(package, PACKAGE)
    return dict(sorted(outputs.items()))


def merge_ledger(work: Merge) -> dict[str, Written]:
    """Write the ledger of the tables that are in place.

    Returns:
        files written, by path relative to the output folder.

    Raises:
        OSError: the disk is full, say.
        OutputError: a table is missing.
    """
    with work.target.scratch() as scratch:
        ledger = ledger_batches(work.target.tables(SOURCES, scratch))
        return _write(work, scratch, ledger, _LEDGER)


def merge_shard(work: Merge, shard: Shard) -> Merged:
    """Write the rows and texts of some documents.

    May be done again by another worker when this one is lost: the files are the same.

    Raises:
        OSError: the disk is full, say.
    """
    if shard.based is not None:
        try:
            return _merge_shard(work, shard, shard.based)
        except (UnfitError, FormatError):
            pass  # made of entries alone it is the same, but takes longer
    return _merge_shard(work, shard, None)


def _merge_shard(work: Merge, shard: Shard, based: Mapping[str, Written] | None) -> Merged:
    """A shard from what is published of it and the entries of the rest; or from all entries.

    Raises:
        UnfitError, FormatError: what is published cannot be used.
    """
    fresh = [m for m in shard.members if based is None or not m.kept]
    texts: dict[str, Written] = {}
    lost: list[str] = []
    with work.target.scratch() as scratch:
        bases, dimensions = None, {name: Dimension(schema.table(name)) for name in DIMENSIONS}
        gone: deque[str] = deque()
        if based is not None:
            bases = _bases(work, scratch, shard.number, based)
            dimensions = _counts(work, scratch, shard)
            gone.extend(sorted(shard.gone.keys() - {m.document_id for m in fresh}))
        with _tables(work, scratch, OWN, rows=shard.rows, bases=bases) as tables:
            for member, entry, size in _ahead(work, fresh):
                if entry is None:
                    lost.append(member.key)
                if entry is None or lost:
                    continue  # all are looked at, so that all are named
                while gone and gone[0] < member.document_id:
                    tables.put(gone.popleft(), {})
                for name, dimension in dimensions.items():
                    if name in entry.batches:
                        dimension.append(entry.batches[name])
                texts[text_name(member.document_id)] = Written(member.text_sha256, size)
                tables.put(member.document_id, entry.batches)
            if lost:
                return Merged(lost=tuple(lost))
            for document_id in gone:
                tables.put(document_id, {})
            outputs = _place(work, scratch, shard.number, tables.close())
        if based is not None:
            for member in shard.members:
                if member.kept and member.size is not None:
                    work.target.keep_text(member.document_id)
                    name = text_name(member.document_id)
                    texts[name] = Written(member.text_sha256, member.size)
        _place_counts(work, scratch, shard, dimensions)
    return Merged({**outputs, **texts}, {name: d.rows() for name, d in dimensions.items()})


def _bases(
    work: Merge, scratch: Path, number: int | None, based: Mapping[str, Written]
) -> dict[str, Path]:
    """Published tables; one that is missing has no rows in this part."""
    found = {}
    for table, written in based.items():
        path = work.target.published(file_name(table, number), scratch, sha256=written.sha256)
        if path is None:
            raise UnfitError(f"{table} cannot be read")
        found[table] = path
    return found


def _counts(work: Merge, scratch: Path, shard: Shard) -> dict[str, Dimension]:
    """What the members of the published shard that stay say of the dimensions."""
    path = work.target.published(_counts_name(shard.number), scratch)
    if path is None:
        raise UnfitError("nothing says what documents say of the dimensions")
    dimensions = {}
    try:
        about, sections = unpack(path.read_bytes(), _COUNTS)
        if about != {"members": shard.before}:
            raise UnfitError("they are those of other documents")
        for name in DIMENSIONS:
            dimensions[name] = Dimension.from_buffer(schema.table(name), sections[name])
        for key in shard.gone.values():
            for name, rows in work.store.get(key).batches.items():
                if name in dimensions:
                    dimensions[name].append(rows, -1)
    except (DamagedError, KeyError, ValueError) as error:
        raise UnfitError(f"dimensions cannot be renewed: {error}") from error
    return dimensions


def _place_counts(
    work: Merge, scratch: Path, shard: Shard, dimensions: Mapping[str, Dimension]
) -> None:
    """Keep what documents say of the dimensions, for the next publication."""
    path = scratch / _COUNTS
    sections = [(name, d.to_buffer()) for name, d in dimensions.items()]
    path.write_bytes(pack(_COUNTS, {"members": shard.identity}, sections))
    work.target.place_file(path, _counts_name(shard.number))


def _counts_name(number: int | None) -> str:
    return _COUNTS if number is None else f"{_COUNTS}-{number:05d}"


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
            entry.text, member.document_id, member.text_sha256, same=member.size is not None
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
    rows: Iterable[Mapping[str, pa.RecordBatch]],
    names: Sequence[str],
) -> dict[str, Written]:
    """Write one file of each table, whose rows belong to no document."""
    with _tables(work, scratch, names) as tables:
        for batches in rows:
            tables.append(batches)
        part = None if work.part_rows is None else 0
        return _place(work, scratch, part, tables.close())


def _tables(
    work: Merge,
    scratch: Path,
    names: Sequence[str],
    *,
    rows: Mapping[str, int] | None = None,
    bases: Mapping[str, Path] | None = None,
) -> TableSet:
    paths = {schema.table(name): scratch / f"{name}.parquet" for name in names}
    return TableSet(paths, generation=work.generation, rows=rows, bases=bases)


def _place(
    work: Merge, scratch: Path, part: int | None, written: Mapping[str, Written]
) -> dict[str, Written]:
    """Put finished tables in place; those of later parts that would be empty are left out."""
    outputs = {}
    for name, about in written.items():
        if about.rows or not part:
            work.target.place_file(scratch / f"{name}.parquet", file_name(name, part))
            outputs[file_name(name, part)] = about
    return outputs


def _failures(failures: Iterable[Summary]) -> pa.RecordBatch:
    return batch(FailureRow, [FailureRow(**f.failure) for f in failures if f.failure])  # type: ignore[arg-type]
