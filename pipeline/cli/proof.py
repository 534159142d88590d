"""``pledger verify``: what is proved, and everything that is not."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from pipeline.cli import console
from pipeline.errors import Exit
from pipeline.settings import load
from pipeline.verification import verify


def verify_folder(processed: Path, raw: Path | None, *, settings: Path | None) -> Exit:
    """Verify an output folder; list all faults."""
    result = verify(processed, raw=raw, settings=load(settings))
    for fault in result.faults:
        console.say(Text.assemble(("fault ", "red"), str(fault)))
    rows = sum(result.rows.values())
    wrong = len({(f.where, f.key) for f in result.faults if f.key is not None})
    share = 100 * (rows - wrong) / rows if rows else 100.0
    if not result.faults:
        against = "text and source" if raw is not None else "text"
        console.say(
            f"100 % of {rows:,} rows in {result.documents:,} documents proved from their {against}"
        )
        return Exit.OK
    console.say(f"{len(result.faults):,} faults; {share:.2f} % of {rows:,} rows proved")
    return Exit.VERIFY
