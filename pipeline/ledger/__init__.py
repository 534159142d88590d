"""The same promise in several articles: one entry, its mentions, and how it moved."""

from pipeline.ledger.build import Ledger, build_ledger, write_ledger

__all__ = ["Ledger", "build_ledger", "write_ledger"]
