"""``pledger doctor``: is all as it should be?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from rich.text import Text

from pipeline.cli import console
from pipeline.errors import Exit, InputError, OutputError, PledgerError
from pipeline.settings import Settings, load, models_folder
from pipeline.tables.manifest import program_version, versions
from pipeline.tables.publish import OutputFolder


def examine(raw: Path, processed: Path, *, settings: Path | None) -> Exit:
    """Check everything that a run needs; the exit code of the first thing that is wrong."""
    first = Exit.OK
    chosen = Settings()

    def check(name: str, look: Callable[[], str]) -> None:
        nonlocal first
        try:
            console.say(Text.assemble(("ok   ", "green"), f"{name}: {look()}"))
        except PledgerError as error:
            console.say(Text.assemble(("FAIL ", "bold red"), f"{name}: {error}"))
            first = first or error.exit

    def read_settings() -> str:
        nonlocal chosen
        chosen = load(settings)
        return _describe(chosen)

    check("versions", _versions)
    check("settings", read_settings)
    check("limits", lambda: _limits(chosen))
    check("model and rules", lambda: _model(chosen))
    check("input folder", lambda: _raw(raw))
    check("output folder", lambda: _processed(processed))
    return first


def _versions() -> str:
    return ", ".join(f"{n} {v}" for n, v in {"pledger": program_version(), **versions()}.items())


def _describe(settings: Settings) -> str:
    workers = settings.workers or f"{os.cpu_count()} (one a core)"
    return f"engine {settings.engine}, workers {workers}, isolate {settings.isolate}"


def _limits(settings: Settings) -> str:
    return ", ".join(
        f"{name} {value:,g}" if value < 1e6 else f"{name} {value:,.0f}"
        for name, value in settings.limits.model_dump().items()
    )


def _model(settings: Settings) -> str:
    from pipeline.extraction import load_pipeline

    nlp = load_pipeline(settings)
    components = ", ".join(nlp.pipe_names)
    name = f"{nlp.meta.get('lang', '')}_{nlp.meta.get('name', '')} {nlp.meta.get('version', '')}"
    return f"{name} from {models_folder(settings)}, with {components}"


def _raw(raw: Path) -> str:
    from pipeline.readers import list_inputs, list_refused, load_manifest

    count, refused = len(list_inputs(raw)), list_refused(raw)
    if not count:
        raise InputError("holds no files", where=str(raw), hint="put articles into it")
    manifest = load_manifest(raw)
    if manifest.problems:
        raise manifest.problems[0]
    if refused:
        raise InputError(refused[0].reason, where=refused[0].source_path)
    return f"{raw}: {count:,} files, {len(manifest.rows):,} rows in sources.csv"


def _processed(processed: Path) -> str:
    folder = OutputFolder(processed)
    if not processed.exists():
        parent = processed.absolute().parent
        if not os.access(parent, os.W_OK):
            raise OutputError("cannot be made", where=str(processed), hint=f"write to {parent}?")
        return f"{processed}: will be made"
    if not processed.is_dir() or not os.access(processed, os.W_OK):
        raise OutputError("is not a folder that can be written", where=str(processed))
    return f"{processed}: {'has tables' if folder.current() else 'no tables yet'}"
