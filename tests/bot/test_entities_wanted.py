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


DUTIES = {
    "fr": "les gens qui réécoutent vos conversations enregistrées=quality_assurance|"
    "qui décide des horaires=workforce_planning|"
    "l'équipe chargée de recruter du personnel=human_resources|"
    "ceux qui téléphonent chez les gens pour vendre=outbound_campaigns|"
    "celui qui débloque les accès=it_support|quelqu'un qui pourrait me traduire un courrier=language_support",
    "nl": "de mensen die jullie gesprekken beluisteren=quality_assurance|"
    "wie beslist er over de uurroosters=workforce_planning|"
    "het team dat nieuw personeel aanwerft=human_resources|"
    "degenen die bij mensen thuis bellen met reclame=outbound_campaigns|"
    "iemand die logins kan ontgrendelen=it_support|iemand die een brief voor mij vertaalt=language_support",
    "it": "quelli che riascoltano le vostre conversazioni=quality_assurance|"
    "chi stabilisce gli orari=workforce_planning|"
    "il gruppo che seleziona il personale=human_resources|"
    "quelli che telefonano alla gente per vendere=outbound_campaigns|"
    "uno che ripristini gli accessi=it_support|qualcuno che traduca questa lettera=language_support",
    "da": "dem der gennemlytter jeres samtaler=quality_assurance|hvem tildeler vagterne=workforce_planning|"
    "holdet der rekrutterer medarbejdere=human_resources|"
    "folkene der ringer hjem til kunder med tilbud=outbound_campaigns|"
    "en der kan åbne min konto=it_support|nogen som oversætter et dokument=language_support",
    "en": "the people who review your recorded conversations=quality_assurance|"
    "who allocates the shifts=workforce_planning|"
    "the crowd that recruits new staff=human_resources|the ones ringing customers about an offer=outbound_campaigns|"
    "someone who can restore my login=it_support|somebody to translate a document=language_support",
}  # fmt: skip
TAKEN_BACK = {
    "fr": "{x} euh non pardon {y}|j'ai dit {x} mais je voulais dire {y}|on m'a passé {x} par erreur je cherche {y}|"
    "{y} et surtout pas encore {x}|laissez tomber {x} donnez-moi {y}|j'avais demandé {y} mais vous m'avez passé {x}|"
    "{x} je les ai déjà eus maintenant je veux {y}",
    "nl": "{x} nee wacht {y}|ik zei {x} maar ik bedoelde {y}|ik werd per ongeluk met {x} verbonden ik moet {y} hebben|"
    "{y} en niet weer {x}|laat {x} maar zitten geef me {y}|ik vroeg {y} maar ik kreeg {x}|"
    "met {x} heb ik al gesproken nu wil ik {y}",
    "it": "{x} anzi no scusi {y}|ho detto {x} ma intendevo {y}|mi hanno passato {x} per sbaglio mi serve {y}|"
    "{y} e non ancora {x}|lasci stare {x} mi dia {y}|avevo chiesto {y} ma mi avete passato {x}|"
    "con {x} ho già parlato adesso voglio {y}",
    "da": "{x} nej undskyld {y}|jeg sagde {x} men jeg mente {y}|jeg kom til {x} ved en fejl jeg skal bruge {y}|"
    "{y} og ikke {x} igen|lad {x} være giv mig {y}|jeg bad om {y} men jeg fik {x}|"
    "{x} har jeg allerede talt med nu vil jeg have {y}",
    "en": "{x} no sorry {y}|i said {x} but i meant {y}|i was put on to {x} by mistake i need {y}|"
    "{y} and not {x} again|leave {x} out of it give me {y}|i asked for {y} but you gave me {x}|"
    "i was on to {x} already now i want {y}",
}
INVENTED = {
    "fr": "une clé anglaise et une crème anglaise|elle a filé à l'anglaise|des choux de Bruxelles",
    "nl": "een Engelse sleutel|dat is met de Franse slag gedaan|ik lust geen Brussels lof",
    "it": "ho perso la chiave inglese|se l'è filata all'inglese|torno dal lavoro",
    "da": "vi spiste franske fritter|en engelsk bulldog",
    "en": "pardon my French|i had French fries|a danish pastry|brussels sprouts again",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_department_is_known_by_what_its_people_do(language: str) -> None:
    asked = [pair.split("=") for pair in DUTIES[language].split("|")]
    found = {said: departments(said, language)[0] for said, _ in asked}
    assert found == {said: [key] for said, key in asked}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_callers_correct_or_reached_by_mistake_is_taken_back(language: str) -> None:
    random, missed = Random(language), []
    for form in TAKEN_BACK[language].split("|"):
        for refused, meant in (random.sample(sorted(DEMO.departments), 2) for _ in range(6)):
            names = [DEMO.departments[key].names[language] for key in (refused, meant)]
            said = form.format(x=names[0], y=names[1])
            if departments(said, language) != ([meant], [refused]):
                missed.append((said, departments(said, language)))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dishes_tools_and_manners_name_no_language_and_no_site(language: str) -> None:
    found = {said: find(said, language).entities for said in INVENTED[language].split("|")}
    assert {said: entities for said, entities in found.items() if entities} == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "ma commande numéro trois sept zéro un neuf neuf quatre deux"),
        ("nl", "mijn bestelling met nummer 37 01 99 42"),
        ("it", "l'ordine trentasette zero uno novantanove quarantadue"),
        ("da", "min ordre nummer syvogtredive nul en nioghalvfems toogfyrre"),
        ("en", "the order number is three seven oh one nine nine four two"),
    ],
)
def test_what_a_number_is_called_asks_for_no_department(language: str, said: str) -> None:
    assert [(e.entity, e.value) for e in find(said, language).entities] == [("order_number", "37019942")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "ma sœur travaille au marketing à Lyon"), ("fr", "la réception de ma télé est mauvaise"),
        ("nl", "mijn dochter doet een opleiding"), ("it", "mio fratello lavora nelle vendite"),
        ("da", "min søn er tekniker"), ("en", "my sister works in marketing"),
        ("en", "the reception on my phone is bad"),
    ],
)  # fmt: skip
def test_trades_of_relatives_and_a_bad_signal_ask_for_no_department(language: str, said: str) -> None:
    assert values(said, language, "department") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "j'ai déjà payé la facture mais maintenant il s'agit d'un remboursement"),
        ("nl", "ik heb de factuur al betaald maar nu gaat het om een terugbetaling"),
        ("it", "ho già pagato la fattura ma adesso vorrei un rimborso"),
        ("da", "jeg har allerede betalt fakturaen men nu vil jeg have en refusion"),
        ("en", "i already paid the invoice but now i want a refund"),
    ],
)
def test_a_matter_cannot_have_been_reached_in_vain(language: str, said: str) -> None:
    assert departments(said, language) == (["account_management", "customer_service"], [])
