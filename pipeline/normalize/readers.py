"""Read one expression at a place: the longest that any reader finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from pipeline.normalize.calendar_parts import ORDINAL_OPENS
from pipeline.normalize.datewords import (
    DAYS,
    DECADES,
    FISCAL,
    MONTHS,
    PARTS,
    RECURRING,
    SEASONS,
    STEPS,
    UNITS,
    WEEKDAYS,
)
from pipeline.normalize.durations import ONE, read_duration, read_weekdays_ahead
from pipeline.normalize.figures import read_figures
from pipeline.normalize.namedays import read_named_day
from pipeline.normalize.namedays import table as named_days
from pipeline.normalize.nth import read_day_of, read_nth, read_week_of
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.recurrences import read_recurrence
from pipeline.normalize.scene import FIGURE, Node, Scene
from pipeline.normalize.steps import (
    read_after_next,
    read_step,
    read_to_date,
    read_today,
    read_weekend,
)
from pipeline.normalize.subdivisions import read_quarter, read_quarter_of_next, read_season
from pipeline.normalize.weekdays import read_ordinal_day, read_weekday_alone
from pipeline.normalize.windows import COUNT_OPENS, read_counted_step
from pipeline.normalize.within import read_month_of, read_part, with_relative_year
from pipeline.normalize.written import read_written
from pipeline.normalize.years import (
    read_calendar_year,
    read_century,
    read_decade,
    read_fiscal,
    read_two_years,
    read_year_alone,
)

Reader = Callable[[Scene, int], Node | None]


def _in_a_name(scene: Scene, node: Node) -> bool:
    """*Agenda 2030*, *Horizon 2020*, *Made in China 2025*: the year belongs to the name."""
    if node.rule != "date.year" or not node.first:
        return False
    before = scene.word(node.first - 1)
    if before in scene.lists.name_with_year and scene.capital(node.first - 1):
        return True
    return before == "china" and scene.word(node.first - 3) == "made"


def readers() -> tuple[tuple[Reader, Iterable[str]], ...]:
    """Every reader with the words that it can begin with, *the* apart: see ``Scene.opening``."""
    return (
        (read_nth, (*ORDINAL_OPENS, "last", "final", "closing")),
        (read_part, (*PARTS, "year")),
        (read_week_of, ("w", "week")),
        (read_day_of, ORDINAL_OPENS),
        (read_today, (*DAYS, "day", "now", "this", "last")),
        (read_to_date, ("ytd", "mtd", "qtd", "year", "month", "quarter")),
        (read_weekdays_ahead, COUNT_OPENS),
        (read_counted_step, COUNT_OPENS),
        (read_duration, (*COUNT_OPENS, *ONE, "half")),
        (read_recurrence, (*RECURRING, "semi", "half", "once", "twice", "each", "every")),
        (read_fiscal, (*FISCAL, "fy", FIGURE)),
        (read_quarter, (*ORDINAL_OPENS, "q", "h", "quarter", "last", "final")),
        (read_season, (*SEASONS, FIGURE)),
        (
            read_decade,
            (*DECADES, "noughties", "eighteen", "nineteen", "two", "'", "’", "‘", FIGURE),
        ),
        (read_century, ORDINAL_OPENS),
        (read_two_years, (FIGURE,)),
        (read_named_day, (*STEPS, *named_days())),
        (read_after_next, UNITS),
        (read_weekend, ("weekend",)),
        (read_calendar_year, ("calendar", "cy")),
        (read_step, STEPS),
        (read_quarter_of_next, STEPS),
        (read_month_of, MONTHS),
        (read_written, (*MONTHS, *WEEKDAYS, *ORDINAL_OPENS, *SMALL)),
        (read_weekday_alone, WEEKDAYS),
        (read_ordinal_day, ORDINAL_OPENS),
        (read_figures, (FIGURE,)),
        (read_year_alone, (FIGURE,)),
    )


@cache
def _by_opening() -> dict[str, tuple[Reader, ...]]:
    """The readers that can begin with a word, in their order."""
    found: dict[str, list[Reader]] = {}
    for reader, words in readers():
        for word in dict.fromkeys(words):
            found.setdefault(word, []).append(reader)
    return {word: tuple(some) for word, some in found.items()}


def read_single(scene: Scene, index: int) -> Node | None:
    """The longest expression that starts at a token, ranges not yet joined."""
    best: Node | None = None
    for reader in _by_opening().get(scene.opening(index), ()):
        node = reader(scene, index)
        if node is not None and (best is None or node.stop > best.stop):
            best = node
    if best is None and scene.tokens.low[index] in SMALL:
        best = read_year_alone(scene, index)
    if best is not None:
        best = with_relative_year(scene, best)
        if _in_a_name(scene, best):
            return None
    return best
