"""``manifest.json``: what a run read, what it wrote, and with what. The clock appears only here."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import OutputError
from pipeline.schema import SCHEMA_VERSION
from pipeline.tables.written import Written, rows_by_table

LIBRARIES = (
    "babel",
    "charset-normalizer",
    "dateparser",
    "htmldate",
    "lxml",
    "numpy",
    "pdfplumber",
    "py3langid",
    "pyarrow",
    "pycountry",
    "pypdfium2",
    "rapidfuzz",
    "spacy",
    "thinc",
    "trafilatura",
)
"""Libraries that rows depend on."""

Status = Literal["document", "failure", "duplicate"]


@dataclass(frozen=True, slots=True)
class Input:
    """One file of the input folder.

    Attributes:
        key: of its result in the cache; None for a duplicate.
        same_as: source path of the first file with these bytes, for a duplicate.
        metadata: hash of its row of ``sources.csv``; None without one.
        version: of an object, as its store names it; None for a file in a folder.
    """

    source_path: str
    sha256: str | None
    status: Status
    document_id: str | None = None
    key: str | None = None
    same_as: str | None = None
    metadata: str | None = None
    version: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunManifest:
    """What ``manifest.json`` says.

    Attributes:
        generation: hash of all results; names the tables, the same for the same rows.
        fingerprints: of code, model, rules and settings, by name.
        settings: as they were, without passwords.
        inputs: in order of their path.
        outputs: by path relative to the output folder.
        problems: of ``sources.csv``.
        clock: ``started_at``, ``finished_at`` (ISO 8601) and ``seconds``.
    """

    generation: str
    fingerprints: Mapping[str, str]
    settings: Mapping[str, Any]
    inputs: tuple[Input, ...]
    outputs: Mapping[str, Written]
    problems: tuple[str, ...] = ()
    clock: Mapping[str, Any] = field(default_factory=dict)
    schema_version: str = SCHEMA_VERSION

    def counts(self) -> dict[str, int]:
        """Inputs by status."""
        return {
            "inputs": len(self.inputs),
            "documents": sum(i.status == "document" for i in self.inputs),
            "failures": sum(i.status == "failure" for i in self.inputs),
            "duplicates": sum(i.status == "duplicate" for i in self.inputs),
        }

    def rows(self) -> dict[str, int]:
        """Rows by table, whether it is one file or many."""
        return rows_by_table(self.outputs)

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_bytes(self.encode())

    def encode(self) -> bytes:
        """It as JSON."""
        data = {
            "program": {"name": "pledger", "version": program_version()},
            "schema_version": self.schema_version,
            "generation": self.generation,
            "run": dict(self.clock),
            "versions": versions(),
            "fingerprints": dict(self.fingerprints),
            "settings": dict(self.settings),
            "counts": {**self.counts(), "rows": self.rows()},
            "duplicates": {i.source_path: i.same_as for i in self.inputs if i.same_as is not None},
            "problems": list(self.problems),
        }
        # one a line: Python's encoder in C does not indent, the other one takes ten times as long
        inputs = ",\n  ".join(_line(_known(i)) for i in self.inputs)
        outputs = ",\n  ".join(f"{_line(n)}: {_line(_known(w))}" for n, w in self.outputs.items())
        few = json.dumps(data, indent=1, ensure_ascii=False).removesuffix("\n}")
        many = f'"inputs": [\n  {inputs}\n ],\n "outputs": {{\n  {outputs}\n }}'
        return f"{few},\n {many}\n}}\n".encode()


def load(path: Path) -> RunManifest:
    """Read a manifest.

    Raises:
        OutputError: it is missing, or not one.
    """
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise OutputError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            hint="`pledger run` writes it",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"is damaged: {type(error).__name__} {error}",
            where=str(path),
            hint="`pledger run` writes it anew",
        ) from error


def decode(data: bytes) -> RunManifest:
    """A manifest from its JSON.

    Raises:
        ValueError, KeyError, TypeError: it is not one.
    """
    said = json.loads(data)
    return RunManifest(
        generation=said["generation"],
        fingerprints=said["fingerprints"],
        settings=said["settings"],
        inputs=tuple(
            Input(**{"sha256": None, **i, "notes": tuple(i.get("notes", ()))})
            for i in said["inputs"]
        ),
        outputs={name: Written(**w) for name, w in said["outputs"].items()},
        problems=tuple(said["problems"]),
        clock=said["run"],
        schema_version=said["schema_version"],
    )


def program_version() -> str:
    """Version of the installed distribution; ``0`` when it is not installed."""
    return _version("pledger") or "0"


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that rows depend on."""
    found = {"python": platform.python_version()}
    found.update((name, v) for name in LIBRARIES if (v := _version(name)))
    return found


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _known(record: Input | Written) -> dict[str, Any]:
    """What is known of a file, by name."""
    values = ((name, getattr(record, name)) for name in record.__slots__)
    return {name: value for name, value in values if value is not None and value != ()}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
