"""The same promise across articles, and what moved."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.panels.panel import Panel, Section

LEDGER = Section(
    "ledger",
    "The same promise across articles",
    (
        Panel(
            key="lives",
            title="The most reported promises, mention by mention",
            query="""
WITH top AS (
  SELECT ledger_id, committers, text, documents, last_seen FROM ledger
  WHERE documents > 1 AND last_seen > first_seen
  ORDER BY documents DESC, last_seen - first_seen DESC, ledger_id LIMIT 10
)
SELECT t.ledger_id,
  coalesce(t.committers || ': ', '') || t.text AS promise,
  m.seen_on, m.status, coalesce(d.title, d.source_path) AS article,
  'documents/' || m.document_id || '.html#' || m.commitment_id AS audit
FROM top t JOIN ledger_mentions m USING (ledger_id) JOIN documents d USING (document_id)
WHERE m.seen_on IS NOT NULL
ORDER BY t.documents DESC, t.last_seen DESC, t.ledger_id, m.ordinal""",
            draw=figures.lives,
            note="A dot for each article, on the day that it came out; its colour is how far the "
            "promise had come by that article.",
            wide=True,
            empty="No promise is reported on several dated days.",
        ),
        Panel(
            key="moves",
            title="What moved from one article to the next",
            query="""
WITH moved AS (
  UNPIVOT (SELECT commitment_id, amount_move AS sum, deadline_move AS deadline,
      strength_move AS wording FROM ledger_mentions)
  ON sum, deadline, wording INTO NAME what VALUE move
)
SELECT what, move, count(*) AS mentions,
  'index.html#table=commitments' AS audit
FROM moved WHERE move <> 'same' GROUP BY ALL ORDER BY ALL""",
            draw=figures.moves,
            note="Against the mention before it, where both have a date. Given: named for the "
            "first time; dropped: no longer named.",
            empty="Nothing moved.",
        ),
        Panel(
            key="status-moves",
            title="How far promises came",
            query="""
WITH steps AS (
  SELECT status AS later, lag(status) OVER before AS earlier, seen_on,
    document_id, lag(document_id) OVER before AS document
  FROM ledger_mentions WINDOW before AS (PARTITION BY ledger_id ORDER BY ordinal)
)
SELECT replace(earlier, '_', ' ') AS from_status, replace(later, '_', ' ') AS to_status,
  count(*) AS mentions,
  'index.html#table=commitments&status=' || later AS audit
FROM steps WHERE earlier IS NOT NULL AND seen_on IS NOT NULL AND document <> document_id
GROUP BY earlier, later ORDER BY ALL""",
            draw=figures.steps,
            note="Status in one article (rows) and in the next article with the same promise "
            "(columns).",
            empty="No promise is reported by several articles that have a date.",
        ),
        Panel(
            key="most-reported",
            title="Promises in the most articles",
            query="""
SELECT l.documents AS articles, coalesce(l.committers, 'unknown') AS who, l.text,
  CASE WHEN l.first_seen IS NULL THEN 'no date'
    ELSE strftime(l.first_seen, '%b %Y')
      || coalesce(' to ' || nullif(strftime(l.last_seen, '%b %Y'), strftime(l.first_seen, '%b %Y')),
        '') END AS seen,
  coalesce(nullif(concat_ws(', ',
    CASE WHEN l.amount_moved THEN 'sum' END, CASE WHEN l.deadline_moved THEN 'deadline' END,
    CASE WHEN l.strength_moved THEN l.first_strength || ' to ' || l.last_strength END,
    CASE WHEN l.status_moved THEN replace(l.first_status || ' to ' || l.last_status, '_', ' ')
    END), ''), CASE WHEN dated < 2 THEN 'not known' ELSE 'nothing' END) AS moved,
  'documents/' || c.document_id || '.html#' || c.commitment_id AS audit
FROM ledger l JOIN commitments c USING (commitment_id)
JOIN (SELECT ledger_id, count(seen_on) AS dated FROM ledger_mentions GROUP BY 1) USING (ledger_id)
WHERE l.documents > 1
ORDER BY l.documents DESC, l.mentions DESC, l.ledger_id LIMIT 20""",
            headings=("articles", "who", "promise", "seen", "moved"),
            widths=("6rem", "18%", "auto", "12rem", "13rem"),
            wide=True,
            empty="No promise is reported by several articles.",
        ),
    ),
)
