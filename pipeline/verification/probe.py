"""Looking into a Parquet file that is not the one that was written.

Arrow may end the whole process over a damaged footer instead of raising an error, so such a file
is first read in a child. What the child survives, the parent may read as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.verification.pages import bad_pages

_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Probe:
    """What a suspicious file is like.

    Attributes:
        readable: every value can be decoded, right or wrong.
        wrong: what is the matter, each with the column when it is one.
    """

    readable: bool
    wrong: tuple[tuple[str | None, str], ...]


def probe(paths: Sequence[Path]) -> dict[Path, Probe]:
    """Read files in a child process; one that ends it costs only itself."""
    found: dict[Path, Probe] = {}
    while len(found) < len(paths):
        rest = [path for path in paths if path not in found]
        for path, line in zip(rest, _child(rest), strict=False):
            data = json.loads(line)
            wrong = tuple((column, why) for column, why in data["wrong"])
            found[path] = Probe(bool(data["readable"]), wrong)
        rest = [path for path in paths if path not in found]
        if rest:
            why = "cannot be opened at all: its footer is damaged"
            found[rest[0]] = Probe(False, ((None, why),))
    return found


def _child(paths: Sequence[Path]) -> list[str]:
    command = [sys.executable, "-m", "pipeline.verification.probe", *map(str, paths)]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
        return (output if isinstance(output, str) else output.decode()).splitlines()
    return result.stdout.splitlines()


def look(path: Path) -> Probe:
    """Read a file in this process, which may not survive it."""
    wrong: list[tuple[str | None, str]] = []
    try:
        with pq.ParquetFile(path) as file:
            keys = _Keys(file)
            for page in bad_pages(path):
                where = keys.describe(page.first, page.last)
                wrong.append((page.column, f"cannot be trusted in {where}: {page.why}"))
            readable = _decode(file, wrong)
    except (OSError, pa.ArrowException) as error:
        return Probe(False, ((None, f"cannot be opened: {_first_line(error)}"),))
    return Probe(readable, tuple(wrong))


def _decode(file: pq.ParquetFile, wrong: list[tuple[str | None, str]]) -> bool:
    readable, first = True, 0
    for group in range(file.num_row_groups):
        last = first + file.metadata.row_group(group).num_rows - 1
        for column in file.schema_arrow.names:
            try:
                table = file.read_row_group(group, columns=[column])
                table.validate(full=True)
                table.to_pylist()  # a string need not be UTF-8 until it is looked at
            except (OSError, pa.ArrowException, UnicodeDecodeError, ValueError) as error:
                wrong.append((column, f"cannot be read in rows {first} to {last}: {error}"))
                readable = False
        first = last + 1
    return readable


class _Keys:
    """Names rows by the first column, which holds or begins their key."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._values: list[object] = []
        try:
            column = file.schema_arrow.names[0]
            self._values = file.read(columns=[column]).column(0).to_pylist()
        except (OSError, pa.ArrowException, UnicodeDecodeError, IndexError):
            return  # the key itself is what is damaged: numbers will have to do

    def describe(self, first: int, last: int) -> str:
        if last >= len(self._values):
            return f"rows {first} to {last}"
        if first == last:
            return f"row {first} ({self._values[first]})"
        return f"rows {first} to {last} ({self._values[first]} to {self._values[last]})"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


if __name__ == "__main__":
    for name in sys.argv[1:]:
        seen = look(Path(name))
        sys.stdout.write(json.dumps({"readable": seen.readable, "wrong": seen.wrong}) + "\n")
        sys.stdout.flush()
