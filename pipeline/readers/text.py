"""Plain text: the decoded file with its line ends unified, and the bytes behind each character."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.model import NoMap, Span
from pipeline.readers.encoding import Decoded, decode

_LINE_END = re.compile(r"\r\n?")
_STEP = 8192


@dataclass(frozen=True, slots=True)
class TextMap(NoMap):
    """Byte ranges of a text whose characters stand in the file one after the other.

    Attributes:
        text: the canonical text.
        encoding: codec of the file.
        marks: byte position of every 8,192nd code point of ``text``.
        extra_at: code points whose bytes in the file differ in length from their encoding:
            line ends of two bytes, and U+FFFD that stands for one bad byte; ascending.
        extra: the differences, in bytes.
    """

    text: str
    encoding: str
    marks: tuple[int, ...]
    extra_at: tuple[int, ...]
    extra: tuple[int, ...]

    def source_bytes(self, start: int, end: int) -> Span | None:
        """Bytes of the file that hold the code points from ``start`` to ``end``."""
        if not self.marks:
            return None
        return self._byte(start), self._byte(end)

    def _byte(self, offset: int) -> int:
        mark = min(offset // _STEP, len(self.marks) - 1)
        first = mark * _STEP
        low = bisect_right(self.extra_at, first - 1)
        high = bisect_right(self.extra_at, offset - 1)
        inside = len(self.text[first:offset].encode(self.encoding, "replace"))
        return self.marks[mark] + inside + sum(self.extra[low:high])


def read_text(data: bytes) -> tuple[str, TextMap, tuple[str, ...]]:
    """Canonical text of a plain text file with its map and notes.

    The byte order mark is dropped and line ends become line feeds; nothing else is changed.
    """
    decoded = decode(data)
    text, extra_at, extra = _unify(decoded)
    marks: tuple[int, ...] = ()
    notes = decoded.notes()
    if decoded.exact:
        marks, end = _marks(text, decoded, extra_at, extra)
        if end != len(data):
            # shift states of some East Asian encodings are bytes of no character
            marks = ()
    return text, TextMap(text, decoded.encoding, marks, extra_at, extra), notes


def _unify(decoded: Decoded) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    source = decoded.text
    if "\r" not in source and not decoded.replaced:
        return source, (), ()
    width = len("\n".encode(decoded.encoding))
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    last = length = 0
    for match in _LINE_END.finditer(source):
        parts.append(source[last : match.start()])
        length += match.start() - last
        if match.end() - match.start() == 2:
            places.append((length, width))
        parts.append("\n")
        length += 1
        last = match.end()
    parts.append(source[last:])
    text = "".join(parts)
    if decoded.replaced:
        surplus = 1 - len("\ufffd".encode(decoded.encoding, "replace"))
        # U+FFFD that the file really holds has its three bytes; only UTF-8 can hold it
        for match in re.finditer("\ufffd", text):
            places.append((match.start(), surplus))
    places.sort()
    places = [place for place in places if place[1]]
    return text, tuple(at for at, _ in places), tuple(by for _, by in places)


def _marks(
    text: str, decoded: Decoded, extra_at: tuple[int, ...], extra: tuple[int, ...]
) -> tuple[tuple[int, ...], int]:
    marks: list[int] = []
    position = decoded.start
    next_extra = 0
    for first in range(0, max(len(text), 1), _STEP):
        marks.append(position)
        position += len(text[first : first + _STEP].encode(decoded.encoding, "replace"))
        while next_extra < len(extra_at) and extra_at[next_extra] < first + _STEP:
            position += extra[next_extra]
            next_extra += 1
    return tuple(marks), position
