"""Verification: every row is proved from the text that it points to."""

from __future__ import annotations

from pipeline.verify.fault import Fault
from pipeline.verify.folder import Verification, verify
from pipeline.verify.rows import check_document

__all__ = ["Fault", "Verification", "check_document", "verify"]
