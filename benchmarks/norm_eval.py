"""Score amounts and dates on the normalisation sets, in one command.

    python benchmarks/norm_eval.py [--shared ../shared] [--errors N] [--only NAME]

Writes one prediction file a set, runs the scorer that lies beside the sets, prints its figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.normalize.amounts import Amount, find_amounts
from pipeline.normalize.dates import Date, find_dates

SETS = (
    ("policy_cases", "money", 95.0),
    ("policy_cases", "date", 93.0),
    ("currency", "money", 94.0),
    ("datetime", "date", 75.0),
    ("duckling_money", "money", 88.0),
    ("duckling_time", "date", 65.0),
)
"""Set, task, and the value F1 that is asked for."""

_QUALIFIERS = {"exact": None, "about": "approx"}


def money(found: Amount) -> dict[str, Any]:
    """An amount as the scorer wants it."""
    return {
        "start": found.start,
        "end": found.end,
        "type": "money",
        "currency": found.currency,
        "min": None if found.minimum is None else str(found.minimum),
        "max": None if found.maximum is None else str(found.maximum),
        "qualifier": _QUALIFIERS.get(found.qualifier, found.qualifier),
        "period": found.period,
    }


def dated(found: Date) -> dict[str, Any]:
    """A date as the scorer wants it."""
    return {"start": found.start, "end": found.end, "type": "DATE", "value": found.edtf}


def predictions(path: Path, task: str) -> Iterator[dict[str, Any]]:
    """One record a text."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if task == "money":
            rows = [money(a) for a in find_amounts(case["text"])]
        else:
            anchor = date.fromisoformat(case["ref"]) if case["ref"] else None
            rows = [dated(d) for d in find_dates(case["text"], anchor=anchor)]
        yield {"id": case["id"], "pred": rows}


def main() -> int:
    """Run all sets; 0 when each reaches what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--errors", type=int, default=0, help="wrong cases to print a set")
    parser.add_argument("--only", help="one set by name, or name:task")
    options = parser.parse_args()
    norm = options.shared / "norm"
    if not norm.is_dir():
        print(f"{norm} is not there: the sets are development data beside the repository")
        return 2
    short = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, task, target in SETS:
            if options.only and options.only not in (name, f"{name}:{task}"):
                continue
            gold = norm / f"{name}.jsonl"
            out = Path(folder) / f"{name}.{task}.jsonl"
            records = predictions(gold, task)
            out.write_text(
                "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8"
            )
            score = [sys.executable, str(norm / "score.py"), task, str(gold), str(out)]
            figures = json.loads(_run([*score, "--json"]))
            value, full = figures["value"]["F1"], figures["full"]["F1"]
            false = f"{figures['neg_docs_with_fp']} of {figures['neg_docs']}"
            print(
                f"{name:16} {task:6} value F1 {value:6.2f} (asked {target}) full F1 {full:6.2f} "
                f"spans F1 {figures['relaxed']['F1']:6.2f}, texts without one that got one: {false}"
            )
            if options.errors:
                print(_run([*score, "--errors", str(options.errors)]).rstrip())
            short += value < target
    return int(short > 0)


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
