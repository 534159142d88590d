"""Who promises what to whom, and who is quoted."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.figures import audit
from pipeline.report.panels.panel import Panel, Section

WHO = Section(
    "who",
    "Who promises what to whom",
    (
        Panel(
            key="actor-by-actor",
            title="Actor by actor",
            query="""
WITH pairs AS (
  SELECT DISTINCT p.ledger_id, a.actor_name AS committer, b.actor_name AS counterpart
  FROM promises p
  JOIN commitment_actors a ON a.commitment_id = p.commitment_id AND a.role = 'committer'
  JOIN commitment_actors b ON b.commitment_id = p.commitment_id AND b.actor_id <> a.actor_id
), makers AS (
  SELECT committer FROM pairs GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 15
), others AS (
  SELECT counterpart FROM pairs WHERE committer IN (FROM makers)
  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 15
)
SELECT committer, counterpart, count(*) AS promises,
  'index.html#table=commitments&actor=' || url_encode(committer) AS audit
FROM pairs WHERE committer IN (FROM makers) AND counterpart IN (FROM others)
GROUP BY ALL ORDER BY ALL""",
            draw=figures.matrix,
            note="Rows promise, columns receive or take part; a joint promise counts for each "
            "pair of those who made it. The fifteen with the most; the colour goes by powers of "
            "ten.",
            wide=True,
        ),
        Panel(
            key="testable",
            title="Share that one could check",
            query="""
SELECT a.actor_name, 100.0 * count(*) FILTER (p.testable) / count(*) AS percent,
  printf('%d %% of %,d', round(100.0 * count(*) FILTER (p.testable) / count(*))::INT,
    count(*)) AS testable,
  'index.html#table=commitments&actor=' || url_encode(a.actor_name) AS audit
FROM promises p
JOIN commitment_actors a ON a.commitment_id = p.commitment_id AND a.role = 'committer'
GROUP BY a.actor_name ORDER BY count(*) DESC, 1 LIMIT 20""",
            draw=figures.bars,
            note="Testable: an amount, a date, a count or a named deliverable. The twenty actors "
            "with the most promises.",
        ),
        Panel(
            key="most-quoted",
            title="Most quoted",
            query="""
WITH said AS (
  SELECT speaker_name, kind, count(*) AS quotes FROM statements
  WHERE speaker_name IS NOT NULL AND kind <> 'indirect' GROUP BY ALL
), top AS (
  SELECT speaker_name, sum(quotes) AS everything FROM said
  GROUP BY ALL ORDER BY everything DESC, speaker_name LIMIT 20
)
SELECT speaker_name, kind, quotes,
  'index.html#table=quotes&actor=' || url_encode(speaker_name) AS audit
FROM said JOIN top USING (speaker_name)
ORDER BY everything DESC, speaker_name, kind""",
            draw=figures.quoted,
            note="Whose words stand in quotation marks, wholly (direct) or in part (mixed); "
            "indirect speech is in the audit pages.",
            audit=audit(table="quotes"),
        ),
    ),
)
