"""A company's own files: what is accepted, and what a mistake says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from bot.directory import load_company
from bot.directory.loader import DEPARTMENT_KEYS
from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.paths import DATA
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """A copy of the demo company with one replacement in one file."""

    def change(name: str, old: str, new: str) -> Path:
        folder = tmp_path / "company"
        shutil.copytree(DATA / "company", folder)
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def line_of(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_the_demo_company_has_all_that_it_should() -> None:
    assert set(DEMO.departments) == set(DEPARTMENT_KEYS)
    assert {site.country for site in DEMO.sites.values()} == {"FR", "BE", "NL", "IT", "DK", "IE"}
    assert len(DEMO.people) == 60
    assert len(DEMO.customers) == 100
    assert {order.customer for order in DEMO.orders.values()} <= set(DEMO.customers)
    assert all(len(number) == 6 for number in DEMO.customers)
    assert all(len(number) == 8 for number in DEMO.orders)
    assert any(DEMO.cases_of(customer) for customer in DEMO.customers)
    for department in DEMO.departments.values():
        for language in LANGUAGES:
            assert len(department.synonyms[language]) >= 8, (department.key, language)
            assert department.topics[language]


def test_every_department_and_person_can_be_called() -> None:
    numbers = [d.phone for d in DEMO.departments.values()] + [p.phone for p in DEMO.people.values()]
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(number)) for number in numbers)
    extensions = [d.extension for d in DEMO.departments.values()] + [p.extension for p in DEMO.people.values()]
    assert len(set(extensions)) == len(extensions)


def test_a_customer_is_known_by_the_number_he_calls_from() -> None:
    customer = DEMO.customers["317264"]
    assert DEMO.customer_by_phone(customer.phone) == customer
    assert DEMO.customer_by_phone("+33199009999") is None


def test_orders_contracts_and_cases_come_newest_first() -> None:
    for customer in DEMO.customers:
        ordered = [order.ordered for order in DEMO.orders_of(customer)]
        assert ordered == sorted(ordered, reverse=True)
        assert all(case.status != "solved" for case in DEMO.cases_of(customer))


def test_days_of_the_demo_move_with_the_calendar() -> None:
    early = load_company(DATA / "company", today=date(2026, 1, 1)).orders["60318842"]
    late = load_company(DATA / "company", today=date(2027, 1, 1)).orders["60318842"]
    assert early.expected == date(2026, 1, 1)
    assert late.expected == date(2027, 1, 1)


MISTAKES = [
    ("departments.yml", "\nsales:", "\nsalse:", "salse:", "did you mean 'sales'?"),
    ("departments.yml", "hours: Mo-Fr 08:00-19:00", "hours: Mo-Fr 8h-19h", "8h-19h", "Mo-Fr 09:00-18:00; PH off"),
    ("departments.yml", "  extension: \"100\"", "  extention: \"100\"", "extention", "did you mean 'extension'?"),
    ("departments.yml", "site: brussels", "site: brusels", "brusels", "did you mean 'brussels'?"),
    ("departments.yml", "nl: de receptie,", "", "names: {fr: l'accueil", "field 'nl' is missing"),
    ("sites.yml", "country: FR", "country: QQ", "country: QQ", "ISO 3166"),
    ("sites.yml", "timezone: Europe/Paris", "timezone: Europe/Pariss", "Pariss", "Europe/Paris"),
    ("people.yml", "department: sales", "department: sale", "department: sale,", "did you mean 'sales'?"),
    ("people.yml", '"+33199000501"', '"0199000501"', "0199000501", "+ and the country code"),
    ("people.yml", "languages: [fr, en]", "languages: [fr, de]", "[fr, de]", "use one of"),
    ("customers.csv", "\n317264,", "\n31726,", "31726,", "exactly 6 digits"),
    ("orders.csv", ",shipped,", ",shiped,", "shiped", "did you mean 'shipped'?"),
    ("orders.csv", "today-", "yesterday-", "yesterday-", "2026-03-31"),
    ("contracts.csv", "39.90", "39,90", "39,90", "quotes"),
    ("company.yml", "main_site: brussels", "main_site: [brussels", "", "not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "at", "remedy"), MISTAKES)
def test_a_mistake_names_file_line_and_remedy(edit: Edit, name: str, old: str, new: str, at: str, remedy: str) -> None:
    folder = edit(name, old, new)
    with pytest.raises(UserError) as caught:
        load_company(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert remedy in message
    assert f"{name}:" in message
    if at:
        assert f"{name}:{line_of(folder / name, at)}:" in message


def test_two_customers_may_not_share_a_number(edit: Edit) -> None:
    folder = edit("customers.csv", "\n317264,", "\n204518,")
    with pytest.raises(UserError, match="occurs twice"):
        load_company(folder)


def test_a_missing_file_is_named(edit: Edit) -> None:
    folder = edit("company.yml", "name:", "name:")
    (folder / "people.yml").unlink()
    with pytest.raises(UserError, match=r"people\.yml \(or people\.csv\) is missing"):
        load_company(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="CENTRALINO_COMPANY"):
        load_company(tmp_path / "none")


def test_people_may_come_as_a_table(edit: Edit) -> None:
    folder = edit("company.yml", "name:", "name:")
    (folder / "people.yml").unlink()
    (folder / "people.csv").write_text(
        "id,first_name,last_name,gender,department,site,extension,phone,email,languages\n"
        "ann,Ann,Maes,f,sales,brussels,701,+3221230701,ann@firm.example,nl fr\n",
        encoding="utf-8",
    )
    ann = load_company(folder).people["ann"]
    assert ann.name == "Ann Maes"
    assert ann.languages == ("nl", "fr")
