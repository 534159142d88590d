"""Places that are no folder of this machine: object stores and whatever else fsspec reaches."""

from __future__ import annotations

from pipeline.storage.lock import RemoteLock
from pipeline.storage.remote import Object, Remote, open_place

__all__ = ["Object", "Remote", "RemoteLock", "open_place"]
