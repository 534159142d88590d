"""The words that dates are made of."""

from __future__ import annotations

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febr",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names and abbreviations of months."""

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays",
            "tuesday tue tues tuesdays",
            "wednesday wed weds wednesdays",
            "thursday thu thur thurs thursdays",
            "friday fri fridays",
            "saturday sat saturdays",
            "sunday sun sundays",
        )
    )
    for name in names.split()
}
"""Names and abbreviations of weekdays, Monday 0."""

UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "day": "day days",
        "week": "week weeks wk wks",
        "fortnight": "fortnight fortnights",
        "month": "month months",
        "quarter": "quarter quarters qtr qtrs",
        "year": "year years yr yrs",
        "decade": "decade decades",
        "century": "century centuries",
    }.items()
    for word in words.split()
}
"""Units of time by each way to write them."""

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""EDTF codes of the seasons."""

STEPS: dict[str, int] = {
    "this": 0,
    "current": 0,
    "same": 0,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "following": 1,
    "last": -1,
    "past": -1,
    "previous": -1,
    "preceding": -1,
    "prior": -1,
}
"""How far each word steps from the unit that holds the anchor."""

DAYS: dict[str, int] = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "tmrw": 1,
}
"""Days counted from the anchor."""

PARTS: dict[str, str] = {
    "early": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "beginning": "early",
    "start": "early",
    "end": "end",
    "close": "end",
    "later": "whole",
    "earlier": "whole",
    "rest": "rest",
    "remainder": "rest",
    "remaining": "rest",
}
"""Words that take a part of a period."""

RECURRING: dict[str, str] = {
    "annually": "P1Y",
    "yearly": "P1Y",
    "biannually": "P6M",
    "biennially": "P2Y",
    "quarterly": "P3M",
    "monthly": "P1M",
    "fortnightly": "P2W",
    "weekly": "P1W",
    "daily": "P1D",
}
"""Adverbs of recurrence."""

FISCAL = frozenset(("financial", "fiscal", "tax", "budget"))
"""Words before *year* that make it a year of accounts."""

DECADES: dict[str, int] = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
"""Decades by name, and the two figures of the year that each starts with."""
