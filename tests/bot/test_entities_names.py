"""People, sites and languages in what callers say."""

from __future__ import annotations

import pytest

from bot.messages import LANGUAGES
from tests.bot.world import DEMO, find, values

pytestmark = pytest.mark.unit

PEOPLE = [
    ("en", "could I speak to shivawn kelly please", ["siobhan-kelly"]),
    ("en", "put me through to soren kergor in it", ["soeren-kjaergaard"]),
    ("en", "is mister gallagher in", ["eoin-gallagher"]),
    ("en", "Is Mr Trump there", ["Mr Trump"]),
    ("en", "Sofie from training", ["Sofie"]),
    ("en", "I'd like to talk to my mother", []),
    ("en", "put me through to somebody in sales", []),
    ("fr", "je voudrais parler à monsieur chevallié", ["guillaume-chevalier"]),
    ("fr", "passez-moi Claire Bernard des ressources humaines", ["claire-bernard"]),
    ("fr", "c'est un petit problème", []),
    ("fr", "je voudrais parler à quelqu'un", []),
    ("fr", "bonjour monsieur, êtes-vous une personne réelle", []),
    ("nl", "met dirk van den broek alstublieft", ["dirk-van-den-broeck"]),
    ("nl", "mevrouw jansen graag", ["marieke-jansen"]),
    ("nl", "ik wil bart willems spreken", ["bart-willems"]),
    ("nl", "hebben jullie korting voor studenten", []),
    ("it", "mi passi la signora bianchi", ["francesca-bianchi"]),
    ("it", "vorrei parlare con giovanni rossi", ["giovanni-rossi"]),
    ("it", "i miei conti non tornano", []),
    ("da", "må jeg tale med søren kærgård", ["soeren-kjaergaard"]),
    ("da", "hr jensen", ["lars-jensen"]),
    ("da", "jeg vil gerne tale med anders møller fra performance", ["anders-moeller"]),
]
SITES = [
    ("en", "the shop in Copenhagen", ["copenhagen"]), ("en", "your head office", ["brussels"]),
    ("en", "in grafton street", ["dublin"]), ("fr", "le magasin de bruxelles", ["brussels"]),
    ("fr", "pas Paris, Milan", ["milan"]), ("nl", "de winkel in milaan", ["milan"]),
    ("nl", "niet in brussel maar in amsterdam", ["amsterdam"]), ("it", "il negozio di copenaghen", ["copenhagen"]),
    ("it", "in via torino", ["milan"]), ("da", "butikken i københavn", ["copenhagen"]),
    ("da", "butikken i kobenhavn", ["copenhagen"]), ("da", "afdelingen i Dublin", ["dublin"]),
    ("en", "the amsterdamm shop", ["amsterdam"]),
]  # fmt: skip
NAMED_LANGUAGES = {
    "fr": ["français", "néerlandais", "italien", "danois", "anglais"],
    "nl": ["Frans", "Nederlands", "Italiaans", "Deens", "Engels"],
    "it": ["francese", "olandese", "italiano", "danese", "inglese"],
    "da": ["fransk", "nederlandsk", "italiensk", "dansk", "engelsk"],
    "en": ["French", "Dutch", "Italian", "Danish", "English"],
}


@pytest.mark.parametrize(("language", "said", "people"), PEOPLE)
def test_a_person_is_found_as_the_name_is_said(language: str, said: str, people: list[str]) -> None:
    assert values(said, language, "person") == people


@pytest.mark.parametrize(("language", "said", "sites"), SITES)
def test_a_site_is_found_as_it_is_said(language: str, said: str, sites: list[str]) -> None:
    assert values(said, language, "site") == sites


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_city_is_known_in_every_language(language: str) -> None:
    for site in DEMO.sites.values():
        for name in site.cities.values():
            assert values(name.lower(), language, "site") == [site.id], (language, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_languages_are_known_in_all_five(language: str) -> None:
    for names in NAMED_LANGUAGES.values():
        for code, name in zip(LANGUAGES, names, strict=True):
            assert values(name.lower(), language, "language") == [code], (language, name)


@pytest.mark.parametrize(("said", "language"), [("vous parlez flamand ?", "fr"), ("in het Vlaams graag", "nl")])
def test_flemish_is_dutch(said: str, language: str) -> None:
    assert values(said, language, "language") == ["nl"]


def test_offsets_tell_where_it_was_said() -> None:
    said = "Bonjour, la boutique de Bruxelles, demain à 15h30 ?"
    found = {entity.entity: said[entity.start : entity.end] for entity in find(said, "fr").entities}
    assert found == {"site": "Bruxelles", "day": "demain", "time": "15h30"}


@pytest.mark.parametrize("said", ["", "   ", "?!", "…", "12", "ñandú 漢字 🙂", "a" * 5000])
@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_texts_do_no_harm(said: str, language: str) -> None:
    for entity in find(said, language).entities:
        assert 0 <= entity.start < entity.end <= len(said)
