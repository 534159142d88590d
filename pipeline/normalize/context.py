"""What the words round an amount say: its direction and its period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from pipeline.normalize.lexer import Token, glued
from pipeline.normalize.numerals import SMALL, read_words

FUNCTION = frozenset(
    "a an and or per in to for of on by at is was were are be will would from each every with as "
    "but than more less into".split()
)
"""Words that cannot be described by a currency."""

_BEFORE: dict[str, str] = {
    "over": "over; more than; exceeding; exceeds; exceeded; exceed; in excess of; above; "
    "upwards of; upward of; greater than; larger than; higher than; north of; surpassing; "
    "surpassed; surpasses; topping; topped; well over; beyond",
    "at_least": "at least; a minimum of; minimum of; minimum; no less than; not less than; "
    "no fewer than; no lower than; at a minimum",
    "at_most": "up to; as much as; at most; a maximum of; maximum of; no more than; not more than; "
    "no higher than; not exceeding; not to exceed; not exceed; capped at; to a maximum of; "
    "a ceiling of; limited to; maximum; as high as",
    "under": "nearly; almost; less than; under; below; just under; lower than; fewer than; "
    "just shy of; shy of; just short of; approaching; not quite; smaller than",
    "about": "about; around; approximately; approx; approx.; roughly; some; circa; c.; ca.; ~; ≈; "
    "an estimated; estimated; estimated at; close to; in the region of; of the order of; "
    "on the order of; in the order of; somewhere around; in the neighbourhood of; "
    "in the neighborhood of; or so; an approximate; an expected; a projected",
}
_FILLERS = frozenset("a an further additional another extra new total of the its their".split())
_CHANGE = frozenset(
    "rise rises rose risen rising increase increases increased increasing grow grows grew grown "
    "growing fall falls fell fallen falling cut cuts cutting up down double doubles doubled jump "
    "jumps jumped climb climbs climbed drop drops dropped decrease decreased decreasing reduce "
    "reduced reduces reducing lower lowered raise raised raises raising move moved moves shift "
    "shifted change changed changes went go goes going gone expand expanded expanding surge surged "
    "soar soared swell swelled scale scaled boost boosted lift lifted slash slashed".split()
)
_SPREAD = frozenset(
    "range ranges ranging ranged anywhere vary varies varying cost costs costing".split()
)
_UNITS = {"year": "Y", "month": "M", "week": "W", "day": "D", "quarter": "3M", "decade": "10Y"}
_ADVERBS = {"annually": "P1Y", "yearly": "P1Y", "monthly": "P1M", "weekly": "P1W", "daily": "P1D"}
_ADVERBS |= {"quarterly": "P3M"}
_ADJECTIVES = _ADVERBS | {"annual": "P1Y"}
_NOT_RATES = frozenset(
    "report reports meeting meetings conference summit review survey general dialogue forum "
    "statement statements".split()
)
# things that come by weight, so that "of" after pounds does not mean money
_GOODS = frozenset(
    "co carbon dioxide methane emissions pollution pollutants food meat beef chicken pork cocaine fentanyl "
    "methamphetamine meth heroin drugs marijuana narcotics explosives explosive trash waste "
    "garbage plastic fish fuel cargo equipment supplies rice uranium plutonium lead copper lithium "
    "steel material materials debris mercury nitrogen nitrous thrust force pressure hydrogen "
    "produce fruit vegetables sugar coffee cotton corn formula ammunition powder effort milk "
    "cheese wheat grain soil sediment phosphorus toxic hazardous seafood payload gold silver "
    "nutrients oil gas coal tobacco greenhouse".split()
)
_DASHES = frozenset("-‐‑–—")


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Qualifying phrases by their last word, longest first."""
    by_last: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, listed in _BEFORE.items():
        for phrase in listed.split("; "):
            words = tuple(phrase.replace(".", " .").split())
            by_last.setdefault(words[-1], []).append((words, name))
    return {last: tuple(sorted(some, key=lambda p: -len(p[0]))) for last, some in by_last.items()}


def _ends_with(tokens: Sequence[Token], stop: int, words: tuple[str, ...]) -> bool:
    begin = stop - len(words)
    return begin >= 0 and all(tokens[begin + k].lower == word for k, word in enumerate(words))


def qualifier(tokens: Sequence[Token], first: int, stop: int) -> str:
    """The direction of an amount whose tokens are ``first`` to ``stop``."""
    after = _after(tokens, stop)
    if after:
        return after
    at = first
    for _ in range(5):
        if at == 0:
            break
        for words, name in _phrases().get(tokens[at - 1].lower, ()):
            if _ends_with(tokens, at, words) and not _is_duration_over(tokens, at, words):
                return name
        if tokens[at - 1].lower not in _FILLERS and tokens[at - 1].lower not in ("between", "from"):
            break
        at -= 1
    return "exact"


