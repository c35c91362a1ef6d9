"""Departments and languages as callers ask for them, refuse them and tell them apart; and what only looks like one."""

from __future__ import annotations

from random import Random

import pytest

from bot.messages import LANGUAGES
from tests.bot.department_phrases import ACTIVITIES, CARRIERS, NEGATIONS, NO_DENIAL
from tests.bot.language_phrases import NAMES, SAID, WANTED
from tests.bot.world import DEMO, find, values

pytestmark = pytest.mark.unit

NOTHING = {
    "fr": "je t'ai dit trois fois|ça fait cent fois que j'appelle|je vous le donne en mille|il y en a deux ou trois|"
    "j'ai qu'une parole|on n'est pas sorti de l'auberge|une fois de plus|vous êtes un vrai moulin à paroles|"
    "j'ai deux mots à vous dire|c'est du pareil au même|à la une à la deux|un de ces quatre|je me suis mis en quatre",
    "nl": "ik heb het al drie keer gezegd|dat is een twee drie gedaan|ik sta hier al voor de tiende keer|op één na|"
    "geen één keer|van het een komt het ander|ik zie je nog wel eens|er zijn er twee of drie|goedemorgen|goeiemorgen",
    "it": "gliel'ho detto tre volte|non c'è due senza tre|ho una domanda|faccio due chiacchiere|in quattro e "
    "quattr'otto|"
    "una volta per tutte|è la terza volta che chiamo|ci sono due o tre cose|buona giornata|non so che pesci pigliare",
    "da": "jeg har sagt det tre gange|det er tredje gang jeg ringer|en gang til|en to tre så er det gjort|"
    "der er to eller tre ting|på en eller anden måde|god dag|et øjeblik|det er ikke til at holde ud|fem minutter",
    "en": "i've told you three times|if i've said it once i've said it a hundred times|at sixes and sevens|"
    "one of these days|give me two minutes|that's two or three things|have a nice day|i'm in two minds|"
    "it's the third time i ring|for once|one more thing|may i ask something|once or twice|someday",
}


def departments(said: str, language: str) -> tuple[list[str], list[str]]:
    """The departments meant, and those taken back."""
    found = find(said, language)
    meant = [entity.value for entity in found.entities if entity.entity == "department"]
    return meant, [entity.value for entity in found.negated if entity.entity == "department"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_department_in_any_sentence(language: str) -> None:
    random, missed = Random(language), []
    for key, department in DEMO.departments.items():
        for name in (department.names[language], *department.synonyms[language]):
            carriers = CARRIERS[language].split("|") if len(name.split()) < 3 else ACTIVITIES[language]
            # Two letters that are also a word count in capitals only.
            said = random.choice(carriers).format(name if len(name) <= 4 else name.lower())
            if departments(said, language) != ([key], []):
                missed.append((said, key, departments(said, language)))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_departments_the_one_that_is_meant(language: str) -> None:
    random, missed = Random(language), []
    for form in NEGATIONS[language].split("|"):
        for _ in range(6):
            refused, meant = random.sample(sorted(DEMO.departments), 2)
            names = [DEMO.departments[key].names[language] for key in (refused, meant)]
            said = form.format(x=names[0], y=names[1])
            if departments(said, language) != ([meant], [refused]):
                missed.append((said, departments(said, language)))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_else_is_denied_leaves_the_department(language: str) -> None:
    missed = []
    for form in NO_DENIAL[language].split("|"):
        for key, department in DEMO.departments.items():
            said = form.format(department.names[language])
            if departments(said, language) != ([key], []):
                missed.append((said, departments(said, language)))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_that_is_asked_for_is_meant(language: str) -> None:
    names, missed, random = NAMES[language], [], Random(language)
    for form in (*SAID[language].split("|"), *WANTED[language].split("|")):
        for bad, wanted in (random.sample(LANGUAGES, 2) for _ in range(6)):
            said = form.format(x=names[bad], y=names[wanted])
            if values(said, language, "language") != [wanted]:
                missed.append((said, values(said, language, "language")))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manner_of_speaking_is_nothing(language: str) -> None:
    found = {said: find(said, language).entities for said in NOTHING[language].split("|")}
    assert {said: entities for said, entities in found.items() if entities} == {}


@pytest.mark.parametrize(
    ("language", "said", "department"),
    [
        ("en", "whoever trains your new staff", "training"), ("en", "people who train new staff", "training"),
        ("en", "the one that makes all the rotas", "workforce_planning"),
        ("fr", "ceux qui font vos plannings", "workforce_planning"), ("fr", "qui forme votre personnel", "training"),
        ("nl", "degene die jullie roosters maakt", "workforce_planning"),
        ("nl", "wie jullie facturen stuurt", "account_management"),
        ("it", "quelli che formano il vostro personale", "training"),
        ("da", "dem der laver jeres vagtplaner", "workforce_planning"),
    ],
)  # fmt: skip
def test_what_a_department_does_with_other_articles(language: str, said: str, department: str) -> None:
    assert values(said, language, "department") == [department]
