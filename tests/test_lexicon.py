"""Loading of lists, with file and line in errors; and lint of the lists that we ship."""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pycountry
import pytest

from pipeline.components.actors.patterns import load_patterns
from pipeline.components.actors.words import split
from pipeline.components.technologies.patterns import load_terms
from pipeline.errors import RuleError
from pipeline.lexicon import actor_id, load_actors, load_rows, load_technologies

BULK = Path(__file__).resolve().parents[2] / "shared" / "bulk" / "articles.zip"


@dataclass(frozen=True, slots=True)
class Fish:
    """A row for these tests."""

    name: str
    fins: int
    seas: tuple[str, ...] = ()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "fish.csv", "name,fins,seas\ncod,3,North|Baltic\nray,2,\n")
    assert load_rows(path, Fish) == (Fish("cod", 3, ("North", "Baltic")), Fish("ray", 2))


def test_jsonl_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "fish.jsonl", '# fish\n{"name": "cod", "fins": 3, "seas": ["North"]}\n')
    assert load_rows(path, Fish) == (Fish("cod", 3, ("North",)),)


@pytest.mark.parametrize(
    ("name", "text", "where", "said"),
    [
        ("a.csv", "name,fins,scales\ncod,3,1\n", "a.csv:1", "unknown column 'scales'"),
        ("a.csv", "name\ncod\n", "a.csv:1", "column 'fins' is missing"),
        ("a.csv", "name,fins\ncod,3\nray,two\n", "a.csv:3", "'fins'"),
        ("a.csv", "name,fins\ncod,3,4\n", "a.csv:2", "3 cells under 2 columns"),
        ("a.csv", "name,fins\n,3\n", "a.csv:2", "'name'"),
        ("a.csv", "name,fins\ncod,3\ncod,4\n", "a.csv:3", "already on line 2"),
        ("a.csv", "", "a.csv:1", "no header"),
        ("a.jsonl", '{"name": "cod", "fins": 3, "legs": 0}\n', "a.jsonl:1", "unknown key 'legs'"),
        ("a.jsonl", '{"name": "cod", "fins": 3}\n{"name"\n', "a.jsonl:2", "not valid JSON"),
        ("a.jsonl", "[1]\n", "a.jsonl:1", "not an object"),
    ],
)
def test_errors_name_file_and_line(
    tmp_path: Path, name: str, text: str, where: str, said: str
) -> None:
    with pytest.raises(RuleError) as caught:
        load_rows(write(tmp_path, name, text), Fish, key=lambda f: f.name)
    assert caught.value.where == where
    assert said in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="file not found"):
        load_rows(tmp_path / "none.csv", Fish)


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,fins\nca\xf1a,3\n")
    with pytest.raises(RuleError, match="not UTF-8 at byte 12"):
        load_rows(path, Fish)


def test_identifiers_are_plain_and_stable() -> None:
    assert actor_id("South Korea") == "actor:south-korea"
    assert actor_id("Türkiye") == "actor:turkiye"
    assert actor_id("King’s College London") == actor_id("King's College London")
    assert actor_id("Ministry of Defence", "SG") == "actor:ministry-of-defence-sg"


# -- lint of the lists


def test_every_country_is_listed() -> None:
    listed = {a.country for a in load_actors().actors}
    assert {c.alpha_2 for c in pycountry.countries} <= listed


def test_countries_have_one_state_each() -> None:
    states = Counter(a.country for a in load_actors().actors if a.type == "government")
    assert [c for c, n in states.items() if n > 1] == []


def test_no_alias_twice_in_a_row() -> None:
    for actor in load_actors().actors:
        forms = [*actor.aliases, *actor.adjectives, *actor.seats, *actor.ambiguous]
        assert len(forms) == len(set(forms)), actor.name
        assert actor.name not in {*actor.aliases, *actor.adjectives, *actor.seats}


def test_shared_names_can_be_told_apart() -> None:
    """By country, by date, or because both are marked as needing support."""
    lists = load_actors()
    bearers = defaultdict(list)
    for same in load_patterns().forms:
        for form in same:
            bearers[form.words].append(form)
    unclear = []
    for words, forms in bearers.items():
        sure = [f for f in forms if f.kind in ("name", "alias", "person")]
        countries = {f.actor.country for f in sure}
        dated = any(f.actor.name in lists.since or f.actor.name in lists.until for f in sure)
        if len(sure) > 1 and len(countries) < len(sure) and not dated:
            unclear.append((" ".join(words), [f.actor.name for f in sure]))
    assert unclear == []


def test_people_and_bodies_have_distinct_identifiers() -> None:
    lists = load_actors()
    assert not {a.actor_id for a in lists.actors} & {p.actor_id for p in lists.people}


def test_technology_codes_and_spellings() -> None:
    technologies = load_technologies()
    assert len(technologies.areas) == 16
    used = {t.area for t in technologies.terms}
    assert used == set(technologies.areas)
    for same in load_terms():
        sure = {w.term.sub_area for w in same if w.term.case == "any"}
        assert len(sure) <= 1, [(w.words, w.term.sub_area) for w in same]


def test_ambiguous_terms_need_their_area() -> None:
    """Everyday words may not speak of a technology on their own."""
    everyday = {
        "chip", "cloud", "space", "spectrum", "fusion", "battery", "rocket", "swarm", "foundry",
        "lithium", "nickel", "graphite", "radar", "automation", "autonomy", "moon", "composite",
        "gatekeeper", "antitrust", "fab",
    }  # fmt: skip
    rows = {t.term.lower(): t for t in load_technologies().terms}
    assert [w for w in everyday if w in rows and rows[w].context != "area"] == []


@pytest.mark.skipif(not BULK.exists(), reason="development data not beside the repository")
def test_no_term_fires_on_common_words() -> None:
    """A one-word term in more than a quarter of general articles is no technology term."""
    words: Counter[str] = Counter()
    with zipfile.ZipFile(BULK) as archive:
        names = sorted(archive.namelist())[::12]
        for name in names:
            text = archive.read(name).decode("utf-8").lower()
            words.update(set(re.findall(r"[a-z]{2,}", text)))
    common = {w for w, n in words.items() if n > len(names) / 4}
    single = {
        t.term.lower()
        for t in load_technologies().terms
        if t.case == "any" and t.context == "none" and len(split(t.term)) == 1
    }
    assert single & common == set()
    aliases = {
        f.words[0]
        for same in load_patterns().forms
        for f in same
        if len(f.words) == 1 and f.kind in ("name", "alias")
    }
    assert {a for a in aliases if a in common} == set()
