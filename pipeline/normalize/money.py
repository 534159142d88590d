"""Read a number with its currency, at a place in a text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.normalize import currencies
from pipeline.normalize.currencies import Form, Reading
from pipeline.normalize.lexer import DASHES, Tokens, tokens
from pipeline.normalize.numerals import SMALL, Number, read_number
from pipeline.normalize.wordlists import lists

_OPENERS = ("a", "an", "half", "three")
_PREFIXED = {"K": 3, "M": 6, "B": 9, "T": 12}  # MUSD
_VIDEO = (144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320)  # 1080p is no money


@dataclass(frozen=True, slots=True)
class Piece:
    """A number with its currency, before its neighbourhood is looked at.

    Attributes:
        first: index of the first token.
        stop: index after the last.
        form: how the currency is written.
        number: the number as written; the second one of a range.
        low: least value, in units of the currency.
        high: most value.
        rule: what read it.
        ranged: whether it has two ends.
    """

    first: int
    stop: int
    form: Form
    number: Number
    low: Decimal
    high: Decimal
    rule: str
    ranged: bool = False


class MoneyReader:
    """Reads amounts over the tokens of one text.

    Attributes:
        text: the text.
        tokens: its tokens.
        country: ISO 3166-1 alpha-2 of the document, or None.
    """

    def __init__(self, text: str, country: str | None) -> None:
        self.text = text
        self.country = country
        self.tokens: Tokens = tokens(text)
        self._table = currencies.table()

    def starts(self) -> list[int]:
        """The tokens that can open an amount: the only ones that are looked at."""
        words = _starters()
        return [i for i, low in enumerate(self.tokens.low) if low in words or low.isdecimal()]

    def read(self, index: int) -> Piece | None:
        """The amount that starts at a token: *£5m*, *5 million pounds*, *a dollar*."""
        if self._inside_word(index):
            return None
        before = self.currency_first(index)
        return before if before is not None else self.number_first(index)

    def lower(self, index: int) -> str:
        """A token in small letters; empty outside the text."""
        low = self.tokens.low
        return low[index] if 0 <= index < len(low) else ""

    def _forms(self, index: int) -> list[Reading]:
        if self.lower(index) not in self._table.by_first:
            return []
        return list(self._table.read(self.text, self.tokens, index))

    def _inside_word(self, index: int) -> bool:
        """Whether the token is glued to a word or number on its left, as in ``CO2``."""
        if not self.tokens.glued(index):
            return False
        kind, left = self.tokens.kind(index), self.tokens[index - 1]
        if kind == "mark":
            return False
        if kind == "word" and left.kind == "mark":
            return left.text in "_@#"
        return left.kind in ("word", "digits") or left.text in "_#."

    def currency_first(self, index: int) -> Piece | None:
        """*£5m*, *US$ 5 million*, *EUR 5*, *ringgit 42*."""
        for reading in self._forms(index):
            form, at = reading.form, reading.stop
            if not form.before or at >= len(self.tokens):
                continue
            space = self.tokens.starts[at] - self.tokens.ends[at - 1]
            if space > 1 or (form.glued and space):
                continue
            if self.tokens.kind(at) == "word" and not form.text.isupper():
                continue
            number = read_number(self.text, self.tokens, at, letters=True)
            if number is None or (form.weak and (not _large(number) or _year_like(number))):
                continue
            if number.value == 0 and self.tokens.texts[at] in ("00", "000"):
                continue  # the head of a table in thousands
            rule = "amount.code" if form.code else "amount.symbol"
            return Piece(index, number.stop, form, number, number.value, number.value, rule)
        return None

    def number_first(self, index: int) -> Piece | None:
        """*5 million pounds*, *10-20 dollars*, *50p*, *10 €*, *a dollar*."""
        number = read_number(self.text, self.tokens, index)
        if number is None:
            return self._one_unit(index) if self.lower(index) in ("a", "an") else None
        at = number.stop
        if self.lower(at) in DASHES and self.tokens.glued(at):
            at += 1
        form, stop, scale = self.currency_after(at, number)
        if form is None:
            return self._shared_currency(index, number)
        value = number.value * scale / form.minor
        kind = "code" if form.code else "word" if form.text[0].isalpha() else "symbol"
        rule = "amount.minor" if form.minor > 1 else f"amount.{kind}"
        return self._small_change(Piece(index, stop, form, number, value, value, rule))

    def _one_unit(self, index: int) -> Piece | None:
        """*a dollar*, where no noun follows that the dollar describes."""
        for reading in self._forms(index + 1):
            form = reading.form
            if not form.after or not form.text.isalpha() or form.code or form.weak:
                continue
            if form.minor > 1 or form.noun == "pound" or self.lower(reading.stop) in DASHES:
                continue
            following = self.tokens.kind(reading.stop) if reading.stop < len(self.tokens) else ""
            if following != "word" or self.lower(reading.stop) in lists().after_one_unit:
                one = Number(Decimal(1), Decimal(1), index + 1, words=True)
                return Piece(index, reading.stop, form, one, one.value, one.value, "amount.word")
        return None

    def currency_after(
        self, at: int, number: Number, *, small: bool = False
    ) -> tuple[Form | None, int, Decimal]:
        """The currency after a number.

        Args:
            at: index of the token after the number.
            number: the number.
            small: accept words that are also something else after a small number.

        Returns:
            Its form or None, the token after it, and the magnitude that was glued to it
            (*MUSD* is a million dollars).
        """
        if at >= len(self.tokens) or self.tokens.starts[at] - self.tokens.ends[at - 1] > 1:
            return None, at, Decimal(1)
        text = self.tokens.texts[at]
        if len(text) == 4 and text[0] in _PREFIXED and text[1:] in currencies.codes():
            for reading in self._table.read(text[1:], tokens(text[1:]), 0):
                return reading.form, at + 1, Decimal(10) ** _PREFIXED[text[0]]
        for reading in self._forms(at):
            if self._fits_after(reading, at, number, small=small):
                return reading.form, reading.stop, Decimal(1)
        return None, at, Decimal(1)

    def _fits_after(self, reading: Reading, at: int, number: Number, *, small: bool) -> bool:
        form = reading.form
        near = self.tokens.glued(at)
        if not form.after:
            return False
        if form.glued and (not near or number.mantissa in _VIDEO or number.mantissa >= 1000):
            return False
        if form.weak and not small and (not _large(number) or _year_like(number)):
            return False
        sign = form.code or not form.text.isalpha() or len(form.text) < 4
        if sign and form.before and self._belongs_right(reading.stop, near=near, code=form.code):
            return False
        return form.noun != "pound" or not self._is_weight(reading.stop, number)

    def _belongs_right(self, stop: int, *, near: bool, code: bool) -> bool:
        """Whether a sign or code between two numbers goes with the second one."""
        if stop >= len(self.tokens) or near:
            return False
        right = read_number(self.text, self.tokens, stop, letters=True)
        if right is None or right.words:
            return False
        if self.tokens.glued(stop):
            return True
        if any(reading.form.after for reading in self._forms(right.stop)):
            return False
        return not code or right.value >= 100 or right.scale > 1

    def _is_weight(self, stop: int, number: Number) -> bool:
        """Whether pounds are a weight: *40 pounds of rice*, *a 500-pound load* in America."""
        words = [self.lower(stop + k) for k in range(4)]
        if words[0] == "of" and (set(words) & lists().by_weight or "metric" in words):
            return True
        if words[0] in ("heavier", "lighter", "overweight") or words[:2] == ["per", "square"]:
            return True
        return self.country == "US" and number.scale == 1 and words[0] != "sterling"

    def _small_change(self, piece: Piece) -> Piece:
        """*3 dollars 50 cents*, *15 dollars 50*: add the cents."""
        if piece.form.minor > 1 or piece.number.scale > 1 or piece.form.currency is None:
            return piece
        own = currencies.resolve(piece.form, self.country)
        low, stop, minor = piece.low, piece.stop, 0
        for _ in range(3):
            at = stop + (self.lower(stop) == "and")
            number = read_number(self.text, self.tokens, at) if at < len(self.tokens) else None
            if number is None or number.scale > 1 or number.value >= 100 or number.value % 1:
                break
            form, after, _scale = self.currency_after(number.stop, number, small=True)
            if form is None:
                if self._closes(number.stop):
                    low += number.value / (minor * 10 or 100)
                    stop = number.stop
                break
            unit = currencies.resolve(form, self.country)
            if form.minor == 1 or (unit != own and form.currency != "$"):
                break
            minor, low, stop = form.minor, low + number.value / form.minor, after
        return replace(piece, stop=stop, low=low, high=low)

    def _closes(self, stop: int) -> bool:
        """Whether nothing follows that a number could count."""
        following = self.lower(stop)
        return following in ("", "and", "\n") or following in ".,;:!?)"

    def connector(self, at: int) -> tuple[str, int]:
        """What joins two numbers at a token (``to``, ``and``, ``or``), and the token after it."""
        word = self.lower(at)
        if word and word in DASHES:
            return "to", at + 1
        return (word, at + 1) if word in ("to", "and", "or") else ("", at)

    def _shared_currency(self, index: int, low: Number) -> Piece | None:
        """*10-20 dollars*, *between 1.1 and 1.3 billion euros*: one currency for two numbers."""
        word, at = self.connector(low.stop)
        opened = self.lower(index - 1) in ("between", "from")
        if not word or at >= len(self.tokens) or (word != "to" and not opened):
            return None
        high = read_number(self.text, self.tokens, at)
        if high is None:
            return None
        form, stop, scale = self.currency_after(high.stop + (self.lower(high.stop) in DASHES), high)
        ends = pair(low, high)
        if form is None or form.minor > 1 or ends is None:
            return None
        return Piece(
            index, stop, form, high, ends[0] * scale, ends[1] * scale, "amount.range", ranged=True
        )


@cache
def _starters() -> frozenset[str]:
    """Words and marks that an amount may start with."""
    forms = currencies.table().by_first.items()
    before = {first for first, some in forms if any(form.before for form in some)}
    return frozenset({*SMALL, *_OPENERS, *before})


def pair(low: Number, high: Number) -> tuple[Decimal, Decimal] | None:
    """The two ends of a range, the first taking the second's magnitude when it has none.

    Returns:
        None when the first is not below the second.
    """
    first = low.value
    if low.scale == 1 and high.scale > 1 and first < 1000:
        first = low.mantissa * high.scale
    return (first, high.value) if first < high.value else None


def _large(number: Number) -> bool:
    return number.scale > 1 or number.mantissa >= 1000 or number.mantissa % 1 != 0


def _year_like(number: Number) -> bool:
    return number.scale == 1 and 1900 <= number.mantissa < 2100


def skip_number(found: Tokens, index: int) -> int:
    """The token after a run of figures, points and commas, so that its tail is not read again."""
    stop = index + 1
    if found.kind(index) != "digits":
        return stop
    while (
        stop + 1 < len(found)
        and found.texts[stop] in ".,"
        and found.kind(stop + 1) == "digits"
        and found.glued(stop)
        and found.glued(stop + 1)
    ):
        stop += 2
    return stop
