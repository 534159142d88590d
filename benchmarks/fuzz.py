"""Throws damaged files at the readers and, if asked, at a whole run.

    python benchmarks/fuzz.py [--count 3000] [--seed 1] [--seconds 10] [--run]

Takes the articles in ``raw/`` (and some of ``../shared`` where it is there) and truncates, flips,
splices, re-encodes, nests, blows up and swaps bytes in them, a third each for text, HTML and PDF.
Each mutant is read in a child process with limits. A mutant must end as a sound document or as a
typed failure, in time; ``bug`` counts as a failure of the program. With ``--run`` those of up to
200 kB are also put through ``pledger run`` and ``pledger verify --raw``. Prints what was tried
and what came of it; exit code 1 when anything was unsound.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.model import Document
from pipeline.readers import Isolation, Limits

REPO = Path(__file__).parents[1]
SHARED = REPO.parent / "shared"
FORMATS = ("txt", "html", "pdf")
KINDS = frozenset(
    ("timeout", "memory", "encrypted", "malformed", "unsupported", "too_large", "no_text")
)
_GRACE = 5.0
_RUN_BYTES = 200_000

Mutation = Callable[[bytes, random.Random, list[bytes]], bytes]


def truncate(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Cut off at a random place."""
    return data[: chance.randrange(1, len(data) + 1)]


