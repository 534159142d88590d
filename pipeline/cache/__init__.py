"""Results by document, under the hash of everything that they depend on."""

from __future__ import annotations

from pipeline.cache.entry import Entry
from pipeline.cache.fingerprint import Fingerprints
from pipeline.cache.store import Store

__all__ = ["Entry", "Fingerprints", "Store"]
