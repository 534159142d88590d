"""The charts of the report: a query each, and how its rows are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

Rows = Sequence[tuple[Any, ...]]

# Okabe and Ito: told apart with every kind of colour vision.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#444444")
_LONGEST_LABEL = 32
STRENGTHS = ("binding", "pledged", "intended", "exploratory", "aspirational")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        query: SQL over the tables and views of the exported database.
        draw: makes the figure of the rows.
        note: what a reader must know not to misread it.
    """

    key: str
    title: str
    query: str
    draw: Callable[[Rows], go.Figure]
    note: str = ""


def _stacked(rows: Rows, order: Sequence[str] = ()) -> go.Figure:
    """Rows of (x, series, number) as stacked bars."""
    names = [n for n in order if any(r[1] == n for r in rows)] or _by_size(rows)
    shown, figure = names[: len(COLOURS) - 1], go.Figure()
    xs = sorted({r[0] for r in rows})
    for index, name in enumerate(shown):
        values = {r[0]: r[2] for r in rows if r[1] == name}
        figure.add_bar(
            x=xs, y=[values.get(x, 0) for x in xs], name=str(name), marker_color=COLOURS[index]
        )
    rest: dict[Any, int] = {}
    for x, name, number in rows:
        if name not in shown:
            rest[x] = rest.get(x, 0) + number
    if rest:
        figure.add_bar(
            x=xs, y=[rest.get(x, 0) for x in xs], name="all others", marker_color="#BBBBBB"
        )
    figure.update_layout(barmode="stack", xaxis={"type": "category"})
    return figure


def _by_size(rows: Rows) -> list[str]:
    totals: dict[str, int] = {}
    for _, name, number in rows:
        totals[name] = totals.get(name, 0) + number
    return sorted(totals, key=lambda n: (-totals[n], n))


def _by_strength(rows: Rows) -> go.Figure:
    return _stacked(rows, STRENGTHS)


def _bars(rows: Rows) -> go.Figure:
    """Rows of (name, number, text) as bars that read from the top."""
    figure = go.Figure()
    ordered = list(reversed(rows))
    figure.add_bar(
        y=[_short(str(r[0])) for r in ordered],
        x=[r[1] for r in ordered],
        text=[r[2] if len(r) > 2 else r[1] for r in ordered],
        orientation="h",
        marker_color=COLOURS[0],
    )
    figure.update_layout(yaxis={"automargin": True}, height=max(220, 26 * len(rows) + 90))
    return figure


def _matrix(rows: Rows) -> go.Figure:
    """Rows of (from, to, number) as a heat map."""
    left = list(dict.fromkeys(_short(r[0]) for r in rows))
    right = sorted(dict.fromkeys(_short(r[1]) for r in rows))
    cells = {(_short(r[0]), _short(r[1])): r[2] for r in rows}
    figure = go.Figure(
        go.Heatmap(
            x=right,
            y=left,
            z=[[cells.get((a, b)) for b in right] for a in left],
            colorscale=[[0, "#DCEBF5"], [1, "#0072B2"]],
            hovertemplate="%{y} to or with %{x}: %{z}<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True, "dtick": 1},
        xaxis={"automargin": True, "side": "top", "dtick": 1, "tickangle": -65},
        height=max(300, 28 * len(left) + 160),
    )
    return figure


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"


def _money(rows: Rows) -> go.Figure:
    """Rows of (currency, direction, text, sum) as dots on a logarithmic scale."""
    figure = go.Figure()
    names = ("exact", "about", "at_least", "over", "at_most", "under")
    for index, direction in enumerate(names):
        part = [r for r in rows if r[1] == direction]
        if part:
            figure.add_scatter(
                x=[float(r[3]) for r in part],
                y=[r[0] for r in part],
                text=[r[2] for r in part],
                mode="markers",
                name=direction.replace("_", " "),
                marker={"size": 12, "color": COLOURS[index], "symbol": index, "opacity": 0.8},
                hovertemplate="%{text}<extra></extra>",
            )
    figure.update_layout(xaxis={"type": "log", "title": "units of the currency"})
    return figure


def _deadlines(rows: Rows) -> go.Figure:
    """Rows of (deadline, committers, text, published, overdue) as a line for each pledge."""
    figure = go.Figure()
    labels = [f"{i + 1}. {_short(r[1] or 'unknown')}" for i, r in enumerate(rows)]
    for label, (deadline, _, text, published, overdue) in zip(labels, rows, strict=True):
        figure.add_scatter(
            x=[published or deadline, deadline],
            y=[label, label],
            mode="lines+markers",
            line={"color": COLOURS[5] if overdue else COLOURS[0], "width": 3},
            marker={"size": [6, 12], "symbol": ["circle", "x" if overdue else "diamond"]},
            text=[text, text],
            hovertemplate="%{x|%d %b %Y}: %{text}<extra></extra>",
            showlegend=False,
        )
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True},
        height=max(260, 24 * len(rows) + 100),
    )
    return figure


