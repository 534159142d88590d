"""The tokenizer of the whole product: spaCy's English rules, fitted to policy texts.

Amounts, years, bullets and names of technologies come glued together in
communiqués and press releases (``US$601million``, ``€1.5–2bn``, ``2024/25``,
``•Build``, ``5G-enabled``). The rules here split them where a later stage
wants a boundary, and keep ``5G`` whole. They are spaCy's own affix rules with
additions, so speed and determinism are those of spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from spacy.lang.char_classes import (
    ALPHA,
    ALPHA_LOWER,
    ALPHA_UPPER,
    CONCAT_QUOTES,
    HYPHENS,
    LIST_ELLIPSES,
    LIST_ICONS,
)
from spacy.lang.en import English
from spacy.language import Language
from spacy.symbols import NORM, ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

TOKENIZER = "pledger.tokenizer.v1"
PLACEHOLDER = "pledger.placeholder_tokenizer.v1"
"""Name in spaCy's registry."""

# Glyphs that open a list item, private-use ones included (Word's and PDF's symbol fonts).
BULLETS = "•‣◦▪▫●○■□►▸◆◇✓✔➢➤·∙⁃\uf0b7\uf0a7\uf0d8\uf076\uf02d"
DASHES = "–—−―‒"
# Spelled or abbreviated after a number without a space: "601million", "2bn".
MAGNITUDES = tuple(
    """
    million billion trillion thousand crore lakh mln bln trn bn tn mn MM Mn Bn BN GW MW kW TWh GWh
    MWh kWh GHz MHz kHz Gbps Mbps nm km pp p pc k
    """.split()
)
# Letters before a currency sign that belong to it, and codes written against the figure.
DOLLARS = r"(?:US|AU|NZ|HK|CA|NT|SG|A|C|S|R|Z|J)\$"
CODES = "USD|EUR|GBP|JPY|CNY|RMB|AUD|CAD|NZD|SGD|HKD|KRW|INR|CHF|SEK|NOK|DKK|BRL|MXN|TWD|ZAR"
# Prefixes that stay with their word ("non-profit"), as in the UD treebanks of English.
BOUND = tuple(
    """
    non Non pre Pre post Post co Co re Re anti Anti pro Pro semi sub Sub multi Multi mini inter
    Inter intra pan cross Cross e
    """.split()
)
# Network generations: spaCy would read the G as a unit (grams).
GENERATIONS = ("2G", "3G", "4G", "5G", "6G", "7G")
# Written forms whose parts would otherwise be cut off.
WHOLE = (
    "R&D",
    "r&d",
    "M&A",
    "Q&A",
    "S&T",
    "D&I",
    "P&L",
    "R&I",
    "NO2",
    "C++",
    "C#",
    ".NET",
    "etc.",
    "al.",
    "!!",
    "??",
)

Rules = dict[str, list[dict[int, str]]]


def _unprefixed() -> str:
    """Look back from just after a hyphen: what stands before it is a word, not a bound prefix."""
    return "".join(rf"(?<!\b{prefix}-)" for prefix in BOUND)


def _prefixes() -> list[str | re.Pattern[str]]:
    base = list(English.Defaults.prefixes or ())
    return [
        DOLLARS,
        rf"(?:{CODES})(?=[0-9])",
        rf"[{BULLETS}]",
        rf"[{DASHES}](?=[{ALPHA}0-9])",
        r"~(?=[0-9£$€])",
        r"[‹›†‡¶]",
        r"[!?]{2,}|={2,}|_{2,}|\*{2,}|<{2,}|>{2,}",
        *base,
    ]


def _suffixes() -> list[str | re.Pattern[str]]:
    base = list(English.Defaults.suffixes or ())
    return [
        r"[!?]{2,}|={2,}|_{2,}|\*{2,}|<{2,}|>{2,}|[.][!?]",
        *base,
        rf"(?<=[0-9])(?:{'|'.join(MAGNITUDES)})",
        rf"(?<=[{ALPHA}0-9])[{DASHES}]",
        # The final stop of a sentence that ends in a generation or an index: "on 5G."
        r"(?<=[0-9&][A-Z])\.",
        rf"(?<=[0-9])(?:{CODES})",
        r"[‹›†‡]",
        r"/",
    ]


