"""Remembers the embedding of each word, which depends on the word alone.

The first layers of a syntax model (hashed features, static vectors, one mixing
layer) look at one word at a time. A text repeats its words, so a trained model
need not compute them again: half of the words of a batch are function words, and
a run over many articles meets few new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.attrs import NORM, ORTH, intify_attr
from spacy.language import Language
from spacy.vocab import Vocab
from thinc.api import Model

_CAPACITY = 30_000  # words; 15 MB at 128 floats each. Some thousand articles have as many
_MIX = np.uint64(0x9E3779B97F4A7C15)
Forward = Callable[[Model[Any, Any], Any, bool], Any]


class _Words:
    """Distinct words in the shape of a ``Doc``, as far as the embedding layers look at one."""

    def __init__(self, vocab: Vocab, columns: dict[int, np.ndarray[Any, Any]], size: int) -> None:
        self.vocab = vocab
        self._columns = columns
        self._size = size

    def __len__(self) -> int:
        return self._size

    def to_array(self, attributes: Any) -> np.ndarray[Any, Any]:
        """Attribute values, of shape (words,) or (words, attributes)."""
        if isinstance(attributes, list | tuple):
            return np.stack([self._columns[_number(name)] for name in attributes], axis=1)
        return self._columns[_number(attributes)]


def _number(attribute: Any) -> int:
    return int(intify_attr(attribute))


class WordCache:
    """Stands in for the forward pass of an embedding layer in prediction."""

    def __init__(self, forward: Forward, attributes: Sequence[int]) -> None:
        self._forward = forward
        self._attributes = list(dict.fromkeys((ORTH, NORM, *attributes)))
        self._rows: dict[int, int] = {}
        self._table: np.ndarray[Any, Any] | None = None

    def __call__(self, model: Model[Any, Any], docs: Any, is_train: bool) -> Any:
        """Embeddings of all tokens, one array per document; in training the layer itself runs."""
        total = sum(len(doc) for doc in docs)
        if is_train or not total:
            return self._forward(model, docs, is_train)
        values = np.concatenate([doc.to_array(self._attributes) for doc in docs if len(doc)])
        # Orthography settles a word but for the norm, which a tokenizer exception may set.
        keys = values[:, 0] * _MIX ^ values[:, 1]
        unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        rows = self._find(model, docs[0].vocab, unique, values[first])
        assert self._table is not None
        vectors = self._table[rows[inverse]]
        ends = np.cumsum([len(doc) for doc in docs])[:-1]
        return np.split(vectors, ends), _no_backprop

    def _find(
        self,
        model: Model[Any, Any],
        vocab: Vocab,
        keys: np.ndarray[Any, Any],
        values: np.ndarray[Any, Any],
    ) -> np.ndarray[Any, Any]:
        """Rows of the table that hold some distinct words, after adding the new ones."""
        known = self._rows
        if len(known) + len(keys) > _CAPACITY:
            known.clear()
        listed = keys.tolist()
        new = [place for place, key in enumerate(listed) if key not in known]
        if new:
            columns = {
                name: np.ascontiguousarray(values[new, column])
                for column, name in enumerate(self._attributes)
            }
            computed, _ = self._forward(model, [_Words(vocab, columns, len(new))], False)
            if self._table is None:
                self._table = np.zeros((_CAPACITY, computed[0].shape[1]), dtype="float32")
            start = len(known)
            if start + len(new) > len(self._table):  # one batch of more words than the table holds
                self._table = np.concatenate([self._table, np.zeros_like(computed[0])])
            self._table[start : start + len(new)] = computed[0]
            for offset, place in enumerate(new):
                known[listed[place]] = start + offset
        return np.fromiter((known[key] for key in listed), dtype="int64", count=len(listed))


def _no_backprop(gradient: Any) -> Any:
    raise RuntimeError("the word cache serves prediction only")


def remember_words(nlp: Language) -> bool:
    """Give the pipeline's embedding layer a cache.

    Only a plain ``tok2vec`` whose first layer embeds words one by one is changed;
    another architecture (a transformer, say) is left as it is. Training the pipeline
    again is not affected by the cache, but its weights must not change afterwards
    without loading it anew.

    Args:
        nlp: A trained pipeline.

    Returns:
        Whether a cache was put in.
    """
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if not isinstance(model, Model) or len(model.layers) != 2:
            continue
        embed = model.layers[0]
        extractors = [node for node in embed.walk() if node.name == "extract_features"]
        if len(extractors) == 1 and all(
            node.name in _WORDWISE or _joins(node) for node in embed.walk()
        ):
            columns = [_number(name) for name in extractors[0].attrs["columns"]]
            embed._func = WordCache(embed._func, columns)
            return True
    return False


_WORDWISE = frozenset(
    """
    extract_features hashembed static_vectors maxout layernorm dropout list2ragged ragged2list
    ints-getitem remap_ids
    """.split()
)


def _joins(node: Model[Any, Any]) -> bool:
    """Whether a node only passes data between others (chains, concatenations, wrappers)."""
    return ">>" in node.name or "|" in node.name or node.name.startswith("with_array")
