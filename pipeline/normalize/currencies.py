"""Currencies by symbol, ISO 4217 code and name.

Forms come from ``models/lexicons/currencies.csv``; names such as *Kuwaiti dinars* and the
codes themselves from CLDR and ISO 4217 through babel.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from pipeline.errors import RuleError
from pipeline.normalize.lexer import Token, tokens
from pipeline.settings import models_folder

COLUMNS = ("form", "currency", "place", "minor", "exact_case", "weak")
PLACES = ("before", "after", "both", "glued")

# codes that are also words: alone beside a small number they are taken for the word
_WORDS = frozenset(
    "ALL ANG BAM BOB CAR COP COU CUP DOP GEL HUF LAK LEK MAD MOP MRO MUR NIO PEN RON SOS STN TOP "
    "TRY VED WIR WST XXX ARS MAP MVR ERN LSL CVE CHE CHW ESA ESB".split()
)
# codes that people also write in small letters
_SMALL = frozenset(
    "usd eur gbp jpy cny rmb inr aud cad chf sgd hkd nzd sek nok dkk krw twd brl zar aed".split()
)


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
class Reading:
    """A currency found in a text: its form and the token after it."""

    form: Form
    stop: int


@dataclass(frozen=True, slots=True)
class Currencies:
    """All forms, by their first token, longest first."""

    by_first: dict[str, tuple[Form, ...]]

    def read(self, text: str, found: Sequence[Token], index: int) -> Iterator[Reading]:
        """Forms that stand at a token, longest first."""
        for form in self.by_first.get(found[index].lower, ()):
            stop = index + len(form.tokens)
            if stop > len(found):
                continue
            if any(found[index + k].lower != t for k, t in enumerate(form.tokens) if k):
                continue
            if form.exact and text[found[index].start : found[stop - 1].end] != form.text:
                continue
            if not _joined(found, index, stop):
                continue
            yield Reading(form, stop)


def _joined(found: Sequence[Token], index: int, stop: int) -> bool:
    """Whether letters and sign of a form such as ``US$`` belong together.

    *Our $5m*, *India's $5m* and *a $5m fund* must not give S$ and A$: a space is let through
    only after capitals (*US $5m*) and in text with spaces round every sign (*us $ 5 million*).
    """
    if stop - index != 2 or found[index].kind != "word" or found[index + 1].kind != "mark":
        return True
    letters, sign = found[index], found[index + 1]
    if sign.start == letters.end or sign.text == ".":
        return True
    if len(letters.text) > 1 and letters.text.isupper():
        return True
    spaced = stop < len(found) and found[stop].start > sign.end
    return spaced and (len(letters.text) > 1 or letters.text in "cC")


def _split(form: str) -> tuple[str, ...]:
    return tuple(token.lower for token in tokens(form))


def _rows(path: Path) -> Iterator[Form]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RuleError(
            f"cannot be read: {error.strerror}", where=str(path), hint="restore the file"
        ) from error
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise RuleError(
            f"columns are {reader.fieldnames}", where=f"{path}:1", hint=f"use {', '.join(COLUMNS)}"
        )
    known = codes() | {"XBT", ""}
    seen: set[str] = set()
    for row in reader:
        where = f"{path}:{reader.line_num}"
        form, currency, place = row["form"] or "", row["currency"] or "", row["place"] or ""
        if not form or form in seen:
            raise RuleError(f"empty or repeated form {form!r}", where=where, hint="remove the row")
        seen.add(form)
        if place not in PLACES:
            raise RuleError(
                f"unknown place {place!r}", where=where, hint=f"use one of {', '.join(PLACES)}"
            )
        if currency not in known and not currency.startswith("$"):
            raise RuleError(
                f"{currency!r} is not in ISO 4217", where=where, hint="use a three-letter code"
            )
        minor = row["minor"] or "1"
        if not minor.isdigit() or int(minor) < 1:
            raise RuleError(f"minor is {minor!r}", where=where, hint="say how many make a unit")
        yield Form(
            tokens=_split(form),
            text=form,
            currency=currency or None,
            noun=currency[1:] or "dollar" if currency.startswith("$") else form.lower(),
            before=place in ("before", "both", "glued"),
            after=place in ("after", "both") or form == "p",
            glued=place == "glued",
            minor=int(minor),
            exact=bool(row["exact_case"]),
            weak=bool(row["weak"]),
        )


@cache
def codes() -> frozenset[str]:
    """Every ISO 4217 code that CLDR knows, those no longer in use too."""
    return frozenset(Locale("en").currencies)


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
        code = of_country(country) if len(country) == 2 else None
        if code is None or code in ("USD", "EUR"):
            continue
        noun = head(code)
        yield form(f"{label.lower()} {noun}", code)
        yield form(f"{label.lower()} {noun}s", code)
    for code in sorted(codes()):
        if code in ("XXX", "XTS"):
            continue
        yield Form(
            (code.lower(),), code, code, "", True, True, False, 1, True, code in _WORDS, code=True
        )
        if code.lower() in _SMALL:
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
