"""What the report shows: for each panel a question, the query that answers it, and its form.

The queries run on the tables and views of the file that ``pledger export duckdb`` writes. Two
words in braces are filled in before: ``{period}``, the year or a shorter period of a day, by how
long the articles reach; ``{today}``, the day that deadlines are compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from pipeline.report import figures
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


_DATED = "No article has a date. Say the dates in the column published_on of sources.csv."
_ONCE = "Each promise counts once, where it was reported first."

_WHEN = Section(
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

_WHO = Section(
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

_SUMS = """
WITH named AS (
  SELECT m.*, k.ledger_id, coalesce(m.amount_maximum, m.amount_minimum) AS value,
    CASE WHEN m.qualifier IN ('exact', 'about') THEN 'exactly or about'
      WHEN m.qualifier IN ('at_least', 'over') THEN 'at least or over'
      ELSE 'at most or under' END AS direction
  FROM money m JOIN ledger_mentions k USING (commitment_id)
  WHERE m.amount_currency IS NOT NULL AND coalesce(m.amount_maximum, m.amount_minimum) > 0
  -- a promise in several articles: the newest that names a sum
  QUALIFY rank() OVER (PARTITION BY k.ledger_id ORDER BY k.ordinal DESC) = 1
)"""

_MONEY = Section(
    "money",
    "How much money",
    (
        Panel(
            key="money",
            title="Sums by currency and direction",
            query=f"""{_SUMS}, top AS (
  SELECT amount_currency FROM named GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 12
)
SELECT amount_currency AS currency, direction,
  pow(10, (floor(log10(value) * 2) + 0.5) / 2) AS about, count(*) AS sums,
  min_by(coalesce(left(committers, 60) || ': ', '') || amount_text, amount_id) AS example,
  'index.html#table=commitments&sort=money&q=' || url_encode(min_by(amount_text, amount_id))
    AS audit
FROM named WHERE amount_currency IN (FROM top)
GROUP BY amount_currency, direction, floor(log10(value) * 2)
ORDER BY count(*) OVER (PARTITION BY amount_currency) DESC, currency, about, direction""",
            draw=figures.money,
            note="The larger a circle, the more sums of that size. Sums in different currencies "
            "stand on one axis but are never added up.",
            audit=audit(table="commitments", sort="money"),
            wide=True,
        ),
        Panel(
            key="money-by-currency",
            title="Sums, a line for each currency and direction",
            query=f"""{_SUMS}
SELECT amount_currency AS currency, direction, count(*) AS sums,
  median(value)::DECIMAL(18, 0) AS median, max(value)::DECIMAL(18, 0) AS largest,
  sum(value)::DECIMAL(38, 0) AS together,
  'index.html#table=commitments&sort=money&q=' || amount_currency AS audit
FROM named GROUP BY amount_currency, direction
ORDER BY sum(count(*)) OVER (PARTITION BY amount_currency) DESC, currency, direction LIMIT 24""",
            headings=("currency", "direction", "sums", "median", "largest", "together"),
            widths=("6rem", "auto", "5rem", "18%", "18%", "18%"),
            note="Never converted, never added across currencies. What is added holds wholes "
            "beside their parts and yearly sums beside single ones: an order of magnitude.",
            audit=audit(table="commitments", sort="money"),
            wide=True,
        ),
    ),
)

_OPEN = "deadline IS NOT NULL AND status NOT IN ('completed', 'cancelled')"
_DEADLINE = """
SELECT strftime(deadline, '%d %b %Y') AS day, coalesce(committers, 'unknown') AS who, text,
  'documents/' || document_id || '.html#' || commitment_id AS audit
FROM promises WHERE {open} AND deadline {sign} {{today}}
ORDER BY deadline {order}, confidence DESC, commitment_id LIMIT 12"""

_BY_WHEN = Section(
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

_LEDGER = Section(
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
            empty="No promise is reported by several articles.",
        ),
        Panel(
            key="most-reported",
            title="Promises in the most articles",
            query="""
SELECT l.documents AS articles, coalesce(l.committers, 'unknown') AS who, l.text,
  CASE WHEN l.first_seen IS NULL THEN 'no date'
    ELSE strftime(l.first_seen, '%b %Y') || ' to ' || strftime(l.last_seen, '%b %Y') END AS seen,
  coalesce(nullif(concat_ws(', ',
    CASE WHEN l.amount_moved THEN 'sum' END, CASE WHEN l.deadline_moved THEN 'deadline' END,
    CASE WHEN l.strength_moved THEN l.first_strength || ' to ' || l.last_strength END,
    CASE WHEN l.status_moved THEN replace(l.first_status || ' to ' || l.last_status, '_', ' ')
    END), ''), 'nothing') AS moved,
  'documents/' || c.document_id || '.html#' || c.commitment_id AS audit
FROM ledger l JOIN commitments c USING (commitment_id)
WHERE l.documents > 1
ORDER BY l.documents DESC, l.mentions DESC, l.ledger_id LIMIT 20""",
            headings=("articles", "who", "promise", "seen", "moved"),
            widths=("5rem", "18%", "auto", "12rem", "13rem"),
            wide=True,
            empty="No promise is reported by several articles.",
        ),
    ),
)

_TRUST = Section(
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

SECTIONS = (_WHEN, _WHO, _MONEY, _BY_WHEN, _LEDGER, _TRUST)
PANELS = tuple(panel for section in SECTIONS for panel in section.panels)
