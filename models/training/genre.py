"""Sentences of our genre, built with their parse: pledges in the shape of press releases.

The treebanks hold few sentences such as *The Department for Science, Innovation
and Technology will invest over £8 million in Open RAN*. This small grammar of our
own writes them with Universal Dependencies relations, so that the parser meets
amounts as objects, names with *and*, list stems and British spellings in training.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from models.training.conllu import Sentence, Token

SING, PLUR = "Number=Sing", "Number=Plur"


@dataclass(slots=True)
class Node:
    """A word with what hangs on it, left and right, in order."""

    form: str
    xpos: str
    upos: str
    dep: str = ""
    feats: str = ""
    lemma: str = ""
    left: list[Node] = field(default_factory=list)
    right: list[Node] = field(default_factory=list)
    glued: bool = False  # no space after

    def as_(self, dep: str) -> Node:
        """The same node under another relation."""
        self.dep = dep
        return self


def _leaf(form: str, xpos: str, upos: str, dep: str, feats: str = "", lemma: str = "") -> Node:
    return Node(form, xpos, upos, dep, feats, lemma or form.lower())


def _det(form: str) -> Node:
    if form.lower() in ("the", "a", "an"):
        feats = (
            "Definite=Def|PronType=Art" if form.lower() == "the" else "Definite=Ind|PronType=Art"
        )
        return _leaf(form, "DT", "DET", "det", feats, "the" if form.lower() == "the" else "a")
    return _leaf(form, "PRP$", "PRON", "nmod:poss", "Case=Gen|Poss=Yes|PronType=Prs")


def _proper(form: str, dep: str = "") -> Node:
    return Node(form, "NNP", "PROPN", dep, SING, form)


def _case(form: str) -> Node:
    return _leaf(form, "IN", "ADP", "case")


def _punct(form: str) -> Node:
    return Node(form, {",": ",", ".": "."}.get(form, ":"), "PUNCT", "punct", "", form)


def _and(word: str = "and") -> Node:
    return _leaf(word, "CC", "CCONJ", "cc")


WORDS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("pledge_words.json").read_text("utf-8")
)

CATENATIVES = ("agree", "commit", "pledge", "plan", "intend", "undertake", "decide")
PAST = {
    "undertake": "undertook",
    "commit": "committed",
    "plan": "planned",
    "intend": "intended",
}


def _split(entry: str) -> tuple[str, str]:
    form, _, lemma = entry.partition(":")
    return form, lemma or form


class Writer:
    """Writes sentences from the grammar with one source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def noun_phrase(self, dep: str, *, deep: bool = True) -> Node:
        """A plain noun phrase, perhaps with an adjective, a compound and an *of* phrase."""
        rng = self.rng
        form, lemma = _split(rng.choice(WORDS["nouns"]))
        plural = rng.random() < 0.5 and not form.endswith(("y", "h"))
        if "-" in form:
            form, lemma, plural = "company", "company", False
        head = Node(
            form + "s" * plural,
            "NNS" if plural else "NN",
            "NOUN",
            dep,
            PLUR if plural else SING,
            lemma,
        )
        if rng.random() < 0.5:
            adjective = rng.choice([word for word in WORDS["adjs"] if "-" not in word])
            head.left.append(_leaf(adjective, "JJ", "ADJ", "amod", "Degree=Pos"))
        draw = rng.random()
        if draw < 0.35:
            compound = rng.choice(WORDS["compounds"])
            tag = (
                ("NNP", "PROPN")
                if compound[0].isupper() or compound[0].isdigit()
                else ("NN", "NOUN")
            )
            head.left.append(Node(compound, *tag, "compound", SING, compound))
        elif draw < 0.42:
            head.left.append(
                Node("RAN", "NNP", "PROPN", "compound", SING, "RAN",
                     left=[Node("Open", "NNP", "PROPN", "amod", SING, "Open")])
            )  # fmt: skip
        if not plural or rng.random() < 0.3:
            vowel = (head.left[0].form if head.left else head.form)[0] in "aeiouAEIO"
            first = rng.choice(("the", "an" if vowel else "a", "its", "our", "their"))
            head.left.insert(0, _det("the" if plural and first in ("a", "an") else first))
        if deep and rng.random() < 0.3:
            inner = self.noun_phrase("nmod", deep=False)
            inner.left.insert(0, _case(rng.choice(("of", "for", "in", "on"))))
            head.right.append(inner)
        if deep and rng.random() < 0.2:
            other = self.noun_phrase("conj", deep=False)
            other.left.insert(0, _and())
            head.right.append(other)
        return head

    def money(self, dep: str) -> Node:
        """An amount: the sign is the head, as in the treebanks."""
        rng = self.rng
        sign = rng.choice(("£", "$", "€", "US$", "A$", "C$", "S$", "¥"))
        head = Node(sign, "$", "SYM", dep, "", sign, glued=True)
        figure = rng.choice(("8", "1.5", "270", "40", "2,500", "12.75", "600"))
        number = Node(figure, "CD", "NUM", "nummod", "NumForm=Digit|NumType=Card", figure)
        if rng.random() < 0.85:
            short = rng.random() < 0.3
            unit = rng.choice(("m", "bn") if short else ("million", "billion", "trillion"))
            number.glued = short or rng.random() < 0.1
            number.dep = "compound"
            total = Node(unit, "CD", "NUM", "nummod", "NumForm=Word|NumType=Card", unit)
            total.left.append(number)
            head.right.append(total)
        else:
            head.right.append(number)
        if rng.random() < 0.4:
            word = rng.choice(("over", "nearly", "almost"))
            number.left.clear()
            head.left.append(_leaf(word, "RB", "ADV", "advmod"))
        elif rng.random() < 0.15:
            up = _leaf("up", "RB", "ADV", "advmod")
            up.right.append(_leaf("to", "IN", "ADP", "fixed"))
            head.left.append(up)
        if rng.random() < 0.15:
            head.left.insert(0, _det("a"))
            noun = Node("package", "NN", "NOUN", dep, SING, "package")
            return head_with_article(head, noun)
        return head

    def actor(self, dep: str) -> Node:
        """Who pledges: parties, governments, departments with *and* in the name, firms, *we*."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.15:
            return Node(rng.choice(("We", "we", "They")), "PRP", "PRON", dep,
                        "Case=Nom|Number=Plur|PronType=Prs", "we")  # fmt: skip
        if draw < 0.3:
            word = rng.choice(WORDS["parties"])
            head = Node(word, "NNPS", "PROPN", dep, PLUR, word)
            head.left.append(_det(rng.choice(("The", "the"))))
            return head
        if draw < 0.45:
            first = _proper(rng.choice(WORDS["states"]), dep)
            second = _proper(rng.choice(WORDS["states"]), "conj")
            second.left.append(_and())
            if rng.random() < 0.4:
                third = _proper(rng.choice(WORDS["states"]), "conj")
                third.left.append(_punct(","))
                first.right.append(third)
            first.right.append(second)
            return first
        if draw < 0.6:
            return self._firm(dep)
        if draw < 0.7:
            head = Node("government", "NN", "NOUN", dep, SING, "government")
            head.left.append(_det(rng.choice(("The", "the"))))
            nation = rng.choice(("UK", "British", "Canadian", "Japanese", "US", "Indian"))
            if nation.isupper():
                head.left.append(_proper(nation, "compound"))
            else:
                head.left.append(Node(nation, "JJ", "ADJ", "amod", "Degree=Pos", nation))
            return head
        return self._office(dep)

    def _firm(self, dep: str) -> Node:
        head = _proper(self.rng.choice(WORDS["kinds"]), dep)
        head.left.append(_proper(self.rng.choice(WORDS["firms"]), "compound"))
        return head

    def _office(self, dep: str) -> Node:
        rng = self.rng
        head = _proper(rng.choice(WORDS["heads"]), dep)
        fields = rng.sample(WORDS["fields"], 3)
        draw = rng.random()
        if draw < 0.6:
            first = _proper(fields[0], "nmod")
            first.left.append(_case(rng.choice(("for", "of"))))
            if draw < 0.25:
                second = _proper(fields[1], "conj")
                second.left.append(_punct(","))
                first.right.append(second)
            if draw < 0.45:
                third = _proper(fields[2], "conj")
                third.left.append(_and())
                first.right.append(third)
            head.right.append(first)
        else:
            first = _proper(fields[0], "compound")
            if draw < 0.85:
                second = _proper(fields[1], "conj")
                second.left.append(_and())
                first.right.append(second)
            head.left.append(first)
        head.left.insert(0, _det(rng.choice(("The", "the"))))
        return head

    def verb_phrase(self, form: str, xpos: str, feats: str, lemma: str) -> Node:
        """A verb with its object and what follows it."""
        rng = self.rng
        head = Node(form, xpos, "VERB", "", feats, lemma)
        spends = lemma in ("invest", "provide", "allocate", "contribute", "award")
        head.right.append(
            self.money("obj") if spends or rng.random() < 0.1 else self.noun_phrase("obj")
        )
        if spends or rng.random() < 0.3:
            goal = self.noun_phrase("obl", deep=False)
            goal.left.insert(0, _case(rng.choice(("in", "to", "for", "through", "with"))))
            head.right.append(goal)
        if rng.random() < 0.25:
            when = Node(str(rng.randint(2021, 2040)), "CD", "NUM", "obl",
                        "NumForm=Digit|NumType=Card", "")  # fmt: skip
            when.left.append(_case(rng.choice(("by", "in", "until", "before"))))
            head.right.append(when)
        elif rng.random() < 0.2:
            where = _proper(rng.choice(WORDS["places"]), "obl")
            where.left.append(_case("in"))
            head.right.append(where)
        elif rng.random() < 0.25:
            verb = rng.choice(WORDS["verbs"]).partition(":")[0]
            purpose = Node(verb, "VB", "VERB", "advcl", "VerbForm=Inf", verb)
            purpose.left.append(_leaf("to", "TO", "PART", "mark"))
            purpose.right.append(self.noun_phrase("obj", deep=False))
            head.right.append(purpose)
        return head

    def base_clause(self, dep: str) -> Node:
        """A verb phrase in the base form, sometimes with a second one joined by *and*."""
        verb = self.rng.choice(WORDS["verbs"]).partition(":")[0]
        head = self.verb_phrase(verb, "VB", "VerbForm=Inf", verb).as_(dep)
        if self.rng.random() < 0.2:
            other = self.rng.choice(WORDS["verbs"]).partition(":")[0]
            second = self.verb_phrase(other, "VB", "VerbForm=Inf", other).as_("conj")
            second.left.append(_and())
            head.right.append(second)
        return head

    def pledge(self) -> Node:
        """One sentence: modal, catenative, passive or a bare list item."""
        rng = self.rng
        draw = rng.random()
        subject = self.actor("nsubj")
        if draw < 0.5:
            head = self._modal(subject)
        elif draw < 0.75:
            head = self._catenative(subject)
        elif draw < 0.88:
            head = self._passive()
        else:
            head = self.base_clause("ROOT")
        if draw < 0.88 and rng.random() < 0.12:
            opening = self.noun_phrase("obl", deep=False)
            opening.left.insert(0, _case(rng.choice(("Under", "Through", "With", "In"))))
            opening.right.append(_punct(","))
            head.left.insert(0, opening)
        head.right.append(_punct(rng.choice((".", ".", ".", ";"))))
        return head

    def _modal(self, subject: Node) -> Node:
        """*will* and a verb, sometimes with the colon of a list's stem between them."""
        rng = self.rng
        head = self.base_clause("ROOT")
        modal = rng.choice(("will", "will", "will", "shall", "should", "may", "will"))
        head.left[:0] = [subject, _leaf(modal, "MD", "AUX", "aux", "VerbForm=Fin")]
        if rng.random() < 0.12:
            head.left.append(_punct(":"))
        if rng.random() < 0.1:
            adverb = rng.choice(("also", "jointly", "therefore"))
            head.left.append(_leaf(adverb, "RB", "ADV", "advmod"))
        return head

    def _catenative(self, subject: Node) -> Node:
        """*agree*, *plan* and such over an infinitive."""
        rng = self.rng
        word = rng.choice(CATENATIVES)
        if rng.random() < 0.5:
            form = PAST.get(word, word + ("d" if word.endswith("e") else "ed"))
            head = Node(form, "VBD", "VERB", "ROOT", "Mood=Ind|Tense=Past|VerbForm=Fin", word)
        else:
            head = Node(word, "VBP", "VERB", "ROOT", "Mood=Ind|Tense=Pres|VerbForm=Fin", word)
        inner = self.base_clause("xcomp")
        inner.left.insert(0, _leaf("to", "TO", "PART", "mark"))
        head.left.append(subject)
        head.right.append(inner)
        return head

    def _passive(self) -> Node:
        """*will be funded*, sometimes by somebody."""
        word = self.rng.choice(("promote", "launch", "support", "develop", "fund", "open"))
        form = word + ("d" if word.endswith("e") else "ed")
        head = Node(form, "VBN", "VERB", "ROOT", "Tense=Past|VerbForm=Part|Voice=Pass", word)
        head.left = [
            self.noun_phrase("nsubj:pass"),
            _leaf("will", "MD", "AUX", "aux", "VerbForm=Fin"),
            _leaf("be", "VB", "AUX", "aux:pass", "VerbForm=Inf"),
        ]
        agent = self.actor("obl:agent")
        agent.left.insert(0, _case("by"))
        if agent.upos != "PRON":
            head.right.append(agent)
        return head


