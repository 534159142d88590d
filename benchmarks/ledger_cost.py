"""What the ledger of an output folder costs: processor time and memory of one process.

    python benchmarks/ledger_cost.py PROCESSED [--copies N]

With copies, each document is there several times, under other ids.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import schema
from pipeline.ledger import SOURCES, ledger_batches
from pipeline.tables.arrow import ID_LENGTH
from pipeline.tables.layout import file_name, read


def copy(processed: Path, folder: Path, copies: int) -> None:
    """Write the tables that the ledger is made of, each document so many times."""
    for name in SOURCES:
        rows = read(processed, name)
        if name != "actors":
            rows = pa.concat_tables([_edition(rows, number) for number in range(copies)])
        order = [(column, "ascending") for column in schema.table(name).order]
        pq.write_table(rows.take(pc.sort_indices(rows, sort_keys=order)), folder / file_name(name))


def _edition(rows: pa.Table, number: int) -> pa.Table:
    """The same rows of other documents; those of edition 0 as they are."""
    for index, column in enumerate(rows.schema):
        keyed = column.name == "restates" or column.name.endswith("_id")
        if number and keyed and column.name != "actor_id":
            keys = [None if k is None else _renamed(k, number) for k in rows[index].to_pylist()]
            rows = rows.set_column(index, column, pa.array(keys, type=column.type))
    return rows


def _renamed(key: str, number: int) -> str:
    document = hashlib.sha256(f"{key[:ID_LENGTH]} {number}".encode()).hexdigest()
    return document[:ID_LENGTH] + key[ID_LENGTH:]


def main() -> None:
    """Print the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("processed", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    options = parser.parse_args()
    if options.copies == 1:
        measure(options.processed)
        return
    with tempfile.TemporaryDirectory() as temporary:
        # in another process, so that the memory of copying does not count
        arguments = options.processed, Path(temporary), options.copies
        copying = multiprocessing.get_context("spawn").Process(target=copy, args=arguments)
        copying.start()
        copying.join()
        measure(Path(temporary))


def measure(folder: Path) -> None:
    """Make the ledger, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    entries = mentions = 0
    for rows in ledger_batches(folder):
        entries += rows["ledger"].num_rows
        mentions += rows["ledger_mentions"].num_rows
    seconds = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{mentions:,} commitments, {entries:,} promises: {seconds:.1f} CPU s, "
        f"{most / 1024:.0f} MB ({before / 1024:.0f} MB before)"
    )


if __name__ == "__main__":
    main()
