"""Read numbers: in digits, in words, with magnitudes, with Indian ones too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.normalize.lexer import Tokens, is_number

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

SMALL: dict[str, int] = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
"""Number words below a hundred."""

_ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_ORDINAL_TENS = "twentieth thirtieth".split()

ORDINALS: dict[str, int] = {word: value for value, word in enumerate(_ORDINAL_UNITS) if value} | {
    word: 10 * value for value, word in enumerate(_ORDINAL_TENS, start=2)
}
"""Ordinal words up to *thirtieth*."""

MAGNITUDES: dict[str, Decimal] = {
    word: Decimal(10) ** power
    for power, words in {
        2: "hundred",
        3: "thousand thousands",
        5: "lakh lakhs lac lacs",
        6: "million millions mn mln mio mil",
        7: "crore crores",
        9: "billion billions bn bln",
        12: "trillion trillions tn trn",
        15: "quadrillion",
    }.items()
    for word in words.split()
}
"""Words that multiply the number before them."""

LETTERS: dict[str, Decimal] = {
    "k": Decimal(10) ** 3,
    "m": Decimal(10) ** 6,
    "mm": Decimal(10) ** 6,
    "b": Decimal(10) ** 9,
    "t": Decimal(10) ** 12,
    "cr": Decimal(10) ** 7,
}
"""Short magnitudes; they count only where a currency stands beside the number."""

_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

# 1,234,567.89 · 12,34,567 (Indian) · 1 234 567 and 1'234'567 (ISO, Swiss) · 1.234.567,89
# and 1,5 (continental) · 1234.5; white space inside a number is one plain or non-breaking space
_DIGITS = r"""
    [0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])
  | [0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?(?![0-9])
  | [0-9]{1,3}(?:(?P<gap>[\u0020\u00a0\u2009\u202f'’])[0-9]{3}(?![0-9]))
    (?:(?P=gap)[0-9]{3}(?![0-9]))*
    (?:[.,][0-9]{1,2}(?![0-9]))?
  | [0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]{1,2})?(?![0-9])
  | [0-9]{1,3}(?:\.[0-9]{3}),[0-9]{1,2}(?![0-9])
  | [0-9]+\.[0-9]+
  | [0-9]+,[0-9]{1,2}(?![0-9,])
  | [0-9]+
"""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        mantissa: the number without its magnitude.
        scale: the magnitude, 1 where there is none.
        stop: index of the first token after it.
        words: whether it is written out.
    """

    mantissa: Decimal
    scale: Decimal
    stop: int
    words: bool

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return self.mantissa * self.scale


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(_DIGITS, re.VERBOSE)


def _decimal(digits: str) -> Decimal:
    plain = re.sub("[ \u00a0\u2009\u202f'’]", "", digits)
    comma, dot = plain.rfind(","), plain.rfind(".")
    if comma > dot and (len(plain) - comma - 1 <= 2 or plain.count(".") > 0):
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", ""))


def _word(tokens: Tokens, index: int) -> str:
    """A token in small letters; empty outside the text."""
    return tokens.low[index] if index < len(tokens.low) else ""


def _plus(tokens: Tokens, index: int) -> int:
    """Index after a plus that is written against a figure (*$90+ million*), else the same index."""
    plus = index < len(tokens) and tokens.texts[index] == "+"
    return index + 1 if plus and tokens.glued(index) else index


def _hyphen(tokens: Tokens, index: int) -> int:
    """Index after a hyphen that joins two words, else the same index."""
    if (
        0 < index < len(tokens) - 1
        and tokens.texts[index] in "-‐‑"
        and tokens.glued(index)
        and tokens.glued(index + 1)
    ):
        return index + 1
    return index


def read_digits(text: str, tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """A number in digits that starts at a token: the value and the token after it."""
    if not is_number(tokens.low[index]) or len(tokens.low[index]) > 30:
        return None
    match = _digits().match(text, tokens.starts[index])
    if match is None:
        return None
    end, stop = match.end(), index + 1
    while stop < len(tokens) and tokens.starts[stop] < end:
        stop += 1
    value = _decimal(match.group())
    if stop < len(tokens) and tokens.texts[stop] in _FRACTIONS and tokens.starts[stop] <= end + 1:
        return value + _FRACTIONS[tokens.texts[stop]], stop + 1
    return value, stop


def read_small(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A number word below a hundred: *seven*, *twenty-five*."""
    value = SMALL.get(_word(tokens, index), -1)
    if value < 0:
        return None
    after = index + 1
    if value >= 20:
        unit = SMALL.get(_word(tokens, _hyphen(tokens, after)), -1)
        if 0 < unit < 10:
            return value + unit, _hyphen(tokens, after) + 1
    return value, after


def _below_thousand(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """*two hundred and five*, *a hundred*, *ninety*."""
    read = read_small(tokens, index)
    if read is None and _word(tokens, index) in ("a", "an"):
        after = _hyphen(tokens, index + 1)
        read = (1, index + 1) if _word(tokens, after) in MAGNITUDES else None
    if read is None:
        return None
    value, after = read
    ahead = _hyphen(tokens, after)
    if _word(tokens, ahead) == "hundred":
        value, after = value * 100, ahead + 1
        ahead = after + 1 if _word(tokens, after) == "and" else _hyphen(tokens, after)
        rest = read_small(tokens, ahead)
        if rest is not None:
            value, after = value + rest[0], rest[1]
    return value, after


def read_words(tokens: Tokens, index: int) -> Number | None:
    """A number in words: *one hundred million*, *half a billion*, *two and a half million*."""
    half = _read_fraction(tokens, index)
    if half is not None:
        return half
    read = _below_thousand(tokens, index)
    if read is None:
        return None
    part, after = read
    mantissa = Decimal(part)
    if _word(tokens, after) == "point":
        digits = ""
        while (unit := SMALL.get(_word(tokens, after + 1), 10)) < 10 and len(digits) < 6:
            digits, after = digits + str(unit), after + 1
        if digits:
            mantissa, after = Decimal(f"{part}.{digits}"), after + 1
    elif (
        _word(tokens, after) == "and"
        and _word(tokens, after + 1) == "a"
        and _word(tokens, after + 2) == "half"
    ):
        mantissa, after = mantissa + Decimal("0.5"), after + 3
    return _with_magnitudes(tokens, after, mantissa)


def _with_magnitudes(tokens: Tokens, after: int, mantissa: Decimal) -> Number:
    """Add *thousand*, *million* and what follows them, as in *two thousand and five*."""
    scale = Decimal(1)
    total = Decimal(0)
    for _ in range(8):
        ahead = _hyphen(tokens, after)
        magnitude = MAGNITUDES.get(_word(tokens, ahead))
        if magnitude is None:
            break
        scale, after = scale * magnitude, ahead + 1
        ahead = after + 1 if _word(tokens, after) == "and" else _hyphen(tokens, after)
        rest = _below_thousand(tokens, ahead) if scale >= 1000 else None
        if rest is not None and rest[0] < scale:
            total, mantissa, scale, after = (
                total + mantissa * scale,
                Decimal(rest[0]),
                Decimal(1),
                rest[1],
            )
    if total:
        return Number(total + mantissa * scale, Decimal(1), after, words=True)
    return Number(mantissa, scale, after, words=True)


def _read_fraction(tokens: Tokens, index: int) -> Number | None:
    """*half a billion*, *a half million*, *a quarter of a million*, *three quarters of a …*."""
    at = index
    count = 1
    if _word(tokens, at) == "three" and _word(tokens, _hyphen(tokens, at + 1)) == "quarters":
        count, at = 3, _hyphen(tokens, at + 1)
    elif _word(tokens, at) in ("a", "an", "one"):
        at += 1
    part = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25")}.get(
        _word(tokens, at)
    )
    if part is None:
        return None
    at = _hyphen(tokens, at + 1)
    if _word(tokens, at) == "of":
        at += 1
    if _word(tokens, at) in ("a", "an", "one"):
        at += 1
    at = _hyphen(tokens, at)
    magnitude = MAGNITUDES.get(_word(tokens, at))
    if magnitude is None:
        return None
    return Number(part * count, magnitude, at + 1, words=True)


def read_number(text: str, tokens: Tokens, index: int, *, letters: bool = False) -> Number | None:
    """The number that starts at a token, with its magnitude.

    Args:
        text: the text that the tokens were cut from.
        tokens: all tokens.
        index: where to start.
        letters: accept *k*, *m*, *b*, *t* a space away from the digits (they are always
            accepted glued to them).

    Returns:
        None when no number starts there.
    """
    read = read_digits(text, tokens, index)
    if read is None:
        mark = tokens.texts[index]
        if mark in _FRACTIONS:
            return _with_magnitudes(tokens, index + 1, _FRACTIONS[mark])
        return read_words(tokens, index)
    value, after = read
    if after < len(tokens) and tokens.kind(after) == "word":
        word = tokens.low[after]
        near = tokens.glued(after)
        sign = after + 1 < len(tokens) and tokens.texts[after + 1] in "€$£"  # 3 M€
        sign = sign and tokens.glued(after + 1)
        if word in LETTERS and (near or sign or (letters and word != "t")):
            return Number(value, LETTERS[word], after + 1, words=False)
        if word == "point" and (unit := read_digits(text, tokens, min(after + 1, len(tokens) - 1))):
            value, after = (
                Decimal(f"{value}.{unit[0]}")
                if unit[0] == int(unit[0]) and value == int(value)
                else value,
                unit[1],
            )
        elif (
            word == "and" and _word(tokens, after + 1) == "a" and _word(tokens, after + 2) == "half"
        ):
            value, after = value + Decimal("0.5"), after + 3
    if _word(tokens, _plus(tokens, after)) in MAGNITUDES:
        after = _plus(tokens, after)
    scale = Decimal(1)
    for _ in range(3):
        ahead = _hyphen(tokens, after)
        magnitude = MAGNITUDES.get(_word(tokens, ahead))
        if magnitude is None:
            break
        scale, after = scale * magnitude, ahead + 1
    return Number(value, scale, after, words=False)
