"""The training of the syntax model, its layers at work, and the model as shipped."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.training import Example
from training_cases import CASES, corpus, text_of

import pipeline
from models.training.conllu import paragraphs, read_conllu, to_doc, to_example
from models.training.corpus import Corpus
from models.training.genre import write_pledges
from models.training.judge import clause_at, judge, read_judgements
from models.training.pack import add_lemmas
from models.training.train import Plan, rate_at, train
from pipeline.components.weights import load_syntax, save_syntax
from pipeline.components.word_cache import WordCache
from pipeline.extraction.pipeline import extract, load_pipeline, make_doc
from pipeline.settings import Settings

SHIPPED = Path(__file__).parents[1] / "models" / "en_pledger" / "syntax"
TINY = Plan(steps=60, words=220, rate=0.004, warmup=4, drop=0.1, every=30, dev_groups=10)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Language, Path]:
    """A narrow model after a few steps, and its folder."""
    folder = tmp_path_factory.mktemp("tiny")
    nlp = train(corpus(), None, TINY, folder=folder, report=lambda line: None, width=16)
    return nlp, folder


def test_the_rate_rises_then_falls() -> None:
    plan = Plan(steps=100, rate=1.0, warmup=10)
    rates = [rate_at(plan, step) for step in range(100)]
    assert rates[9] == max(rates) == 1.0
    assert rates[0] == pytest.approx(0.1)
    assert rates[-1] < 0.02


def test_a_few_steps_learn(tiny: tuple[Language, Path]) -> None:
    nlp, folder = tiny
    scored = [to_example(nlp, [sentence]) for sentence in write_pledges(40, seed=9)]
    scores = nlp.evaluate(scored)
    assert scores["tag_acc"] > 0.6
    assert scores["dep_las"] > 0.4
    assert (folder / "log.jsonl").read_text("utf-8").count("\n") == 2


def test_training_goes_on_where_it_stopped(tiny: tuple[Language, Path], tmp_path: Path) -> None:
    nlp, folder = tiny
    stopped: list[str] = []

    def stop(line: str) -> None:
        stopped.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(corpus(), None, TINY, folder=tmp_path, report=stop, width=16)
    middle = _weights(tmp_path)
    again = train(corpus(), None, TINY, folder=tmp_path, report=stopped.append, width=16)
    assert [line.split("/")[0].split()[-1] for line in stopped] == ["30", "60"]
    # At the end it differs by no more than the one update that train.py speaks of.
    scored = [to_example(again, [sentence]) for sentence in write_pledges(40, seed=9)]
    assert again.evaluate(scored)["tag_acc"] == pytest.approx(
        nlp.evaluate(scored)["tag_acc"], abs=0.1
    )
    assert np.abs(_weights(tmp_path) - _weights(folder)).mean() < 0.1 * np.abs(middle).mean()


def test_a_checkpoint_of_other_labels_is_refused(
    tiny: tuple[Language, Path], tmp_path: Path
) -> None:
    _, folder = tiny
    (tmp_path / "checkpoint.npz").write_bytes((folder / "checkpoint.npz").read_bytes())
    own = list(read_conllu(CASES / "own.conllu"))
    other = Corpus(train=[([own], 60)], dev={"own": [own]})
    with pytest.raises(ValueError, match="start in a new folder"):
        train(other, None, TINY, folder=tmp_path, report=lambda line: None, width=16)


def _weights(folder: Path) -> np.ndarray:
    with np.load(folder / "checkpoint.npz") as arrays:
        return np.concatenate([arrays[n].ravel() for n in sorted(arrays) if n.startswith("w:")])


def test_packing_keeps_the_answers(tiny: tuple[Language, Path], tmp_path: Path) -> None:
    nlp, folder = tiny
    nlp = spacy.load(folder / "last")
    add_lemmas(nlp, write_pledges(100, seed=3), lookups=False)
    save_syntax(nlp, tmp_path / "packed")
    packed = load_syntax(tmp_path / "packed")
    texts = [text_of(nlp, sentence) for sentence in write_pledges(30, seed=5)]
    same = sum(
        [(t.text, t.tag_, t.lemma_) for t in one] == [(t.text, t.tag_, t.lemma_) for t in two]
        for one, two in zip(nlp.pipe(texts), packed.pipe(texts), strict=True)
    )
    assert same >= 28  # 16 bits may turn a near tie of so raw a model
    weights = (tmp_path / "packed" / "weights.bin").stat().st_size
    plain = sum(p.stat().st_size for p in (folder / "last").rglob("model"))
    assert weights < 0.6 * plain


def test_remembered_words_change_nothing(tiny: tuple[Language, Path]) -> None:
    _, folder = tiny
    plain = load_syntax(folder / "last", fast=False)
    fast = load_syntax(folder / "last")
    layer = fast.get_pipe("tok2vec").model.layers[0]
    assert isinstance(layer._func, WordCache)
    texts = [text_of(plain, sentence) for sentence in write_pledges(60, seed=6)] + ["", "We can't."]
    for _ in range(2):
        for one, two in zip(plain.pipe(texts), fast.pipe(texts, batch_size=7), strict=True):
            np.testing.assert_allclose(one.tensor, two.tensor, atol=1e-4)
            assert [t.dep_ for t in one] == [t.dep_ for t in two]


def test_passes_for_prediction_alone_give_the_same_numbers(tiny: tuple[Language, Path]) -> None:
    _, folder = tiny
    plain, fast = (load_syntax(folder / "last", fast=fast) for fast in (False, True))
    values = np.random.default_rng(0).standard_normal((50, 32)).astype("float32")
    seen = []
    for one, two in zip(
        *(nlp.get_pipe("tok2vec").model.walk() for nlp in (plain, fast)), strict=True
    ):
        if one.name in ("maxout", "layernorm"):
            one.ops = two.ops
            width = one.get_dim("nI")
            rows = np.resize(values, (50, width))
            assert np.array_equal(one.predict(rows), two.predict(rows))
            assert two._func is not one._func
            seen.append(one.name)
    assert {"maxout", "layernorm"} <= set(seen)


def _another_model(folder: Path) -> None:
    """A different pipeline, as somebody else would train it: other width, order and tokenizer."""
    nlp = spacy.blank("en")
    nlp.add_pipe("parser")
    nlp.add_pipe("tagger")
    docs = [to_doc(nlp.vocab, [sentence]) for sentence in write_pledges(80, seed=12)]
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.004
    for _ in range(10):
        for start in range(0, len(examples), 20):
            nlp.update(examples[start : start + 20], sgd=optimizer)
    nlp.to_disk(folder)


def test_another_pipeline_can_be_put_in(tmp_path: Path) -> None:
    _another_model(tmp_path / "other")
    other = load_syntax(tmp_path / "other")
    assert other.pipe_names == ["parser", "tagger"]
    doc = other("The Participants will promote open networks.")
    clause = clause_at(_with_pos(doc), doc.text.index("will"))
    assert clause is not None
    assert (clause.verb.text, clause.subject and clause.subject.text) == ("promote", "Participants")

    # The same components on top of it, by the setting in pledger.toml.
    article = tmp_path / "note.txt"
    article.write_text("A note\n\nThe Participants will promote open networks.\n", "utf-8")
    nlp = load_pipeline(Settings(syntax_model=str(tmp_path / "other")))
    assert nlp.get_pipe("syntax").model.pipe_names == ["parser", "tagger"]  # type: ignore[attr-defined]
    doc = nlp.get_pipe("syntax")(_segmented(nlp, article))
    assert "promote" in [token.text for parse in doc._.parses for token in parse.doc]
    assert extract(pipeline.read(article), nlp).rows["sentences"]


def _segmented(nlp: Language, article: Path) -> spacy.tokens.Doc:
    doc = make_doc(pipeline.read(article), nlp)
    for name in nlp.pipe_names[: nlp.pipe_names.index("syntax")]:
        doc = nlp.get_pipe(name)(doc)
    return doc


def _with_pos(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    for token in doc:
        token.pos_ = "AUX" if token.tag_ == "MD" else "NOUN"
    return doc


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="run `make model`"):
        load_syntax(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Language:
    if not (SHIPPED / "config.cfg").is_file():
        pytest.skip("no trained model in models/en_pledger/syntax: run `make model`")
    return load_syntax(SHIPPED)


def test_the_shipped_folder_is_small_and_quick_to_load(shipped: Language) -> None:
    assert sum(p.stat().st_size for p in SHIPPED.parent.rglob("*") if p.is_file()) < 16 * 2**20
    begun = time.process_time()
    load_syntax(SHIPPED)
    assert time.process_time() - begun < 1.5


@pytest.mark.parametrize(
    "line",
    [
        line
        for line in (CASES / "clauses.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ],
)
def test_clauses_of_our_genre(shipped: Language, line: str) -> None:
    text, cue, subject, verb, obj = line.split("\t")
    clause = clause_at(shipped(text), text.index(f" {cue}") + 1)
    assert clause is not None
    found = [token.text if token else "-" for token in (clause.subject, clause.verb, clause.object)]
    assert found == [subject, verb, obj]


def test_judged_pledges_of_real_articles(shipped: Language, shared: Path) -> None:
    table = Path(__file__).parents[1] / "docs" / "syntax-judgements.csv"
    verdicts = judge(shipped, read_judgements(table), shared / "bulk" / "articles.zip")
    assert len(verdicts) == 60
    assert sum(verdict.right for verdict in verdicts) >= 50


def test_scores_stay_above_their_floors(shipped: Language, shared: Path) -> None:
    from models.training.evaluate import measure

    floors = {"ewt-test": (82.3, 94.5, 95.6), "gum-test": (83.9, 95.9, 97.0)}
    for name, (las, upos, lemma) in floors.items():
        path = shared / "treebanks" / f"{name}.conllu.xz"
        groups = paragraphs(list(read_conllu(path)))
        report = measure(shipped, name, groups, groups)
        assert report.las >= las
        assert report.upos >= upos
        assert report.lemma >= lemma
