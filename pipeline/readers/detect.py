"""What kind of file this is: content first, then the name."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePosixPath

from pipeline.errors import ReadError

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
MHTML = "multipart/related"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BY_SUFFIX = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".mhtml": MHTML,
    ".mht": MHTML,
    ".pdf": PDF,
    ".docx": DOCX,
}
_ZIP = b"PK\x03\x04"
# first bytes of formats that people drop into a folder of articles by mistake
_UNSUPPORTED = (
    (_ZIP, "a ZIP archive or an Office document", "save it as PDF, HTML or text"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as PDF, HTML or text"),
    (b"{\\rtf", "a rich text document", "save it as PDF, HTML or text"),
    (b"\x89PNG", "an image", "text in images is not read"),
    (b"\xff\xd8\xff", "an image", "text in images is not read"),
    (b"GIF8", "an image", "text in images is not read"),
    (b"II*\x00", "an image", "text in images is not read"),
    (b"MM\x00*", "an image", "text in images is not read"),
    (b"7z\xbc\xaf", "an archive", "unpack it"),
    (b"Rar!", "an archive", "unpack it"),
    (b"BZh", "an archive", "unpack it"),
    (b"\xfd7zXZ", "an archive", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "an archive", "unpack it"),
    (b"PAR1", "a Parquet table", "articles are text, HTML or PDF"),
    (b"\x7fELF", "a program", "articles are text, HTML or PDF"),
)
_GZIP = b"\x1f\x8b\x08"
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_MIME = re.compile(rb"^content-type:\s{0,8}multipart/related", re.IGNORECASE | re.MULTILINE)
_SNIFFED = 4096


def media_type(data: bytes, name: str) -> str:
    """IANA media type of the content, one of those that can be read.

    Magic numbers win over the name; the name wins over a guess from the content, because a
    text about HTML is a text.

    Args:
        data: the whole file, already unpacked.
        name: file name or path, for its suffix.

    Raises:
        ReadError: ``unsupported``; an empty file is ``no_text``.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ReadError("is empty", kind="no_text", where=name)
    head = data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return PDF
    known = _BY_SUFFIX.get(_suffix(name))
    if known == DOCX and data.startswith(_ZIP):
        return DOCX
    for magic, what, hint in _UNSUPPORTED:
        if data.startswith(magic):
            raise ReadError(f"is {what}", kind="unsupported", where=name, hint=hint)
    if known == DOCX:
        raise ReadError("is not a Word document", kind="malformed", where=name)
    if known == PDF and _MARKUP.search(head[:512]):
        # an error page of a web server saved under the name of the document
        return HTML
    if known is not None:
        return known
    if b"%PDF-" in data[:1024]:
        return PDF
    if _MIME.search(head):
        return MHTML
    return HTML if _MARKUP.search(head) else TEXT


def _suffix(name: str) -> str:
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def unpack(data: bytes, name: str, limit: int) -> bytes:
    """The content of a gzip file, at most ``limit`` bytes; other data as they are.

    Raises:
        ReadError: ``too_large`` when it expands past the limit, ``malformed`` when damaged,
            ``unsupported`` when it holds another gzip file.
    """
    if not data.startswith(_GZIP):
        return data
    parts: list[bytes] = []
    size = 0
    rest = data
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(rest, limit - size + 1)
        except zlib.error as error:
            raise ReadError(
                f"is a damaged gzip file: {error}", kind="malformed", where=name
            ) from error
        size += len(part)
        if size > limit:
            raise ReadError(
                f"expands to more than the limit of {limit:,} bytes",
                kind="too_large",
                where=name,
                hint="raise the limit on size in pledger.toml if you trust the file",
            )
        if not stream.eof:
            raise ReadError("is a gzip file that ends early", kind="malformed", where=name)
        parts.append(part)
        # members that hold nothing would make this loop quadratic in the size of the file
        if not part and len(parts) > 100:
            raise ReadError("is a gzip file of empty parts", kind="malformed", where=name)
        rest = stream.unused_data
    unpacked = b"".join(parts)
    if unpacked.startswith(_GZIP):
        raise ReadError(
            "is a gzip file inside a gzip file", kind="unsupported", where=name, hint="unpack it"
        )
    return unpacked
