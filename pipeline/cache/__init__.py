"""What was read and what was found in it, each under the hash of everything that it depends on."""

from __future__ import annotations

from pipeline.cache.entry import Entry
from pipeline.cache.fingerprint import Fingerprints
from pipeline.cache.reading import Reading
from pipeline.cache.store import Keep, Store

__all__ = ["Entry", "Fingerprints", "Keep", "Reading", "Store"]
