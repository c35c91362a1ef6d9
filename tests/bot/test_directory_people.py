"""People found by a name as it was heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import PLAUSIBLE, SURE, contenders, find_person
from bot.directory.people import strip_title
from bot.directory.phonemes import phonemes, phonemes_of_all
from bot.directory.sounds import similarity
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit

HEARD = [
    ("en", "shivawn kelly", "siobhan-kelly"), ("en", "owen gallagher", "eoin-gallagher"),
    ("en", "soren kergor", "soeren-kjaergaard"), ("en", "neeve osullivan", "niamh-osullivan"),
    ("en", "michael sorenson", "mikkel-soerensen"), ("en", "peter clays", "pieter-claes"),
    ("en", "mehdi ben ali", "mehdi-benali"), ("en", "francesca bianky", "francesca-bianchi"),
    ("fr", "monsieur chevallier", "guillaume-chevalier"), ("fr", "guillaume chevalié", "guillaume-chevalier"),
    ("fr", "madame garnié", "valerie-garnier"), ("fr", "yasmina elamrani", "yasmina-el-amrani"),
    ("nl", "jeroen van dyke", "jeroen-van-dijk"), ("nl", "meneer broek", "dirk-van-den-broeck"),
    ("nl", "van den broek", "dirk-van-den-broeck"), ("nl", "mevrouw jansen", "marieke-jansen"),
    ("it", "franceska bianki", "francesca-bianchi"), ("it", "signora rossi", "maria-rossi"),
    ("da", "anders myller", "anders-moeller"), ("da", "søren kærgård", "soeren-kjaergaard"),
    ("da", "karin øster gård", "karin-oestergaard"), ("da", "hr kergor", "soeren-kjaergaard"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "heard", "person"), HEARD)
def test_a_misheard_name_finds_its_owner_first(language: str, heard: str, person: str) -> None:
    found = find_person(DEMO, heard, language)
    assert found
    assert found[0].person.id == person
    assert found[0].score >= PLAUSIBLE


@pytest.mark.parametrize("language", ["fr", "nl", "it", "da", "en"])
def test_everybody_is_found_by_the_exact_name_in_every_language(language: str) -> None:
    for person in DEMO.people.values():
        found = find_person(DEMO, person.name, language)
        assert found[0].person == person, (language, person.name)
        assert found[0].score >= SURE


def test_namesakes_are_all_offered() -> None:
    found = contenders(find_person(DEMO, "Jansen", "nl"))
    assert {match.person.id for match in found} >= {"jan-jansen", "marieke-jansen"}
    assert {match.person.id for match in contenders(find_person(DEMO, "Sofie", "da"))} == {
        "sofie-jensen",
        "sofie-wouters",
    }


def test_a_title_tells_namesakes_apart() -> None:
    assert [m.person.id for m in contenders(find_person(DEMO, "de heer Rossi", "it"))] == ["giovanni-rossi"]
    assert [m.person.id for m in contenders(find_person(DEMO, "madame Rossi", "fr"))] == ["maria-rossi"]


def test_a_title_of_the_other_gender_is_never_sure() -> None:
    found = find_person(DEMO, "madame Girard", "fr")
    assert found[0].person.id == "laurent-girard"
    assert found[0].score < SURE


@pytest.mark.parametrize("heard", ["", "  ", "customer service", "Donald Trump", "the weather"])
def test_what_is_no_name_finds_nobody(heard: str) -> None:
    assert find_person(DEMO, heard, "en") == ()


def test_titles_are_taken_off() -> None:
    assert strip_title("Mevrouw de Vries") == ("de vries", "f", True)
    assert strip_title("Dr Jensen") == ("jensen", "", True)
    assert strip_title("Sofie") == ("sofie", "", False)


def test_sounds_count_more_than_letters() -> None:
    assert similarity(phonemes("Claes", "nl"), phonemes("Klaas", "nl")) > similarity(
        phonemes("Claes", "nl"), phonemes("Conor", "nl")
    )
    assert similarity("pɛtər", "bɛdər") > similarity("pɛtər", "malin")
    assert similarity("a", "") == 0.0


def test_phonemes_are_computed_once(tmp_path: Path) -> None:
    names = ("Søren", "Siobhán")
    first = phonemes_of_all(names, "da", tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text('["x", "y"]', encoding="utf-8")
    assert phonemes_of_all(names, "da", tmp_path) == ("x", "y")
    file.write_text("broken", encoding="utf-8")
    assert phonemes_of_all(names, "da", tmp_path) == first
