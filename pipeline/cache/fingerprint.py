"""What a result depends on besides its file, hashed: code, model, rules, settings, libraries.

Two keys for each file. Reading depends on its bytes, its name, the code of the readers, the limits
and the libraries; extraction on all of that and on rules, model, the row of ``sources.csv`` and
the rest of the code. So a changed rule leaves what was read as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.model import Metadata
from pipeline.schema import SCHEMA_VERSION
from pipeline.settings import Settings, models_folder
from pipeline.tables.manifest import versions

NO_ROWS = (
    "__init__.py",
    "api.py",
    "audit",
    "cache",
    "cli",
    "engines",
    "evaluate",
    "exports",
    "ledger",
    "process.py",
    "report",
    "run.py",
    "storage",
    "tables",
    "verification",
)
"""Parts of the package that change no row; what is new counts until it is listed here."""
_BUT = (
    "cache/container.py",
    "cache/entry.py",
    "cache/reading.py",
    "engines/document.py",
    "engines/reading.py",
    "tables/arrow.py",
)
_NO_DOCUMENT = ("ledger", "tables")
"""Fingerprints of what is done with the rows of all documents."""
READING = (
    "cache/container.py",
    "cache/reading.py",
    "engines/reading.py",
    "errors.py",
    "model.py",
    "readers",
    "settings.py",
)
"""Parts of the package that reading depends on: the readers with everything that they import."""

_IRRELEVANT = {
    "engine",
    "isolate",
    "layout",
    "models",
    "part_rows",
    "pdf_password",
    "workers",
}
"""Settings that change no row. ``models`` counts by content; an encrypted file is tried again
by every run, so a new password needs no new key, and its hash need not be published."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Hashes of everything that all documents share, in hexadecimal.

    Attributes:
        code: of the parts of the package that make rows, and of the Python version.
        libraries: of the versions of libraries that rows depend on.
        model: of the syntax model.
        rules: of rules and lexicons.
        settings: of the settings that can change a row.
        ledger: of the code that joins promises across documents; no document depends on it.
        tables: of the code that writes tables; no document depends on it.
        reading: of everything that reading depends on; the others cover it.
    """

    code: str
    libraries: str
    model: str
    rules: str
    settings: str
    ledger: str
    tables: str
    reading: str

    def reading_key(self, source_path: str, sha256: str) -> str:
        """Key of what reading one file gives.

        Args:
            source_path: relative to the input folder; its suffix is a hint to the format.
            sha256: of its bytes.
        """
        return reading_key(self.reading, source_path, sha256)

    def key(self, source_path: str, sha256: str, metadata: Metadata | None) -> str:
        """Key of the result for one file.

        Args:
            source_path: relative to the input folder.
            sha256: of its bytes.
            metadata: its row of ``sources.csv``.
        """
        known = None
        if metadata is not None:
            known = {name: str(getattr(metadata, name)) for name in metadata.__slots__}
        shared = [getattr(self, name) for name in self.__slots__ if name not in _NO_DOCUMENT]
        parts = [*shared, SCHEMA_VERSION, source_path, sha256, known]
        return _hash(json.dumps(parts, ensure_ascii=False).encode())[:40]


def reading_key(reading: str, source_path: str, sha256: str) -> str:
    """As :meth:`Fingerprints.reading_key`, from the one fingerprint that counts."""
    parts = ["reading", reading, source_path, sha256]
    return _hash(json.dumps(parts, ensure_ascii=False).encode())[:40]


def fingerprints(settings: Settings) -> Fingerprints:
    """Hash everything that all documents share; takes some milliseconds.

    Args:
        settings: of the run.
    """
    package = Path(str(resources.files("pipeline")))
    models = models_folder(settings)
    relevant = settings.model_dump(mode="json", exclude=_IRRELEVANT)
    used = versions()
    limits = settings.limits.model_dump(mode="json")
    reading = [_hash_paths(package, _files_of(package, READING)), used, limits]
    return Fingerprints(
        code=_hash_paths(package, _code(package)),
        libraries=_hash(json.dumps(used, sort_keys=True).encode()),
        model=_model(models, settings.syntax_model),
        rules=rules_of(models),
        settings=_hash(json.dumps(relevant, sort_keys=True).encode()),
        ledger=_hash_files(package, ("ledger",)),
        tables=_hash_files(package, ("tables", "engines/merge.py", "engines/shards.py")),
        reading=_hash(json.dumps(reading, sort_keys=True).encode()),
    )


def rules_of(models: Path) -> str:
    """Hash of the rules and lexicons of a models folder, as they are now."""
    return _hash_files(models, ("rules", "lexicons"))


def _model(models: Path, syntax_model: str | None) -> str:
    if syntax_model is None:
        return _hash_files(models, ("en_pledger",))
    if Path(syntax_model).is_dir():
        return _hash_files(Path(syntax_model), (".",))
    try:
        return _hash(f"{syntax_model} {version(syntax_model)}".encode())
    except PackageNotFoundError:
        return _hash(syntax_model.encode())


def _code(package: Path) -> list[Path]:
    names = [p.name for p in package.iterdir() if p.name not in NO_ROWS]
    return _files_of(package, [*names, *_BUT])


def _files_of(package: Path, names: Iterable[str]) -> list[Path]:
    """Modules of parts of the package."""
    files = [f for name in names for f in _files(package / name)]
    return sorted(f for f in files if f.suffix == ".py")


def _hash_files(root: Path, names: Iterable[str]) -> str:
    return _hash_paths(root, [path for name in names for path in _files(root / name)])


def _hash_paths(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return sorted(p for p in found if not p.name.startswith("."))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
