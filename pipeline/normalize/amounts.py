"""Find amounts of money and what they are worth.

An amount is a number beside a currency. Around it stand a direction (*up to*, *more than*)
and a period (*a year*, *over four years*). What has no currency is never money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.normalize import currencies
from pipeline.normalize.money import MoneyReader, Piece, pair, skip_number
from pipeline.normalize.numerals import read_number
from pipeline.normalize.qualifiers import is_spread, qualifier
from pipeline.normalize.rates import period

__all__ = ["Amount", "find_amounts", "to_cents"]

_LARGEST = Decimal(10) ** 15  # what the column of the table holds, with room to spare


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in a text.

    Attributes:
        start: first code point of the number with its currency.
        end: one past the last.
        currency: ISO 4217; None when the text does not say (*500 pesos*).
        minimum: least it can be, in units; None when open.
        maximum: most it can be, in units; None when open.
        qualifier: ``exact``, ``at_least``, ``at_most``, ``over``, ``under`` or ``about``.
        period: ISO 8601 duration that the sum is for: *a year* ``P1Y``, *over four years*
            ``P4Y``; None when not said.
        rule: what found it, such as ``amount.symbol``.
    """

    start: int
    end: int
    currency: str | None
    minimum: Decimal | None
    maximum: Decimal | None
    qualifier: str
    period: str | None
    rule: str


def find_amounts(text: str, *, country: str | None = None) -> list[Amount]:
    """All amounts of money in a text.

    Args:
        text: any text.
        country: ISO 3166-1 alpha-2 of the document; decides a bare ``$`` and nouns that
            several countries share (*rupees*, *kroner*). None reads ``$`` as US dollars.

    Returns:
        Amounts by start, none overlapping another. Offsets are code points, end exclusive.
        Sums of 10^15 and more are left out.
    """
    reader = MoneyReader(text, country)
    found: list[Amount] = []
    stop = 0
    for index in reader.starts():
        if index < stop:
            continue
        piece = reader.read(index)
        if piece is None:
            stop = skip_number(reader.tokens, index)
            continue
        piece = _extend(reader, piece)
        if piece.high < _LARGEST:
            found.append(_amount(reader, piece))
        stop = piece.stop
    return found


def to_cents(value: Decimal | None) -> Decimal | None:
    """Round to two decimals, which is what the columns of the tables hold.

    Prices such as *$3.459 a gallon* have more; a table refuses them rather than drop a digit.
    """
    return None if value is None else value.quantize(Decimal("0.01"))


def _extend(reader: MoneyReader, piece: Piece) -> Piece:
    """Join a second number or amount: *£1–2bn*, *$5m to $6m*, *between £1m and £2m*."""
    word, at = reader.connector(piece.stop)
    if piece.ranged or word not in ("to", "and") or at >= len(reader.tokens):
        return piece
    opener = reader.lower(piece.first - 1)
    if word == "and" and opener != "between":
        return piece
    if opener == "from" and not is_spread(reader.tokens, piece.first - 1):
        return piece
    right = reader.currency_first(at)
    if right is None and reader.tokens.kind(at) != "mark":
        right = reader.number_first(at)
    if right is None or right.ranged:
        return _bare_right(reader, piece, at, word)
    ends = pair(piece.number, right.number)
    own = currencies.resolve(piece.form, reader.country)
    if ends is None or currencies.resolve(right.form, reader.country) != own:
        return piece
    if right.form.minor != piece.form.minor:
        return piece
    return _ranged(piece, right.stop, ends)


def _bare_right(reader: MoneyReader, piece: Piece, at: int, word: str) -> Piece:
    """The second number has no currency of its own: *€1.5–2bn*."""
    high = read_number(reader.text, reader.tokens, at, letters=True)
    if high is None or high.words or reader.lower(high.stop) == "%" or not piece.form.before:
        return piece
    dashed = reader.tokens.low[piece.stop] != word
    ends = pair(piece.number, high)
    if ends is None or (not dashed and high.scale == 1 and piece.number.scale > 1):
        return piece
    spaced = not reader.tokens.glued(piece.stop)
    if dashed and spaced and high.scale == 1:
        return piece  # a dash with spaces round it ends a clause
    return _ranged(piece, high.stop, ends)


def _ranged(piece: Piece, stop: int, ends: tuple[Decimal, Decimal]) -> Piece:
    low, high = (end / piece.form.minor for end in ends)
    return replace(piece, stop=stop, low=low, high=high, rule="amount.range", ranged=True)


def _amount(reader: MoneyReader, piece: Piece) -> Amount:
    """Look at the neighbourhood of a piece."""
    direction = qualifier(reader.tokens, piece.first, piece.stop)
    if piece.ranged and direction != "about":
        direction = "exact"
    return Amount(
        start=reader.tokens.starts[piece.first],
        end=reader.tokens.ends[piece.stop - 1],
        currency=currencies.resolve(piece.form, reader.country),
        minimum=None if direction in ("under", "at_most") else piece.low,
        maximum=None if direction in ("over", "at_least") else piece.high,
        qualifier=direction,
        period=period(reader.tokens, piece.first, piece.stop),
        rule=piece.rule,
    )
