"""How much money, never added up across currencies."""

from __future__ import annotations

from pipeline.report import figures
from pipeline.report.figures import audit
from pipeline.report.panels.panel import Panel, Section

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

MONEY = Section(
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
