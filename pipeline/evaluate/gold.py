"""Gold files: what a careful reader marked, with offsets into the canonical text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

_ALIASES = {
    "republic of korea": "south korea",
    "korea, republic of": "south korea",
    "rok": "south korea",
    "uk": "united kingdom",
    "us": "united states",
    "united states of america": "united states",
    "usa": "united states",
    "eu": "european union",
}


@dataclass(frozen=True, slots=True)
class Gold:
    """Marks of one article.

    Attributes:
        document: stem of the file name of the article.
        text_sha256: of the canonical text that the offsets count.
        commitments, quotes, amounts, dates: as in the file.
    """

    document: str
    text_sha256: str
    commitments: tuple[Mapping[str, Any], ...] = ()
    quotes: tuple[Mapping[str, Any], ...] = ()
    amounts: tuple[Mapping[str, Any], ...] = ()
    dates: tuple[Mapping[str, Any], ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)


def load_gold(paths: Iterable[Path]) -> tuple[Gold, ...]:
    """Read gold files, or all of a folder, in order of their names.

    Raises:
        InputError: a path is missing, or a file is not gold.
    """
    files = [f for p in paths for f in (sorted(p.glob("*.json")) if p.is_dir() else [p])]
    if not files:
        raise InputError("no gold files found", hint="give *.json files or their folder")
    return tuple(_load(file) for file in files)


def _load(path: Path) -> Gold:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Gold(
            document=data.get("document") or path.stem,
            text_sha256=data["text_sha256"],
            commitments=tuple(data["commitments"]),
            quotes=tuple(data["quotes"]),
            amounts=tuple(data["amounts"]),
            dates=tuple(data["dates"]),
            # other right ways to write a date count as the first one
            accepted={alt: d["value"] for d in data["dates"] for alt in d.get("accept", [])},
        )
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            hint="give files of marks, such as gold/dev/*.json, or their folder",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"is not a gold file: {type(error).__name__} {error}",
            where=str(path),
            hint="see the guideline for the format",
        ) from error


def plain_name(name: str | None) -> str:
    """A name as the protocol compares it: small letters, without *the* and *Government of*."""
    plain = (name or "").strip().casefold().removeprefix("the ").removeprefix("government of ")
    plain = plain.replace("’", "'").removesuffix(" government")
    return _ALIASES.get(plain, plain)
