"""Verification: every row is proved from the text that it points to."""

from __future__ import annotations

from pipeline.verification.fault import Fault
from pipeline.verification.folder import Verification, verify
from pipeline.verification.rows import check_document

__all__ = ["Fault", "Verification", "check_document", "verify"]
