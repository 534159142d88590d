"""``pledger export``: the tables in other containers."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli import console
from pipeline.errors import Exit


def export(processed: Path, form: str, target: Path | None) -> Exit:
    """Write the tables in another form and say where."""
    if form == "duckdb":
        from pipeline.exports.database import export_database

        console.say(f"wrote {export_database(processed, target)}")
    elif form == "csv":
        from pipeline.exports.sheets import export_csv

        folder = target or processed / "csv"
        console.say(f"wrote {len(export_csv(processed, folder))} files to {folder}")
    else:
        from pipeline.exports.sheets import export_workbook

        console.say(f"wrote {export_workbook(processed, target or processed / 'pledger.xlsx')}")
    return Exit.OK
