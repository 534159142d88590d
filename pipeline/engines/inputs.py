"""What lies in the input folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.engines.task import Task
from pipeline.errors import InputError, ManifestError, ReadError
from pipeline.readers import (
    Limits,
    Manifest,
    hash_file,
    list_inputs,
    list_refused,
    load_manifest,
    portable_path,
)
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Inputs:
    """The input folder as it was found.

    Attributes:
        raw: the folder.
        tasks: one a file that can be read, in order of the paths.
        refused: paths of what cannot be read, with the reason.
        manifest: ``sources.csv``; empty when it is broken.
        manifest_error: why it is broken.
    """

    raw: Path
    tasks: tuple[Task, ...]
    refused: tuple[tuple[str, str], ...]
    manifest: Manifest
    manifest_error: ManifestError | None

    @classmethod
    def collect(cls, raw: Path, settings: Settings) -> Inputs:
        """List and hash an input folder, and read its ``sources.csv``.

        Raises:
            InputError: it cannot be read, or is empty.
        """
        try:
            if raw.is_dir():
                os.scandir(raw).close()
            paths = list_inputs(raw)
            refused = tuple((r.source_path, r.reason) for r in list_refused(raw))
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}",
                where=str(raw),
                hint="check its permissions",
            ) from error
        if not paths and not refused:
            raise InputError(
                "holds no files", where=str(raw), hint="put articles into it: txt, html or pdf"
            )
        manifest, broken = Manifest(), None
        try:
            manifest = load_manifest(raw)
        except ManifestError as error:
            broken = error
        limits = Limits.of(settings)
        tasks = []
        for path in paths:
            name = portable_path(path, root=raw)
            tasks.append(Task(path.absolute(), name, _hash(path, limits), manifest.metadata(name)))
        return cls(raw, tuple(tasks), refused, manifest, broken)


def _hash(path: Path, limits: Limits) -> str | None:
    try:
        return hash_file(path, limits=limits)
    except ReadError:
        return None  # the reader will say why
