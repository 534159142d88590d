"""A copy of an HTML source that can be opened from disk without running or loading anything.

Opening a saved article from disk would let its scripts read what other local pages keep, and
fetch its pictures and trackers. The copy begins with a policy that forbids both, and what
could undo the policy or navigate away is disarmed. Words, and so text fragments, stay.
"""

from __future__ import annotations

import re

from pipeline.extraction.selectors import deep_link

_POLICY = (
    b'<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    b"style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
    b'<meta name="referrer" content="no-referrer">\n'
)
_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# a refresh would lead away from the page; the declared encoding must stay
_EQUIV = re.compile(rb"http-equiv(?!\s*=\s*[\"']?content-type)", re.IGNORECASE)


def disarm(data: bytes) -> bytes | None:
    """The source with a policy in front; None when it is in an encoding of wide characters.

    Args:
        data: bytes of an HTML file.
    """
    if data.startswith(_WIDE_MARKS):
        return None
    mark = _UTF8_MARK if data.startswith(_UTF8_MARK) else b""
    return mark + _POLICY + _EQUIV.sub(b"data-equiv", data.removeprefix(mark))


def fragment(exact: str) -> str:
    """Text fragment that finds these words in a page, without the ``#``: ``:~:text=…``."""
    return (deep_link("", exact) or "").partition("#")[2]
