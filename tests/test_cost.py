"""Hostile texts: what a document costs grows with its length, whatever it says."""

from __future__ import annotations

import time

import pytest

import pipeline

REPEATED = {
    "a word": "A",
    "names": "Alpha Beta Gamma ",
    "joined names": "Alpha and Beta, ",
    "names of offices": "Prime Minister of the Republic of the ",
    "ministers": "Minister Ann Lee and ",
    "people": "Ann Lee, ",
    "countries": "Chile, Peru, ",
    "adjectives": "Chilean and Peruvian ",
    "firms": "It was built by Alpha Corp and ",
    "companies": "Acme Corp and Zed Inc will pay. The companies will publish their audits. ",
    "a long word before companies": "A" * 900 + " The companies will publish their audits. ",
    "what a firm says of itself": "It said it will pay. ",
    "what firms are": "The chipmaker Acme, a Boston-based startup, said. ",
    "definitions": "the Ministry of Trade (“the Ministry”) and ",
    "possessives": "Alpha’s ",
    "speakers": "said Ann Lee, ",
    "reports": "said that she said ",
    "cues": "will ",
    "deeds": "They will build and ",
    "pronouns": "it will ",
    "marks": '"',
    "open marks": "“A ",
    "brackets": "(",
    "stems": "The Parties will: ",
    "items": "• a\n",
    "items under stems": "The Parties will:\n(i) build;\n",
    "amounts": "$5 million and ",
    "digits": "1,",
    "dates": "1 January 2030 to ",
    "full stops": ". ",
    "accents": "e\u0301\u0300",
    "both directions": "שלום \u202e abc ",
    "no width": "a\u200bb\u200c\u200d ",
}


@pytest.mark.parametrize("unit", REPEATED.values(), ids=REPEATED)
def test_cost_grows_with_the_length_of_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = f"Norway will pay. Acme and Zed Ltd met. {unit * (length // len(unit))} It will pay."
        began = time.process_time()
        pipeline.extract(text)
        return time.process_time() - began

    seconds(2_000)
    short, long = seconds(15_000), seconds(60_000)
    assert long < 9 * max(short, 0.1)  # four times the text; quadratic would be sixteen
