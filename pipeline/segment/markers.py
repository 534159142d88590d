"""List markers: bullets, numbers, letters and roman numerals at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MarkerStyle = Literal["bullet", "dash", "number", "letter", "upper", "roman", "decimal"]

_BULLETS = "•◦▪▫‣●○■□–—∙·⁃➢➤✓✔\uf0b7\uf0a7"

_MARKER = re.compile(
    rf"""
    (?P<bullet>[{_BULLETS}](?=\s)|[•●▪◦‣](?=\w)|o(?=[ \t]{{2,}}))
    | (?P<dash>[-*](?=[ \t]))
    | (?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?(?=[ \t]+[A-Z“\"]))
    | (?P<number>\(?\d{{1,3}}(?:\)|\.(?!\d))(?=\s))
    | (?P<roman>\(?[ivxIVX]{{1,6}}[.)](?=\s))
    | (?P<letter>\(?[a-z][.)](?=\s))
    | (?P<upper>\(?[A-Z]\)(?=\s)|[A-Z]\.(?=[ \t]+[A-Z][a-z]))
    """,
    re.VERBOSE,
)

_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker.

    Attributes:
        text: the marker itself.
        style: family and punctuation, such as ``letter.`` or ``roman()``; items of one list
            share it.
        ordinal: position that the marker claims, from 1; None for bullets.
        body: offset of the text after the marker and white space.
    """

    text: str
    style: str
    ordinal: int | None
    body: int


def roman_value(numeral: str) -> int:
    """Value of a small roman numeral, upper or lower case."""
    total = 0
    values = [_ROMAN[c] for c in numeral.lower()]
    for here, after in zip(values, [*values[1:], 0], strict=True):
        total += here if here >= after else -here
    return total


def marker_at(text: str, start: int, end: int, *, after: Marker | None = None) -> Marker | None:
    """The list marker at ``start``, if any.

    Args:
        text: canonical text.
        start: offset of the first character that is not white space.
        end: where the line or paragraph ends.
        after: marker of the item before, which tells *i.* after *h.* from roman one.
    """
    match = _MARKER.match(text, start, end)
    if match is None:
        return None
    body = match.end()
    while body < end and text[body].isspace():
        body += 1
    kind = match.lastgroup or "bullet"
    core = match.group().strip("().")
    form = re.sub(r"[^().]", "", match.group())
    if kind == "roman" and len(core) == 1 and _follows(core, after):
        kind = "letter" if core.islower() else "upper"
    ordinal: int | None = None
    if kind == "roman":
        ordinal = roman_value(core)
        kind = "roman" if core.islower() else "Roman"
    elif kind in ("letter", "upper"):
        ordinal = ord(core.lower()) - ord("a") + 1
    elif kind == "number":
        ordinal = int(core)
    elif kind == "decimal":
        ordinal = int(core.rsplit(".", 1)[-1])
        form = "." * core.count(".")
    style = core if kind in ("bullet", "dash") else kind + form
    return Marker(match.group(), style, ordinal, body)


def _follows(core: str, after: Marker | None) -> bool:
    """Whether a single letter goes on with a lettered list rather than a roman one."""
    if after is None or after.ordinal is None or not after.style.startswith(("letter", "upper")):
        return False
    return after.ordinal == ord(core.lower()) - ord("a")
