"""Find amounts of money and what they are worth.

An amount is a number beside a currency. Around it stand a direction (*up to*, *more than*)
and a period (*a year*, *over four years*). What has no currency is never money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.normalize import context, currencies
from pipeline.normalize.currencies import Currencies, Form
from pipeline.normalize.lexer import Token, glued, tokens
from pipeline.normalize.numerals import MAGNITUDES, SMALL, Number, read_number

_LARGEST = Decimal(10) ** 15  # what the column of the table can hold, with room to spare
_DASHES = frozenset("-‐‑–—")
_OPENERS = frozenset("a an half three".split())
_VIDEO = frozenset((144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320))


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A number with its currency, before its neighbourhood is looked at."""

    first: int
    stop: int
    form: Form
    number: Number
    low: Decimal
    high: Decimal
    rule: str
    ranged: bool = False


def find_amounts(text: str, *, country: str | None = None) -> list[Amount]:
    """All amounts of money in a text.

    Args:
        text: any text.
        country: ISO 3166-1 alpha-2 of the document; decides a bare ``$`` and nouns that
            several countries share (*rupees*, *kroner*). None reads ``$`` as US dollars.

    Returns:
        Amounts by start, none overlapping another. Offsets are code points, end exclusive.
    """
    return _Finder(text, country).run()


