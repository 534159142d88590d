"""CoNLL-U to spaCy: sentences with their raw text, and paragraphs of several of them.

Source of the format: https://universaldependencies.org/format.html.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab


@dataclass(frozen=True, slots=True)
class Token:
    """One syntactic word.

    Attributes:
        form: The word as written.
        lemma: Its dictionary form.
        upos: Universal part of speech; PROPN wherever the treebank's own tag is a name's.
        xpos: Penn tag.
        feats: Morphological features in CoNLL-U order, or "".
        head: Index of the head in the sentence, counted from 0; its own index for the root.
        dep: Universal relation with its subtype.
        space: Whether a space follows.
    """

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    dep: str
    space: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a treebank.

    Attributes:
        id: The treebank's ``sent_id``.
        tokens: Its words in order.
        opens: Whether it begins a paragraph or a document.
    """

    id: str
    tokens: tuple[Token, ...]
    opens: bool


def read_conllu(
    path: Path, *, skip_genres: Sequence[str] = (), names: bool = True
) -> Iterator[Sentence]:
    """Read a CoNLL-U file, plain or ``.xz``.

    Args:
        path: The file.
        skip_genres: Genres (second part of GUM's ``newdoc id``) to leave out.
        names: Whether words tagged NNP or NNPS become PROPN, whatever their UPOS.

    Yields:
        The sentences in order.

    Raises:
        ValueError: If a token line has not ten columns, with file and line.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    rows: list[list[str]] = []
    name, opens, genre = "", True, ""
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            line = line.rstrip("\n")
            if line.startswith("# newdoc id = "):
                opens, parts = True, line[len("# newdoc id = ") :].split("_")
                genre = parts[1] if parts[0] == "GUM" else parts[0].split("-")[0]
            elif line.startswith("# newpar"):
                opens = True
            elif line.startswith("# sent_id = "):
                name = line[len("# sent_id = ") :]
            elif line and not line.startswith("#"):
                columns = line.split("\t")
                if len(columns) != 10:
                    raise ValueError(f"{path}:{number}: {len(columns)} columns where 10 are due")
                rows.append(columns)
            elif not line and rows:
                if genre not in skip_genres:
                    yield Sentence(name, tuple(_tokens(rows, names=names)), opens)
                rows, opens = [], False
    if rows and genre not in skip_genres:
        yield Sentence(name, tuple(_tokens(rows, names=names)), opens)


def _tokens(rows: list[list[str]], *, names: bool) -> Iterator[Token]:
    """Words of a sentence; a written word that stands for several ("don't") has no space inside."""
    glued: dict[int, bool] = {}
    for columns in rows:
        if "-" in columns[0]:
            first, last = (int(part) for part in columns[0].split("-"))
            space = "SpaceAfter=No" not in columns[9]
            glued.update({number: number == last and space for number in range(first, last + 1)})
    words = [columns for columns in rows if columns[0].isdigit()]
    for columns in words:
        number, head = int(columns[0]), int(columns[6])
        upos = "PROPN" if names and columns[4] in ("NNP", "NNPS") else columns[3]
        yield Token(
            form=columns[1].replace(" ", "\u00a0"),
            lemma=columns[2],
            upos=upos,
            xpos=columns[4],
            feats="" if columns[5] == "_" else columns[5],
            head=(head or number) - 1,
            dep="ROOT" if columns[7] == "root" else columns[7],
            space=glued.get(number, "SpaceAfter=No" not in columns[9]),
        )


def paragraphs(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Group sentences by the paragraph they stand in."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        if sentence.opens or not groups:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def to_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """The gold ``Doc`` of some sentences, in the treebank's own words."""
    tokens: list[Token] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    spaces: list[bool] = []
    for sentence in sentences:
        offset = len(tokens)
        tokens.extend(sentence.tokens)
        heads.extend(offset + token.head for token in sentence.tokens)
        starts.extend(index == 0 for index in range(len(sentence.tokens)))
        spaces.extend(token.space for token in sentence.tokens)
        spaces[-1] = True
    spaces[-1] = False
    return Doc(
        vocab,
        words=[token.form for token in tokens],
        spaces=spaces,
        tags=[token.xpos for token in tokens],
        pos=[token.upos for token in tokens],
        morphs=[token.feats for token in tokens],
        lemmas=[token.lemma for token in tokens],
        heads=heads,
        deps=[token.dep for token in tokens],
        sent_starts=starts,
    )


def to_example(nlp: Language, sentences: Sequence[Sentence]) -> Example:
    """An example whose predicted side is the raw text as the tokenizer of ``nlp`` splits it."""
    reference = to_doc(nlp.vocab, sentences)
    return Example(nlp.make_doc(reference.text), reference)
