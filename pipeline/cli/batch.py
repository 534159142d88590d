"""``pledger run``: progress on a terminal, plain lines in a log, and a closing summary."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from pipeline.cli import console
from pipeline.engines import Engine, Outcome
from pipeline.errors import Exit, SettingsError
from pipeline.run import Plan, Report, run
from pipeline.settings import Settings, load

_SHOWN = 10
_EVERY = 10.0


def run_batch(
    raw: str,
    processed: str,
    *,
    settings: Path | None,
    changes: Mapping[str, object],
    address: str | None,
    force: bool,
    strict: bool,
) -> Exit:
    """Run the batch and tell how it went."""
    chosen = _override(load(settings), changes)
    to = console.errors()
    watcher = Bar(to) if to.is_terminal else Lines(to)
    with watcher:
        report = run(
            raw,
            processed,
            settings=chosen,
            force=force,
            observer=watcher,
            engine=_engine(chosen, address),
        )
    _summarise(report, processed)
    if report.manifest_error is not None:
        return report.manifest_error.exit
    return Exit.FAILURES if strict and report.failures else Exit.OK


def _override(settings: Settings, options: Mapping[str, object]) -> Settings:
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings.model_validate({**settings.model_dump(), **given})
    except ValidationError as error:
        wrong = "; ".join(f"--{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise SettingsError(wrong, hint="see `pledger run --help`") from error


def _engine(settings: Settings, address: str | None) -> Engine | None:
    if settings.engine != "ray":
        if address is not None:
            raise SettingsError("--address is of a Ray cluster", hint="add --engine ray")
        return None
    from pipeline.engines.ray import Ray

    return Ray(address=address)


class Lines:
    """A line now and then, for a log."""

    def __init__(self, to: Console) -> None:
        self._to = to
        self._total = self._done = 0
        self._start = self._last = time.monotonic()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *exception: object) -> None:
        return

    def planned(self, plan: Plan) -> None:
        """Inputs were compared with the last run."""
        self._total = plan.todo
        self._start = self._last = time.monotonic()
        self._to.print(describe(plan))

    def done(self, outcome: Outcome) -> None:
        """One file was processed."""
        self._done += 1
        now = time.monotonic()
        if now - self._last >= _EVERY:
            self._last = now
            rate = self._done / (now - self._start)
            left = max(self._total - self._done, 0) / rate
            self._to.print(f"{self._done}/{self._total} files, {rate:.1f}/s, {left:.0f} s left")

    def writing(self) -> None:
        """All files were processed."""


class Bar:
    """A progress bar, for a terminal."""

    def __init__(self, to: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=to,
            transient=True,
        )
        self._task: TaskID | None = None
        self._start = time.monotonic()
        self._done = 0

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def planned(self, plan: Plan) -> None:
        """Inputs were compared with the last run."""
        self._progress.console.print(describe(plan))
        self._start = time.monotonic()
        if plan.todo:
            self._task = self._progress.add_task("reading and extracting", total=plan.todo, rate="")

    def done(self, outcome: Outcome) -> None:
        """One file was processed."""
        self._done += 1
        if self._task is not None:
            rate = self._done / max(time.monotonic() - self._start, 1e-3)
            self._progress.update(self._task, advance=1, rate=f"{rate:.1f}/s")

    def writing(self) -> None:
        """All files were processed."""
        if self._task is not None:
            self._progress.update(self._task, description="writing tables", rate="")


def describe(plan: Plan) -> str:
    """What changed since the last run."""
    count = plan.changes
    words = ", ".join(f"{count[name]:,} {name}" for name in count)
    return f"{words}; {plan.todo:,} to process"


def _summarise(report: Report, processed: str) -> None:
    for failure in report.failures[:_SHOWN]:
        row = failure.failure or {}
        console.note(
            Text.assemble(
                ("failed ", "yellow"),
                f"{row.get('source_path')}: {row.get('kind')}: {row.get('message')}",
            )
        )
    if len(report.failures) > _SHOWN:
        more = len(report.failures) - _SHOWN
        console.note(f"… and {more:,} more in {processed}/failures.parquet")
    for problem in report.problems[:_SHOWN]:
        console.complain(problem, level="warning")
    if len(report.problems) > _SHOWN:
        console.note(f"… and {len(report.problems) - _SHOWN:,} more in the manifest")
    if report.manifest_error is not None:
        console.complain(report.manifest_error)
        console.note("  everything was processed without what sources.csv says")
    count = report.counts
    words = [
        f"{count['documents']:,} documents",
        f"{count['commitments']:,} commitments",
        f"{count['quotes']:,} quotes",
        f"{count['failures']:,} failures",
    ]
    if count["duplicates"]:
        words.append(f"{count['duplicates']:,} exact duplicates")
    if report.recalled:
        words.append(f"{report.read:,} files read, {report.recalled:,} only extracted from again")
    state = "" if report.published else "; nothing changed, tables left as they are"
    console.say(f"{', '.join(words)} in {report.seconds:.1f} s{state}")