def flip(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Flip bits, one in a thousand bytes or so."""
    mutant = bytearray(data)
    for _ in range(max(1, chance.randrange(1, len(data) // 500 + 2))):
        mutant[chance.randrange(len(mutant))] ^= 1 << chance.randrange(8)
    return bytes(mutant)


def splice(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Put a piece of another file into this one."""
    other = chance.choice(seeds)
    first = chance.randrange(len(other))
    at = chance.randrange(len(data))
    return data[:at] + other[first : first + chance.randrange(1, 4000)] + data[at:]


def drop(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Leave out a piece."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, len(data) // 4 + 2) :]


def recode(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Write it in another encoding than it says, or only half of it."""
    codec = chance.choice(
        ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp037", "utf-7", "shift_jis")
    )
    half = len(data) // 2 if chance.random() < 0.3 else 0
    return data[:half] + data[half:].decode("latin-1").encode(codec, "replace")


def nest(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Repeat something that opens, thousands of times, at a random place."""
    opening = chance.choice(
        (b"<div>", b"<table><tr><td>", b"<ul><li>", b"<b><i>", b"[[", b"<<", b"((", b"q ", b"{")
    )
    at = chance.randrange(len(data))
    return data[:at] + opening * chance.choice((50, 3000, 20_000)) + data[at:]


def inflate(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Repeat a piece until the file is large."""
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randrange(1, 200)]
    size = chance.choice((10_000, 300_000, 2_000_000))
    return data[:at] + piece * (size // max(1, len(piece))) + data[at:]


def number(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Change figures to absurd ones: lengths, counts, offsets."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return flip(data, chance, seeds)
    match = chance.choice(found)
    value = chance.choice((b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e999"))
    return data[: match.start()] + value + data[match.end() :]


def pack(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Put it into gzip, whole or cut."""
    packed = gzip.compress(data)
    return packed if chance.random() < 0.5 else packed[: chance.randrange(1, len(packed))]


MUTATIONS: tuple[Mutation, ...] = (
    truncate,
    flip,
    splice,
    drop,
    recode,
    nest,
    inflate,
    number,
    pack,
)


@dataclass(slots=True)
class Tally:
    """What came of the mutants.

    Attributes:
        outcomes: by format and mutation, how many ended as what.
        unsound: names of mutants that broke a promise, with the promise.
    """

    outcomes: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    unsound: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def report(self) -> str:
        """A table for reading."""
        names = sorted({name for counter in self.outcomes.values() for name in counter})
        lines = ["format mutation     " + " ".join(f"{name:>11}" for name in names)]
        for (form, mutation), counter in sorted(self.outcomes.items()):
            cells = " ".join(f"{counter[name]:>11}" for name in names)
            lines.append(f"{form:<6} {mutation:<12} {cells}")
        count = sum(counter.total() for counter in self.outcomes.values())
        lines.append(f"{count} mutants, slowest {self.slowest:.1f} s, unsound {len(self.unsound)}")
        return "\n".join([*lines, *self.unsound])


def seeds(form: str, *, shared: bool = True) -> list[bytes]:
    """Sound files of a format: those of the repo, and a few small ones of the shared data."""
    found = [path.read_bytes() for path in sorted((REPO / "raw").glob(f"*.{form}"))]
    if shared and form == "txt":
        paths = sorted((SHARED / "articles").glob("*.txt"))
    elif shared and form == "html":
        pages = sorted((SHARED / "html" / "pages").glob("*.gz"))[:10]
        return found + [gzip.decompress(path.read_bytes()) for path in pages]
    else:
        paths = sorted((SHARED / "pdf").glob("*.pdf"))[:40] if shared else []
    return found + [path.read_bytes() for path in paths if path.stat().st_size < 120_000]


def mutants(count: int, seed: int, *, shared: bool = True) -> Iterator[tuple[str, str, str, bytes]]:
    """Format, mutation, file name and bytes; the same for the same seed."""
    chance = random.Random(seed)
    pools = {form: seeds(form, shared=shared) for form in FORMATS}
    for index in range(count):
        form = FORMATS[index % len(FORMATS)]
        mutation = MUTATIONS[(index // len(FORMATS)) % len(MUTATIONS)]
        pool = [seed for seeds_of_form in pools.values() for seed in seeds_of_form]
        data = mutation(chance.choice(pools[form]), chance, pool)
        if chance.random() < 0.3:
            data = chance.choice(MUTATIONS)(data or b"\n", chance, pool)
        name = f"{index:05d}-{mutation.__name__}.{form}"
        yield form, mutation.__name__, name, data


def flaws(document: Document, chance: random.Random) -> Iterator[str]:
    """Promises of ``Document`` that this one breaks."""
    text = document.text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        yield "text is not valid Unicode"
    if not text.strip():
        yield "silently empty"
    if "\r" in text:
        yield "carriage return in the canonical text"
    last = 0
    for block in document.blocks:
        if block.start < last or block.end <= block.start or text[last : block.start].strip():
            yield f"blocks overlap or leave text out at {block.start}"
            break
        last = block.end
    if document.blocks and (last > len(text) or text[last:].strip()):
        yield "text after the last block"
    for _ in range(5):
        start = chance.randrange(len(text))
        yield from _map_flaws(document, start, min(len(text), start + 1 + chance.randrange(80)))


def _map_flaws(document: Document, start: int, end: int) -> Iterator[str]:
    source = document.source_map
    page = source.page(start)
    if document.page_count is not None and not (page and 1 <= page <= document.page_count):
        yield f"page {page} of {document.page_count}"
    for box in source.boxes(start, end):
        if not all(math.isfinite(value) for value in (box.x0, box.top, box.x1, box.bottom)):
            yield f"box {box}"
    if document.media_type == "text/html" and not source.path(start, end):
        yield "no path"
    span = source.source_bytes(start, end)
    if span is not None and not 0 <= span[0] <= span[1]:
        yield f"bytes {span}"


def throw(count: int, seed: int, *, limits: Limits, folder: Path, shared: bool = True) -> Tally:
    """Read mutants one after the other, each as a file in ``folder``, and tell what came of it."""
    tally = Tally()
    chance = random.Random(seed)
    with Isolation(limits) as isolation:
        for form, mutation, name, data in mutants(count, seed, shared=shared):
            path = folder / name
            path.write_bytes(data)
            started = time.monotonic()
            try:
                document = isolation.read(path, root=folder)
            except ReadError as error:
                outcome = str(error.kind)
                if error.kind not in KINDS:
                    tally.unsound.append(f"{name}: {error}")
            else:
                outcome = "document"
                tally.unsound.extend(f"{name}: {flaw}" for flaw in flaws(document, chance))
            seconds = time.monotonic() - started
            tally.slowest = max(tally.slowest, seconds)
            if seconds > limits.seconds + _GRACE:
                tally.unsound.append(f"{name}: took {seconds:.1f} s")
            tally.outcomes.setdefault((form, mutation), Counter())[outcome] += 1
    return tally


def run_all(folder: Path) -> int:
    """Put a folder through the whole program; the exit code of the first command that fails."""
    for path in folder.iterdir():
        if path.stat().st_size > _RUN_BYTES:
            # megabytes of repeated words are read in no time, but take minutes to parse
            path.unlink()
    out = folder.parent / "processed"
    for command in (("run", str(folder), str(out)), ("verify", str(out), "--raw", str(folder))):
        script = "from pipeline.cli import main; main()"
        code = subprocess.run([sys.executable, "-c", script, *command], check=False).returncode
        print(f"pledger {command[0]}: exit code {code}")
        if code:
            return code
    return 0


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="limit for one file")
    parser.add_argument("--memory", type=int, default=1000, help="limit for one file, MiB")
    parser.add_argument("--run", action="store_true", help="also run and verify the whole folder")
    arguments = parser.parse_args()
    limits = Limits(seconds=arguments.seconds, memory_mb=arguments.memory)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "raw")
        folder.mkdir()
        tally = throw(arguments.count, arguments.seed, limits=limits, folder=folder)
        print(tally.report())
        code = run_all(folder) if arguments.run else 0
    return 1 if tally.unsound else code


if __name__ == "__main__":
    sys.exit(main())
