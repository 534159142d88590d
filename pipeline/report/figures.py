"""How rows become figures. Every mark carries the address in the audit pages that it leads to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go

from pipeline.report.palette import (
    BLUE,
    DIRECTIONS,
    INK,
    KINDS,
    MOVES,
    RED,
    REST,
    SERIES,
    STATUSES,
    STRENGTHS,
)
from pipeline.report.periods import without_gaps

Rows = Sequence[tuple[Any, ...]]

_OTHERS = "all others"
_LONGEST_LABEL = 30
_LONGEST_LINE = 120
_LONGEST_HOVER = 90
_BAR = 26
"""Pixels that a bar that lies takes."""
_BUBBLE = (7.0, 30.0)
_FEW = 5
"""Whole numbers up to which each has a tick."""
_FEW_DECADES = 6
"""Powers of ten up to which each has a tick."""
_NUMBERS_FIT = 12
"""Columns up to which a matrix has room for the numbers in its cells."""


def audit(**filters: str) -> str:
    """Address of the rows in the audit pages that these filters leave."""
    return "index.html#" + urlencode(filters)


def columns(rows: Rows) -> go.Figure:
    """Rows of (period, series, number, filter) as columns on one another, the largest below."""
    totals: dict[str, int] = {}
    for _, name, number, *_ in rows:
        totals[name] = totals.get(name, 0) + number
    names = sorted(totals, key=lambda n: (-totals[n], n))
    if len(names) > len(SERIES) + 1:
        names = names[: len(SERIES)]
    colours = dict(zip(names, (*SERIES, REST), strict=False))
    return _columns(rows, colours, height=380)


def shares(rows: Rows) -> go.Figure:
    """Rows of (period, strength, number, filter) as the share of each strength in a period."""
    figure = _columns(rows, STRENGTHS, height=380)
    figure.update_layout(barnorm="percent", yaxis={"ticksuffix": " %", "dtick": 20})
    return figure


def _columns(rows: Rows, colours: Mapping[str, str], *, height: int) -> go.Figure:
    periods = without_gaps(r[0] for r in rows)
    totals = Counter[str]()
    found: dict[str, dict[Any, tuple[int, str]]] = {}
    for period, name, number, link in rows:
        series = found.setdefault(name if name in colours else _OTHERS, {})
        series[period] = (series.get(period, (0, ""))[0] + number, link)
        totals[period] += number
    figure = go.Figure()
    for name, colour in {**colours, _OTHERS: REST}.items():
        values = found.get(name)
        if values:
            figure.add_bar(
                x=periods,
                y=[values.get(p, (0, ""))[0] for p in periods],
                customdata=[
                    None if name == _OTHERS else values.get(p, (0, None))[1] for p in periods
                ],
                name=_words(name),
                marker_color=colour,
                hovertemplate=f"%{{x}}, {_words(name)}: %{{y:,}}<extra></extra>",
            )
    figure.update_layout(
        barmode="stack",
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": periods},
        height=height,
        showlegend=True,
    )
    if max(totals.values()) <= _FEW:
        figure.update_layout(yaxis={"dtick": 1})
    if len(periods) < 6:
        figure.update_layout(bargap=1 - 0.12 * len(periods))
    return figure


def bars(rows: Rows) -> go.Figure:
    """Rows of (name, number, text, link) as bars that read from the top."""
    figure = go.Figure()
    most = max(float(r[1]) for r in rows)
    figure.add_bar(
        y=[_label(str(r[0]), i) for i, r in enumerate(rows)],
        x=[float(r[1]) for r in rows],
        text=[r[2] for r in rows],
        customdata=[r[3] for r in rows],
        orientation="h",
        marker_color=BLUE,
        textposition="outside",
        cliponaxis=False,
        hovertext=[_escape(f"{r[0]}: {r[2]}") for r in rows],
        hoverinfo="text",
    )
    figure.update_layout(
        xaxis={"range": [0, most * 1.45 or 1], "showticklabels": False, "showgrid": False},
        **_lying(len(rows)),
    )
    return figure


def stacked_bars(rows: Rows, colours: Mapping[str, str]) -> go.Figure:
    """Rows of (name, series, number, link) as lying bars, in the order in which names come."""
    names = list(dict.fromkeys(r[0] for r in rows))
    labels = {name: _label(str(name), i) for i, name in enumerate(names)}
    figure = go.Figure()
    for series, colour in colours.items():
        part = [r for r in rows if r[1] == series]
        if part:
            figure.add_bar(
                y=[labels[r[0]] for r in part],
                x=[r[2] for r in part],
                name=_words(series),
                customdata=[r[3] for r in part],
                orientation="h",
                marker_color=colour,
                text=[f"{r[2]:,}" for r in part],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                hovertext=[_escape(f"{r[0]}, {_words(series)}: {r[2]:,}") for r in part],
                hoverinfo="text",
            )
    figure.update_layout(barmode="stack", uniformtext={"minsize": 10, "mode": "hide"})
    figure.update_layout(**_lying(len(names), legend=40))
    figure.update_yaxes(categoryorder="array", categoryarray=list(labels.values()))
    return figure


def moves(rows: Rows) -> go.Figure:
    """Rows of (what, move, number, link)."""
    return stacked_bars(rows, MOVES)


def quoted(rows: Rows) -> go.Figure:
    """Rows of (speaker, kind, number, link)."""
    return stacked_bars(rows, KINDS)


def _lying(count: int, *, legend: int = 0) -> dict[str, Any]:
    return {
        "yaxis": {"automargin": True, "autorange": "reversed", "ticklabelstandoff": 4},
        "height": max(120, _BAR * count + 40 + legend),
        "bargap": 0.25,
    }


def steps(rows: Rows) -> go.Figure:
    """Rows of (from status, to status, number, link), in the order in which things come about."""
    return matrix(rows, order=[_words(status) for status in STATUSES])


def matrix(rows: Rows, *, order: Sequence[str] = ()) -> go.Figure:
    """Rows of (from, to, number, link) as a heat map; the darker, the more, by powers of ten.

    Args:
        rows: a cell each.
        order: of rows and columns; by default, those with the most come first.
    """
    left, right = (
        [name for name in order if name in {r[side] for r in rows}] or _by_size(rows, side)
        for side in (0, 1)
    )
    cells = {(r[0], r[1]): (r[2], r[3]) for r in rows}
    blank = (None, None)
    numbers = [[cells.get((a, b), blank)[0] for b in right] for a in left]
    show = len(right) <= _NUMBERS_FIT
    figure = go.Figure(
        go.Heatmap(
            x=[_label(b, i) for i, b in enumerate(right)],
            y=[_label(a, i) for i, a in enumerate(left)],
            z=[[None if n is None else math.log10(n) for n in row] for row in numbers],
            text=[["" if n is None else f"{n:,}" for n in row] for row in numbers],
            customdata=[[cells.get((a, b), blank)[1] for b in right] for a in left],
            texttemplate="%{text}" if show else None,
            colorscale=[[0, "#E3EEF6"], [0.5, "#6CAED6"], [1, "#08519C"]],
            hovertext=[[_escape(f"{a} to or with {b}") for b in right] for a in left],
            hovertemplate="%{hovertext}: %{text}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True, "dtick": 1, "showgrid": False},
        xaxis={
            "automargin": True,
            "side": "top",
            "dtick": 1,
            "tickangle": -45 if len(right) > 3 else 0,
            "showgrid": False,
        },
        height=max(180, 27 * len(left) + 130),
    )
    return figure


def _by_size(rows: Rows, column: int) -> list[str]:
    totals: dict[str, int] = {}
    for r in rows:
        totals[r[column]] = totals.get(r[column], 0) + r[2]
    return sorted(totals, key=lambda n: (-totals[n], n))


def money(rows: Rows) -> go.Figure:
    """Rows of (currency, direction, sum, number, example, link) as bubbles, by size of the sum."""
    currencies = list(dict.fromkeys(r[0] for r in rows))
    most = max(r[3] for r in rows)
    figure = go.Figure()
    for index, (direction, colour) in enumerate(DIRECTIONS.items()):
        part = [r for r in rows if r[1] == direction]
        if part:
            figure.add_scatter(
                x=[float(r[2]) for r in part],
                y=[currencies.index(r[0]) + 0.26 * (index - 1) for r in part],
                customdata=[r[5] for r in part],
                hovertext=[
                    _escape(f"{r[3]:,} {'sum' if r[3] == 1 else 'sums'} like {r[4]}") for r in part
                ],
                hoverinfo="text",
                mode="markers",
                name=direction,
                marker={
                    "size": [_bubble(r[3], most) for r in part],
                    "color": colour,
                    "opacity": 0.75,
                    "line": {"width": 1, "color": "white"},
                },
            )
    sums = [float(r[2]) for r in rows]
    far = max(sums) > min(sums) * 10**_FEW_DECADES
    exponents = range(0, 19, 3 if far else 1)
    figure.update_layout(
        xaxis={
            "type": "log",
            "tickvals": [10**e for e in exponents],
            "ticktext": [_round(e) for e in exponents],
            "title": {"text": "units of the currency", "font": {"size": 13}},
        },
        yaxis={
            "tickvals": list(range(len(currencies))),
            "ticktext": currencies,
            "range": [len(currencies) - 0.4, -0.6],
            "automargin": True,
            "zeroline": False,
        },
        height=max(220, 38 * len(currencies) + 130),
    )
    return figure


def _round(exponent: int) -> str:
    """A power of ten as one says it."""
    names = ("", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion")
    return f"{10 ** (exponent % 3)}{names[exponent // 3]}"


def _bubble(number: int, most: int) -> float:
    """Diameter in pixels; the area grows with the number."""
    least, largest = _BUBBLE
    return 12.0 if most == 1 else least + (largest - least) * math.sqrt(number / most)


def deadlines(rows: Rows) -> go.Figure:
    """Rows of (period, overdue or ahead, number, link)."""
    return _columns(rows, {"overdue": RED, "ahead": BLUE}, height=320)


def lives(rows: Rows) -> go.Figure:
    """Rows of (promise, text, day, status, article, link): a line for each promise."""
    figure = go.Figure()
    place = {promise: i for i, promise in enumerate(dict.fromkeys(r[0] for r in rows))}
    for promise, line in place.items():
        days = [r[2] for r in rows if r[0] == promise]
        figure.add_scatter(
            x=[min(days), max(days)],
            y=[line] * 2,
            mode="lines",
            line={"color": REST, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
        text = next(r[1] for r in rows if r[0] == promise)
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=line,
            yshift=18,
            text=_escape(_short(text, _LONGEST_LINE)),
            showarrow=False,
            font={"size": 12, "color": INK},
        )
    for status, colour in STATUSES.items():
        part = [r for r in rows if r[3] == status]
        if part:
            figure.add_scatter(
                x=[r[2] for r in part],
                y=[place[r[0]] for r in part],
                customdata=[r[5] for r in part],
                hovertext=[
                    _escape(f"{r[2]:%d %b %Y}, {_words(status)}: {_short(r[4], _LONGEST_HOVER)}")
                    for r in part
                ],
                hoverinfo="text",
                mode="markers",
                name=_words(status),
                marker={"size": 12, "color": colour, "line": {"width": 1, "color": "white"}},
            )
    figure.update_layout(
        yaxis={
            "range": [len(place) - 0.6, -0.8],
            "tickvals": list(place.values()),
            "ticktext": [f"{line + 1}." for line in place.values()],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
        height=52 * len(place) + 100,
    )
    return figure


def histogram(rows: Rows) -> go.Figure:
    """Rows of (band, number, text, link) as columns in order."""
    figure = go.Figure()
    figure.add_bar(
        x=[str(r[0]) for r in rows],
        y=[r[1] for r in rows],
        text=[r[2] for r in rows],
        customdata=[r[3] for r in rows],
        textposition="outside",
        cliponaxis=False,
        marker_color=BLUE,
        hoverinfo="skip",
    )
    figure.update_layout(xaxis={"type": "category"}, height=280)
    return figure


def _label(name: str, index: int) -> str:
    """Short, and still different from the others that begin alike."""
    short = _short(name)
    return _escape(short if short == name else short + "\u200b" * index)


def _short(text: str, longest: int = _LONGEST_LABEL) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
