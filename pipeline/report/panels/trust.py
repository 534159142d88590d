"""What the data can bear: unknown values, confidence, what was turned down."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.figures import audit
from pipeline.report.panels.panel import Panel, Section

TRUST = Section(
    "trust",
    "What the data can bear",
    (
        Panel(
            key="quality",
            title="What is not known",
            query="""
SELECT what, 100.0 * missing / greatest(whole, 1) AS percent,
  printf('%d %% of %,d', round(100.0 * missing / greatest(whole, 1))::INT, whole) AS share,
  audit
FROM (
  SELECT 'articles without a date' AS what, count(*) FILTER (published_on IS NULL) AS missing,
    count(*) AS whole, 'index.html#view=documents' AS audit FROM documents
  UNION ALL SELECT 'articles without a publisher', count(*) FILTER (publisher IS NULL), count(*),
    'index.html#view=documents' FROM documents
  UNION ALL SELECT 'pledges without a committer', count(*) FILTER (committers IS NULL), count(*),
    'index.html#table=commitments' FROM pledges
  UNION ALL SELECT 'pledges without an area', count(*) FILTER (area IS NULL), count(*),
    'index.html#table=commitments' FROM pledges
  UNION ALL SELECT 'quotes without a speaker', count(*) FILTER (speaker_name IS NULL), count(*),
    'index.html#table=quotes' FROM quotes
  UNION ALL SELECT 'sums without a currency', count(*) FILTER (currency IS NULL), count(*),
    'index.html#table=commitments&sort=money' FROM amounts
  UNION ALL SELECT 'dates that stay open', count(*) FILTER (edtf IS NULL), count(*),
    'index.html#table=commitments' FROM dates
  UNION ALL SELECT 'files that could not be read', (SELECT count(*) FROM failures),
    count(*) + (SELECT count(*) FROM failures), 'index.html#view=failures' FROM documents
) ORDER BY percent DESC, what""",
            draw=figures.bars,
            note="Unknown is kept as unknown, never guessed.",
        ),
        Panel(
            key="confidence",
            title="Confidence of the pledges",
            query="""
SELECT CASE WHEN confidence >= 0.9 THEN '90 to 100' WHEN confidence >= 0.8 THEN '80 to 89'
    WHEN confidence >= 0.7 THEN '70 to 79' WHEN confidence >= 0.5 THEN '50 to 69'
    ELSE 'under 50' END AS band,
  count(*) AS n, printf('%,d', count(*)) AS pledges,
  'index.html#table=commitments&confidence=' || url_encode(band) AS audit
FROM pledges GROUP BY ALL ORDER BY min(confidence) DESC""",
            draw=figures.histogram,
            note="Percent of such rows that were right on articles marked by hand.",
            audit=audit(table="commitments", sort="unsure"),
        ),
        Panel(
            key="turned-down",
            title="Why sentences were turned down",
            query="""
SELECT replace(reason, '_', ' ') AS reason, count(*) AS n, printf('%,d', count(*)) AS sentences,
  'index.html#view=reasons' AS audit
FROM sentences WHERE outcome = 'rejected' GROUP BY ALL ORDER BY n DESC, 1 LIMIT 16""",
            draw=figures.bars,
            note="The gates that stopped a candidate, the sixteen that stopped most. Read some to "
            "judge what is missed.",
            audit="index.html#view=reasons",
        ),
        Panel(
            key="failures",
            title="Files that could not be read",
            query="""
SELECT source_path, kind, message, 'index.html#view=failures' AS audit
FROM failures ORDER BY source_path LIMIT 12""",
            headings=("file", "kind", "what to do"),
            widths=("34%", "6.5rem", "auto"),
            audit="index.html#view=failures",
            empty="All files were read.",
        ),
    ),
)
