"""How documents are spread over buckets: by the first digits of their ids, which are hashes.

A document that comes, changes or goes so touches one bucket and no other. Row groups of a table are
buckets, and so are the parts of a publication that a cluster writes.
"""

from __future__ import annotations

DIGITS = 8
"""Hexadecimal digits of an id that say where a document lies."""


def bits_for(rows: int, most: int) -> int:
    """Binary digits of an id that tell apart so many buckets that none has too many rows.

    Args:
        rows: of all documents.
        most: rows of a bucket, on average.
    """
    return int(max(0, -(-rows // most) - 1)).bit_length()


def bucket_of(document_id: str, bits: int) -> int:
    """Where a document lies: the first binary digits of its id."""
    return int(document_id[:DIGITS], 16) >> (4 * DIGITS - bits)


def limits(bucket: int, bits: int) -> tuple[int, int]:
    """First digits of the ids in a bucket, as numbers: the least, and that of the next bucket."""
    shift = 4 * DIGITS - bits
    return bucket << shift, (bucket + 1) << shift
