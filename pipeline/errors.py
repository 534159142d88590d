"""Every error and exit code of the program, in one place.

Each error has a code, says what is wrong and where, and what to do next.
"""

from __future__ import annotations

import traceback
from enum import IntEnum
from typing import ClassVar, Literal

FailureKind = Literal[
    "timeout",
    "memory",
    "encrypted",
    "malformed",
    "unsupported",
    "too_large",
    "no_text",
    "bug",
]


class Exit(IntEnum):
    """Exit codes of the command line.

    A run that processed everything it could but has rows in ``failures`` still
    ends with ``OK``: the table says what failed. ``FAILURES`` is for `--strict`.
    """

    OK = 0
    BUG = 1
    USAGE = 2
    SETTINGS = 3
    RULES = 4
    INPUT = 5
    OUTPUT = 6
    VERIFY = 7
    FAILURES = 8
    INTERRUPTED = 130


class PledgerError(Exception):
    """Something a user can act on.

    Attributes:
        code: stable identifier such as ``P301``, for searching the docs.
        where: file, file and line, or row that the message is about.
        hint: what to do next.
    """

    code: ClassVar[str] = "P000"
    exit: ClassVar[Exit] = Exit.BUG

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        # keyword-only arguments do not survive the default pickling between processes
        return (_rebuild, (type(self), self.__dict__.copy()))

    def __str__(self) -> str:
        parts = [f"[{self.code}] "]
        if self.where:
            parts.append(f"{self.where}: ")
        parts.append(self.message)
        if self.hint:
            parts.append(f" ({self.hint})")
        return "".join(parts)


def _rebuild(kind: type[PledgerError], state: dict[str, object]) -> PledgerError:
    error = kind(str(state["message"]))
    error.__dict__.update(state)
    return error


class SettingsError(PledgerError):
    """``pledger.toml`` or an option is not valid."""

    code = "P100"
    exit = Exit.SETTINGS


class InputError(PledgerError):
    """The input folder cannot be used."""

    code = "P200"
    exit = Exit.INPUT


class ManifestError(InputError):
    """``sources.csv`` is not valid."""

    code = "P210"


class ReadError(PledgerError):
    """One file could not be read; becomes a row of ``failures``.

    Attributes:
        kind: the typed reason.
        stage: where it happened, ``read`` unless said otherwise.
    """

    code = "P220"
    exit = Exit.INPUT

    def __init__(
        self,
        message: str,
        *,
        kind: FailureKind,
        stage: str = "read",
        where: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.kind: FailureKind = kind
        self.stage = stage

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_read, (self.__dict__.copy(),))


def _rebuild_read(state: dict[str, object]) -> ReadError:
    error = ReadError(str(state["message"]), kind="bug")
    error.__dict__.update(state)
    return error


class RuleError(PledgerError):
    """A rule or lexicon file is broken."""

    code = "P300"
    exit = Exit.RULES


class ModelError(PledgerError):
    """The syntax model is missing or does not fit."""

    code = "P310"
    exit = Exit.RULES


class OutputError(PledgerError):
    """The output folder cannot be written."""

    code = "P400"
    exit = Exit.OUTPUT


class VerifyError(PledgerError):
    """A row does not agree with the text that it points to."""

    code = "P500"
    exit = Exit.VERIFY


def locate(error: Exception) -> str:
    """A bug in one line: type, message, and the innermost place in this package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "/pipeline/" in f.filename.replace("\\", "/")] or frames
    place = ""
    if own:
        name = own[-1].filename.replace("\\", "/").rpartition("/pipeline/")[2]
        place = f" at pipeline/{name}:{own[-1].lineno}"
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}{place}"
