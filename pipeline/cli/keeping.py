"""``pledger cache``: what is kept of earlier runs."""

from __future__ import annotations

from pathlib import Path

from pipeline.cache import Keep, Store
from pipeline.cli import console
from pipeline.errors import OutputError
from pipeline.tables.manifest import load
from pipeline.tables.publish import MANIFEST, OutputFolder

_NAMES = {"entry": "results   ", "reading": "read files"}


def show_cache(processed: Path, *, prune: bool) -> None:
    """Say how much is kept; remove what the published tables are not made of.

    Raises:
        OutputError: there is no cache, or a run is at work in the folder.
    """
    folder = OutputFolder(processed)
    if not folder.cache.is_dir():
        raise OutputError("keeps nothing yet", where=str(processed), hint="`pledger run` first")
    store = Store(folder.cache)
    keep = Keep.of(load(processed / MANIFEST))
    if prune:
        with folder.lock():
            console.say(f"{store.prune(keep):,} files removed")
    for kind, usage in store.usage(keep).items():
        what = _NAMES[kind]
        console.say(f"{what} in use   {usage.used:>9,} {usage.used_bytes / 1e6:>10,.1f} MB")
        console.say(f"{what} not used {usage.unused:>9,} {usage.unused_bytes / 1e6:>10,.1f} MB")
