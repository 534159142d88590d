"""What the command line says: results on standard output, the rest on standard error."""

from __future__ import annotations

import os
import traceback

from rich.console import Console
from rich.text import Text

from pipeline.errors import PledgerError


def output() -> Console:
    """Standard output; lines are never broken or coloured for a file."""
    return Console(highlight=False, soft_wrap=True)


def errors() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str | Text) -> None:
    """A line of the result."""
    output().print(_plain(text))


def note(text: str | Text) -> None:
    """A line about how it goes."""
    errors().print(_plain(text))


def warn(text: str) -> None:
    """Something that the user should know but that stops nothing."""
    errors().print(Text.assemble(("warning ", "yellow"), text))


def complain(error: PledgerError, *, level: str = "error") -> None:
    """An error in one to three lines: code and what, where, and what to do next."""
    colour = "red" if level == "error" else "yellow"
    to = errors()
    to.print(Text.assemble((f"{level} {error.code} ", f"bold {colour}"), error.message))
    if error.where:
        to.print(Text.assemble(("  where ", "dim"), error.where))
    if error.hint:
        to.print(Text.assemble(("  hint  ", "dim"), error.hint))


def bug(error: Exception) -> None:
    """An error of the program itself; the whole traceback is shown only when asked for."""
    to = errors()
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = f"{type(error).__name__}: {error}"
    to.print(Text.assemble(("error P000 ", "bold red"), f"this is a bug: {words}"))
    to.print(Text.assemble(("  where ", "dim"), f"{place.filename}:{place.lineno}"))
    to.print(Text.assemble(("  hint  ", "dim"), "set PLEDGER_TRACEBACK=1 to see all, and report"))
    if os.environ.get("PLEDGER_TRACEBACK"):
        to.print("".join(traceback.format_exception(error)), markup=False)


def _plain(text: str | Text) -> Text:
    return Text(text) if isinstance(text, str) else text
