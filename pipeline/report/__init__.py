"""One page that tells what the ledger holds: charts, each with the query behind it."""

from __future__ import annotations

from pipeline.report.page import build_report

__all__ = ["build_report"]
