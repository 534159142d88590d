"""Who says what is quoted: names, offices, pronouns, bodies, and what stays unknown."""

from __future__ import annotations

import pytest
from spacy.language import Language


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation"),
    [
        (
            "Ines Falk is a lawyer. Nobody knew. “It is late,” said Karen Abara, head of tolls at"
            " the Harbour Board.",
            "Karen Abara",
            "head of tolls",
            "Harbour Board",
        ),
        ("Finance Minister Karen Abara spoke. “It is late,” Abara said.", "Karen Abara",
         "Finance Minister", None),
        ("Finance Minister Karen Abara came late. She said that it was the rain.", "Karen Abara",
         "Finance Minister", None),
        ("Finance Minister Karen Abara came. “It was the rain,” the minister said.",
         "Karen Abara", "Finance Minister", None),
        ("Mr Paul Roe met Ms Karen Abara. She said that it was late.", "Karen Abara", None, None),
        ("The Rivers Agency (RIVAG) met. RIVAG said that it was late.", "RIVAG", None, None),
        ("Several people said that it was late.", None, None, None),
        ("A spokesman for Quay Cabs said that it was late.", None, "spokesman", "Quay Cabs"),
        (
            "“A turning point for us all,” one driver said.\n\nPaul Roe, a driver at Quay Cabs,"
            " said: “This is a turning point for us all.”",
            "Paul Roe",
            "driver",
            "Quay Cabs",
        ),
    ],
)  # fmt: skip
def test_speaker_is_resolved(
    nlp: Language, text: str, name: str | None, role: str | None, organisation: str | None
) -> None:
    quote = nlp(text)._.quotes[0]
    assert (quote.speaker_name, quote.speaker_role, quote.speaker_organisation) == (
        name,
        role,
        organisation,
    )
    assert (quote.resolution == "unresolved") == (name is None)
    assert (quote.actor_id is None) == (name is None or "Agency" in text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "President Ines Falk met President Karen Abara. The two Presidents stressed the need"
            " for a ferry.",
            "Ines Falk; Karen Abara",
        ),
        (
            "President Ines Falk met Prime Minister Karen Abara. Both leaders came by ferry. They"
            " said that it was late.",
            "Ines Falk; Karen Abara",
        ),
        (
            "President Ines Falk met President Karen Abara and President Paul Roe. The two"
            " Presidents stressed the need for a ferry.",
            None,
        ),
        (
            "The group, Friends of the Ferry, met in May. The group said that it was late.",
            "Friends of the Ferry",
        ),
        ("Experts said that it was late.", "experts"),
        ("Two people at the pier said that it was late.", "two people at the pier"),
        ("Harbour Bank executives said that it was late.", "Harbour Bank executives"),
        ("A survey published last year by the Quay Society found that it rose.", "Quay Society"),
        ("China's finance ministry said that it was late.", "Ministry of Finance (China)"),
        ("Japan's trade ministry said it was so.", "Ministry of Economy, Trade and Industry"),
        ("The French carmaker said that it was late.", None),
        ("The mayor’s belief that it was late cost us.", None),
        ("France and Japan met. They said that it was late.", "France; Japan"),
        ("Vice President Ines Falk came late. The president said that it was late.", None),
        ("France's top court ruled that it was late.", None),
        ("I said: “It is late.”", None),
        ("One rower, who knew the Rivers Agency, said that it was late.", None),
        (
            "President Ines Falk met Prime Minister Al-Abara. Prime Minister Karim Al-Abara came"
            " by ferry. The leaders agreed that it was late.",
            "Ines Falk; Karim Al-Abara",
        ),
        (
            "President Ines Falk, Prime Minister Karen Abara and President Paul Roe met. The"
            " leaders stressed the need for a ferry.",
            "Ines Falk; Karen Abara; Paul Roe",
        ),
        (
            "Mayor Ines Falk, Harbour Director Odo Pell, and senior port officials said that it"
            " was late.",
            "Ines Falk; Odo Pell; senior port officials",
        ),
        (
            "Mayor Ines Falk and Ambassador Karen Abara met. They agreed that it was late.",
            "Ines Falk; Karen Abara",
        ),
        (
            "The firms Google, Meta and Microsoft met. The companies said that it was late.",
            "Google; Meta; Microsoft",
        ),
        ("Club treasurer Odo Pell said that it was late.", "Odo Pell"),
        (
            "President Ines Falk met Vice President Karen Abara. The Vice President said that it"
            " was late.",
            "Karen Abara",
        ),
        ("Statement from the President: “It is late.” President Ines Falk left.", "Ines Falk"),
        (
            "President Ines Falk met Prime Minister Paul Roe. The President and the Prime Minister"
            " stressed the need for a ferry.",
            "Ines Falk; Paul Roe",
        ),
        (
            "President Paul Roe came late. He and Vice President Karen Abara called for a ferry.",
            "Paul Roe; Karen Abara",
        ),
        ("A study by Google, Quayline, and Meta found that it rose.", "Google; Quayline; Meta"),
        ("Singapore-based Quay Express announced that it was late.", "Quay Express"),
        ("Singapore-based rowers announced that it was late.", None),
        ("President Paul Roe’s belief that it was late is old.", "Paul Roe"),
        ("Studies show that ferries are late.", None),
        ("Of the research, little is new. Research shows that ferries are late.", None),
        ("The Order finds that ferries are late.", None),
        ("Today’s announcement shows that ferries are late.", None),
        ("According to Quayline’s ferry survey, ferries are late.", "Quayline"),
        ("According to figures received by Quayline, ferries are late.", None),
        ("The Quayline founder said that it was late.", None),
        ("Some Quayline rowers said that it was late.", None),
        ("Prosecutors said that it was late.", "prosecutors"),
    ],
)
def test_shared_and_common_names_are_resolved(nlp: Language, text: str, name: str | None) -> None:
    assert [quote.speaker_name for quote in nlp(text)._.quotes] == [name]


def test_the_body_behind_a_report_speaks_in_it(nlp: Language) -> None:
    text = (
        "A recent report by the World Health Organization said that ferries are clean. The"
        " report found that buses are not. Data released by Ofcom show that few people care."
    )
    assert [quote.speaker_name for quote in nlp(text)._.quotes] == [
        "World Health Organization",
        "World Health Organization",
        "Ofcom",
    ]
