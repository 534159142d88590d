"""What publishing costs: tables of all entries, and tables of the published ones.

    python benchmarks/publication.py processed --copies 4

Takes the entries that an output folder keeps, and copies of them with ids of their own, publishes
them in a folder made for that, takes one document away and publishes again. Prints CPU seconds and
the greatest size of a process that does nothing else; each publication is a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cache import Entry, Store
from pipeline.cache.fingerprint import fingerprints
from pipeline.engines.inputs import Inputs
from pipeline.engines.local import InProcess
from pipeline.engines.output import FolderOutput
from pipeline.engines.publishing import Publication
from pipeline.engines.task import Task
from pipeline.errors import OutputError
from pipeline.readers import Manifest
from pipeline.settings import Settings

REPO = Path(__file__).parents[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("processed", type=Path, help="output folder of a run")
    parser.add_argument("--copies", type=int, default=1, help="of each document")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keys = copy_entries(options.processed, Store(folder / "entries"), options.copies)
        (folder / "keys").write_text("\n".join(keys))
        for left, what in ((0, "from entries"), (1, "one document less")):
            command = [sys.executable, __file__, "--child", temporary, str(left)]
            done = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, text=True, check=True)
            print(f"{len(keys) - left:,} documents, {what}: {done.stdout.strip()}")


def copy_entries(processed: Path, store: Store, copies: int) -> list[str]:
    """Put entries into a store; their keys."""
    output = FolderOutput(processed)
    manifest = output.previous()
    if manifest is None:
        raise OutputError("nothing is published here", where=str(processed))
    kept = Store(output.cache())
    keys = []
    for one in manifest.inputs:
        if one.status == "document" and one.key is not None:
            for made in copied(kept.get(one.key), copies):
                store.put(made)
                keys.append(made.summary.key)
    return keys


def copied(entry: Entry, copies: int) -> Iterator[Entry]:
    """An entry, and others that differ in their ids."""
    old = entry.summary.document_id or ""
    for number in range(copies):
        new = hashlib.sha256(f"{old} {number}".encode()).hexdigest()[: len(old)]
        summary = replace(
            entry.summary,
            key=hashlib.sha256(new.encode()).hexdigest()[:40],
            source_path=f"{number}/{entry.summary.source_path}",
            document_id=new,
        )
        batches = {}
        for name, rows in entry.batches.items():
            columns = [
                pc.replace_substring(c, old, new) if pa.types.is_string(c.type) else c
                for c in rows.columns
            ]
            batches[name] = pa.RecordBatch.from_arrays(columns, schema=rows.schema)
        yield Entry(summary, entry.text, batches)


# -- in a process of its own -----------------------------------------------------------------


def publish(folder: Path, left_out: int) -> None:
    """Publish all documents but the first few."""
    store, output = Store(folder / "entries"), FolderOutput(folder / "out")
    output.prepare()
    start = time.process_time()
    keys = (folder / "keys").read_text().splitlines()[left_out:]
    results = {s.source_path: s for s in store.summaries(keys).values()}
    tasks = (Task(str(folder / path), path, s.source_sha256) for path, s in results.items())
    settings = Settings()
    Publication(
        Inputs(folder, tuple(tasks), (), Manifest(), None),
        output,
        store,
        before := output.previous(),
        frozenset if before is None else partial(output.damaged, before),
        settings,
        fingerprints(settings),
        False,
        datetime.now(UTC),
        time.monotonic(),
    ).publish(results, {}, InProcess())
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:.1f} CPU s, {peak:,} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        publish(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
