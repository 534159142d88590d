"""Which text nodes of a page are its article: trafilatura's choice, traced by marks.

Trafilatura rewrites the tree until no element of its answer can be led back to the page. So each
text node goes in with a mark of two rare symbols before its first word, and the marks that come
out name the nodes that were chosen. No text is compared with any other.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Literal

from lxml import etree

# Symbols that are no word characters and survive the clean-up of control characters: a mark made
# of them leaves the tests of trafilatura on words, lengths and regular expressions nearly alone.
_SYMBOLS = ((0x2190, 0x2400), (0x2500, 0x2C00))
_ALPHABET = 512
_SILENT = frozenset(
    ("head", "iframe", "noscript", "script", "style", "svg", "template", "textarea", "title")
)

Place = Literal["text", "tail"]


def text_nodes(body: etree._Element) -> Iterator[tuple[etree._Element, Place, str]]:
    """Text nodes under an element that hold more than white space, in document order.

    Yields:
        the element, whether it is its ``text`` or its ``tail``, and the string. A tail belongs
        to the parent of its element. Scripts, styles and the like are left out.
    """
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if silent is None and element.tag in _SILENT:
                silent = element
            if silent is None and (text := element.text) and not text.isspace():
                yield element, "text", text
            continue
        if silent is element:
            silent = None
        if element is body or silent is not None:
            continue
        if (tail := element.tail) and not tail.isspace():
            yield element, "tail", tail


def chosen_nodes(root: etree._Element) -> frozenset[int]:
    """Positions, in the order of ``text_nodes`` of the body, of the nodes of the article.

    Args:
        root: the parsed page; not changed.
    """
    tree = deepcopy(root)
    alphabet = _alphabet(root)
    size = len(alphabet)
    nodes = list(text_nodes(body_of(tree)))[: size * size]
    for number, (element, place, text) in enumerate(nodes):
        mark = alphabet[number // size] + alphabet[number % size]
        lead = len(text) - len(text.lstrip())
        setattr(element, place, f"{text[:lead]}{mark}{text[lead:]}")
    # leaning to precision is better on pages of every kind; where it leaves nothing, try without
    return _extract(deepcopy(tree), alphabet, precise=True) or _extract(
        tree, alphabet, precise=False
    )


def _extract(tree: etree._Element, alphabet: str, *, precise: bool) -> frozenset[int]:
    from trafilatura import bare_extraction

    logger = logging.getLogger("trafilatura")
    level = logger.level
    # it warns of every page without an article, which here becomes a typed failure
    logger.setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(tree, favor_precision=precise, include_comments=False)
    finally:
        logger.setLevel(level)
    if found is None or found.body is None:
        return frozenset()
    return _marks_in("".join(found.body.itertext()), alphabet)


def body_of(root: etree._Element) -> etree._Element:
    """The ``body`` element, or the root of a page that has none."""
    body = root.find("body")
    return root if body is None else body


def _marks_in(text: str, alphabet: str) -> frozenset[int]:
    place = {symbol: number for number, symbol in enumerate(alphabet)}
    size = len(alphabet)
    pairs = re.findall(f"[{re.escape(alphabet)}]{{2}}", text)
    return frozenset(place[pair[0]] * size + place[pair[1]] for pair in pairs)


def _alphabet(root: etree._Element) -> str:
    used = {symbol for text in root.itertext(etree.Element) for symbol in str(text)}
    return "".join(symbol for symbol in _symbols() if symbol not in used)[:_ALPHABET]


@lru_cache(maxsize=1)
def _symbols() -> tuple[str, ...]:
    symbols = (chr(code) for low, high in _SYMBOLS for code in range(low, high))
    return tuple(
        symbol
        for symbol in reversed(list(symbols))
        if unicodedata.category(symbol) == "So" and unicodedata.normalize("NFC", symbol) == symbol
    )
