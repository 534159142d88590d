"""CSV files and a workbook for spreadsheets, in which no cell can run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import OutputError
from pipeline.exports.source import check_tables
from pipeline.schema import TABLES, Row
from pipeline.tables.layout import batches

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_LONG = frozenset({"text", "exact", "message", "title", "committers", "speaker"})
_WORDS, _NAME = 60, 20
"""Characters of columns of sentences, and of names and identifiers."""


def export_csv(processed: Path, target: Path) -> list[Path]:
    """Write one CSV file a table: UTF-8 with a byte order mark, as spreadsheets want it.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, which the
    spreadsheet shows as text; nothing else is changed. Null is an empty cell.

    Raises:
        OutputError: a table is missing, or the folder cannot be written.
    """
    check_tables(processed)
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            path = target / f"{table.table}.csv"
            aside = path.with_suffix(".new")
            with aside.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, lineterminator="\r\n")
                writer.writerow([c.name for c in table.columns()])
                for row in _rows(table, processed):
                    writer.writerow([_safe(value) for value in row])
            aside.replace(path)
            written.append(path)
    except OSError as error:
        raise _unwritable(target, error) from error
    return written


def export_workbook(processed: Path, target: Path) -> Path:
    """Write one workbook (xlsx) with a sheet a table. Texts are cells of text, never formulas.

    Raises:
        OutputError: a table is missing or longer than a sheet, or the file cannot be written.
    """
    import xlsxwriter
    import xlsxwriter.exceptions

    check_tables(processed)
    aside = target.with_name(target.name + ".new")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    try:
        with xlsxwriter.Workbook(str(aside), options) as book:
            bold = book.add_format({"bold": True})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for table in TABLES:
                sheet = book.add_worksheet(table.table[:_LONGEST_NAME])
                _head(sheet, table, bold)
                index = 0
                for index, row in enumerate(_rows(table, processed), start=1):
                    if index > _MOST_ROWS:
                        raise OutputError(
                            f"{table.table} has more rows than a sheet can hold",
                            where=str(target),
                            hint="use `pledger export duckdb` or csv",
                        )
                    for number, value in enumerate(row):
                        _cell(sheet, index, number, value, day)
                sheet.autofilter(0, 0, index, len(table.columns()) - 1)
        aside.replace(target)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise _unwritable(target, error) from error
    return target


def _head(sheet: Any, table: type[Row], bold: Any) -> None:
    """The names of the columns, which stay in view, over columns as wide as what they hold."""
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns()):
        wide = _WORDS if column.name in _LONG else _NAME if column.type == pa.string() else 0
        sheet.set_column(number, number, max(wide, len(column.name) + 4))
        sheet.write_string(0, number, column.name, bold)


def _rows(table: type[Row], processed: Path) -> Iterator[tuple[Any, ...]]:
    names = [c.name for c in table.columns()]
    for batch in batches(processed, table.table, columns=names):
        columns = [batch.column(name).to_pylist() for name in names]
        yield from zip(*columns, strict=True)


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST_CELL])


def _unwritable(target: Path, error: Exception) -> OutputError:
    return OutputError(
        f"cannot be written: {getattr(error, 'strerror', None) or error}",
        where=str(target),
        hint="check permissions and room on the disk",
    )