def head_with_article(amount: Node, noun: Node) -> Node:
    """*a £8 million package*: the amount becomes the noun's compound."""
    article = amount.left.pop(0)
    noun.left = [article, amount.as_("compound")]
    return noun


def _flatten(node: Node) -> list[Node]:
    words: list[Node] = []
    for child in node.left:
        words.extend(_flatten(child))
    words.append(node)
    for child in node.right:
        words.extend(_flatten(child))
    return words


def linearise(root: Node, name: str) -> Sentence:
    """Lay a tree out as a sentence with heads as token indices."""
    words = _flatten(root)
    place = {id(word): index for index, word in enumerate(words)}
    heads = {id(root): place[id(root)]}
    for word in words:
        for child in (*word.left, *word.right):
            heads[id(child)] = place[id(word)]
    tokens = []
    for index, word in enumerate(words):
        following = words[index + 1].form if index + 1 < len(words) else ""
        form = word.form[0].upper() + word.form[1:] if index == 0 else word.form
        tokens.append(
            Token(
                form=form,
                lemma=word.lemma or word.form,
                upos=word.upos,
                xpos=word.xpos,
                feats=word.feats,
                head=heads[id(word)],
                dep=word.dep,
                space=not word.glued and following not in (",", ".", ";", ":"),
            )
        )
    return Sentence(name, tuple(tokens), True)


def write_pledges(count: int, *, seed: int) -> list[Sentence]:
    """Write ``count`` sentences; the same seed writes the same ones."""
    rng = random.Random(seed)
    writer = Writer(rng)
    return [linearise(writer.pledge(), f"pledge-{seed}-{number}") for number in range(count)]
