"""A panel and a section of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from pipeline.report.figures import Rows, audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel.

    Attributes:
        note: what a reader must know not to misread it.
        query: its rows; the last column of a drawn one is an address in the audit pages.
        draw: makes the figure of the rows; None shows them as a table.
        headings: of the columns of a table, the last apart, which is the address.
        widths: of those columns, as a style sheet says them.
        audit: where the audit pages show the rows behind it.
        wide: takes the whole width.
        empty: what to say, and to do, when there are no rows.
    """

    key: str
    title: str
    query: str
    note: str = ""
    draw: Callable[[Rows], go.Figure] | None = None
    headings: tuple[str, ...] = ()
    widths: tuple[str, ...] = ()
    audit: str = audit(table="commitments")
    wide: bool = False
    empty: str = "Nothing of this kind in these articles."


@dataclass(frozen=True, slots=True)
class Section:
    """Panels that answer one question."""

    key: str
    title: str
    panels: tuple[Panel, ...]
