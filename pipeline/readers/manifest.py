"""``sources.csv``: what is known of the inputs besides their bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.errors import ManifestError
from pipeline.model import Metadata
from pipeline.readers.files import MANIFEST_NAME, look_into
from pipeline.readers.language import language_of_tag

REQUIRED = "path"
COLUMNS = ("path", "url", "title", "publisher", "published_on", "language")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:\S+\Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows of ``sources.csv`` by path.

    Attributes:
        rows: metadata by source path, relative to the input folder, ``/`` separators.
        problems: rows that could not be used, each with file and line; the run goes on.
    """

    rows: Mapping[str, Metadata] = field(default_factory=dict)
    problems: tuple[ManifestError, ...] = ()

    def metadata(self, source_path: str) -> Metadata | None:
        """What the manifest says of a file, None when it does not name it."""
        return self.rows.get(source_path)


def load_manifest(raw: Path, known: Set[str] | None = None) -> Manifest:
    """Read ``sources.csv`` of an input folder, as :func:`read_manifest` does.

    A missing file gives an empty manifest.

    Args:
        raw: the folder.
        known: source paths of all inputs; looked for when None.
    """
    path = raw / MANIFEST_NAME
    if not path.is_file():
        return Manifest()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"cannot be read: {error}", where=str(path), hint="check its permissions"
        ) from error
    if known is None:
        known = {found.source_path for found in look_into(raw) if found.reason is None}
    return read_manifest(data, known, where=str(path))


def read_manifest(data: bytes, known: Set[str], *, where: str) -> Manifest:
    """Read ``sources.csv`` from its bytes.

    Columns: ``path`` (required), ``url``, ``title``, ``publisher``, ``published_on``
    (``YYYY-MM-DD``) and ``language``; others are ignored. An empty cell is unknown.

    Args:
        data: the file.
        known: source paths of all inputs.
        where: the file is, for messages.

    Returns:
        the rows, and the problems of those rows that could not be used. A row with a bad date,
        URL or language keeps its other cells.

    Raises:
        ManifestError: the file cannot be read as CSV in UTF-8, or has no ``path`` column.
    """
    try:
        # utf-8-sig: spreadsheets write a byte order mark
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(
            f"cannot be read: {error}", where=where, hint="save it as CSV in UTF-8"
        ) from error
    rows: dict[str, Metadata] = {}
    problems: list[ManifestError] = []
    lines: dict[str, int] = {}
    for line, row in _rows(where, text):
        there = f"{where}:{line}"
        name = row.get(REQUIRED, "")
        if trouble := _refuse(name, known, lines):
            message, hint = trouble
            problems.append(ManifestError(message, where=there, hint=hint))
            continue
        lines[name] = line
        rows[name] = _metadata(row, there, problems)
    return Manifest(rows, tuple(problems))


def _rows(path: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    last = 0
    try:
        for cells in reader:
            line, last = last + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                _check_header(header, f"{path}:{line}")
                continue
            yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise ManifestError(
            f"is not valid CSV: {error}",
            where=f"{path}:{reader.line_num}",
            hint="put text with commas or quotes between double quotes",
        ) from error
    if header is None:
        _check_header([], f"{path}:1")


def _check_header(header: list[str], where: str) -> None:
    if REQUIRED not in header:
        raise ManifestError(
            f"has no column '{REQUIRED}'",
            where=where,
            hint=f"the first line names the columns: {','.join(COLUMNS)}",
        )
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        raise ManifestError(f"names the column '{twice[0]}' twice", where=where)


def _refuse(name: str, known: Set[str], lines: Mapping[str, int]) -> tuple[str, str] | None:
    if not name:
        return "has an empty path", "name the file, relative to the input folder"
    if name in lines:
        return f"names '{name}' again, first on line {lines[name]}", "keep one of the rows"
    if name not in known:
        return f"names '{name}', which is not in the folder", "correct the path or drop the row"
    return None


def _metadata(row: Mapping[str, str], where: str, problems: list[ManifestError]) -> Metadata:
    published_on: date | None = None
    if value := row.get("published_on", ""):
        try:
            published_on = date.fromisoformat(value) if _DATE.match(value) else None
        except ValueError:
            published_on = None
        if published_on is None:
            problems.append(
                ManifestError(
                    f"'{value}' in published_on is not a date", where=where, hint="use YYYY-MM-DD"
                )
            )
    language = None
    if value := row.get("language", ""):
        language = language_of_tag(value)
        if language is None:
            problems.append(
                ManifestError(
                    f"'{value}' in language is not a language code", where=where, hint="such as en"
                )
            )
    uri = row.get("url") or None
    if uri is not None and not _URL.match(uri):
        problems.append(
            ManifestError(f"'{uri}' in url is not a URL", where=where, hint="such as https://…")
        )
        uri = None
    return Metadata(
        title=row.get("title") or None,
        publisher=row.get("publisher") or None,
        published_on=published_on,
        published_on_source="manifest" if published_on else None,
        language=language,
        uri=uri,
    )