def _is_duration_over(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    """*some of the $5m*: the filler, not a direction."""
    return words == ("some",) and at < len(tokens) and tokens[at].lower == "of"


def _after(tokens: Sequence[Token], stop: int) -> str:
    def word(k: int) -> str:
        return tokens[stop + k].lower if stop + k < len(tokens) else ""

    if word(0) == "+" or (word(0) in _DASHES and word(1) == "plus"):
        return "at_least"
    if word(0) == "plus" and word(1) not in ("a", "an", "the") and not word(1).isdigit():
        return "at_least" if glued(tokens[stop - 1], tokens[stop]) else ""
    if word(0) in ("or", "and") and word(1) in ("more", "above", "over", "upwards", "higher"):
        return "at_least"
    if word(0) == "or" and word(1) in ("less", "under", "below", "fewer"):
        return "at_most"
    if word(0) == "or" and word(1) == "so":
        return "about"
    if (word(0), word(1), word(2)) == ("at", "the", "most") or (word(0), word(1)) == ("at", "most"):
        return "at_most"
    return ""


def is_change(tokens: Sequence[Token], at: int) -> bool:
    """Whether *from* at a token follows a verb of change (*rises from £1m to £2m*)."""
    for k in range(at - 1, max(at - 6, -1), -1):
        if tokens[k].lower in _CHANGE:
            return True
        if tokens[k].text in ".;" or tokens[k].kind == "break":
            return False
    return False


def is_spread(tokens: Sequence[Token], at: int) -> bool:
    """Whether *from* at a token opens a range (*ranging from $1m to $2m*), not a change."""
    if at == 0 or tokens[at - 1].lower in _SPREAD or tokens[at - 1].kind == "break":
        return True
    return tokens[at - 1].text in "(:;,"


def period(tokens: Sequence[Token], first: int, stop: int) -> str | None:
    """What an amount is for, as an ISO 8601 duration: *a year*, *annual*, *over four years*."""
    return _rate(tokens, stop) or _total(tokens, stop) or _adjective(tokens, first)


def _unit(word: str) -> str | None:
    return _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))


def _rate(tokens: Sequence[Token], stop: int) -> str | None:
    words = [t.lower for t in tokens[stop : stop + 6] if t.text not in _DASHES]
    words = [*words, "", "", ""]
    if words[2] in ("later", "earlier", "ago", "before", "after", "from"):
        return None
    if words[0] in ("a", "an", "per", "each", "every", "/") and (unit := _unit(words[1])):
        return f"P{unit}" if unit[0].isdigit() else f"P1{unit}"
    if words[:2] in (["per", "annum"], ["an", "annum"]) or words[:3] == ["p", ".", "a"]:
        return "P1Y"
    if words[0] == "pa" and words[1] in ("", ".", ",", ";", "for", "in"):
        return "P1Y"
    return _ADVERBS.get(words[0])


def _total(tokens: Sequence[Token], stop: int) -> str | None:
    """*over four years*, *over the next five years*, *over a 10-year period*."""
    limit = min(stop + 8, len(tokens))
    for at in range(stop, limit):
        token = tokens[at]
        if token.kind == "break" or token.text in ".;:)" or token.lower in ("and", "by"):
            return None
        if token.lower in ("over", "across", "spanning", "during") or (
            token.lower in ("for", "in") and at == stop
        ):
            return _span(tokens, at + 1)
    return None


def _span(tokens: Sequence[Token], at: int) -> str | None:
    while at < len(tokens) and tokens[at].lower in (
        "the", "a", "an", "next", "coming", "following", "first", "period", "of", "last", "past", "its",
    ):  # fmt: skip
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "digits" and len(token.text) <= 3:
        count, after = int(token.text), at + 1
    elif token.lower in SMALL:
        number = read_words(tokens, at)
        if number is None or number.value != int(number.value) or number.value > Decimal(999):
            return None
        count, after = int(number.value), number.stop
    else:
        unit = _unit(token.lower)
        return (
            f"P1{unit}"
            if unit and len(unit) == 1 and tokens[at - 1].lower not in ("over",)
            else ("P10Y" if unit == "10Y" else None)
        )
    while after < len(tokens) and tokens[after].text in _DASHES:
        after += 1
    if after < len(tokens) and tokens[after].lower in (
        "financial",
        "fiscal",
        "calendar",
        "academic",
    ):
        after += 1
    unit = _unit(tokens[after].lower) if after < len(tokens) else None
    if unit is None or count == 0:
        return None
    if len(unit) == 1:
        return f"P{count}{unit}"
    return f"P{count * int(unit[:-1])}{unit[-1]}"


def _adjective(tokens: Sequence[Token], first: int) -> str | None:
    """*annual support worth around £75k*."""
    for at in range(first - 1, max(first - 8, -1), -1):
        token = tokens[at]
        if token.kind == "break" or (token.kind == "mark" and token.text not in "-’'"):
            return None
        if token.kind == "digits" or token.lower in _NOT_RATES:
            return None
        if token.lower in _ADJECTIVES:
            return _ADJECTIVES[token.lower]
    return None


def is_weight(tokens: Sequence[Token], stop: int, scaled: bool, country: str | None) -> bool:
    """Whether pounds are a weight: *40 pounds of cocaine*, *a 500-pound load*."""

    def word(k: int) -> str:
        return tokens[stop + k].lower if stop + k < len(tokens) else ""

    if word(0) == "of":
        near = {word(1), word(2), word(3)}
        if near & _GOODS or "metric" in near:
            return True
    if word(0) in ("per", "heavier", "lighter", "overweight") and word(1) in ("square", "", "than"):
        return True
    return country == "US" and not scaled and word(0) != "sterling"
