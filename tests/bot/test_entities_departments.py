"""Departments as callers name them, and as they take them back."""

from __future__ import annotations

import pytest

from bot.messages import LANGUAGES
from tests.bot.world import DEMO, find, values

pytestmark = pytest.mark.unit

SAID = [
    ("en", "put me through to costumer service please", ["customer_service"]),
    ("en", "who do i talk to about direct debits", ["account_management"]),
    ("en", "is that IT I'm talking to", ["it_support"]),
    ("en", "it is broken", []),
    ("en", "I have a question about invoices", ["account_management"]),
    ("en", "sales or billing", ["sales", "account_management"]),
    ("en", "I'd rather talk to billing than sales", ["account_management"]),
    ("en", "neither sales nor support, the complaints desk", ["escalations"]),
    ("en", "the people who do the translations", ["language_support"]),
    ("en", "someone from HR about my payslip", ["human_resources"]),
    ("fr", "passez-moi la compta", ["account_management"]),
    ("fr", "je voudrais le service facturation", ["account_management"]),
    ("fr", "les ressources humaine svp", ["human_resources"]),
    ("fr", "je ne veux pas parler aux commerciaux mais au service des reclamations", ["escalations"]),
    ("fr", "le SAV s'il vous plaît", ["customer_service"]),
    ("fr", "un interprète", ["language_support"]),
    ("fr", "c'est à quelle heure", []),
    ("nl", "verbind me door met de verkoop afdeling", ["sales"]),
    ("nl", "verkoopafdeling graag", ["sales"]),
    ("nl", "ik heb een factuurvraag", ["account_management"]),
    ("nl", "ik wil geen verkoop maar een technieker", ["technical_support"]),
    ("nl", "de klantendienst niet, de facturatie", ["account_management"]),
    ("nl", "de personeelsdienst", ["human_resources"]),
    ("it", "l'ufficio reclami per favore", ["escalations"]),
    ("it", "mi passi l'assistensa tecnica", ["technical_support"]),
    ("it", "non le vendite, la fatturazione", ["account_management"]),
    ("it", "chi si occupa delle bollette", ["account_management"]),
    ("it", "vorrei il centralino", ["reception"]),
    ("da", "jeg vil gerne tale med salgsafdelingen", ["sales"]),
    ("da", "kundeservise", ["customer_service"]),
    ("da", "hvem tager sig af regninger", ["account_management"]),
    ("da", "ikke salg, regninger", ["account_management"]),
    ("da", "stil mig om til it afdelingen", ["it_support"]),
    ("da", "hr jensen", []),
    ("da", "en tolk tak", ["language_support"]),
]
OTHER_FORMS = [
    ("en", "q a please", "quality_assurance"), ("en", "h r thanks", "human_resources"),
    ("en", "put me through to it", "it_support"), ("fr", "la d r h svp", "human_resources"),
    ("fr", "le s a v merci", "customer_service"), ("nl", "p en o graag", "human_resources"),
    ("nl", "de i c t alstublieft", "it_support"), ("nl", "het factuurteam", "account_management"),
    ("nl", "de storingsmonteurs", "technical_support"), ("it", "l'h r grazie", "human_resources"),
    ("it", "un traduttore", "language_support"), ("da", "hr tak", "human_resources"),
    ("da", "er der en kundeafdeling", "customer_service"), ("da", "jeres svindelspecialisterne", "fraud_prevention"),
]  # fmt: skip
SENTENCES = {
    "fr": "bonjour je voudrais parler avec {} s'il vous plaît",
    "nl": "goedemiddag ik had graag {} gesproken",
    "it": "buongiorno vorrei parlare con {} grazie",
    "da": "goddag jeg vil gerne tale med {} tak",
    "en": "hello could you put me through to {} please",
}


@pytest.mark.parametrize(("language", "said", "departments"), SAID)
def test_a_department_is_found_as_it_is_said(language: str, said: str, departments: list[str]) -> None:
    assert values(said, language, "department") == departments


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_every_department_is_found_in_lower_case(language: str) -> None:
    missed = []
    for department in DEMO.departments.values():
        for name in (department.names[language], *department.synonyms[language]):
            # Two letters that are also a word count in capitals only.
            said = SENTENCES[language].format(name if len(name) <= 4 else name.lower())
            if department.key not in values(said, language, "department"):
                missed.append((department.key, name))
    assert missed == []


@pytest.mark.parametrize(("language", "said", "department"), OTHER_FORMS)
def test_letters_compounds_and_endings_are_the_same_name(language: str, said: str, department: str) -> None:
    assert values(said, language, "department") == [department]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_leads_to_its_department(language: str) -> None:
    missed = [
        (department.key, topic)
        for department in DEMO.departments.values()
        for topic in department.topics[language]
        if department.key not in values(topic, language, "department")
    ]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_belongs_to_two_departments(language: str) -> None:
    owners: dict[str, str] = {}
    for department in DEMO.departments.values():
        for wording in (*department.synonyms[language], *department.topics[language]):
            assert owners.setdefault(wording.lower(), department.key) == department.key, wording


@pytest.mark.parametrize(
    ("language", "said", "refused", "wanted"),
    [
        ("en", "not sales, billing", ["sales"], ["account_management"]),
        ("fr", "pas le service commercial la facturation", ["sales"], ["account_management"]),
        ("nl", "niet verkoop, facturatie", ["sales"], ["account_management"]),
        ("it", "non le vendite, la fatturazione", ["sales"], ["account_management"]),
        ("da", "ikke salg, fakturering", ["sales"], ["account_management"]),
    ],
)
def test_what_is_taken_back_stays_known(language: str, said: str, refused: list[str], wanted: list[str]) -> None:
    found = find(said, language)
    assert [entity.value for entity in found.negated] == refused
    assert [entity.value for entity in found.entities] == wanted


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I don't understand my invoice"), ("fr", "je comprends pas ma facture"),
        ("nl", "ik begrijp mijn factuur niet"), ("it", "non capisco la bolletta"),
        ("da", "jeg forstår ikke min regning"),
    ],
)  # fmt: skip
def test_a_verb_that_is_denied_takes_nothing_back(language: str, said: str) -> None:
    assert values(said, language, "department") == ["account_management"]


def test_no_answers_the_bot_and_leaves_what_follows() -> None:
    assert values("no, sales", "en", "department") == ["sales"]
    assert values("nej, salg", "da", "department") == ["sales"]


def test_a_name_counts_more_than_a_topic() -> None:
    assert values("sales please, it is about an invoice", "en", "department") == ["sales"]
    found = find("an invoice", "en")
    assert found.weights[0] < 1.0