class _Finder:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, country: str | None) -> None:
        self.text = text
        self.country = country
        self.tokens: Sequence[Token] = tokens(text)
        self.table: Currencies = currencies.table()

    def run(self) -> list[Amount]:
        found: list[Amount] = []
        index, count = 0, len(self.tokens)
        while index < count:
            token = self.tokens[index]
            if not self._may_start(token):
                index += 1
                continue
            piece = self._read(index)
            if piece is None:
                index = max(index + 1, self._skip(index))
                continue
            piece = self._extend(piece)
            amount = self._finish(piece)
            if amount is not None:
                found.append(amount)
            index = piece.stop
        return found

    def _may_start(self, token: Token) -> bool:
        if token.kind == "digits":
            return True
        lower = token.lower
        if lower in SMALL or lower in _OPENERS:
            return True
        return lower in self.table.by_first

    def _skip(self, index: int) -> int:
        """Past a digit number that is no amount, so that its tail is not read again."""
        if self.tokens[index].kind != "digits":
            return index + 1
        stop = index + 1
        while (
            stop + 1 < len(self.tokens)
            and self.tokens[stop].text in ".,"
            and self.tokens[stop + 1].kind == "digits"
            and self.tokens[stop - 1].end == self.tokens[stop].start
            and self.tokens[stop].end == self.tokens[stop + 1].start
        ):
            stop += 2
        return stop

    # -- a number with its currency

    def _read(self, index: int) -> _Piece | None:
        if self._inside_word(index):
            return None
        before = self._before(index)
        return before if before is not None else self._after(index)

    def _inside_word(self, index: int) -> bool:
        """Whether the token is glued to a word or number on its left, as in ``CO2``."""
        if index == 0 or not glued(self.tokens[index - 1], self.tokens[index]):
            return False
        left, token = self.tokens[index - 1], self.tokens[index]
        if token.kind == "mark":
            return False
        if token.kind == "word" and left.kind == "mark":
            return left.text in "_@#"
        return left.kind in ("word", "digits") or left.text in "_#."

    def _before(self, index: int) -> _Piece | None:
        for reading in self.table.read(self.text, self.tokens, index):
            form, at = reading.form, reading.stop
            if not form.before or at >= len(self.tokens):
                continue
            if (
                at < len(self.tokens)
                and self.tokens[at].text in "-.~"
                and not glued(self.tokens[at], self.tokens[min(at + 1, len(self.tokens) - 1)])
            ):
                continue
            if self.tokens[at].start - self.tokens[at - 1].end > 1:
                continue
            if form.glued and not glued(self.tokens[at - 1], self.tokens[at]):
                continue
            if self.tokens[at].kind == "word" and not form.text.isupper():
                continue
            number = read_number(self.text, self.tokens, at, letters=True)
            if number is None or (form.weak and not _large(number)):
                continue
            if form.weak and form.code and _year_like(number):
                continue
            if number.value == 0 and self.tokens[at].text in ("00", "000"):
                continue  # the head of a table in thousands
            rule = "code" if form.code else "symbol"
            return _Piece(
                index, number.stop, form, number, number.value, number.value, f"amount.{rule}"
            )
        return None

    def _after(self, index: int) -> _Piece | None:
        number = read_number(self.text, self.tokens, index)
        if number is None:
            if self.tokens[index].lower not in ("a", "an"):
                return None
            return self._article(index)
        at = number.stop
        if (
            at < len(self.tokens)
            and self.tokens[at].text in _DASHES
            and glued(self.tokens[at - 1], self.tokens[at])
        ):
            at += 1
        form, stop, scale = self._suffix(at, number)
        if form is None:
            return self._shared(index, number)
        value = number.value * scale / form.minor
        rule = "code" if form.code else "symbol" if not form.text[0].isalpha() else "word"
        if form.minor > 1:
            rule = "minor"
        piece = _Piece(index, stop, form, number, value, value, f"amount.{rule}")
        return self._small_change(piece)

    def _article(self, index: int) -> _Piece | None:
        """*a dollar*, where no noun follows that the dollar describes."""
        for reading in self.table.read(
            self.text, self.tokens, min(index + 1, len(self.tokens) - 1)
        ):
            form = reading.form
            if not form.after or not form.text.isalpha() or form.code or form.weak:
                continue
            if form.minor > 1 or form.noun == "pound":
                continue
            following = self.tokens[reading.stop] if reading.stop < len(self.tokens) else None
            if following is None or following.kind != "word" or following.lower in context.FUNCTION:
                if following is not None and following.text in _DASHES:
                    continue
                one = Number(Decimal(1), Decimal(1), index + 1, words=True)
                return _Piece(index, reading.stop, form, one, one.value, one.value, "amount.word")
        return None

    def _suffix(
        self, at: int, number: Number, *, small: bool = False
    ) -> tuple[Form | None, int, Decimal]:
        """The currency after a number, the token after it, and a prefixed magnitude (MUSD)."""
        nothing = (None, at, Decimal(1))
        if at >= len(self.tokens) or self.tokens[at].start - self.tokens[at - 1].end > 1:
            return nothing
        token = self.tokens[at]
        if len(token.text) == 4 and token.text.isupper() and token.text[1:] in currencies.codes():
            scale = {"K": 3, "M": 6, "B": 9, "T": 12}.get(token.text[0])
            if scale is not None:
                for reading in self.table.read(token.text[1:], tokens(token.text[1:]), 0):
                    return reading.form, at + 1, Decimal(10) ** scale
        for reading in self.table.read(self.text, self.tokens, at):
            form = reading.form
            if not form.after and not (form.glued and form.minor > 1):
                continue
            near = glued(self.tokens[at - 1], token)
            if form.glued and (not near or number.mantissa in _VIDEO or number.mantissa >= 1000):
                continue
            if form.weak and not small and (not _large(number) or _year_like(number)):
                continue
            sign = form.code or not form.text.isalpha() or len(form.text) < 4
            if (
                sign
                and form.before
                and self._belongs_right(reading.stop, near=near, code=form.code)
            ):
                continue
            if form.noun == "pound" and context.is_weight(
                self.tokens, reading.stop, number.scale > 1, self.country
            ):
                continue
            if (
                not near
                and token.kind == "mark"
                and glued(token, self.tokens[min(at + 1, len(self.tokens) - 1)])
                and at + 1 < len(self.tokens)
                and self.tokens[at + 1].kind == "digits"
            ):
                continue
            return form, reading.stop, Decimal(1)
        return nothing

    def _belongs_right(self, stop: int, *, near: bool, code: bool) -> bool:
        """Whether a symbol or code between two numbers goes with the second one."""
        if stop >= len(self.tokens) or near:
            return False
        right = read_number(self.text, self.tokens, stop, letters=True)
        if right is None or right.words:
            return False
        own = any(
            reading.form.after
            for reading in (
                self.table.read(self.text, self.tokens, right.stop)
                if right.stop < len(self.tokens)
                else ()
            )
        )
        if own:
            return False
        if glued(self.tokens[stop - 1], self.tokens[stop]):
            return True
        return not code or right.value >= 100 or right.scale > 1

    def _small_change(self, piece: _Piece) -> _Piece:
        """*3 dollars 50 cents*, *15 dollars 50*: add the cents."""
        if piece.form.minor > 1 or piece.number.scale > 1 or piece.form.currency is None:
            return piece
        own = currencies.resolve(piece.form, self.country)
        low, stop, minor = piece.low, piece.stop, 100
        for _ in range(3):
            at = stop + (stop < len(self.tokens) and self.tokens[stop].lower == "and")
            if at >= len(self.tokens) or self.tokens[at].kind not in ("digits", "word"):
                break
            number = read_number(self.text, self.tokens, at)
            if number is None or number.scale > 1 or number.value >= 100 or number.value % 1:
                break
            form, after, _scale = self._suffix(number.stop, number, small=True)
            if form is not None:
                unit = currencies.resolve(form, self.country)
                if form.minor == 1 or (unit != own and form.currency != "$"):
                    break
                minor = form.minor
                low, stop = low + number.value / minor, after
                continue
            following = self.tokens[number.stop] if number.stop < len(self.tokens) else None
            if following is not None and not (
                following.text in ".,;:!?)" or following.lower == "and" or following.kind == "break"
            ):
                break
            low, stop = (
                low + number.value / (100 if stop == piece.stop else minor * 10),
                number.stop,
            )
            break
        if stop == piece.stop:
            return piece
        return _Piece(piece.first, stop, piece.form, piece.number, low, low, piece.rule)

    # -- ranges

    def _connector(self, at: int) -> tuple[str, int]:
        """What joins two numbers at a token (``to``, ``and``), and the token after it."""
        if at >= len(self.tokens):
            return "", at
        token = self.tokens[at]
        if token.text in _DASHES:
            return "to", at + 1
        if token.lower in ("to", "and", "or"):
            return token.lower, at + 1
        return "", at

    def _shared(self, index: int, low: Number) -> _Piece | None:
        """*10-20 dollars*, *between 1.1 and 1.3 billion euros*: one currency for two numbers."""
        word, at = self._connector(low.stop)
        opened = index > 0 and self.tokens[index - 1].lower in ("between", "from")
        if not word or at >= len(self.tokens) or (word != "to" and not opened):
            return None
        high = read_number(self.text, self.tokens, at)
        if high is None:
            return None
        after = high.stop
        if after < len(self.tokens) and self.tokens[after].text in _DASHES:
            after += 1
        form, stop, scale = self._suffix(after, high)
        if form is None or form.minor > 1:
            return None
        pair = _pair(low, high)
        if pair is None:
            return None
        rule = "amount.range"
        return _Piece(index, stop, form, high, pair[0] * scale, pair[1] * scale, rule, ranged=True)

    def _extend(self, piece: _Piece) -> _Piece:
        """Join a second number or amount: *£1–2bn*, *$5m to $6m*."""
        if piece.ranged:
            return piece
        word, at = self._connector(piece.stop)
        if not word or at >= len(self.tokens):
            return piece
        opener = self.tokens[piece.first - 1].lower if piece.first else ""
        if word == "and" and opener != "between":
            return piece
        if word == "or" or (
            opener == "from" and not context.is_spread(self.tokens, piece.first - 1)
        ):
            return piece
        right = self._before(at) or (self._after(at) if self.tokens[at].kind != "mark" else None)
        if right is None or right.ranged:
            return self._bare_right(piece, at, word)
        same = currencies.resolve(right.form, self.country) == currencies.resolve(
            piece.form, self.country
        )
        pair = _pair(piece.number, right.number)
        if not same or pair is None or right.form.minor != piece.form.minor:
            return piece
        low, high = pair[0] / piece.form.minor, pair[1] / piece.form.minor
        return _Piece(
            piece.first,
            right.stop,
            piece.form,
            right.number,
            low,
            high,
            "amount.range",
            ranged=True,
        )

    def _bare_right(self, piece: _Piece, at: int, word: str) -> _Piece:
        """The second number has no currency of its own: *€1.5–2bn*."""
        if piece.form.after and not piece.form.before:
            return piece
        if (
            self.tokens[piece.stop - 1].kind == "word"
            and not glued(self.tokens[piece.stop - 1], self.tokens[piece.stop])
            and word == "to"
            and piece.number.scale == 1
        ):
            return piece
        high = read_number(self.text, self.tokens, at, letters=True)
        if high is None or high.words:
            return piece
        if high.stop < len(self.tokens) and self.tokens[high.stop].text == "%":
            return piece
        pair = _pair(piece.number, high)
        if pair is None or (word == "to" and high.scale == 1 and piece.number.scale > 1):
            return piece
        return _Piece(piece.first, high.stop, piece.form, high, *pair, "amount.range", ranged=True)

    # -- the neighbourhood

    def _finish(self, piece: _Piece) -> Amount | None:
        if piece.high >= _LARGEST:
            return None
        qualifier = context.qualifier(self.tokens, piece.first, piece.stop)
        period = context.period(self.tokens, piece.first, piece.stop)
        low: Decimal | None = piece.low
        high: Decimal | None = piece.high
        if not piece.ranged:
            if qualifier in ("over", "at_least"):
                high = None
            elif qualifier in ("under", "at_most"):
                low = None
        elif qualifier not in ("exact", "about"):
            qualifier = "exact"
        return Amount(
            start=self.tokens[piece.first].start,
            end=self.tokens[piece.stop - 1].end,
            currency=currencies.resolve(piece.form, self.country),
            minimum=low,
            maximum=high,
            qualifier=qualifier,
            period=period,
            rule=piece.rule,
        )


def _large(number: Number) -> bool:
    return number.scale > 1 or number.mantissa >= 1000 or number.mantissa % 1 != 0


def _year_like(number: Number) -> bool:
    return number.scale == 1 and 1900 <= number.mantissa < 2100


def _pair(low: Number, high: Number) -> tuple[Decimal, Decimal] | None:
    """The two ends of a range, the first taking the second's magnitude when it has none."""
    first = low.value
    if low.scale == 1 and high.scale > 1 and first < 1000:
        first = low.mantissa * high.scale
    if first >= high.value:
        return None
    return first, high.value


__all__ = ["MAGNITUDES", "Amount", "find_amounts"]
