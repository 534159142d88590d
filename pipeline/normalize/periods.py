"""Stretches of the calendar and how to step between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.normalize.edtf import bounds, month_end
from pipeline.normalize.wordlists import calendars

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
"""How many months each unit that is counted in months has."""

DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
"""How many days each unit that is counted in days has."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with its name.

    Attributes:
        first: first day.
        last: last day.
        edtf: how it is written.
        precision: grain, from the code list of the dates table.
    """

    first: date
    last: date
    edtf: str
    precision: str


def make(edtf: str, precision: str, *, country: str | None = None) -> Period | None:
    """A period from its EDTF; None when a day of it is not in the calendar."""
    try:
        first, last = bounds(edtf)
    except ValueError:
        return None
    if first is None or last is None or first > last:
        return None
    if precision == "season" and _is_southern(country):
        shift = 6 if first.month < 7 else -6
        moved = add_months(first, shift)
        if moved is None:
            return None
        first, last = moved, month_end(*_month_after(moved, 2))
    return Period(first, last, edtf, precision)


def _is_southern(country: str | None) -> bool:
    known = calendars().get(country or "")
    return known is not None and known.hemisphere == "south"


def _fiscal_start(country: str) -> tuple[int, bool]:
    """First month of a fiscal year, and whether it is named by the year it ends in."""
    known = calendars().get(country)
    return (known.first_month, known.named_by == "end") if known else (1, False)


def _month_after(day: date, count: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return year, month + 1


def add_months(day: date, count: int) -> date | None:
    """The same day some months on, or the last of the month; None outside the calendar."""
    year, month = _month_after(day, count)
    if not 1 <= year <= 9998:
        return None
    return date(year, month, min(day.day, month_end(year, month).day))


def add_days(day: date, count: int) -> date | None:
    """Some days on; None outside the calendar."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def day(of: date) -> Period:
    """One day."""
    return Period(of, of, of.isoformat(), "day")


def month(year: int, number: int) -> Period | None:
    """A calendar month."""
    return make(f"{year:04d}-{number:02d}", "month")


def year(number: int) -> Period | None:
    """A calendar year."""
    return make(f"{number:04d}", "year") if 1 <= number <= 9998 else None


def months(first_year: int, first_month: int, count: int, precision: str) -> Period | None:
    """Some months in a row, written as an interval of months."""
    if not 1 <= first_year <= 9990:
        return None
    last_year, last_month = _month_after(date(first_year, first_month, 1), count - 1)
    left, right = f"{first_year:04d}-{first_month:02d}", f"{last_year:04d}-{last_month:02d}"
    return make(left if left == right else f"{left}/{right}", precision)


def days(first: date, last: date, precision: str) -> Period:
    """Days in a row."""
    text = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return Period(first, last, text, precision)


def week(of: date) -> Period | None:
    """Monday to Sunday of the week that holds a day."""
    monday = add_days(of, -of.weekday())
    sunday = add_days(of, 6 - of.weekday())
    return days(monday, sunday, "week") if monday and sunday else None


def quarter(number: int, which: int) -> Period | None:
    """A calendar quarter, as months."""
    return months(number, 3 * which - 2, 3, "quarter")


def half(number: int, which: int) -> Period | None:
    """A calendar half-year, as months."""
    return months(number, 6 * which - 5, 6, "half")


def decade(start: int) -> Period | None:
    """Ten years from a year that ends in 0."""
    return make(f"{start // 10:03d}X", "decade")


def century(number: int) -> Period | None:
    """The 21st century is written ``20XX``."""
    return make(f"{number - 1:02d}XX", "century") if 1 < number < 99 else None


def season(number: int, code: int, country: str | None) -> Period | None:
    """A season of a year; the days are those of the country's hemisphere."""
    return make(f"{number:04d}-{code}", "season", country=country)


def join(left: Period, right: Period) -> Period | None:
    """From the first day of one to the last of another."""
    if left.first > right.last:
        return None
    precision = left.precision if left.precision == right.precision else "mixed"
    start = left.edtf if "/" not in left.edtf else left.edtf.split("/")[0]
    stop = right.edtf if "/" not in right.edtf else right.edtf.split("/")[1]
    return Period(left.first, right.last, f"{start}/{stop}", precision)


def fiscal(number: int, country: str | None, *, double: bool, financial: bool) -> Period | None:
    """A fiscal year as months.

    Args:
        number: the year it is named by; the first one in *2025/26*.
        country: ISO 3166-1 alpha-2; a country not listed here keeps the calendar year.
        double: it was written with two years.
        financial: it was called a financial year; without a country that means April, and
            *fiscal year* with one year the federal one of the United States.
    """
    if country is None:
        country = "GB" if financial or double else "US"
    first, ends = _fiscal_start(country)
    if double and first == 1:
        first = 4
    start = number if double or not ends or first == 1 else number - 1
    return months(start, first, 12, "fiscal_year")


def fiscal_of(day_: date, country: str | None, *, financial: bool, step: int) -> Period | None:
    """The fiscal year that holds a day, or the one some years on."""
    if country is None:
        country = "GB" if financial else "US"
    first, _ = _fiscal_start(country)
    return months(day_.year - (day_.month < first) + step, first, 12, "fiscal_year")


def thirds(period: Period, part: str) -> Period | None:
    """The early, mid or late part of a period.

    Of a year the first quarter, the middle half and the last quarter; of a month its days 1 to
    10, 11 to 20 and the rest; of a decade its years 0 to 3, 4 to 6 and 7 to 9; of a quarter,
    half or season its first, middle and last third; of a week its first three days, the middle
    three, the last three.
    """
    first, last = period.first, period.last
    if period.precision == "year":
        return {
            "early": months(first.year, 1, 3, "year"),
            "mid": months(first.year, 4, 6, "year"),
            "late": months(first.year, 10, 3, "year"),
        }[part]
    if period.precision == "decade":
        begin, stop = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}[part]
        return make(f"{first.year + begin:04d}/{first.year + stop:04d}", "decade")
    if period.precision == "century":
        begin, stop = {"early": (0, 33), "mid": (34, 66), "late": (67, 99)}[part]
        return make(f"{first.year + begin:04d}/{first.year + stop:04d}", "century")
    if period.precision == "month":
        begin, stop = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[part]
        return days(first.replace(day=begin), first.replace(day=stop), "month")
    if period.precision in ("week", "quarter", "half", "season", "fiscal_year"):
        length = (last - first).days + 1
        size = {"week": 3}.get(period.precision, -(-length // 3))
        begin_day = {"early": 0, "mid": (length - size) // 2, "late": length - size}[part]
        start = first + timedelta(days=begin_day)
        return days(start, start + timedelta(days=size - 1), period.precision)
    return None


def end_of(period: Period) -> Period | None:
    """*the end of* a period.

    Its last day; of a decade or century the year that closes it; of a week its last three days,
    since nobody says which of them.
    """
    if period.precision == "week":
        return thirds(period, "late")
    if period.precision in ("decade", "century"):
        return year(period.last.year + 1)
    return day(period.last)
