"""How the documents of a publication are divided, and what of the last one still holds.

A shard is a run of neighbours in the order of the tables. One machine writes everything as one
shard, a table a file. On a cluster each shard is a task that writes its own part of each table. A
document's shard depends on the first digits of its id, which is a hash, so a document that comes,
changes or goes touches no other shard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipeline import schema
from pipeline.cache.entry import Summary
from pipeline.tables import DIMENSIONS, Written
from pipeline.tables.buckets import bits_for, bucket_of
from pipeline.tables.layout import file_name, table_of
from pipeline.tables.manifest import RunManifest
from pipeline.tables.target import text_name

SHARED = (*DIMENSIONS, "failures")
OWN = tuple(t.table for t in schema.EXTRACTED if t.table not in SHARED)
"""Tables whose rows belong to one document each."""


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a shard.

    Attributes:
        size: bytes of its published text, when that need not be written again.
        kept: its rows are those that are published.
    """

    key: str
    document_id: str
    text_sha256: str
    size: int | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Shard:
    """Neighbours in the order of the tables.

    Attributes:
        number: from 0; None when there is only this one and tables are single files.
        rows: of all members, by table.
        gone: key by id of published documents whose rows must go; those that come again with
            other rows are among them.
        based: what is published of this shard, by table; None to make it of entries alone.
        before: what the members of the published shard were, as :func:`identity` says.
    """

    number: int | None
    members: tuple[Member, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    based: Mapping[str, Written] | None = None
    before: str = ""

    @property
    def identity(self) -> str:
        """What the members are, as :func:`identity` says."""
        return identity(m.key for m in self.members)


def identity(keys: Iterable[str]) -> str:
    """Hash of the keys of all entries of a shard, in order of the documents."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Before:
    """What is published, where it can be trusted.

    Attributes:
        keys: of the entries that it is made of, by ``document_id``.
        outputs: files that are what was written.
        bits: binary digits of an id that say in which part a document is; None for single files.
        tables: whether tables can be made from those that are published.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Written] = field(default_factory=dict)
    bits: int | None = None
    tables: bool = False

    @classmethod
    def of(cls, manifest: RunManifest, damaged: frozenset[str], *, tables: bool) -> Before:
        """What a run has published.

        Args:
            manifest: of the run.
            damaged: files that are not what was written.
            tables: whether its tables were written by the program as it is now.
        """
        rows = manifest.rows()
        names = {name for name in manifest.outputs if table_of(name) is not None}
        bits = None
        if any("/" in name for name in names):
            total = sum(rows.get(table, 0) for table in OWN)
            bits = bits_for(total, manifest.settings.get("part_rows", 1))
        return cls(
            {i.document_id: i.key for i in manifest.inputs if i.document_id and i.key},
            {name: w for name, w in manifest.outputs.items() if name not in damaged},
            bits,
            tables and not any(table_of(name) in OWN for name in damaged),
        )


def cut(
    documents: Iterable[Summary], part_rows: int | None, before: Before | None = None
) -> Iterator[Shard]:
    """Shards of the documents, at least one.

    Args:
        documents: in any order.
        part_rows: rows of all tables together that make a part; None for single files.
        before: what is published.
    """
    before = before or Before()
    ordered = sorted(documents, key=lambda s: s.document_id or "")
    total = sum(_rows(summary) for summary in ordered)
    bits = None if part_rows is None else bits_for(total, part_rows)
    shards: dict[int, list[Summary]] = {0: []}
    published: dict[int, dict[str, str]] = {}
    for summary in ordered:
        assert summary.document_id is not None
        shards.setdefault(bucket_of(summary.document_id, bits or 0), []).append(summary)
    for document_id, key in sorted(before.keys.items()):
        published.setdefault(bucket_of(document_id, bits or 0), {})[document_id] = key
    usable = before.tables and before.bits == bits
    for number, summaries in shards.items():
        keys = published.get(number, {}) if usable else {}
        yield _shard(None if bits is None else number, summaries, keys, before)


def _shard(
    number: int | None, summaries: list[Summary], keys: Mapping[str, str], before: Before
) -> Shard:
    members = tuple(_member(s, keys, before) for s in summaries)
    rows: dict[str, int] = {}
    for summary in summaries:
        for table, count in summary.rows.items():
            rows[table] = rows.get(table, 0) + count
    kept = {m.document_id for m in members if m.kept}
    names = {table: file_name(table, number) for table in OWN}
    # where little is left, two entries would be read for each row that is kept
    if 2 * len(kept) < max(len(members), len(keys)) or not kept:
        plain = tuple(replace(m, kept=False) for m in members)
        return Shard(number, plain, rows)
    return Shard(
        number,
        members,
        rows,
        {document_id: key for document_id, key in keys.items() if document_id not in kept},
        {t: before.outputs[name] for t, name in names.items() if name in before.outputs},
        identity(keys.values()),
    )


def _member(summary: Summary, keys: Mapping[str, str], before: Before) -> Member:
    assert summary.document_id is not None
    assert summary.text_sha256 is not None
    text = before.outputs.get(text_name(summary.document_id))
    size = text.bytes if text is not None and text.sha256 == summary.text_sha256 else None
    kept = size is not None and keys.get(summary.document_id) == summary.key
    return Member(summary.key, summary.document_id, summary.text_sha256, size, kept)


def _rows(summary: Summary) -> int:
    rows = summary.rows
    return sum(rows.get(table, 0) for table in OWN)
