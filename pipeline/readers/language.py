"""Which language a text is in, or None when that is not clear."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_SAMPLE = 20_000
_SHORTEST = 60
_CONFIDENT = 0.9
# so many words, taken evenly from the whole, settle it where they are English beyond doubt: the
# time of the identifier goes with the length of what it is given
_GLANCE = 150
_EXPECTED, _SURE = "en", 0.999
_WORDS = re.compile(r"[^\W\d_]{2,}")
_TAG = re.compile(r"^([A-Za-z]{2,3})(?:[-_]|$)")


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of a text, None when it is too short or unclear."""
    words = _WORDS.findall(text[:_SAMPLE])
    step = len(words) // _GLANCE
    if step > 1 and _classify(words[::step], _SURE) == _EXPECTED:
        return _EXPECTED
    return _classify(words, _CONFIDENT)


def _classify(words: list[str], confident: float) -> str | None:
    joined = " ".join(words)
    if len(joined) < _SHORTEST:
        return None
    code, probability = _identifier().classify(joined)
    return str(code) if float(probability) >= confident else None


def language_of_tag(tag: str | None) -> str | None:
    """The language of a BCP 47 tag such as ``en-GB``, lower case; None when it is not one."""
    match = _TAG.match(tag.strip()) if tag else None
    return match.group(1).lower() if match else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # half a second to load, once a process; probabilities are off in the ready-made one
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # creoles and dialects without a code in ISO 639-1 take probability from the languages that
    # they come from, most of all from English
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    return identifier
