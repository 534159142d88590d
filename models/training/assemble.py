"""Writes ``models/en_pledger``: the components in their order, around the trained syntax.

The syntax itself (``models/en_pledger/syntax``) is written by training and stays as it is.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from spacy.util import get_lang_class

from pipeline.settings import models_folder

COMPONENTS = (
    ("segmenter", "pledger_segmenter"),
    ("values", "pledger_values"),
    ("actors", "pledger_actors"),
    ("technologies", "pledger_technologies"),
    ("syntax", "pledger_syntax"),
    ("quotes", "pledger_quotes"),
    ("commitments", "pledger_commitments"),
)


def assemble(folder: Path) -> None:
    """Write configuration, meta data and tokenizer of the whole pipeline.

    Args:
        folder: ``en_pledger``; its ``syntax`` is left alone.
    """
    config = {"nlp": {"tokenizer": {"@tokenizers": "pledger.tokenizer.v1"}}}
    nlp = get_lang_class("en").from_config(config)
    for name, factory in COMPONENTS:
        nlp.add_pipe(factory, name=name)
    nlp.meta.update(
        name="pledger",
        version="0.1.0",
        description="Commitments and quotes in policy texts, with the characters they come from",
        author="The pledger team",
        license="CC BY-SA 4.0",
        url="",
        email="",
    )
    kept = folder / "syntax"
    aside = folder.with_name(folder.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    nlp.to_disk(aside, exclude=["syntax"])
    for path in sorted(aside.iterdir()):
        target = folder / path.name
        if path.name == kept.name:
            continue
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        path.rename(target)
    shutil.rmtree(aside)


if __name__ == "__main__":
    assemble(models_folder() / "en_pledger")
