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

BEFORE_DATES = frozenset(
    "in on by since until till from to before after during of for between through throughout "
    "around about circa early mid late last next this past previous coming and or as".split()
)
"""Words that a date may follow, so that an ambiguous word there is one."""

FISCAL = frozenset(("financial", "fiscal", "tax", "budget"))
"""Words before *year* that make it a year of accounts."""

NAMES_WITH_YEAR = frozenset("agenda horizon vision expo society eurovision".split())
"""Words that make the year after them a part of a name."""

NUMBERED = frozenset(
    "no nos number numbers room page pages section sections article articles chapter chapters "
    "grant p pp para paragraph paragraphs iso iec iso/iec din en rfc ieee regulation directive "
    "decision resolution res ref reference clause annex item table figure fig box version v "
    "model serial tel telephone phone fax ext extension code postcode zip po suite floor route "
    "highway building flight act# standard bs id isbn issn doi case docket bill hr s.".split()
)
"""Words whose number is no year."""

FUTURE_CUES = frozenset(
    "will shall would until till next upcoming expected expects planned plans plan scheduled "
    "due deadline starting starts start begins beginning opens closes close ends expires intend "
    "intends aims aim must should ll".split()
)
PAST_CUES = frozenset(
    "was were had did held met signed said announced launched released published since ago last "
    "began started took came went made became gave visited agreed concluded followed hosted "
    "adopted issued attended joined".split()
)
"""Words that say whether a date without a year lies ahead or behind."""
