"""Universal Dependencies out of the labels of spaCy's published English models.

``en_core_web_*`` are trained on OntoNotes with ClearNLP's scheme: prepositions govern
their nouns, copulas their predicates, and conjuncts form chains. The rules here read
UD, so that a published model can stand in for ours without a second set of rules.

Source of the schemes: https://universaldependencies.org/u/dep/ and the ClearNLP
guidelines (Choi and Palmer 2012).
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Token

_RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "dative": "iobj",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "quantmod": "advmod",
    "prt": "compound:prt",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "intj": "discourse",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "attr": "xcomp",
    "nmod": "compound",
    "meta": "dep",
    "prep": "obl",
    "agent": "obl:agent",
}
_ADPOSITIONS = ("prep", "agent", "dative")
_PREDICATES = ("attr", "acomp")


class _Tree:
    """Heads and labels of a document while they are rewritten."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.heads = [token.head.i for token in doc]
        self.deps = [token.dep_ for token in doc]

    def children(self, index: int) -> list[int]:
        return [i for i in self._within(index) if self.heads[i] == index and i != index]

    def _within(self, index: int) -> range:
        sentence = self.doc[index].sent
        return range(sentence.start, sentence.end)

    def take_place(self, lower: int, upper: int) -> None:
        """Let ``lower`` stand where ``upper`` stood; ``upper`` comes to hang on it."""
        top = self.heads[upper] == upper
        self.heads[lower] = lower if top else self.heads[upper]
        self.heads[upper] = lower

    def write(self) -> None:
        heads = [self.doc[head] for head in self.heads]
        for token, head, dep in zip(self.doc, heads, self.deps, strict=True):
            token.head = head
            token.dep_ = dep


def clear_to_ud(doc: Doc) -> Doc:
    """Rewrite a parse in ClearNLP's scheme as one in UD's, in place.

    Args:
        doc: A parsed document; one without a parse is returned as it is.

    Returns:
        The same document.
    """
    if not doc.has_annotation("DEP"):
        return doc
    tree = _Tree(doc)
    for token in doc:
        _raise_complement(tree, token)
    for token in doc:
        _raise_predicate(tree, token)
    for token in doc:
        _flatten_conjuncts(tree, token)
    for index, dep in enumerate(tree.deps):
        if dep == "npadvmod":
            verbal = doc[tree.heads[index]].pos_ in ("VERB", "AUX", "ADV", "ADJ")
            tree.deps[index] = "obl:unmarked" if verbal else "nmod:unmarked"
        elif dep == doc[index].dep_:  # not set by one of the steps above
            tree.deps[index] = _RENAMED.get(dep, dep)
    tree.write()
    return doc


def _raise_complement(tree: _Tree, token: Token) -> None:
    """Preposition over noun becomes noun with a case marker; over clause, clause with a mark."""
    if tree.deps[token.i] not in _ADPOSITIONS:
        return
    for child in tree.children(token.i):
        dep = tree.deps[child]
        if dep not in ("pobj", "pcomp"):
            continue
        verbal = tree.doc[tree.heads[token.i]].pos_ in ("VERB", "AUX", "ADJ", "ADV")
        agent = tree.deps[token.i] == "agent"
        tree.take_place(child, token.i)
        if dep == "pcomp":
            tree.deps[child] = "advcl" if verbal else "acl"
            tree.deps[token.i] = "mark"
        else:
            tree.deps[child] = "obl:agent" if agent else "obl" if verbal else "nmod"
            tree.deps[token.i] = "case"
        return


def _raise_predicate(tree: _Tree, token: Token) -> None:
    """*be* over its predicate becomes the predicate with a copula."""
    if token.lemma_ != "be":
        return
    found = [child for child in tree.children(token.i) if tree.deps[child] in _PREDICATES]
    if not found:
        return
    predicate, dep = found[0], tree.deps[token.i]
    siblings = [child for child in tree.children(token.i) if child != predicate]
    tree.take_place(predicate, token.i)
    tree.deps[predicate], tree.deps[token.i] = dep, "cop"
    for child in siblings:
        tree.heads[child] = predicate


def _flatten_conjuncts(tree: _Tree, token: Token) -> None:
    """A chain of conjuncts becomes a fan under the first; *and* goes to the one it announces."""
    if tree.deps[token.i] != "conj":
        return
    before = tree.heads[token.i]
    announced = [
        child
        for child in tree.children(before)
        if tree.deps[child] in ("cc", "punct") and before < child < token.i
    ]
    if announced and tree.deps[announced[-1]] == "cc":
        tree.heads[announced[-1]] = token.i
    if tree.deps[before] == "conj":
        tree.heads[token.i] = tree.heads[before]


@Language.factory("pledger_clear_to_ud", requires=["token.dep"], assigns=["token.dep"])
def create_clear_to_ud(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make the component.

    Args:
        nlp: Pipeline that it becomes part of.
        name: Name in that pipeline.
    """
    return clear_to_ud


def adapt_labels(nlp: Language) -> bool:
    """Append the component to a pipeline whose parser has ClearNLP's labels.

    Returns:
        Whether that was needed.
    """
    labels = {label for labels in nlp.pipe_labels.values() for label in labels}
    if "dobj" not in labels or "pledger_clear_to_ud" in nlp.pipe_names:
        return False
    nlp.add_pipe("pledger_clear_to_ud")
    return True
