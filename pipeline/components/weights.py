"""Small storage for a trained spaCy pipeline, and loading it for speed.

A pipeline that spaCy writes keeps every weight in 32 bits. Rounded to 16 bits
(and static vectors to 8) the scores stay the same, and the folder is less than
half as large, so that it can live in the repository. A folder that spaCy wrote
loads as well: that is how another model is put in.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.util import is_package, load_config, load_model_from_config
from spacy.vectors import Vectors
from thinc.api import NumpyOps, get_current_ops, set_current_ops

# Registered on import, so that a stored pipeline finds what its config names.
import pipeline.components.lemmas.factory  # noqa: F401
from pipeline.components.clear_to_ud import adapt_labels
from pipeline.components.prediction import predict_only
from pipeline.components.tokenizer import PLACEHOLDER
from pipeline.components.word_cache import remember_words

_WEIGHTS = "weights.bin"
_VECTORS = "vectors.npz"


def use_fast_ops() -> None:
    """Let thinc multiply matrices with numpy's OpenBLAS, not with BLIS.

    On one x86 core that makes tagging and parsing half as fast again (see
    ``benchmarks/syntax_speed.py``). Models keep the ops they were made with, so this
    runs before loading. A GPU's ops are left alone.
    """
    ops = get_current_ops()
    if isinstance(ops, NumpyOps) and ops.use_blis:
        set_current_ops(NumpyOps(use_blis=False))


def _quicken(nlp: Language) -> Language:
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk() if isinstance(pipe, TrainablePipe) else ():
            if isinstance(node.ops, NumpyOps):  # spaCy makes a parser's last layer with its own
                node.ops = get_current_ops()
    predict_only(nlp)
    remember_words(nlp)
    return nlp


def load_syntax(path: Path | str, *, fast: bool = True, within: Language | None = None) -> Language:
    """Load a syntax pipeline: one packed by :func:`save_syntax`, or any other of spaCy's.

    The labels of another model are brought to Universal Dependencies where they are
    those of spaCy's published English models (see :mod:`.clear_to_ud`).

    Args:
        path: The pipeline's folder, or the name of an installed one.
        fast: Whether to choose the ops and remember words (see :mod:`.word_cache`); answers
            are the same either way, and the benchmark compares the two.
        within: The pipeline that it becomes part of. A packed one shares its vocabulary and
            tokenizer, so that a word is taken apart and looked up once for both; another
            model keeps its own.

    Returns:
        The pipeline, ready for use.

    Raises:
        OSError: If there is no pipeline in the folder, with its path.
    """
    if fast:
        use_fast_ops()
    folder = Path(path)
    installed = isinstance(path, str) and is_package(path)
    if not installed and not (folder / "config.cfg").is_file():
        raise OSError(f"no syntax model in {path}: run `make model`, or name one in pledger.toml")
    if installed or not (folder / _WEIGHTS).is_file():
        nlp = spacy.load(path)
        adapt_labels(nlp)
        return _quicken(nlp) if fast else nlp
    config = load_config(folder / "config.cfg")
    if within is None:
        nlp = load_model_from_config(config, auto_fill=True)
    else:
        own = config["nlp"]["tokenizer"]
        config["nlp"]["tokenizer"] = {"@tokenizers": PLACEHOLDER}
        nlp = load_model_from_config(config, vocab=within.vocab, auto_fill=True)
        nlp.config["nlp"]["tokenizer"] = own
        nlp.tokenizer = within.tokenizer
    nlp.meta.update(json.loads((folder / "meta.json").read_text("utf-8")))
    packed = srsly.msgpack_loads(zlib.decompress((folder / _WEIGHTS).read_bytes()))
    for string in packed["strings"]:
        nlp.vocab.strings.add(string)
    _load_vectors(nlp, folder)
    for name, pipe in nlp.pipeline:
        state = packed["pipes"].get(name)
        if state is not None:
            pipe.from_bytes(_recast(state, "float32"), exclude=["vocab"])  # type: ignore[attr-defined]
    nlp._link_components()
    return _quicken(nlp) if fast else nlp


def save_syntax(nlp: Language, path: Path) -> None:
    """Write a pipeline small: weights in 16 bits, floret vectors in 8.

    Args:
        nlp: A trained pipeline whose tokenizer is a registered factory of the config,
            since the tokenizer itself is not stored.
        path: The folder, made if need be.
    """
    path.mkdir(parents=True, exist_ok=True)
    nlp.config.to_disk(path / "config.cfg")
    meta = {**nlp.meta, "performance": nlp.meta.get("performance", {})}
    (path / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", "utf-8")
    states = {
        name: _recast(pipe.to_bytes(exclude=["vocab"]), "float16")
        for name, pipe in nlp.pipeline
        if hasattr(pipe, "to_bytes")
    }
    packed = {"strings": sorted(_label_strings(nlp)), "pipes": states}
    (path / _WEIGHTS).write_bytes(zlib.compress(srsly.msgpack_dumps(packed), 9))
    _save_vectors(nlp, path)


def _recast(state: bytes, kind: str) -> bytes:
    """Weights inside a component's own bytes, cast to ``float16`` or ``float32``."""
    outer = srsly.msgpack_loads(state) if state[:1] != b"x" else None  # b"x": zlib, no weights
    if not isinstance(outer, dict) or not isinstance(outer.get("model"), bytes):
        return state
    model = srsly.msgpack_loads(outer["model"])
    if isinstance(model, dict) and "params" in model:
        for params in model["params"]:
            for name, value in params.items():
                if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                    params[name] = value.astype(kind)
    outer["model"] = srsly.msgpack_dumps(model)
    packed: bytes = srsly.msgpack_dumps(outer)
    return packed


def _label_strings(nlp: Language) -> set[str]:
    """Strings that annotations may name."""
    return {label for labels in nlp.pipe_labels.values() for label in labels}


def quantise(table: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Rows of floats as 8-bit integers and one scale per row.

    Args:
        table: Floats of shape (rows, columns).

    Returns:
        Integers of the same shape in [-127, 127], and scales of shape (rows, 1).
    """
    scale = np.abs(table).max(axis=1, keepdims=True).astype("float32") / 127
    scale[scale == 0] = 1.0
    return np.rint(table / scale).astype("int8"), scale


def _save_vectors(nlp: Language, path: Path) -> None:
    vectors = nlp.vocab.vectors
    if not isinstance(vectors, Vectors) or vectors.mode != "floret":
        return
    small, scale = quantise(np.asarray(vectors.data))
    settings = {
        "minn": vectors.minn,
        "maxn": vectors.maxn,
        "hash_count": vectors.hash_count,
        "hash_seed": vectors.hash_seed,
        "bow": vectors.bow,
        "eow": vectors.eow,
    }
    with (path / _VECTORS).open("wb") as out:
        np.savez_compressed(out, data=small, scale=scale, settings=np.asarray(json.dumps(settings)))


def _load_vectors(nlp: Language, path: Path) -> None:
    if not (path / _VECTORS).is_file():
        return
    with np.load(path / _VECTORS) as stored:
        data = stored["data"].astype("float32") * stored["scale"]
        settings = json.loads(str(stored["settings"]))
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, mode="floret", data=data, **settings)
