"""``pledger cache``: what is kept of earlier runs."""

from __future__ import annotations

from pathlib import Path

from pipeline.cache import Store
from pipeline.cli import console
from pipeline.errors import OutputError
from pipeline.tables.manifest import load
from pipeline.tables.publish import MANIFEST, OutputFolder


def show_cache(processed: Path, *, prune: bool) -> None:
    """Say how much is kept; remove what the published tables are not made of.

    Raises:
        OutputError: there is no cache, or a run is at work in the folder.
    """
    folder = OutputFolder(processed)
    if not folder.cache.is_dir():
        raise OutputError("keeps nothing yet", where=str(processed), hint="`pledger run` first")
    store = Store(folder.cache)
    keep = {i.key for i in load(processed / MANIFEST).inputs if i.key is not None}
    if prune:
        with folder.lock():
            console.say(f"{store.prune(keep):,} entries removed")
    usage = store.usage(keep)
    console.say(f"in use   {usage.used:>9,} entries {usage.used_bytes / 1e6:>10,.1f} MB")
    console.say(f"not used {usage.unused:>9,} entries {usage.unused_bytes / 1e6:>10,.1f} MB")
