"""What is promised: technology areas and wording over time."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.panels.panel import Panel, Section

_DATED = "No article has a date. Say the dates in the column published_on of sources.csv."
_ONCE = "Each promise counts once, where it was reported first."

WHEN = Section(
    "when",
    "What is promised",
    (
        Panel(
            key="areas-over-time",
            title="Promises by technology area over time",
            query="""
SELECT {period} AS period, n.area_name AS area, count(DISTINCT p.ledger_id) AS promises,
  'index.html#table=commitments&area=' || n.area AS audit
FROM promises p
JOIN (SELECT DISTINCT commitment_id, area FROM commitment_technologies) t USING (commitment_id)
JOIN technologies n ON n.area = t.area AND n.sub_area IS NULL
WHERE p.published_on IS NOT NULL
GROUP BY ALL ORDER BY ALL""",
            draw=figures.columns,
            note=f"{_ONCE} One with several areas counts in each of them.",
            wide=True,
            empty=_DATED,
        ),
        Panel(
            key="strength-over-time",
            title="How firm the wording is",
            query="""
SELECT {period} AS period, strength, count(*) AS promises,
  'index.html#table=commitments&strength=' || strength AS audit
FROM promises WHERE published_on IS NOT NULL
GROUP BY ALL ORDER BY ALL""",
            draw=figures.shares,
            note="Share of the promises of a period. Strength is about wording, not about law.",
            empty=_DATED,
        ),
        Panel(
            key="areas",
            title="Technology areas",
            query="""
SELECT coalesce(n.area_name, 'no technology area') AS area, count(DISTINCT p.ledger_id) AS n,
  printf('%,d', count(DISTINCT p.ledger_id)) AS promises,
  'index.html#table=commitments' || coalesce('&area=' || n.area, '') AS audit
FROM promises p
LEFT JOIN (SELECT DISTINCT commitment_id, area FROM commitment_technologies) t
  USING (commitment_id)
LEFT JOIN technologies n ON n.area = t.area AND n.sub_area IS NULL
GROUP BY n.area, n.area_name ORDER BY n DESC, 1 LIMIT 16""",
            draw=figures.bars,
            note=f"{_ONCE} The sixteen largest, articles without a date included.",
        ),
    ),
)
