"""Currencies by symbol, ISO 4217 code and name.

Forms come from ``models/lexicons/currencies.csv``; names such as *Kuwaiti dinars* and the
codes themselves from CLDR and ISO 4217 through babel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from pipeline.lexicon.rows import load_rows
from pipeline.normalize.lexer import Tokens, tokens
from pipeline.normalize.wordlists import lists
from pipeline.settings import models_folder

_LEGACY = ("DEM", "FRF", "ITL", "ESP", "NLG", "BEF", "ATS", "PTE", "FIM", "IEP", "GRD")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a currency.

    Attributes:
        tokens: its tokens, in small letters.
        text: as listed.
        currency: ISO 4217; None when the word alone does not say (*pesos*); ``$`` and
            ``$noun`` leave it to the document's country.
        noun: the bare noun that a country can decide (*dollar*, *krone*), else empty.
        before: may stand before the number.
        after: may stand after the number.
        glued: only without a space.
        minor: how many make one unit; 1 for the unit itself.
        exact: only in the case listed.
        weak: also an ordinary word; asks for a large or precise number.
        code: is an ISO code.
    """

    tokens: tuple[str, ...]
    text: str
    currency: str | None
    noun: str
    before: bool
    after: bool
    glued: bool
    minor: int
    exact: bool
    weak: bool
    code: bool = False


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """A row of ``currencies.csv``.

    Attributes:
        form: how it is written; plurals in -s need no row.
        place: before or after the number, both, or glued to it.
        currency: ISO 4217; ``$`` or ``$noun`` where the country decides; empty when unknown.
        minor: how many make one unit.
        exact_case: only in the case listed.
        weak: also an ordinary word.
    """

    form: str
    place: Literal["before", "after", "both", "glued_before", "glued_after"]
    currency: str | None = None
    minor: int = 1
    exact_case: bool = False
    weak: bool = False

    def __post_init__(self) -> None:
        code = self.currency or ""
        if code and not code.startswith("$") and code not in codes():
            raise ValueError(f"{code!r} is not in ISO 4217")
        if self.minor < 1:
            raise ValueError("minor says how many make a unit, at least 1")


@dataclass(frozen=True, slots=True)
class Reading:
    """A currency found in a text: its form and the token after it."""

    form: Form
    stop: int


@dataclass(frozen=True, slots=True)
class Currencies:
    """All forms, by their first token, longest first."""

    by_first: dict[str, tuple[Form, ...]]

    def read(self, text: str, found: Tokens, index: int) -> Iterator[Reading]:
        """Forms that stand at a token, longest first."""
        for form in self.by_first.get(found.low[index], ()):
            stop = index + len(form.tokens)
            if stop > len(found):
                continue
            if any(found.low[index + k] != t for k, t in enumerate(form.tokens) if k):
                continue
            if form.exact and text[found.starts[index] : found.ends[stop - 1]] != form.text:
                continue
            if not _joined(found, index, stop):
                continue
            yield Reading(form, stop)


def _joined(found: Tokens, index: int, stop: int) -> bool:
    """Whether letters and sign of a form such as ``US$`` belong together.

    *Our $5m*, *India's $5m* and *a $5m fund* must not give S$ and A$: a space is let through
    only after capitals (*US $5m*) and in text with spaces round every sign (*us $ 5 million*).
    """
    if stop - index != 2 or found.kind(index) != "word" or found.kind(index + 1) != "mark":
        return True
    letters, sign = found[index], found[index + 1]
    if sign.start == letters.end or sign.text == ".":
        return True
    if len(letters.text) > 1 and letters.text.isupper():
        return True
    spaced = stop < len(found) and found.starts[stop] > sign.end
    return spaced and (len(letters.text) > 1 or letters.text in "cC")


def _split(form: str) -> tuple[str, ...]:
    return tuple(tokens(form).low)


def _rows(path: Path) -> Iterator[Form]:
    for row in load_rows(path, CurrencyRow, key=lambda r: r.form):
        currency = row.currency
        shared = currency is not None and currency.startswith("$")
        yield Form(
            tokens=_split(row.form),
            text=row.form,
            currency=currency,
            noun=(currency or "")[1:] or "dollar" if shared else row.form.lower(),
            before=row.place in ("before", "both", "glued_before"),
            after=row.place in ("after", "both", "glued_after"),
            glued=row.place.startswith("glued"),
            minor=row.minor,
            exact=row.exact_case,
            weak=row.weak,
        )


