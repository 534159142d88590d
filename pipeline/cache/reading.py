"""What reading one file gave, kept so that a changed rule does not read the file again.

A reading does not depend on the row of ``sources.csv``, on rules, on the model or on extraction:
those are added afterwards. It holds a document with the map back to its source, or the reason
why there is none. Nothing here is pickled: a file of the cache can only ever become data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.cache.container import DamagedError, Sections, pack, unpack
from pipeline.errors import ReadError
from pipeline.model import Block, Document, Metadata, NoMap, SourceMap
from pipeline.readers.html_map import HtmlMap
from pipeline.readers.pdf_map import PdfMap
from pipeline.readers.text import TextMap

KIND = "reading"
_ABOUT = "about"
_TEXT = "text"
_PDF = ("glyphs", "quads", "lines", "line_pages")
Buffers = Mapping[str, pa.Buffer]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file, without what ``sources.csv`` says of it.

    Attributes:
        key: everything that reading depends on, hashed.
        result: the document, or why the file gave none.
    """

    key: str
    result: Document | ReadError

    def encode(self) -> bytes:
        """The bytes of the file.

        Raises:
            TypeError: the map is of a kind that is not known here.
        """
        if isinstance(self.result, ReadError):
            error = self.result
            about: dict[str, Any] = {
                "error": [error.message, error.kind, error.stage, error.where, error.hint]
            }
            return pack(KIND, {"key": self.key}, [(_ABOUT, json.dumps(about).encode())])
        document = self.result
        kind, parts = _split(document.source_map)
        about = {
            "document_id": document.document_id,
            "source_path": document.source_path,
            "source_sha256": document.source_sha256,
            "media_type": document.media_type,
            "blocks": [[b.start, b.end, b.kind, b.level] for b in document.blocks],
            "map": kind,
            "metadata": _plain(document.metadata),
            "page_count": document.page_count,
            "notes": document.notes,
        }
        sections: Sections = [
            (_ABOUT, json.dumps(about).encode()),
            (_TEXT, document.text.encode()),
            *parts,
        ]
        return pack(KIND, {"key": self.key}, sections)


def decode_reading(data: bytes) -> Reading:
    """A reading from the bytes of its file.

    Raises:
        DamagedError: it is not a reading of this format, or not the one that was written.
    """
    header, sections = unpack(data, KIND)
    try:
        about = json.loads(sections[_ABOUT].to_pybytes())
        if "error" in about:
            message, kind, stage, where, hint = about["error"]
            error = ReadError(message, kind=kind, stage=stage, where=where, hint=hint)
            return Reading(header["key"], error)
        text = sections[_TEXT].to_pybytes().decode()
        document = Document(
            document_id=about["document_id"],
            source_path=about["source_path"],
            source_sha256=about["source_sha256"],
            media_type=about["media_type"],
            text=text,
            blocks=tuple(Block(*block) for block in about["blocks"]),
            source_map=_MAPS[about["map"]](text, sections),
            metadata=_metadata(about["metadata"]),
            page_count=about["page_count"],
            notes=tuple(about["notes"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError(f"its content cannot be read: {error}") from error
    return Reading(header["key"], document)


def _plain(metadata: Metadata) -> dict[str, Any]:
    found = {k: v for k, v in asdict(metadata).items() if v is not None}
    if metadata.published_on is not None:
        found["published_on"] = metadata.published_on.isoformat()
    return found


def _metadata(data: dict[str, Any]) -> Metadata:
    if "published_on" in data:
        data["published_on"] = date.fromisoformat(data["published_on"])
    return Metadata(**data)


def _split(source: SourceMap) -> tuple[str, Sections]:
    """Kind of a map, and what it is made of besides the text."""
    match source:
        case TextMap():
            encoding = source.encoding.encode()
            numbers = [(n, _numbers(getattr(source, n))) for n in ("marks", "extra_at", "extra")]
            return "text", [("encoding", encoding), *numbers]
        case HtmlMap():
            paths = json.dumps(source.paths).encode()
            return "html", [("starts", _numbers(source.starts)), ("paths", paths)]
        case PdfMap():
            return "pdf", [(name, getattr(source, name)) for name in _PDF]
        case NoMap():
            return "none", []
    raise TypeError(f"a map of the kind {type(source).__name__} cannot be kept")


def _text_map(text: str, parts: Buffers) -> SourceMap:
    marks, extra_at, extra = (_tuple(parts[n]) for n in ("marks", "extra_at", "extra"))
    return TextMap(text, parts["encoding"].to_pybytes().decode(), marks, extra_at, extra)


def _html_map(text: str, parts: Buffers) -> SourceMap:
    return HtmlMap(_tuple(parts["starts"]), tuple(json.loads(parts["paths"].to_pybytes())))


def _pdf_map(text: str, parts: Buffers) -> SourceMap:
    return PdfMap(*(parts[name].to_pybytes() for name in _PDF))


def _no_map(text: str, parts: Buffers) -> SourceMap:
    return NoMap()


_MAPS: Mapping[str, Callable[[str, Buffers], SourceMap]] = {
    "text": _text_map,
    "html": _html_map,
    "pdf": _pdf_map,
    "none": _no_map,
}


def _numbers(values: tuple[int, ...]) -> bytes:
    return np.asarray(values, dtype="<i8").tobytes()


def _tuple(content: pa.Buffer) -> tuple[int, ...]:
    return tuple(np.frombuffer(content, dtype="<i8").tolist())
