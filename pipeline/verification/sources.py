"""``pledger verify --raw``: texts, pages and boxes proved from the bytes in the input folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import ManifestError, ReadError
from pipeline.model import Document
from pipeline.readers import (
    Isolation,
    Limits,
    Manifest,
    hash_file,
    list_inputs,
    load_manifest,
    portable_path,
)
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.tables.manifest import Input, RunManifest
from pipeline.tables.target import TEXT
from pipeline.verification.cursor import walk
from pipeline.verification.fault import Fault, shorten
from pipeline.verification.rows import Columns, check_extents, targets

_TOLERANCE = 0.01
"""Points by which a box may differ: what another build of the PDF library may round."""


def check_sources(
    processed: Path,
    raw: Path,
    manifest: RunManifest,
    settings: Settings,
    unreadable: frozenset[str],
) -> Iterator[Fault]:
    """Everything that does not agree with the bytes in the input folder.

    Raises:
        InputError: the input folder cannot be read.
    """
    paths = {portable_path(p, root=raw): p for p in list_inputs(raw)}
    for i in manifest.inputs:
        yield from _check_bytes(i, paths, Limits.of(settings))
    for name in sorted(paths.keys() - {i.source_path for i in manifest.inputs}):
        yield Fault("documents", f"{name} is in {raw}, but came after the run")
    documents = {i.document_id: i for i in manifest.inputs if i.status == "document"}
    known = _known(raw)
    with Isolation(Limits.of(settings)) as isolation:
        for document_id, tables in walk(processed, unreadable):
            source = documents.get(document_id)
            path = None if source is None else paths.get(source.source_path)
            if source is None or path is None:
                continue  # said already
            try:
                document = isolation.read(
                    path,
                    root=raw,
                    metadata=known.metadata(source.source_path),
                    password=settings.pdf_password,
                )
            except ReadError as error:
                yield Fault("documents", f"cannot be read again: {error}", document_id)
                continue
            yield from _check_document(processed, document_id, document, tables)


def _known(raw: Path) -> Manifest:
    try:
        return load_manifest(raw)
    except ManifestError:
        return Manifest()


def _check_bytes(source: Input, paths: Mapping[str, Path], limits: Limits) -> Iterator[Fault]:
    if source.sha256 is None:
        return  # could not be read then either
    key = source.document_id or source.source_path
    table = "failures" if source.status == "failure" else "documents"
    path = paths.get(source.source_path)
    if path is None:
        yield Fault(table, f"{source.source_path} is gone from the input folder", key)
        return
    try:
        found = hash_file(path, limits=limits)
    except ReadError as error:
        yield Fault(table, f"{source.source_path} {error.message}", key, "source_sha256")
        return
    if found != source.sha256:
        why = f"the bytes of {source.source_path} have SHA-256 {found}, read were {source.sha256}"
        yield Fault(table, why, key, "source_sha256", source.document_id)


def _check_document(
    processed: Path, document_id: str, document: Document, tables: Mapping[str, Columns]
) -> Iterator[Fault]:
    try:
        data = (processed / TEXT / f"{document_id}.txt").read_bytes()
    except OSError:
        return  # said already
    kept = data.decode("utf-8", "surrogateescape")
    if kept != document.text:
        at = next(
            (i for i, (a, b) in enumerate(zip(kept, document.text, strict=False)) if a != b),
            min(len(kept), len(document.text)),
        )
        there = document.text[max(0, at - 10) : at + 20]
        why = f"the source reads differently from character {at}: {shorten(there)}"
        yield Fault("documents", why, document_id, "text_sha256", document_id)
        # these rows cannot be found in the source as it is now
        yield from check_extents(document_id, document.text, tables)
        return
    yield from _check_pages(document_id, document, tables)
    yield from _check_boxes(document_id, document, tables)


def _check_pages(
    document_id: str, document: Document, tables: Mapping[str, Columns]
) -> Iterator[Fault]:
    for table in TABLES:
        columns = tables.get(table.table)
        if columns is None or "start" not in columns or "page" not in columns:
            continue
        everything = zip(columns[table.key()[0]], columns["start"], columns["page"], strict=True)
        for key, start, page in everything:
            found = document.source_map.page(start) if 0 <= start < len(document.text) else None
            if page != found:
                why = f"says {page}, in the source it is {found}"
                yield Fault(table.table, why, key, "page", document_id)


def _check_boxes(
    document_id: str, document: Document, tables: Mapping[str, Columns]
) -> Iterator[Fault]:
    selectors = tables.get("selectors")
    if not selectors:
        return
    places = targets(tables)
    names = ("target_table", "target_id", "ordinal", "x0", "top", "x1", "bottom", "path")
    for name, key, ordinal, *box, path in zip(*(selectors[n] for n in names), strict=True):
        if (name, key) not in places:
            continue  # said already
        start, end = places[name, key]
        boxes = document.source_map.boxes(start, end)
        found: list[Any] = [None] * 4
        if ordinal < len(boxes):
            b = boxes[ordinal]
            found = [b.x0, b.top, b.x1, b.bottom]
        row = f"{name} {key} {ordinal}"
        if not _same_box(box, found):
            yield Fault(
                "selectors", f"says {box}, in the source it is {found}", row, "x0", document_id
            )
        if path != document.source_map.path(start, end):
            yield Fault("selectors", f"{path} does not hold it", row, "path", document_id)


def _same_box(said: list[Any], found: list[Any]) -> bool:
    return all(
        (a is None) == (b is None) and (a is None or abs(a - b) <= _TOLERANCE)
        for a, b in zip(said, found, strict=True)
    )