def _infixes() -> list[str | re.Pattern[str]]:
    letters = f"{ALPHA}"
    return [
        *LIST_ELLIPSES,
        *LIST_ICONS,
        r"(?<=[0-9])[+*^](?=[0-9-])",
        rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}])",
        rf"(?<=[{letters}]),(?=[{letters}])",
        rf"(?<=[{letters}0-9])(?:{HYPHENS}){_unprefixed()}(?=[{letters}])",
        rf"(?<=[{letters}0-9%.)’'])[{DASHES}](?=[{letters}0-9$£€¥(‘“])",
        r"(?<=[0-9%])-(?=[0-9$£€])",
        r"(?<=[0-9][-–—])(?:US\$|[$£€¥])",
        # "U.S.-led", "5G/6G", "2024/25", "km/h"
        r"(?<=[A-Z]\.)-(?=[A-Za-z])",
        rf"(?<=[{letters}0-9])[:<>=](?=[{letters}])",
        rf"(?<=[{letters}])/(?=[{letters}0-9])",
        rf"(?<=[0-9])/(?=[{letters}])",
        r"(?<=[0-9]G)/",
        r"(?<=(?:19|20)[0-9][0-9])/(?=[0-9][0-9])",
        # A note's number or a bracket run into the word before it.
        rf"(?<=[{letters}])[\[(](?=[0-9{letters}])",
        rf"(?<=[0-9{letters}])[\])](?=[{letters}])",
        rf"[{BULLETS}](?=[{letters}0-9])",
        rf"(?<=[{letters}0-9])[“”„](?=[{letters}0-9])",
        r"(?<=[0-9a-z])[;!?](?=[A-Za-z])",
        rf"(?<=[{ALPHA_LOWER}]):(?=[0-9])",
        r"(?<=[0-9])%(?=[-–—/])",
        rf"(?<=[0-9])(?:{'|'.join(MAGNITUDES)}|m)(?=[-–—/])",
        r"(?<=[0-9])[-](?=(?:US|A|S|C)\$)",
    ]


def _generations() -> Iterable[tuple[str, list[dict[int, str]]]]:
    for form in (*GENERATIONS, *WHOLE):
        yield form, [{ORTH: form}]


def tokenizer_rules() -> Rules:
    """Special cases: spaCy's English ones plus network generations and short names with ``&``."""
    rules: Rules = {
        key: list(value) for key, value in English.Defaults.tokenizer_exceptions.items()
    }
    del rules["and/or"]
    # A lone letter with a stop is a list marker here ("a. promote"), and stays one token.
    rules.update(_generations())
    for form, norm in (("won’t", "will"), ("can’t", "can")):
        stem = form[: -len("n’t")]
        rules[form] = [{ORTH: stem, NORM: norm}, {ORTH: "n’t", NORM: "not"}]
    return rules


# Pieces between white space whose tokens are remembered. spaCy's 10,000 are full after a hundred
# articles, and from then on one piece in ten goes through all affix rules again, which costs more
# than all else in a tokenizer; the pieces of a thousand articles take a few megabytes.
_REMEMBERED = 40_000

_LONGEST_RUN = 500
_ENDLESS = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")


class CodedTokenizer(Tokenizer):  # type: ignore[misc]
    """A tokenizer whose rules live in this module, and nowhere else.

    spaCy would write a tokenizer's rules beside the model and read them back, so that a
    change here would do nothing until every model was written anew.

    spaCy strips affixes off a run of characters one by one, which is quadratic in its length; a
    run without white space longer than any word or address is cut into pieces first.
    """

    def __call__(self, string: str) -> Doc:
        """Tokenise a text."""
        if not _ENDLESS.search(string):
            return super().__call__(string)  # type: ignore[no-any-return]
        pieces, last = [], 0
        for run in _ENDLESS.finditer(string):
            cuts = range(run.start(), run.end(), _LONGEST_RUN)
            for cut in cuts:
                if cut > last:
                    pieces.append(string[last:cut])
                last = cut
        pieces.append(string[last:])
        docs = [super(CodedTokenizer, self).__call__(piece) for piece in pieces]
        return Doc.from_docs(docs, ensure_whitespace=False)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> CodedTokenizer:
        """Read nothing; the file need not exist."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> CodedTokenizer:
        """Keep the rules as they are."""
        return self


def build_tokenizer(nlp: Language) -> CodedTokenizer:
    """Build the tokenizer for ``nlp``.

    Args:
        nlp: The pipeline whose vocab the tokens will live in.

    Returns:
        A spaCy tokenizer; token offsets are code points of the input text,
        and the text is always rebuilt exactly from tokens and spaces.
    """
    return CodedTokenizer(
        nlp.vocab,
        rules=tokenizer_rules(),
        prefix_search=compile_prefix_regex(_prefixes()).search,
        suffix_search=compile_suffix_regex(_suffixes()).search,
        infix_finditer=compile_infix_regex(_infixes()).finditer,
        token_match=English.Defaults.token_match,
        url_match=English.Defaults.url_match,
        max_cache_size=_REMEMBERED,
    )


def create_tokenizer() -> Callable[[Language], CodedTokenizer]:
    """Registered factory, named in ``config.cfg`` as ``pledger.tokenizer.v1``."""
    return build_tokenizer


def create_placeholder() -> Callable[[Language], Tokenizer]:
    """Registered factory of a tokenizer without rules, for a pipeline that gets another one's.

    Building the real one takes a tenth of a second.
    """
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register(TOKENIZER, func=create_tokenizer)
registry.tokenizers.register(PLACEHOLDER, func=create_placeholder)