@cache
def codes() -> frozenset[str]:
    """Every ISO 4217 code that CLDR knows, those no longer in use too."""
    return frozenset(Locale("en").currencies) | {"XBT"}


@cache
def _in_use() -> frozenset[str]:
    """Codes that are read beside a number: three capitals of a withdrawn one stand for else.

    The legacy currencies of the euro stay, since their sums are still told.
    """
    now = {code for land in get_global("territory_currencies") for code in _tender(land)}
    return frozenset(now | {"XBT", *_LEGACY}) - {"XXX", "XTS"}


def _tender(country: str) -> tuple[str, ...]:
    return tuple(get_territory_currencies(country, non_tender=True))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """English names of each currency, singular and plural, in small letters."""
    plurals = Locale("en")._data["currency_names_plural"]
    return {
        code: tuple(
            dict.fromkeys(plurals[code][k].lower() for k in ("one", "other") if k in plurals[code])
        )
        for code in codes()
        if code in plurals and code not in ("XXX", "XTS")
    }


def head(code: str) -> str:
    """The noun of a currency's name: *dollar* for AUD, *ringgit* for MYR."""
    names = _names().get(code, ("",))
    return names[0].rsplit(" ", 1)[-1]


@cache
def of_country(country: str) -> str | None:
    """The currency in use in a country now; None for an unknown one.

    Args:
        country: ISO 3166-1 alpha-2.
    """
    if country not in get_global("territory_currencies"):
        return None
    current = get_territory_currencies(country)
    return current[0] if current else None


def _generated() -> Iterator[Form]:
    def form(name: str, code: str) -> Form:
        return Form(_split(name), name, code, "", False, True, False, 1, False, False)

    for code, names in _names().items():
        for name in names:
            if " " in name and "(" not in name and not any(c.isdigit() for c in name):
                yield form(name, code)
                yield form(name.replace(" ", ""), code)
    for country, label in Locale("en").territories.items():
        local = of_country(country) if len(country) == 2 else None
        if local is None or local in ("USD", "EUR"):
            continue
        noun = head(local)
        yield form(f"{label.lower()} {noun}", local)
        yield form(f"{label.lower()} {noun}s", local)
    words = lists()
    for code in sorted(_in_use()):
        yield Form(
            (code.lower(),),
            code,
            code,
            "",
            True,
            True,
            False,
            1,
            True,
            code.lower() in words.code_is_word,
            code=True,
        )
        if code.lower() in words.code_in_small:
            low = code.lower()
            yield Form((low,), low, code, "", True, True, False, 1, True, False, code=True)


@cache
def table(folder: Path | None = None) -> Currencies:
    """All forms.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: ``currencies.csv`` is missing or has a row that is not valid.
    """
    path = (folder or models_folder()) / "lexicons" / "currencies.csv"
    forms: dict[tuple[tuple[str, ...], bool, str], Form] = {}
    for form in (*_rows(path), *_plurals(path), *_generated()):
        forms.setdefault((form.tokens, form.exact, form.text if form.exact else ""), form)
    by_first: dict[str, list[Form]] = {}
    for form in forms.values():
        by_first.setdefault(form.tokens[0], []).append(form)
    return Currencies(
        {
            first: tuple(sorted(some, key=lambda f: (-len(f.tokens), not f.exact)))
            for first, some in by_first.items()
        }
    )


def _plurals(path: Path) -> Iterator[Form]:
    """The plural in -s of each listed name."""
    for form in _rows(path):
        last = form.tokens[-1]
        if (
            form.exact
            or form.glued
            or not last.isalpha()
            or len(last) < 4
            or form.text == "sterling"
        ):
            continue
        words = (*form.tokens[:-1], last + "s")
        yield Form(
            words,
            form.text + "s",
            form.currency,
            form.noun,
            form.before,
            form.after,
            form.glued,
            form.minor,
            form.exact,
            form.weak,
        )


def resolve(form: Form, country: str | None) -> str | None:
    """The ISO 4217 code that a form stands for in a document of a country."""
    local = of_country(country) if country else None
    if form.currency == "$":
        return local if local and head(local) in ("dollar", "peso") and local != "PHP" else "USD"
    if form.currency and form.currency.startswith("$"):
        if (
            local
            and head(local) in (form.noun, "krone", "krona")
            and head(local)[:4] == form.noun[:4]
        ):
            return local
        return {"rupee": "INR"}.get(form.noun)
    if form.noun and local and head(local) == form.noun.removesuffix("s"):
        return local
    return form.currency
