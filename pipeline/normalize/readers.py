"""Read one expression at a place: the longest that any reader finds there."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.normalize.durations import read_duration, read_weekdays_ahead
from pipeline.normalize.figures import read_figures
from pipeline.normalize.namedays import read_named_day
from pipeline.normalize.nth import read_day_of, read_nth, read_week_of
from pipeline.normalize.numerals import SMALL
from pipeline.normalize.recurrences import read_recurrence
from pipeline.normalize.scene import Node, Scene
from pipeline.normalize.steps import (
    read_after_next,
    read_step,
    read_to_date,
    read_today,
    read_weekend,
)
from pipeline.normalize.subdivisions import read_quarter, read_quarter_of_next, read_season
from pipeline.normalize.weekdays import read_ordinal_day, read_weekday_alone
from pipeline.normalize.windows import read_counted_step
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


_READERS: tuple[Reader, ...] = (
    read_nth,
    read_part,
    read_week_of,
    read_day_of,
    read_today,
    read_to_date,
    read_weekdays_ahead,
    read_counted_step,
    read_duration,
    read_recurrence,
    read_fiscal,
    read_quarter,
    read_season,
    read_decade,
    read_century,
    read_two_years,
    read_named_day,
    read_after_next,
    read_weekend,
    read_calendar_year,
    read_step,
    read_quarter_of_next,
    read_month_of,
    read_written,
    read_weekday_alone,
    read_ordinal_day,
)

_NUMERIC: tuple[Reader, ...] = (read_figures, read_year_alone)


def read_single(scene: Scene, index: int) -> Node | None:
    """The longest expression that starts at a token, ranges not yet joined."""
    best: Node | None = None
    readers = (*_READERS, *_NUMERIC) if scene.tokens.kind(index) == "digits" else _READERS
    for reader in readers:
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
