"""From a file to a document: canonical text, its blocks, and the map back to the source.

``read_bytes`` is pure; ``read_file`` opens a path without trusting it; ``read_isolated`` and
``Isolation`` do the same in a child process with limits on time and memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.model import Block, Document, Metadata, SourceMap
from pipeline.readers import detect
from pipeline.readers.files import (
    Refusal,
    hash_file,
    list_inputs,
    list_refused,
    load_bytes,
    portable_path,
    too_large,
)
from pipeline.readers.language import detect_language
from pipeline.readers.limits import Limits
from pipeline.readers.manifest import Manifest, load_manifest, read_manifest
from pipeline.readers.sandbox import Isolation, read_isolated
from pipeline.readers.text import read_text

__all__ = [
    "Isolation",
    "Limits",
    "Manifest",
    "Refusal",
    "hash_file",
    "list_inputs",
    "list_refused",
    "load_manifest",
    "portable_path",
    "read_bytes",
    "read_file",
    "read_isolated",
    "read_manifest",
    "with_metadata",
]

# what no text is made of; form feeds, and escapes of old terminals, may stand in one
_CONTROL = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 50
"""One in so many is too many; a stray one is none of our business."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a reader of one format gives back."""

    text: str
    source_map: SourceMap
    blocks: tuple[Block, ...] = ()
    metadata: Metadata = Metadata()
    page_count: int | None = None
    notes: tuple[str, ...] = ()


def read_bytes(
    data: bytes,
    source_path: str,
    *,
    metadata: Metadata | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> Document:
    """Read one article from its bytes. Pure: the same bytes give the same document.

    Args:
        data: the whole file; gzip is unpacked.
        source_path: path relative to the input folder; its suffix is a hint to the format.
        metadata: what the manifest says; wins over what the file says of itself.
        limits: sizes that the file may not pass; seconds and memory are not watched here.
        password: for an encrypted PDF.

    Raises:
        ReadError: with the ``kind`` that belongs into ``failures``.
    """
    limits = limits or Limits()
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > limits.bytes:
        raise too_large(f"is {len(data):,} bytes long", source_path, limits.bytes)
    content_bytes = detect.unpack(data, source_path, limits.bytes)
    media_type = detect.media_type(content_bytes, source_path)
    content = _READERS[media_type](content_bytes, source_path, limits, password)
    _check(content.text, source_path, limits)
    known = _merge(metadata, content.metadata)
    if metadata is None or metadata.language is None:
        known = replace(known, language=detect_language(content.text) or known.language)
    return Document(
        document_id=digest[:16],
        source_path=source_path,
        source_sha256=digest,
        media_type=media_type,
        text=content.text,
        blocks=content.blocks,
        source_map=content.source_map,
        metadata=known,
        page_count=content.page_count,
        notes=content.notes,
    )


def read_file(
    path: Path,
    *,
    root: Path | None = None,
    metadata: Metadata | None = None,
    limits: Limits | None = None,
    password: str | None = None,
) -> Document:
    """Read one article from a regular file; ``source_path`` is relative to ``root``.

    Raises:
        ReadError: as ``read_bytes``; ``unsupported`` for a FIFO, a device, a folder, a link
            that leads in a circle, or a file that has vanished.
    """
    data = load_bytes(path, limits=limits, root=root)
    return read_bytes(
        data,
        portable_path(path, root=root),
        metadata=metadata,
        limits=limits,
        password=password,
    )


def with_metadata(document: Document, metadata: Metadata | None) -> Document:
    """A document that was read without its row of the manifest, as if it had been read with it.

    Args:
        document: from ``read_bytes`` or ``read_file`` without ``metadata``.
        metadata: what the manifest says; wins over what the file says of itself.
    """
    return replace(document, metadata=_merge(metadata, document.metadata))


def _check(text: str, name: str, limits: Limits) -> None:
    if len(text) > limits.characters:
        raise ReadError(
            f"has {len(text):,} characters, the limit is {limits.characters:,}",
            kind="too_large",
            where=name,
            hint="raise the limit on characters in pledger.toml",
        )
    if not text or text.isspace():
        raise ReadError("has no text", kind="no_text", where=name)


def _merge(manifest: Metadata | None, own: Metadata) -> Metadata:
    if manifest is None:
        return own
    dated = manifest if manifest.published_on else own
    source = dated.published_on_source
    return Metadata(
        title=manifest.title or own.title,
        publisher=manifest.publisher or own.publisher,
        published_on=dated.published_on,
        published_on_source=source or ("manifest" if manifest.published_on else None),
        language=manifest.language or own.language,
        uri=manifest.uri or own.uri,
        author=manifest.author or own.author,
    )


def _text(data: bytes, name: str, limits: Limits, password: str | None) -> _Content:
    text, source_map, notes = read_text(data)
    if text.count("\ufffd") * 5 > len(text):
        raise ReadError("is not text in any known encoding", kind="malformed", where=name)
    # some systems fill the last block of a file with NUL
    if len(_CONTROL.findall(text.strip("\x00"))) * _CONTROL_SHARE > len(text):
        raise ReadError(
            "is not text: it is full of control characters",
            kind="unsupported",
            where=name,
            hint="save it as PDF, HTML or text",
        )
    return _Content(text, source_map, notes=notes)


def _html(data: bytes, name: str, limits: Limits, password: str | None) -> _Content:
    from pipeline.readers.html import read_html

    text, blocks, source_map, metadata, notes = read_html(data, name, limits)
    return _Content(text, source_map, blocks, metadata, notes=notes)


def _mhtml(data: bytes, name: str, limits: Limits, password: str | None) -> _Content:
    from pipeline.readers.html import read_html, read_mhtml

    page, uri = read_mhtml(data, name)
    text, blocks, source_map, metadata, notes = read_html(page, name, limits)
    if metadata.uri is None:
        metadata = replace(metadata, uri=uri)
    return _Content(text, source_map, blocks, metadata, notes=notes)


def _pdf(data: bytes, name: str, limits: Limits, password: str | None) -> _Content:
    from pipeline.readers.pdf import read_pdf

    text, blocks, source_map, metadata, pages, notes = read_pdf(data, name, limits, password)
    return _Content(text, source_map, blocks, metadata, pages, notes)


def _docx(data: bytes, name: str, limits: Limits, password: str | None) -> _Content:
    from pipeline.readers.docx import read_docx

    text, blocks, source_map, metadata = read_docx(data, name, limits)
    return _Content(text, source_map, blocks, metadata)


_READERS: dict[str, Callable[[bytes, str, Limits, str | None], _Content]] = {
    detect.TEXT: _text,
    detect.MARKDOWN: _text,
    detect.HTML: _html,
    detect.MHTML: _mhtml,
    detect.PDF: _pdf,
    detect.DOCX: _docx,
}
