"""Rows of a table that is not the one that was written, against the results it was made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.cache import Store
from pipeline.cache.container import DamagedError
from pipeline.tables.manifest import RunManifest
from pipeline.tables.publish import OutputFolder
from pipeline.verification.fault import Fault, shorten
from pipeline.verification.rows import Columns


class Written:
    """The results of the run, as far as the cache still has them.

    A value that nothing else in the tables depends on can only be proved this way; without the
    cache, the checksum of the file still says that something has changed.

    Args:
        processed: the output folder.
        manifest: of the run; None when there is none.
    """

    def __init__(self, processed: Path, manifest: RunManifest | None) -> None:
        self._store = Store(OutputFolder(processed).cache)
        inputs = () if manifest is None else manifest.inputs
        self._keys = {i.document_id: i.key for i in inputs if i.document_id and i.key}

    def compare(
        self, document_id: str, tables: Mapping[str, Columns], suspicious: Iterable[str]
    ) -> Iterator[Fault]:
        """Rows of one document in suspicious tables that are not what was written."""
        names = sorted(suspicious)
        key = self._keys.get(document_id)
        if not names or key is None:
            return
        try:
            entry = self._store.get(key)
        except DamagedError:
            return
        for name in names:
            batch = entry.batches.get(name)
            before = {} if batch is None else _by_key(name, batch.to_pydict())
            after = _by_key(name, tables.get(name, {}))
            yield from _compare(name, document_id, before, after)


def _by_key(name: str, columns: Columns) -> dict[str, dict[str, Any]]:
    if not columns:
        return {}
    rows = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    key = schema.table(name).key()
    return {" ".join(str(row[k]) for k in key): row for row in rows}


def _compare(
    name: str,
    document_id: str,
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
) -> Iterator[Fault]:
    for key in before.keys() - after.keys():
        yield Fault(name, "was written and is gone", key, None, document_id)
    for key in after.keys() - before.keys():
        yield Fault(name, "was not written by the run", key, None, document_id)
    for key in before.keys() & after.keys():
        for column, value in before[key].items():
            if after[key][column] != value:
                why = f"was written as {shorten(value)}, is {shorten(after[key][column])}"
                yield Fault(name, why, key, column, document_id)
