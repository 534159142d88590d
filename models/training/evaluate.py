"""Scores of a syntax model on the test parts, the genre kept apart, and by relation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.training import Example

from models.training.conllu import paragraphs, read_conllu, to_doc
from models.training.corpus import GENRES, KEPT_APART, Group
from models.training.train import examples


@dataclass(frozen=True, slots=True)
class Report:
    """Scores in per cent on one test set, on the model's own tokens.

    Attributes:
        name: What was measured.
        words: Words of the treebank.
        tokens: F of the tokens.
        tag: Penn tags right.
        upos: UPOS right, with PROPN where the treebank's tag is a name's, as in training.
        upos_as_published: UPOS right against the treebank as it is published.
        morph: Features right.
        lemma: Lemmas right.
        uas: Heads right, without punctuation.
        las: Heads and relations right, without punctuation.
        sents: F of sentence boundaries.
        relations: F by relation.
        counts: Gold count by relation.
    """

    name: str
    words: int
    tokens: float
    tag: float
    upos: float
    upos_as_published: float
    morph: float
    lemma: float
    uas: float
    las: float
    sents: float
    relations: dict[str, float]
    counts: dict[str, int]


def measure(nlp: Language, name: str, groups: list[Group], published: list[Group]) -> Report:
    """Score a pipeline on paragraphs.

    Args:
        nlp: The pipeline.
        name: What the paragraphs are.
        groups: Gold paragraphs, with names as PROPN.
        published: The same as the treebank has them.
    """
    scored = examples(nlp, groups)
    docs = nlp.pipe([example.predicted for example in scored], batch_size=64)
    for example, doc in zip(scored, docs, strict=True):
        example.predicted = doc
    scores = Scorer(nlp).score(scored)
    scores.update(Scorer.score_token_attr(scored, "lemma"))
    raw = [
        Example(example.predicted, to_doc(nlp.vocab, group))
        for example, group in zip(scored, published, strict=True)
    ]
    counts: dict[str, int] = {}
    for group in groups:
        for sentence in group:
            for token in sentence.tokens:
                dep = token.dep.lower()
                counts[dep] = counts.get(dep, 0) + 1
    return Report(
        name=name,
        words=sum(counts.values()),
        tokens=100 * scores["token_f"],
        tag=100 * scores["tag_acc"],
        upos=100 * scores["pos_acc"],
        upos_as_published=100 * Scorer.score_token_attr(raw, "pos")["pos_acc"],
        morph=100 * scores["morph_acc"],
        lemma=100 * scores["lemma_acc"],
        uas=100 * scores["dep_uas"],
        las=100 * scores["dep_las"],
        sents=100 * scores["sents_f"],
        relations={key: 100 * value["f"] for key, value in scores["dep_las_per_type"].items()},
        counts=counts,
    )


def _groups(treebanks: Path, name: str, *, skip: tuple[str, ...] = ()) -> list[list[Group]]:
    path = treebanks / f"{name}.conllu.xz"
    return [
        paragraphs(list(read_conllu(path, skip_genres=skip, names=names)))
        for names in (True, False)
    ]


def evaluate(nlp: Language, treebanks: Path) -> list[Report]:
    """Score the test parts of both treebanks, and the genre that training never saw."""
    reports = [
        measure(nlp, "EWT test", *_groups(treebanks, "ewt-test")),
        measure(nlp, "GUM test", *_groups(treebanks, "gum-test")),
    ]
    others = tuple(sorted(GENRES - set(KEPT_APART)))
    apart: list[list[Group]] = [[], []]
    for part in ("train", "dev", "test"):
        for collected, groups in zip(
            apart, _groups(treebanks, f"gum-{part}", skip=others), strict=True
        ):
            collected.extend(groups)
    reports.append(measure(nlp, "kept apart: GUM court, all parts", *apart))
    news = tuple(sorted(GENRES - {"news"}))
    reports.append(measure(nlp, "of GUM test: news", *_groups(treebanks, "gum-test", skip=news)))
    return reports


def table(reports: list[Report]) -> str:
    """The reports as a Markdown table, and a second one by relation."""
    lines = [
        "| test | words | token F | tag | UPOS | UPOS as published | features | lemma | UAS | LAS"
        " | sentence F |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for report in reports:
        scores = (report.tokens, report.tag, report.upos, report.upos_as_published, report.morph,
                  report.lemma, report.uas, report.las, report.sents)  # fmt: skip
        cells = " | ".join(f"{score:.1f}" for score in scores)
        lines.append(f"| {report.name} | {report.words:,} | {cells} |")
    lines += ["", "| relation | " + " | ".join(f"{r.name} (F, gold count)" for r in reports) + " |"]
    lines.append("|---" * (len(reports) + 1) + "|")
    total = {dep: sum(r.counts.get(dep, 0) for r in reports) for r in reports for dep in r.counts}
    for dep in sorted(total, key=lambda dep: -total[dep])[:36]:
        if dep != "punct":
            cells = " | ".join(
                f"{r.relations.get(dep, 0.0):.1f} ({r.counts.get(dep, 0):,})" for r in reports
            )
            lines.append(f"| {dep} | {cells} |")
    return "\n".join(lines)
