"""Variations of treebank sentences towards policy texts, drawn by seed.

Curly and straight quotes, list markers, items that end in a semicolon or in
nothing, a colon after the modal of a stem, upper and title case headings, line
breaks inside a paragraph, British spelling, other currencies.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from models.training.conllu import Sentence, Token

CURLY = {"``": "“", "''": "”"}
SIGNS = ("£", "€", "US$", "A$", "C$", "¥")
MARKERS = (
    ("•",), ("●",), ("-",), ("–",), ("*",), ("▪",), ("a.",), ("b.",), ("iv", "."), ("1", "."),
    ("12", "."), ("(", "a", ")"), ("(", "ii", ")"), ("(", "3", ")"), ("c", ")"), ("2", ")"),
)  # fmt: skip
BRITISH = {
    "color": "colour", "labor": "labour", "favor": "favour", "honor": "honour",
    "neighbor": "neighbour", "behavior": "behaviour", "center": "centre", "theater": "theatre",
    "meter": "metre", "program": "programme", "defense": "defence", "license": "licence",
    "catalog": "catalogue", "dialog": "dialogue", "traveler": "traveller",
    "traveling": "travelling", "modeling": "modelling", "enrollment": "enrolment",
    "fulfill": "fulfil", "aluminum": "aluminium", "analyze": "analyse",
    "skeptical": "sceptical", "gray": "grey", "plow": "plough", "tire": "tyre",
    "jewelry": "jewellery",
}  # fmt: skip
_BRITISH = re.compile(r"\b(" + "|".join(BRITISH) + r")(?=s?\b|ed\b|ing\b)")
_IZE = re.compile(r"(?<=[a-z]{3}[a-z])iz(?=e$|es$|ed$|ing$|ers?$|ations?$)")
_KEEP_Z = ("size", "prize", "seize", "capsize", "outsize", "resize")


def british(word: str) -> str:
    """British spelling of an American word in lower case or capitalised; other words unchanged."""
    if word.lower().rstrip("sd").removesuffix("e") + "e" in _KEEP_Z:
        return word
    changed = _IZE.sub("is", word)
    lowered = _BRITISH.sub(lambda match: BRITISH[match.group(1)], changed.lower())
    if lowered == changed.lower():
        return changed
    return lowered.capitalize() if word[0].isupper() else lowered


def _map(sentence: Sentence, change: dict[int, Token]) -> Sentence:
    tokens = tuple(change.get(index, token) for index, token in enumerate(sentence.tokens))
    return replace(sentence, tokens=tokens)


def _insert(tokens: list[Token], at: int, new: list[Token]) -> list[Token]:
    """Put words in at ``at``; heads of the old ones move along, those of ``new`` are final."""
    count = len(new)
    moved = [
        replace(token, head=token.head + count if token.head >= at else token.head)
        for token in tokens
    ]
    return moved[:at] + new + moved[at:]


def _root(tokens: list[Token]) -> int:
    return next(index for index, token in enumerate(tokens) if token.head == index)


def requote(sentence: Sentence, *, curly: bool) -> Sentence:
    """Quotes and apostrophes in one style."""
    change: dict[int, Token] = {}
    for index, token in enumerate(sentence.tokens):
        if token.xpos in CURLY and token.form in ('"', "“", "”", "'", "‘", "’"):
            double = token.form in ('"', "“", "”")
            opening = token.xpos == "``"
            plain = '"' if double else "'"
            shaped = ("“" if opening else "”") if double else ("‘" if opening else "’")
            change[index] = replace(token, form=shaped if curly else plain)
        elif "'" in token.form and curly:
            change[index] = replace(token, form=token.form.replace("'", "’"))
        elif "’" in token.form and not curly:
            change[index] = replace(token, form=token.form.replace("’", "'"))
    return _map(sentence, change)


def recase(sentence: Sentence, style: str) -> Sentence:
    """The sentence as a heading: ``upper``, ``title``, or all ``lower``."""
    small = {"DT", "IN", "CC", "TO"}
    change: dict[int, Token] = {}
    for index, token in enumerate(sentence.tokens):
        form = token.form
        if style == "upper":
            form = form.upper()
        elif style == "lower":
            form = form.lower()
        elif index == 0 or (token.xpos not in small and form[:1].isalpha()):
            form = form[:1].upper() + form[1:]
        change[index] = replace(token, form=form)
    return _map(sentence, change)


def mark(sentence: Sentence, marker: tuple[str, ...]) -> Sentence:
    """Put a list marker before the sentence."""
    tokens = list(sentence.tokens)
    root = _root(tokens) + len(marker)
    label = next((index for index, part in enumerate(marker) if part.isalnum() or part[:-1]), -1)
    new: list[Token] = []
    for index, form in enumerate(marker):
        if index == label:
            upos, xpos, dep, head = "NUM" if form[0].isdigit() else "X", "LS", "discourse", root
        else:
            upos, dep, head = "PUNCT", "punct", root if label < 0 else label
            xpos = {"(": "-LRB-", ")": "-RRB-", ".": "."}.get(form, "NFP")
        new.append(Token(form, form, upos, xpos, "", head, dep, space=index == len(marker) - 1))
    return replace(sentence, tokens=tuple(_insert(tokens, 0, new)))


def reend(sentence: Sentence, style: str) -> Sentence:
    """Change the final stop to a semicolon, to ``; and``, or drop it."""
    tokens = list(sentence.tokens)
    last = tokens[-1]
    if (
        last.form != "."
        or len(tokens) < 3
        or any(token.head == len(tokens) - 1 for token in tokens)
    ):
        return sentence
    if style == "drop":
        tokens.pop()
        tokens[-1] = replace(tokens[-1], space=True)
    else:
        tokens[-1] = replace(last, form=";", lemma=";", xpos=":")
        if style == "and":
            tokens[-1] = replace(tokens[-1], space=True)
            tokens.append(Token("and", "and", "CCONJ", "CC", "", last.head, "cc", True))
    return replace(sentence, tokens=tuple(tokens))


def stem_colon(sentence: Sentence) -> Sentence:
    """*will promote* becomes *will: promote*, as where a list's stem meets its item."""
    tokens = list(sentence.tokens)
    for index in range(len(tokens) - 1):
        token, verb = tokens[index], tokens[index + 1]
        if token.xpos == "MD" and verb.xpos == "VB" and token.head == index + 1:
            colon = Token(":", ":", "PUNCT", ":", "", index + 2, "punct", True)
            tokens[index] = replace(token, space=False)
            return replace(sentence, tokens=tuple(_insert(tokens, index + 1, [colon])))
    return sentence


