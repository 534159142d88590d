"""Builds the table of lemma exceptions: what the regular endings get wrong.

Three sources, the first that knows a form wins: the training treebanks (most
frequent lemma of a form and tag), the irregular forms of spacy-lookups-data (MIT),
and the regular forms of every base word in its index that the rules would miss.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from models.training.conllu import Sentence
from pipeline.components.lemmas.endings import regular
from pipeline.components.lemmas.lemmas import Table

_TAGS = {
    "noun": ("NNS",),
    "verb": ("VBZ", "VBD", "VBN", "VBG"),
    "adj": ("JJR", "JJS"),
    "adv": ("RBR", "RBS"),
}

_CLOSED = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def from_treebanks(sentences: Iterable[Sentence]) -> dict[tuple[str, str], str]:
    """Most frequent lemma of each lower-case form (names: as written) and tag."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for token in sentence.tokens:
            form = token.form.replace("’", "'")
            if token.xpos not in ("NNP", "NNPS") and not form.isupper():
                form = form.lower()
            counts[(form, token.xpos)][token.lemma] += 1
    best = {key: counter.most_common(1)[0][0] for key, counter in counts.items()}
    # A name keeps its words: *United* stays, whatever some annotators wrote; "_" marks a gap.
    return {
        (form, tag): lemma
        for (form, tag), lemma in best.items()
        if lemma != "_" and (tag != "NNP" or lemma.lower() == form.lower())
    }


def _verb_forms(base: str) -> Iterator[tuple[str, str]]:
    sibilant = base.endswith(("s", "x", "z", "ch", "sh", "o"))
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        stem_s, stem_d = base[:-1] + "ies", base[:-1] + "ied"
    else:
        stem_s = base + ("es" if sibilant else "s")
        stem_d = base + ("d" if base.endswith("e") else "ed")
    silent = base.endswith("e") and not base.endswith(("ee", "oe", "ye"))
    yield stem_s, "VBZ"
    if len(base) < 6 and _CLOSED.fullmatch(base):
        return  # doubles its consonant ("stagged"): among the irregular forms, where it exists
    yield stem_d, "VBD"
    yield stem_d, "VBN"
    yield (base[:-1] if silent else base) + "ing", "VBG"


def _noun_forms(base: str) -> Iterator[tuple[str, str]]:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        yield base[:-1] + "ies", "NNS"
    else:
        yield base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s"), "NNS"


def from_lookups() -> dict[tuple[str, str], str]:
    """Irregular and generated forms of spacy-lookups-data; needs that package, at training only."""
    from spacy.lookups import load_lookups

    lookups = load_lookups("en", ["lemma_exc", "lemma_index"])
    found: dict[tuple[str, str], str] = {}
    irregular = lookups.get_table("lemma_exc")
    for pos, tags in _TAGS.items():
        for form, lemmas in irregular[pos].items():
            for tag in tags:
                if _fits(form, tag):
                    found.setdefault((form, tag), lemmas[0])
    index = lookups.get_table("lemma_index")
    for pos, make in (("verb", _verb_forms), ("noun", _noun_forms)):
        for base in sorted(index[pos]):
            if base.isalpha() and base.isascii() and base.islower() and len(base) > 2:
                for form, tag in make(base):
                    found.setdefault((form, tag), base)
    nouns = set(index["noun"])
    for base in sorted(nouns):
        if base.endswith("s") and base.isalpha() and regular(base, "NNS") not in nouns:
            found.setdefault((base, "NNS"), base)  # "series", "species"
    return found


def _fits(form: str, tag: str) -> bool:
    """Whether an irregular form can bear a tag, told by its ending."""
    if tag == "VBG":
        return form.endswith("ing")
    if tag == "VBZ":
        return form.endswith("s")
    if tag in ("JJR", "RBR"):
        return not form.endswith("st")
    if tag in ("JJS", "RBS"):
        return not form.endswith("r")
    return tag == "NNS" or not form.endswith(("ing", "s"))


def build_table(sentences: Iterable[Sentence], *, lookups: bool = True) -> Table:
    """The table of exceptions for the lemma component.

    Args:
        sentences: Training sentences.
        lookups: Whether to add spacy-lookups-data.

    Returns:
        Lemma by tag and form, only where the rules answer otherwise.
    """
    known = from_lookups() if lookups else {}
    known.update(from_treebanks(sentences))
    table: Table = {}
    for (form, tag), lemma in sorted(known.items()):
        if regular(form, tag) != lemma:
            table.setdefault(tag, {})[form] = lemma
    return table
