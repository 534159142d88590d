"""What the report shows: for each panel a question, the query that answers it, and its form.

The queries run on the tables and views of the file that ``pledger export duckdb`` writes. Two
words in braces are filled in before: ``{period}``, the year or a shorter period of a day, by how
long the articles reach; ``{today}``, the day that deadlines are compared with.
"""

from __future__ import annotations

from pipeline.report.panels.actors import WHO
from pipeline.report.panels.areas import WHEN
from pipeline.report.panels.deadlines import BY_WHEN
from pipeline.report.panels.ledger import LEDGER
from pipeline.report.panels.money import MONEY
from pipeline.report.panels.panel import Panel, Section
from pipeline.report.panels.trust import TRUST

__all__ = ["PANELS", "SECTIONS", "Panel", "Section"]

SECTIONS = (WHEN, WHO, MONEY, BY_WHEN, LEDGER, TRUST)
PANELS = tuple(panel for section in SECTIONS for panel in section.panels)
