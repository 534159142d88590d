"""Verdicts as reviewers export them: one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.audit.fields import REVIEWED
from pipeline.errors import InputError

FORMAT = "pledger-verdict-1"
_MEGABYTES = 200


class Verdict(BaseModel):
    """What one reviewer says of one row, or of words that should have been one.

    Offsets are code points into the canonical text whose SHA-256 is ``text_sha256``, end
    exclusive.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["pledger-verdict-1"]
    reviewer: str = Field(min_length=1, max_length=200)
    reviewed_at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    text_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    document_id: str | None = None
    source_path: str
    table: str
    target_id: str | None
    start: int = Field(ge=0)
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    verdict: Literal["right", "wrong", "wrong_field", "wrong_span", "missed"]
    fields: dict[str, str | None] | None = None
    span: tuple[int, int] | None = None
    note: str | None = None
    rule: str | None = None
    judged: dict[str, str | None] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Verdict:
        if self.table not in REVIEWED:
            raise ValueError(f"there are no verdicts on table '{self.table}'")
        if len(self.exact) != self.end - self.start or not self.exact:
            raise ValueError("'exact' is not as long as the span from 'start' to 'end'")
        if self.verdict == "wrong_field" and not self.fields:
            raise ValueError("'wrong_field' names no field")
        if self.verdict == "wrong_span" and self.span is None:
            raise ValueError("'wrong_span' gives no 'span'")
        if self.span is not None and not 0 <= self.span[0] < self.span[1]:
            raise ValueError("'span' is not a span")
        return self


def read_verdicts(path: Path) -> list[Verdict]:
    """Read an exported file.

    Raises:
        InputError: the file cannot be read, or a line is no verdict; the message names it.
    """
    try:
        if path.stat().st_size > _MEGABYTES * 1_000_000:
            raise InputError(f"is larger than {_MEGABYTES} MB", where=str(path))
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read: {error}",
            where=str(path),
            hint="give the .jsonl file that the audit page exported",
        ) from error
    return [
        _verdict(line, f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _verdict(line: str, where: str) -> Verdict:
    try:
        data: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not JSON: {error}", where=where) from error
    try:
        return Verdict.model_validate(data)
    except ValidationError as error:
        why = "; ".join(
            f"{'.'.join(str(p) for p in e['loc']) or 'line'}: {e['msg']}" for e in error.errors()
        )
        raise InputError(f"is no verdict: {why}", where=where) from error
