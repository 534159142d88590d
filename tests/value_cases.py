"""What tests of amounts and dates share: cases with their spans marked in the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[2] / "shared"


def load(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of a case: its text and the spans that stood between them."""
    plain, spans = "", []
    for part in text.split("⟦"):
        inside, _, after = part.rpartition("⟧")
        if "⟧" in part:
            spans.append((len(plain), len(plain) + len(inside)))
        plain += inside + after
    return plain, spans
