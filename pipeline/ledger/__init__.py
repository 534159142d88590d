"""The same promise in several articles: one entry, its mentions, and how it moved."""

from pipeline.ledger.build import Ledger, build_ledger
from pipeline.ledger.tables import LEDGER_TABLES, LedgerMentionRow, LedgerRow

__all__ = ["LEDGER_TABLES", "Ledger", "LedgerMentionRow", "LedgerRow", "build_ledger"]
