"""Characters that cannot be seen, or that change how others are shown, and names for them.

A text may hold controls that reorder what is read (bidirectional overrides), hide it (zero
width) or end a page's markup. An auditor must see them, so they are drawn as labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NAMES = {
    0x00A0: "NBSP",
    0x00AD: "SHY",
    0x061C: "ALM",
    0x200B: "ZWSP",
    0x200C: "ZWNJ",
    0x200D: "ZWJ",
    0x200E: "LRM",
    0x200F: "RLM",
    0x2028: "LS",
    0x2029: "PS",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
"""One character that must be drawn as a label; no-break spaces are left alone."""


def label(character: str) -> str:
    """Short name of a hidden character, such as ``RLO`` or ``U+0007``."""
    code = ord(character)
    return _NAMES.get(code, f"U+{code:04X}")


def describe(character: str) -> str:
    """Full name, for a tooltip."""
    name = unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name.lower()}"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Split a text into runs of plain characters and single hidden ones.

    Yields:
        the piece and whether it is a hidden character.
    """
    place = 0
    for match in HIDDEN.finditer(text):
        if match.start() > place:
            yield text[place : match.start()], False
        yield match.group(), True
        place = match.end()
    if place < len(text):
        yield text[place:], False


def visible(text: str) -> str:
    """The text with hidden characters written out, for a terminal: ``⟦RLO⟧``."""
    return "".join(f"⟦{label(p)}⟧" if hidden else p for p, hidden in pieces(text))