CHARTS: tuple[Chart, ...] = (
    Chart(
        "areas-over-time",
        "Pledges by technology area",
        """SELECT coalesce(CAST(year(published_on) AS VARCHAR), 'no date') AS year, area_name,
  count(*) AS pledges
FROM pledges_by_area GROUP BY ALL ORDER BY ALL""",
        _stacked,
        "A pledge with several areas counts once in each.",
    ),
    Chart(
        "strength-over-time",
        "How firm the wording is",
        """SELECT coalesce(CAST(year(published_on) AS VARCHAR), 'no date') AS year, strength,
  count(*) AS pledges
FROM pledges GROUP BY ALL ORDER BY ALL""",
        _by_strength,
        "Strength is about wording, not about legal force.",
    ),
    Chart(
        "actor-by-actor",
        "Who promised whom",
        """WITH pairs AS (
  SELECT p.actor_name AS committer, b.actor_name AS counterpart
  FROM pledges_by_actor p JOIN commitment_actors b
    ON b.commitment_id = p.commitment_id AND b.actor_id <> p.actor_id
), top AS (
  SELECT committer AS name FROM pairs GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 15
)
SELECT committer, counterpart, count(*) AS pledges FROM pairs
WHERE committer IN (FROM top) AND counterpart IN (FROM top)
GROUP BY ALL ORDER BY committer, counterpart""",
        _matrix,
        "Joint pledges count for each pair of those who made them.",
    ),
    Chart(
        "money",
        "Sums that are pledged",
        """SELECT amount_currency, qualifier, coalesce(committers || ': ', '') || amount_text,
  coalesce(amount_maximum, amount_minimum) AS sum
FROM money WHERE amount_currency IS NOT NULL AND sum > 0 ORDER BY amount_currency, sum""",
        _money,
        "Sums in different currencies stand on one axis but are never added up.",
    ),
    Chart(
        "deadlines",
        "Deadlines ahead and overdue",
        """WITH today AS (SELECT max(published_on) AS day FROM documents)
SELECT deadline, committers, text, published_on, coalesce(deadline < day, false) AS overdue
FROM pledges, today
WHERE deadline IS NOT NULL AND status NOT IN ('completed', 'cancelled')
ORDER BY deadline DESC, commitment_id LIMIT 40""",
        _deadlines,
        "From the day of the article to the deadline, the forty latest; crosses had passed by the "
        "date of the newest article.",
    ),
    Chart(
        "testable",
        "Share of pledges that one could check",
        """SELECT actor_name, round(100.0 * count(*) FILTER (testable) / count(*)) AS percent,
  count(*) FILTER (testable) || ' of ' || count(*) AS testable
FROM pledges_by_actor GROUP BY actor_name
ORDER BY count(*) DESC, actor_name LIMIT 20""",
        _bars,
        "Testable: an amount, a date, a count or a named deliverable. The twenty actors with "
        "the most pledges.",
    ),
    Chart(
        "most-quoted",
        "Most quoted",
        """SELECT speaker_name, count(*) AS quotes FROM statements
WHERE speaker_name IS NOT NULL GROUP BY ALL ORDER BY quotes DESC, speaker_name LIMIT 20""",
        _bars,
    ),
    Chart(
        "turned-down",
        "Why sentences were turned down",
        """SELECT reason, count(*) AS sentences FROM sentences WHERE outcome = 'rejected'
GROUP BY ALL ORDER BY sentences DESC, reason LIMIT 25""",
        _bars,
        "The gates that stopped a candidate. Read some of them to judge what is missed.",
    ),
    Chart(
        "quality",
        "What is not known",
        """SELECT what, round(100.0 * missing / greatest(whole, 1)) AS percent,
  missing || ' of ' || whole
FROM (
  SELECT 'documents without a date' AS what, count(*) FILTER (published_on IS NULL) AS missing,
    count(*) AS whole FROM documents UNION ALL
  SELECT 'pledges without a committer', count(*) FILTER (committers IS NULL), count(*) FROM pledges
  UNION ALL SELECT 'pledges without an area', count(*) FILTER (area IS NULL), count(*) FROM pledges
  UNION ALL SELECT 'quotes without a speaker', count(*) FILTER (speaker_name IS NULL), count(*)
    FROM quotes
  UNION ALL SELECT 'dates that could not be resolved', count(*) FILTER (edtf IS NULL), count(*)
    FROM dates
) ORDER BY percent DESC, what""",
        _bars,
        "In percent.",
    ),
)
