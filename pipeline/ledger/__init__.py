"""The same promise in several articles: one entry, its mentions, and how it moved."""

from pipeline.ledger.build import Ledger, build_ledger, ledger_batches
from pipeline.ledger.mentions import SOURCES

__all__ = ["SOURCES", "Ledger", "build_ledger", "ledger_batches"]
