"""Names as they were heard, against the names of the demo company and its customers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from desk.customers.fields import FieldError, clean, postcode
from desk.customers.names import PLAUSIBLE, Named, NameIndex, without_title
from desk.customers.wanted import wanted

pytestmark = pytest.mark.unit
DEMO = Path(__file__).parents[3] / "data" / "company" / "customers.csv"
PEOPLE = (
    "Siobhán Kelly", "Eoin Gallagher", "Søren Kjærgaard", "Niamh O'Sullivan", "Mikkel Sørensen", "Pieter Claes",
    "Mehdi Benali", "Francesca Bianchi", "Guillaume Chevalier", "Valérie Garnier", "Yasmina El Amrani",
    "Jeroen van Dijk", "Dirk van den Broeck", "Marieke Jansen", "Anders Møller", "Karin Østergaard",
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex:
    with DEMO.open(encoding="utf-8") as file:
        names = [Named(row["number"], "name", row["first_name"], row["last_name"]) for row in csv.DictReader(file)]
    return NameIndex([*names, *(Named(name, "name", *name.split(" ", 1)) for name in PEOPLE)])


def best(index: NameIndex, heard: str) -> list[str]:
    found = {account: max(reasons.values()) for account, reasons in index.find(heard).items()}
    return sorted(found, key=lambda account: -found[account])


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("owen gallagher", "Eoin Gallagher"),
        ("soren kergor", "Søren Kjærgaard"),
        ("neeve osullivan", "Niamh O'Sullivan"),
        ("michael sorenson", "Mikkel Sørensen"),
        ("peter clays", "Pieter Claes"),
        ("mehdi ben ali", "Mehdi Benali"),
        ("francesca bianky", "Francesca Bianchi"),
        ("monsieur chevallier", "Guillaume Chevalier"),
        ("guillaume chevalié", "Guillaume Chevalier"),
        ("madame garnié", "Valérie Garnier"),
        ("yasmina elamrani", "Yasmina El Amrani"),
        ("jeroen van dyke", "Jeroen van Dijk"),
        ("meneer broek", "Dirk van den Broeck"),
        ("van den broek", "Dirk van den Broeck"),
        ("mevrouw jansen", "Marieke Jansen"),
        ("franceska bianki", "Francesca Bianchi"),
        ("anders myller", "Anders Møller"),
        ("søren kærgård", "Søren Kjærgaard"),
        ("karin øster gård", "Karin Østergaard"),
        ("hr kergor", "Søren Kjærgaard"),
        ("Amelie Renar", "414328"),
        ("Roisin Ryan", "334083"),
        ("RINALDI, Laura", "272975"),
    ],
)
def test_a_misheard_name_comes_first(index: NameIndex, heard: str, name: str) -> None:
    assert best(index, heard)[0] == name


@pytest.mark.parametrize(
    "heard",
    [
        "customer service",
        "klantendienst",
        "la fattura",
        "the weather",
        "bonjour",
        "internet",
        "x",
        "",
        "det ved jeg ikke",
    ],
)
def test_words_that_are_no_names_find_nobody(index: NameIndex, heard: str) -> None:
    assert index.find(heard) == {}


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("buongiorno sono la signora costa e chiamo per un ordine", "296997"),
        ("hello good morning this is liam lynch speaking", "288499"),
        ("goedemorgen u spreekt met de smet over mijn factuur", "208061"),
        ("mit navn er line holm og jeg ringer om min ordre", "176756"),
        ("bonjour je suis madame perrin et ma ligne ne marche plus", "401924"),
    ],
)
def test_a_name_said_in_a_sentence(index: NameIndex, said: str, number: str) -> None:
    assert number in index.within(said.split())


@pytest.mark.parametrize(
    "said",
    [
        "vorrei sapere quanto costa la fibra per piacere",
        "i would like to talk to a person about my bill please",
        "mijn internet doet het niet meer sinds vanochtend vroeg",
    ],
)
def test_words_of_a_sentence_that_are_somebody_s_name_too(index: NameIndex, said: str) -> None:
    assert index.within(said.split()) == {}


def test_everybody_comes_first_by_the_exact_name(index: NameIndex) -> None:
    for named in index.forms:
        score = index.find(f"{named.first} {named.last}")[named.account]["name"]
        assert score == 1.0
        assert score >= PLAUSIBLE


def test_an_index_made_from_an_earlier_one_is_as_a_new_one(index: NameIndex) -> None:
    names = [*index.forms, Named("new", "name", "Ada", "Lovelace")]
    again = NameIndex(names, index)
    for heard in ("soren kergor", "lovelace", "Laura Mancini"):
        assert again.find(heard) == NameIndex(names).find(heard)


def test_forms_of_address_are_left_out() -> None:
    assert without_title("Mevrouw de Vries") == "de vries"
    assert without_title("De heer Dr. Jansen") == "jansen"
    assert without_title("Sir") == "sir"


def test_what_is_said_is_taken_apart() -> None:
    said = wanted(None, None, None, "My number is 14 88 45, or was it C-70008? Write to Me.Too@Mail.Example")
    assert {"148845", "14", "C70008"} & set(said.numbers) == {"148845", "C70008"}
    assert said.emails == ("me.too@mail.example",)
    assert "number" in said.words
    assert wanted("14 88-45", None, None, None).numbers[0] == "148845"
    assert wanted(" ", "", None, "").empty


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("NL", "1054rb", "1054 RB"),
        ("IE", "h91fd83", "H91 FD83"),
        ("IE", "D6W XY00", "D6W XY00"),
        ("FR", "75011", "75011"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("SE", "11122", "111 22"),
        ("PT", "1000-001", "1000-001"),
        ("JP", "100-0001", "100-0001"),
    ],
)
def test_postcodes_as_their_country_writes_them(country: str, written: str, kept: str) -> None:
    assert postcode(written, country) == kept


@pytest.mark.parametrize(
    ("country", "written"),
    [("NL", "0054 RB"), ("IE", "H91"), ("FR", "7501"), ("DK", "80000"), ("BE", "0050"), ("IT", "2O124")],
)
def test_postcodes_that_are_none(country: str, written: str) -> None:
    with pytest.raises(FieldError, match=f"no postcode of {country}"):
        clean("postcode", written, country)
