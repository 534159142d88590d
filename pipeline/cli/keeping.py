"""``pledger cache``: what is kept of earlier runs."""

from __future__ import annotations

from pipeline.cache import Keep, Store
from pipeline.cli import console
from pipeline.engines.output import open_output
from pipeline.errors import OutputError

_NAMES = {"entry": "results   ", "reading": "read files"}


def show_cache(processed: str, *, prune: bool) -> None:
    """Say how much is kept; remove what the published tables are not made of.

    Raises:
        OutputError: there is no cache, or a run is at work in the folder.
    """
    output = open_output(processed)
    manifest = output.previous()
    if manifest is None:
        raise OutputError("keeps nothing yet", where=processed, hint="`pledger run` first")
    store, keep = Store(output.cache()), Keep.of(manifest)
    if prune:
        with output.lock():
            console.say(f"{store.prune(keep):,} files removed")
    for kind, usage in store.usage(keep).items():
        what = _NAMES[kind]
        console.say(f"{what} in use   {usage.used:>9,} {usage.used_bytes / 1e6:>10,.1f} MB")
        console.say(f"{what} not used {usage.unused:>9,} {usage.unused_bytes / 1e6:>10,.1f} MB")
