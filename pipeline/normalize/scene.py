"""What the readers of dates look at, and what they hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipeline.normalize import periods
from pipeline.normalize.lexer import DASHES, Tokens, is_number, tokens
from pipeline.normalize.periods import Period
from pipeline.normalize.wordlists import WordLists, lists

FIGURE = "0"
"""What a run of digits is called where words say what can begin at a place."""


class Scene:
    """The tokens of one text, and what its dates are resolved against.

    Attributes:
        text: the text.
        tokens: its tokens.
        low: the tokens in small letters.
        anchor: the document's own date, or None.
        country: ISO 3166-1 alpha-2 of the document, or None.
        lists: the word lists.
    """

    __slots__ = ("anchor", "country", "lists", "low", "text", "tokens")

    def __init__(self, text: str, anchor: date | None, country: str | None) -> None:
        self.text = text
        self.tokens: Tokens = tokens(text)
        self.low: list[str] = self.tokens.low
        self.anchor = anchor
        self.country = country
        self.lists: WordLists = lists()

    def word(self, index: int) -> str:
        """The token in small letters; empty outside the text."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def digits(self, index: int) -> str:
        """The token when it is a run of digits, else empty."""
        word = self.word(index)
        return word if is_number(word) else ""

    def opening(self, index: int) -> str:
        """The word that tells what may stand at a token: the one after *the*, or :data:`FIGURE`."""
        word = self.word(index)
        if word == "the":
            word = self.word(index + 1)
        return FIGURE if is_number(word) else word

    def is_word(self, index: int) -> bool:
        """Whether the token is made of letters."""
        return 0 <= index < len(self.low) and self.tokens.kind(index) == "word"

    def capital(self, index: int) -> bool:
        """Whether the token is a word with a capital."""
        return self.is_word(index) and self.tokens.texts[index][0].isupper()

    def glued(self, index: int) -> bool:
        """Whether nothing stands between the token and the one before it."""
        return self.tokens.glued(index)

    def skip(self, index: int, *words: str) -> int:
        """The index after the token when it is one of the words, else the same index."""
        return index + 1 if self.word(index) in words else index

    def skip_dash(self, index: int) -> int:
        """The index after a hyphen that joins two words, else the same index."""
        joined = self.word(index) in DASHES and self.glued(index) and self.glued(index + 1)
        return index + 1 if joined else index

    def ends(self, index: int) -> bool:
        """Whether no word or number follows at once: end, punctuation, blank line."""
        return index >= len(self.low) or self.tokens.kind(index) in ("mark", "break")


@dataclass(frozen=True, slots=True)
class Node:
    """A date expression that was read.

    Attributes:
        first: index of its first token.
        stop: index after its last token.
        rule: what read it.
        period: what it stands for; None when that needs an anchor that is not there.
        duration: ISO 8601 duration, or recurrence, for expressions that are no date.
        precision: grain of a duration, or of an expression without a period.
        relative: whether an anchor is needed.
        year: year, when only parts are known.
        month: month, when only parts are known.
        day: day of the month, when only parts are known.
        weekday: weekday, Monday 0, when only parts are known.
    """

    first: int
    stop: int
    rule: str
    period: Period | None = None
    duration: str | None = None
    precision: str = "day"
    relative: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    @property
    def partial(self) -> bool:
        """Whether the year still has to be found."""
        return self.period is None and self.year is None and self.month is not None


def settle(scene: Scene, node: Node) -> Node:
    """Find the year of a day or month that was written without one."""
    if not node.partial or node.month is None:
        return node
    if scene.anchor is None:
        return replace(node, relative=True, precision="day" if node.day else "month")
    period = nearest(scene, node)
    return replace(node, relative=True, period=period)


def nearest(scene: Scene, node: Node) -> Period | None:
    """The reading of a day or month without a year that fits best.

    The nearest to the anchor, where what lies ahead counts as nearer when the words round it
    speak of the future or say nothing. A weekday that fits decides before that.
    """
    anchor = scene.anchor
    if anchor is None or node.month is None:
        return None
    ahead = weight(scene, node.first, node.stop)
    best: tuple[bool, float, Period] | None = None
    spread = (-1, 0, 1) if (node.month, node.day) != (2, 29) else range(-4, 5)
    for step in spread:
        period = build(anchor.year + step, node.month, node.day)
        if period is None:
            continue
        off = node.weekday is not None and period.first.weekday() != node.weekday
        rank = (off, distance(period, anchor, ahead))
        if best is None or rank < best[:2]:
            best = (*rank, period)
    return best[2] if best else None


def distance(period: Period, anchor: date, ahead: float) -> float:
    """Days from an anchor to a period, those ahead weighted."""
    if period.first > anchor:
        return (period.first - anchor).days * ahead
    return max((anchor - period.last).days, 0)


def weight(scene: Scene, first: int, stop: int) -> float:
    """How much the future counts against the past for an expression, by the words round it.

    The nearest word that says so decides: those before the expression, up to the start of the
    sentence, then those after it. Below 1 the future is nearer, above 1 the past.
    """
    cue = lookback(scene, first)
    if cue is not None:
        return cue
    for at in range(stop, min(stop + 12, len(scene.low))):
        if scene.low[at] in ".;\n":
            break
        if (cue := _cue(scene, scene.low[at])) is not None:
            return cue
    return 0.4


def lookback(scene: Scene, first: int) -> float | None:
    """What the words before an expression say of past (above 1) or future; None if nothing."""
    near = _BOUND.get(scene.word(first - 1))
    if near is not None:
        return near
    if scene.word(first - 1) == "of" and scene.word(first - 2) == "as":
        return 3.0
    for at in range(first - 1, max(first - 13, -1), -1):
        if scene.low[at] in ".;\n":
            break
        cue = _cue(scene, scene.low[at])
        if cue is None or (cue > 1 and scene.word(at - 1) == "be"):
            continue  # "will be made": what comes before "be" tells the time
        return cue
    return None


_BOUND = {"since": 50.0, "until": 0.15, "till": 0.15, "by": 0.15}


def _cue(scene: Scene, word: str) -> float | None:
    if word in scene.lists.future:
        return 0.15
    if word in scene.lists.past or (len(word) > 4 and word.endswith("ed")):
        return 4.0
    return None


def build(year: int | None, month: int | None, day: int | None) -> Period | None:
    """A period from a year with or without month and day; None when it does not exist."""
    if year is None or not 1 <= year <= 9998:
        return None
    if month is None:
        return periods.year(year)
    if day is None:
        return periods.month(year, month)
    try:
        return periods.day(date(year, month, day))
    except ValueError:
        return None
