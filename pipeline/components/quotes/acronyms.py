"""Acronyms that a text defines, with the names they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DEFINED = re.compile(r"\((?:the\s)?[“\"‘']?([A-Z][A-Z&]{1,9})[”\"’']?\)")


def acronyms(text: str) -> dict[str, str]:
    """Acronyms that the text defines by a name in front of them."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        acronym = match.group(1)
        before = text[max(0, match.start() - 140) : match.start()].rstrip()
        words = before.split()
        letters = [c for c in acronym if c.isalpha()]
        name = _expansion(words, letters)
        if name and acronym not in found:
            found[acronym] = name
    return found


def _expansion(words: Sequence[str], letters: Sequence[str]) -> str | None:
    """The last words whose capitals spell the acronym."""
    left = list(letters)
    for at in range(len(words) - 1, max(-1, len(words) - 14), -1):
        word = words[at].strip('(“"‘,.;:')
        if left and word[:1].upper() == left[-1] and word[:1].isupper():
            left.pop()
            if not left:
                if at > 1 and words[at - 1] in ("for", "of") and words[at - 2][:1].isupper():
                    at -= 2
                return " ".join(words[at:]).strip(' ,(“"‘')
    return None
