"""By when: deadlines ahead and overdue."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.figures import audit
from pipeline.report.panels.panel import Panel, Section

_OPEN = "deadline IS NOT NULL AND status NOT IN ('completed', 'cancelled')"
_DEADLINE = """
SELECT strftime(deadline, '%d %b %Y') AS day, coalesce(committers, 'unknown') AS who, text,
  'documents/' || document_id || '.html#' || commitment_id AS audit
FROM promises WHERE {open} AND deadline {sign} {{today}}
ORDER BY deadline {order}, confidence DESC, commitment_id LIMIT 12"""

BY_WHEN = Section(
    "by-when",
    "By when",
    (
        Panel(
            key="deadlines",
            title="Deadlines ahead and overdue",
            query=f"""
WITH due AS (
  SELECT deadline, deadline < {{today}} AS overdue, quantile_disc(deadline, 0.02) OVER () AS near,
    quantile_disc(deadline, 0.95) OVER () AS far
  FROM promises WHERE {_OPEN}
)
SELECT CASE WHEN deadline > far + INTERVAL 5 YEAR THEN 'later'
    WHEN deadline < near - INTERVAL 5 YEAR THEN ' earlier'
    ELSE strftime(deadline, '%Y') END AS year,
  CASE WHEN overdue THEN 'overdue' ELSE 'ahead' END AS state, count(*) AS promises,
  'index.html#table=commitments&sort=deadline' AS audit
FROM due GROUP BY ALL ORDER BY ALL""",
            draw=figures.deadlines,
            note="By the year of the deadline; completed and cancelled ones are left out. Overdue "
            "says that the day has passed, not that nothing was done.",
            audit=audit(table="commitments", sort="deadline"),
            wide=True,
        ),
        Panel(
            key="deadlines-ahead",
            title="Next deadlines",
            query=_DEADLINE.format(open=_OPEN, sign=">=", order="ASC"),
            headings=("deadline", "who", "promise"),
            widths=("6.5rem", "28%", "auto"),
            audit=audit(table="commitments", sort="deadline"),
            empty="No deadline lies ahead.",
        ),
        Panel(
            key="deadlines-overdue",
            title="Overdue, the latest first",
            query=_DEADLINE.format(open=_OPEN, sign="<", order="DESC"),
            headings=("deadline", "who", "promise"),
            widths=("6.5rem", "28%", "auto"),
            audit=audit(table="commitments", sort="deadline"),
            empty="No deadline has passed.",
        ),
    ),
)
