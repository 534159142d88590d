"""The two-level list of technology areas and the terms that speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import StringConstraints

from pipeline.errors import RuleError
from pipeline.lexicon.actors import Name
from pipeline.lexicon.rows import load_rows
from pipeline.settings import models_folder

AreaCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2,3}$")]
SubAreaCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}\.[A-Z0-9]{2,3}$")]


@dataclass(frozen=True, slots=True)
class Area:
    """One row of ``technology_areas.csv``, with its place in published lists.

    Attributes:
        us_cet_2024: US Critical and Emerging Technologies List, February 2024.
        uk_stf_2023: UK Science and Technology Framework, March 2023.
        eu_rec_2023_2113: Commission Recommendation (EU) 2023/2113, annex.
        aspi_domain: ASPI Critical Technology Tracker.
        dpa_economic_activity: Digital Policy Alert, economic activities by number.
    """

    area: AreaCode
    name: Name
    source: Name
    us_cet_2024: str | None = None
    uk_stf_2023: str | None = None
    eu_rec_2023_2113: str | None = None
    aspi_domain: str | None = None
    dpa_economic_activity: str | None = None


@dataclass(frozen=True, slots=True)
class SubArea:
    """One row of ``technology_subareas.csv``."""

    area: AreaCode
    sub_area: SubAreaCode
    name: Name
    source: Name


@dataclass(frozen=True, slots=True)
class TechnologyTerm:
    """One row of ``technology_terms.csv``.

    Attributes:
        term: singular; plural, hyphen and spelling variants are made from it.
        case: ``exact`` for acronyms and names.
        context: ``area`` for a word of many senses, which counts only where another term of
            its area is in the document.
        unless: words that, just before or after, give the term another sense.
    """

    term: Name
    sub_area: SubAreaCode
    source: Name
    case: Literal["any", "exact"] = "any"
    context: Literal["none", "area"] = "none"
    unless: tuple[Name, ...] = ()

    @property
    def area(self) -> str:
        """Code of the area."""
        return self.sub_area.split(".")[0]


@dataclass(frozen=True, slots=True)
class Technologies:
    """The lists together."""

    areas: Mapping[str, Area]
    sub_areas: Mapping[str, SubArea]
    terms: tuple[TechnologyTerm, ...]


@cache
def load_technologies(folder: Path | None = None) -> Technologies:
    """Read areas, sub-areas and terms.

    Args:
        folder: the models folder; None is the one shipped.

    Raises:
        RuleError: a file is missing, a row is not valid, or a code is not declared.
    """
    lists = (folder or models_folder()) / "lexicons"
    areas = {a.area: a for a in load_rows(lists / "technology_areas.csv", Area, key=_area)}
    path = lists / "technology_subareas.csv"
    subs = {s.sub_area: s for s in load_rows(path, SubArea, key=lambda s: s.sub_area)}
    for sub in subs.values():
        if sub.area not in areas or not sub.sub_area.startswith(f"{sub.area}."):
            raise RuleError(
                f"'{sub.sub_area}' is under no area of its own",
                where=path.name,
                hint="its first part is a code of technology_areas.csv",
            )
    path = lists / "technology_terms.csv"
    terms = load_rows(path, TechnologyTerm, key=lambda t: t.term)
    for term in terms:
        if term.sub_area not in subs:
            raise RuleError(
                f"'{term.term}' has the unknown sub-area '{term.sub_area}'",
                where=path.name,
                hint="declare it in technology_subareas.csv",
            )
    return Technologies(MappingProxyType(areas), MappingProxyType(subs), terms)


def _area(row: Area) -> str:
    return row.area
