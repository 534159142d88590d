"""From bytes to characters: which encoding, how sure, and what did not fit."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = (
    # UTF-32 first: its little-endian mark starts with the one of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_UNDECODED = re.compile("[\udc80-\udcff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
# what UTF-8 looks like when it was read as Windows-1252 somewhere on the way
_MOJIBAKE = re.compile("â€[™œ\x9d“”˜¦]|Ã[\x80-\xbf©¨¡¤¶¼]|Â[\xa0£§«»°]")
_OLD_PUNCTUATION = frozenset(b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0")
_REPLACEMENT = "\ufffd"
# codecs of Python that are escapes or host names, not encodings of documents
_NOT_FOR_FILES = frozenset(
    ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file.

    Attributes:
        text: characters, the byte order mark dropped, line ends as they were; bytes that do
            not fit the encoding are U+FFFD, one each.
        encoding: Python codec name.
        confidence: 1 where a mark, a declaration or the bytes themselves prove it.
        start: bytes of the byte order mark.
        replaced: how many bytes did not fit.
        exact: whether one U+FFFD stands for one byte (not so in UTF-16 and UTF-32).
    """

    text: str
    encoding: str
    confidence: float
    start: int = 0
    replaced: int = 0
    exact: bool = True

    def notes(self) -> tuple[str, ...]:
        """What a reader of the manifest should know about the encoding."""
        found: list[str] = []
        if self.confidence < 1:
            found.append(f"encoding {self.encoding} guessed, confidence {self.confidence:.2f}")
        elif self.encoding != "utf-8":
            found.append(f"encoding {self.encoding}")
        if self.replaced:
            found.append(f"{self.replaced} bytes are not {self.encoding}, shown as U+FFFD")
        if nul := self.text.count("\x00"):
            found.append(f"{nul} NUL characters")
        if odd := len(_MOJIBAKE.findall(self.text)):
            found.append(f"mojibake: {odd} places look like UTF-8 read as Windows-1252")
        return tuple(found)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a file without ever failing; doubts are recorded, nothing is mended.

    Order: byte order mark, UTF-16 without a mark, strict UTF-8, the declared encoding,
    UTF-8 with few bad bytes, Windows-1252 where the bytes speak for it, charset-normalizer.

    Args:
        data: bytes of the file.
        declared: what the file says of itself (``<meta charset>``); checked, not trusted.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lossy(data[len(mark) :], encoding, 1.0, start=len(mark))
    # before UTF-8, in which every NUL is a character
    sample = data[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if len(sample) >= 4 and zeros.count(0) * 10 > len(zeros) * 6:
            return _lossy(data, encoding, 0.9)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError:
        pass
    if declared is not None and (known := _codec(declared)) not in (None, "utf-8"):
        found = _lossy(data, str(known), 1.0)
        if found.replaced * 100 <= len(found.text):
            return found
    mended = _lossy(data, "utf-8", 1.0)
    if mended.replaced <= 3 * _sequences(data):
        # bad bytes amid good multi-byte sequences: damaged UTF-8, nothing else has those
        share = mended.replaced / (mended.replaced + _sequences(data))
        if share <= 0.2:
            return _lossy(data, "utf-8", round(1 - share, 2))
    return _legacy(data)


def _legacy(data: bytes) -> Decoded:
    high = b"".join(_HIGH.findall(data[:_SAMPLE]))
    western = sum(byte in _OLD_PUNCTUATION for byte in high)
    # English with a few curly quotes or accents; other alphabets fill the text with high bytes
    if western * 2 >= len(high) or len(high) * 20 <= len(data[:_SAMPLE]):
        found = _lossy(data, "cp1252", 0.8)
        if found.replaced * 50 <= len(high) + 50:
            return found
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or _codec(best.encoding) is None:
        return _lossy(data, "cp1252", 0.1)
    return _lossy(data, best.encoding, round(max(0.1, min(0.9, 1 - best.chaos)), 2))


def _lossy(data: bytes, encoding: str, confidence: float, *, start: int = 0) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, confidence, start=start)
    except UnicodeDecodeError:
        pass
    if encoding.startswith(("utf-16", "utf-32")):
        text = data.decode(encoding, "replace")
        bad = text.count(_REPLACEMENT)
        return Decoded(text, encoding, confidence, start=start, replaced=bad, exact=False)
    # surrogateescape keeps one character for one byte, so that the map stays exact
    text, bad = _UNDECODED.subn(_REPLACEMENT, data.decode(encoding, "surrogateescape"))
    return Decoded(text, encoding, confidence, start=start, replaced=bad)


def _sequences(data: bytes) -> int:
    """Well-formed multi-byte sequences of UTF-8 in the data."""
    text = data.decode("utf-8", "ignore")
    return len(text) - len(text.encode("ascii", "ignore"))


def _codec(name: str) -> str | None:
    """Python's name of a text encoding, None when it is not one; HTML reads Latin-1 as 1252."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if found.name in _NOT_FOR_FILES or not getattr(found, "_is_text_encoding", True):
        return None
    return "cp1252" if found.name in ("iso8859-1", "ascii") else found.name
