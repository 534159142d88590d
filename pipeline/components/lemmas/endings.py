"""The regular endings of English undone, by Penn tag.

What these rules get wrong is kept as exceptions in a table; see ``lemmas.py``.
"""

from __future__ import annotations

_VOWELS = frozenset("aeiou")
# Stems that take an e back when -ed or -ing is cut off: "mitigat-", "ensur-", "reduc-".
_E_AFTER = tuple(
    """
    at iz is ur uc ag dg rg ng lv rv iv av ov ec nc rc ib id ad ut or ir ar ul in bl pl tl gl fl dl
    um am as us os ps ns rs ak ok ik ap op yp th gu eu cu v c
    """.split()
)
_E_AFTER_DEGREE = tuple("rg c v at ut ur af id os is pl bl tl ak ap".split())
_DOUBLED = frozenset("bdgklmnprtv")


def undo_plural(word: str) -> str:
    """Singular of a plural noun, or base of a verb in -s."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def undo_past(word: str) -> str:
    """Base of a verb in -ed."""
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("eed"):
        return word[:-1] if len(word) > 5 else word
    if not word.endswith("ed") or len(word) < 4:
        return word
    return _restore(word[:-2])


def undo_ing(word: str) -> str:
    """Base of a verb in -ing."""
    return _restore(word[:-3]) if word.endswith("ing") and len(word) > 4 else word


def undo_degree(word: str, ending: str) -> str:
    """Positive of a comparative (ending ``er``) or superlative (``est``)."""
    if not word.endswith(ending) or len(word) < len(ending) + 3:
        return word
    stem = word[: -len(ending)]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in _DOUBLED - {"l"}:
        return stem[:-1]
    return stem + "e" if stem.endswith(_E_AFTER_DEGREE) else stem


def _restore(stem: str) -> str:
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
        return stem if stem[-1] == "l" and len(stem) < 5 else stem[:-1]
    if len(stem) > 1 and stem.endswith(_E_AFTER) and not _two_vowels(stem):
        return stem + "e"
    return stem


def _two_vowels(stem: str) -> bool:
    """Whether two vowel letters stand before the last consonant: "need", "join"."""
    if stem.endswith(("at", "iv", "uc")) and len(stem) > 4:
        return False
    return len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] in _VOWELS and stem[-3] in _VOWELS


def regular(form: str, tag: str) -> str:
    """Lemma of a form by rule alone.

    Args:
        form: The word as written.
        tag: Its Penn tag.

    Returns:
        The lemma; names and short capitals keep their case.
    """
    if tag == "NNP":
        return form
    word = form.lower()
    if tag == "NNPS":
        return undo_plural(form)
    if tag in ("NN", "NNS") and len(form) > 1 and form.rstrip("s").isupper():
        return form.rstrip("s") if tag == "NNS" else form
    if tag in ("NNS", "VBZ"):
        return undo_plural(word)
    if tag in ("VBD", "VBN"):
        return undo_past(word)
    if tag == "VBG":
        return undo_ing(word)
    if tag in ("JJR", "RBR"):
        return undo_degree(word, "er")
    if tag in ("JJS", "RBS"):
        return undo_degree(word, "est")
    if tag == "CD" and word[0].isdigit():
        return word.replace(",", "")
    return word
