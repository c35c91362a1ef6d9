"""What recognised words tell turn-taking: a whole answer, how a sentence ends, that the caller only listens."""

from __future__ import annotations

import pytest

from bot.messages import Expectation
from voice.turns.backchannel import backchannel, mumbled
from voice.turns.complete import complete, wordless
from voice.turns.ending import Ending, ending

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expects", "whole"),
    [
        ("Oui, s'il vous plaît.", Expectation("yes_no", phrases=("oui", "oui s'il vous plait")), True),
        ("oui mais", Expectation("yes_no", phrases=("oui",)), False),
        ("12 34 56", Expectation("digits", digits=6), True),
        ("12 34 5", Expectation("digits", digits=6), False),
        ("ja", Expectation("message", phrases=("ja",)), False),
        ("", Expectation("yes_no", phrases=("ja",)), False),
    ],
)
def test_whole_answers(text: str, expects: Expectation, whole: bool) -> None:
    assert complete(text, expects) is whole


@pytest.mark.parametrize(
    ("language", "text", "judged"),
    [
        ("fr", "Je voudrais parler au service des ventes.", Ending.SENTENCE),
        ("fr", "Vous êtes ouverts quand ?", Ending.SENTENCE),
        ("fr", "Je voudrais parler à l'", Ending.OPEN),
        ("fr", "Je voudrais parler à l’", Ending.OPEN),
        ("fr", "Bonjour,", Ending.OPEN),
        ("fr", "Je cherche le numéro d'un.", Ending.OPEN),
        ("fr", "Le problème, c'est", Ending.OPEN),
        ("fr", "J'ai l'image mais pas de son.", Ending.UNCLEAR),
        ("da", "Sig det lige en gang til.", Ending.UNCLEAR),
        ("en", "I need to speak to Mr.", Ending.OPEN),
        ("fr", "Bonjour.", Ending.UNCLEAR),
        ("fr", "Vous êtes où ?", Ending.SENTENCE),
        ("nl", "Ik wil graag iemand van de", Ending.OPEN),
        ("nl", "Mijn internet doet het niet.", Ending.SENTENCE),
        ("nl", "Mijn internet doet het niet", Ending.UNCLEAR),
        ("it", "Vorrei parlare con", Ending.OPEN),
        ("it", "Mi sa dire dov'è.", Ending.SENTENCE),
        ("da", "Jeg vil gerne tale med.", Ending.OPEN),
        ("da", "Hvem taler jeg med?", Ending.SENTENCE),
        ("en", "I'd like to change my", Ending.OPEN),
        ("en", "I'd like to...", Ending.OPEN),
        ("en", "My number is 452.", Ending.OPEN),
        ("en", "Are you open at 10?", Ending.UNCLEAR),
        ("en", "", Ending.UNCLEAR),
    ],
)
def test_how_words_end(language: str, text: str, judged: Ending) -> None:
    assert ending(text, language, Expectation()) is judged


def test_an_expected_answer_is_whole_however_it_ends() -> None:
    assert ending("Oui,", "fr", Expectation("yes_no", phrases=("oui",))) is Ending.ANSWER
    assert ending("12 34 56", "fr", Expectation("digits", digits=6)) is Ending.ANSWER


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Oui."), ("fr", "Ah oui, oui, d'accord."), ("fr", "Mm-hm."), ("nl", "Ja ja."), ("nl", "Oké, prima."),
        ("it", "Sì, sì, va bene."), ("it", "Ho capito."), ("da", "Nå ja."), ("da", "Okay, fint."), ("en", "Uh-huh."),
        ("en", "Yeah, I see."), ("en", "Hmm, right."),
    ],
)  # fmt: skip
def test_words_that_only_show_that_the_caller_listens(language: str, text: str) -> None:
    assert backchannel(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Non."), ("fr", "Oui, les ventes."), ("nl", "Nee."), ("nl", "Ja, maar ik wil iemand."), ("it", "Basta."),
        ("da", "Nej tak."), ("da", "Jo!"), ("fr", "Bon."), ("nl", "Laat maar."),
        ("en", "Stop."), ("en", "No."), ("en", "A person."), ("en", "Hello?"), ("en", ""),
        ("en", "Yes yes yes yes yes."),
    ],
)  # fmt: skip
def test_words_that_want_something(language: str, text: str) -> None:
    assert not backchannel(text, language)


def test_a_word_that_was_hardly_understood_is_no_wish_unless_it_is_expected() -> None:
    assert mumbled("c, c", 0.39, ("facturation",))
    assert not mumbled("Stop.", 0.8, ())
    assert not mumbled("La fatturazione!", 0.4, ("fatturazione",))
    assert not mumbled("Zijn jullie zaterdag open", 0.4, ()), "a sentence"


@pytest.mark.parametrize(
    "text", ["", "...", "Hmm.", "Ah.", "mm", "Er.", "Uh... hum", "uhum", "Ahem!", "Øh", "Euh…", "Heu"]
)
def test_sounds_are_no_words(text: str) -> None:
    assert wordless(text)


@pytest.mark.parametrize("text", ["oui", "eh bien", "no", "hm, sales", "mhm", "uh-huh", "a", "8", "hun", "hum quoi"])
def test_words_are_words(text: str) -> None:
    assert not wordless(text)