def respell(sentence: Sentence, rng: random.Random) -> Sentence:
    """British spelling and other currencies."""
    sign = rng.choice(SIGNS) if rng.random() < 0.6 else "$"
    change: dict[int, Token] = {}
    for index, token in enumerate(sentence.tokens):
        if token.form == "$":
            change[index] = replace(token, form=sign, lemma=sign)
        elif token.upos in ("NOUN", "VERB", "ADJ"):
            form = british(token.form)
            if form != token.form:
                change[index] = replace(token, form=form, lemma=british(token.lemma))
    return _map(sentence, change)


def bare_item(sentence: Sentence) -> Sentence:
    """Drop subject and modal before a main verb, leaving the item of a list."""
    tokens = list(sentence.tokens)
    root = _root(tokens)
    if tokens[root].xpos != "VB" or root == 0 or tokens[root - 1].xpos not in ("MD", "TO"):
        return sentence
    rest = tokens[root:]
    if any(token.head < root for token in rest):
        return sentence
    rest = [replace(token, head=token.head - root) for token in rest]
    return replace(sentence, tokens=tuple(rest))


def break_lines(sentence: Sentence, rng: random.Random) -> Sentence:
    """Put a line break in place of one space, as in wrapped text."""
    tokens = list(sentence.tokens)
    places = [index for index in range(1, len(tokens)) if tokens[index - 1].space]
    if not places:
        return sentence
    at = rng.choice(places)
    tokens[at - 1] = replace(tokens[at - 1], space=False)
    newline = Token("\n", "\n", "SPACE", "_SP", "", at - 1, "dep", False)
    return replace(sentence, tokens=tuple(_insert(tokens, at, [newline])))


def vary(sentence: Sentence, rng: random.Random, *, quotes: str) -> Sentence:
    """One random variation of a sentence.

    Args:
        sentence: A treebank sentence.
        rng: The source of chance.
        quotes: ``keep``, ``curly`` or ``straight``, the same for a whole paragraph.

    Returns:
        A sentence with a valid tree; mostly the same one.
    """
    if quotes != "keep":
        sentence = requote(sentence, curly=quotes == "curly")
    if rng.random() < 0.3:
        sentence = respell(sentence, rng)
    if rng.random() < 0.04:
        sentence = bare_item(sentence)
    if rng.random() < 0.03:
        sentence = stem_colon(sentence)
    draw = rng.random()
    if draw < 0.02:
        sentence = recase(sentence, "upper")
    elif draw < 0.045:
        sentence = recase(sentence, "title")
    elif draw < 0.055:
        sentence = recase(sentence, "lower")
    draw = rng.random()
    if draw < 0.03:
        sentence = reend(sentence, "semicolon")
    elif draw < 0.04:
        sentence = reend(sentence, "and")
    elif draw < 0.07:
        sentence = reend(sentence, "drop")
    if rng.random() < 0.02:
        sentence = break_lines(sentence, rng)
    if rng.random() < 0.05:
        sentence = mark(sentence, rng.choice(MARKERS))
    return sentence
