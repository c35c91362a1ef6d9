"""What every keeper of customer records does: the own tables on both databases, and an outside CRM over HTTP."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from desk.customers.changes import seal
from desk.customers.model import Candidate
from desk.customers.pop import screen_pop
from desk.customers.protocol import ConflictError, FieldsError
from tests.desk.customers.conftest import Site
from tests.desk.customers.samples import NOW

pytestmark = pytest.mark.contract


def numbers(found: list[Candidate]) -> list[str]:
    return [candidate.account.number for candidate in found]


@pytest.mark.parametrize(
    ("given", "number", "why"),
    [
        ({"number": "148845"}, "148845", "number"),
        ({"number": "14 88-45"}, "148845", "number"),
        ({"number": "20071733"}, "198702", "order"),
        ({"number": "c70008"}, "148845", "contract"),
        ({"number": "70183"}, "176756", "contract"),
        ({"number": "K5019"}, "176756", "case"),
        ({"phone": "+32 2 123 02 04"}, "160816", "phone"),
        ({"phone": "+4512349999"}, "176756", "contact_phone"),
        ({"name": "Laura Mancini"}, "148845", "name"),
        ({"name": "Mancini Laura"}, "148845", "name"),
        ({"name": "signora lora manchini"}, "148845", "name"),
        ({"name": "soren kergor"}, "190122", "name"),
        ({"name": "fiona okonnor"}, "251262", "name"),
        ({"name": "meneer desmet"}, "208061", "name"),
        ({"name": "holm design"}, "176756", "company"),
        ({"text": "Line.Holm@mail.example"}, "176756", "email"),
        ({"text": "bonjour, c'est Karim Robert, je vous appelle pour ma commande"}, "160816", "name"),
    ],
)
def test_a_customer_is_found_first_and_told_why(standing: Site, given: dict[str, str], number: str, why: str) -> None:
    found = standing.customers.find(**given)
    assert found[0].account.number == number
    assert why in found[0].why
    assert all(before.score >= after.score for before, after in pairwise(found))
    assert all(0 < candidate.score <= 1 for candidate in found)


def test_a_phone_number_is_read_as_dialled_where_the_customer_lives(standing: Site) -> None:
    assert numbers(standing.customers.find(phone="02 123 02 04")) == ["160816"]  # Belgium
    assert numbers(standing.customers.find(phone="06 39 98 00 15")) == ["198702"]  # France
    assert numbers(standing.customers.find(phone="12 34 02 11")) == ["176756"]  # Denmark has no trunk prefix


def test_namesakes_are_all_offered_and_the_phone_number_tells_them_apart(standing: Site) -> None:
    found = standing.customers.find(name="Barbier")
    assert set(numbers(found)) == {"198702", "331821"}
    assert found[0].score == found[1].score
    told = standing.customers.find(name="barbié", phone="+3221230231")
    assert numbers(told)[0] == "331821"
    assert set(told[0].why) == {"phone", "name"}
    assert told[0].score > found[0].score - 0.05
    assert told[0].score > told[1].score


@pytest.mark.parametrize(
    "given",
    [
        {}, {"number": "", "phone": " ", "name": ""}, {"number": "999999"}, {"phone": "anonymous"}, {"name": "x"},
        {"name": "Donald Trump"}, {"phone": "+3212"}, {"number": "\0"}, {"name": "\ud800\0"}, {"text": "\ud800 \0 %_"},
        {"number": "______"}, {"text": "?" * 5000},
    ],
)  # fmt: skip
def test_nobody_is_found_by_what_fits_nobody(standing: Site, given: dict[str, str]) -> None:
    assert standing.customers.find(**given) == []


def test_no_more_candidates_than_asked_for(standing: Site) -> None:
    assert len(standing.customers.find(text="148845 160816 176756", limit=2)) == 2


def test_everything_on_a_customer(standing: Site) -> None:
    file = standing.customers.file("176756")
    assert (file.account.name, file.account.company, file.account.country) == ("Line Holm", "Holm Design", "DK")
    assert [contact.name for contact in file.contacts] == ["Freja Lund"]
    assert [(order.number, order.status, order.delivered) for order in file.orders] == [
        ("21264376", "delivered", "2026-02-14")
    ]
    assert [(contract.number, contract.monthly, contract.ends) for contract in file.contracts] == [
        ("C70183", "89.00", None)
    ]
    assert [(case.number, case.opened, case.promised) for case in file.cases] == [("K5019", "2026-02-22", None)]


@pytest.mark.parametrize("number", ["000000", "", "..", ".", "a/b", "\0", "x" * 500, "ø"])
def test_unknown_customers_are_key_errors(standing: Site, number: str) -> None:
    for ask in (standing.customers.account, standing.customers.file, standing.customers.history):
        with pytest.raises(KeyError):
            ask(number)
    with pytest.raises(KeyError):
        standing.customers.add_note(number, "a note", "mette", NOW)
    with pytest.raises(KeyError):
        standing.customers.open_case(number, "billing", "invoice", "mette", NOW)
    with pytest.raises(KeyError):
        standing.customers.log_call(number, "call-1", "mette", NOW)
    with pytest.raises(KeyError):
        standing.customers.update(number, {"city": "Gent"}, "mette", NOW, "1")
    with pytest.raises(KeyError):
        standing.customers.change_case(number, "solved", "mette", NOW)


def test_one_time_line_of_orders_cases_notes_and_calls(site: Site) -> None:
    customers = site.customers
    customers.log_call("176756", "call-7", "mette", NOW, "asks for the coffee machine")
    note = customers.add_note("176756", "wants it on Friday", "mette", NOW + timedelta(minutes=3))
    case = customers.open_case("176756", "customer_service", "delivery", "mette", NOW + timedelta(minutes=2), "late")
    line = [(entry.kind, entry.id, entry.who) for entry in customers.history("176756")]
    assert line == [
        ("note", note.id, "mette"),
        ("case", case.number, "mette"),
        ("call", "call-7", "mette"),
        ("case", "K5019", ""),
        ("order", "21264376", ""),
    ]
    assert customers.history("176756")[0].text == "wants it on Friday"
    assert (case.topic, case.status, case.text) == ("delivery", "open", "late")
    # The customer may say the new case's number on the next call.
    assert numbers(customers.find(number=case.number)) == ["176756"]


def test_an_edit_is_kept_in_the_country_s_form_and_written_to_the_trail(site: Site) -> None:
    before = site.customers.account("208061")
    changes = {"phone": "020 123 99 99", "postcode": "1054rb", "email": "Wout@Mail.Example", "city": "Rotterdam"}
    after = site.customers.update("208061", changes, "mette", NOW, before.version)
    assert (after.phone, after.postcode, after.email) == ("+31201239999", "1054 RB", "wout@mail.example")
    assert after.version != before.version
    assert site.customers.account("208061") == after
    kept = site.customers.changes("208061")
    assert [(change.by, change.field, change.before, change.after) for change in kept] == [
        ("mette", "email", "wout.de-smet@mail.example", "wout@mail.example"),
        ("mette", "phone", "+31201230217", "+31201239999"),
        ("mette", "postcode", "3011 AA", "1054 RB"),
    ]
    # The trail cannot be erased: it has the names of the fields, and a seal over what lies beside it.
    sealed = [{"field": c.field, "change": c.id, "seal": seal(c.salt, c.before, c.after)} for c in kept]
    told = sorted(site.trail.entries, key=lambda entry: entry[3]["field"])
    assert told == [("mette", "customer.update", "208061", details) for details in sealed]
    assert numbers(site.customers.find(phone="+31201239999")) == ["208061"]


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(site: Site) -> None:
    assert numbers(site.customers.find(name="Mancini")) == ["148845"]
    site.customers.update("148845", {"last_name": "Zuckermann"}, "mette", NOW, "1")
    assert numbers(site.customers.find(name="tsukerman")) == ["148845"]
    assert site.customers.find(name="Mancini") == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"phone": "12"}, {"phone": "phone"}),
        ({"phone": "02 1234 0201 ask for Anna"}, {"phone": "phone"}),
        ({"email": "laura at mail"}, {"email": "email"}),
        ({"postcode": "999"}, {"postcode": "postcode"}),
        ({"country": "FR", "postcode": "H91 FD83"}, {"postcode": "postcode"}),
        ({"country": "IE"}, {"postcode": "postcode"}),
        ({"country": "Italy", "language": "klingon"}, {"country": "country", "language": "language"}),
        ({"last_name": "  "}, {"last_name": "missing"}),
        ({"street": "x" * 201}, {"street": "too_long"}),
        ({"city": "a\0b"}, {"city": "not_text"}),
        ({"number": "1", "version": "9"}, {"number": "unknown_field", "version": "unknown_field"}),
    ],
)
def test_what_is_wrong_is_told_of_each_field_and_nothing_is_changed(
    standing: Site, changes: dict[str, str], codes: dict[str, str]
) -> None:
    before = standing.customers.account("148845")
    with pytest.raises(FieldsError) as error:
        standing.customers.update("148845", {"city": "Torino", **changes}, "mette", NOW, before.version)
    assert {name: problem.code for name, problem in error.value.problems.items()} == codes
    assert all(value.strip() not in str(error.value) for value in changes.values() if len(value.strip()) > 2)
    assert standing.customers.account("148845") == before
    assert standing.trail.entries == []


def test_the_second_of_two_editors_gets_a_conflict_and_overwrites_nothing(site: Site) -> None:
    seen = site.customers.account("251262")
    first = site.customers.update("251262", {"street": "1 Shop Street"}, "mette", NOW, seen.version)
    with pytest.raises(ConflictError, match="251262 was changed by somebody else") as error:
        site.customers.update("251262", {"street": "2 Shop Street"}, "john", NOW, seen.version)
    assert error.value.current == first
    assert site.customers.account("251262").street == "1 Shop Street"
    again = site.customers.update("251262", {"street": "2 Shop Street"}, "john", NOW, error.value.current.version)
    assert again.street == "2 Shop Street"
    # Pressed twice, or sent twice by a bad network: what is already so is no conflict.
    assert site.customers.update("251262", {"street": "2 Shop Street"}, "john", NOW, first.version) == again
    assert len(site.trail.entries) == 2


def test_a_button_that_is_pressed_twice_adds_one(site: Site) -> None:
    first = site.customers.add_note("148845", "call back", "mette", NOW, "key-1")
    assert site.customers.add_note("148845", "call back", "mette", NOW, "key-1").id == first.id
    case = site.customers.open_case("148845", "billing", "invoice", "mette", NOW, key="key-2")
    assert site.customers.open_case("148845", "billing", "invoice", "mette", NOW, key="key-2").number == case.number
    assert len(site.customers.file("148845").notes) == 1
    assert len(site.customers.file("148845").cases) == 2


def test_a_call_moves_to_the_customer_who_it_turns_out_to_be(site: Site) -> None:
    site.customers.log_call("148845", "call-9", "mette", NOW)
    site.customers.log_call("148845", "call-9", "mette", NOW)
    assert [call.id for call in site.customers.file("148845").calls] == ["call-9"]
    site.customers.log_call("160816", "call-9", "mette", NOW + timedelta(minutes=1))
    assert site.customers.file("148845").calls == ()
    moved = site.customers.file("160816").calls
    assert [(call.id, call.at) for call in moved] == [("call-9", "2026-03-02T09:00:00.000000+00:00")]


def test_a_call_that_was_nobody_s_after_all_is_forgotten(site: Site) -> None:
    site.customers.log_call("148845", "call-9", "mette", NOW)
    site.customers.forget_call("160816", "call-9")
    assert [call.id for call in site.customers.file("148845").calls] == ["call-9"]
    site.customers.forget_call("148845", "call-9")
    site.customers.forget_call("148845", "call-9")
    assert site.customers.file("148845").calls == ()


def test_the_status_of_a_case(site: Site) -> None:
    assert site.customers.change_case("K5008", "solved", "mette", NOW).status == "solved"
    assert [case.status for case in site.customers.file("148845").cases] == ["solved"]
    assert site.trail.entries[0][:3] == ("mette", "customer.case", "148845")


def test_erased_values_are_gone_though_the_trail_stays(site: Site) -> None:
    site.customers.update("148845", {"city": "Torino"}, "mette", NOW, "1")
    site.customers.erase("148845", "admin", NOW)
    assert site.customers.changes("148845") == []
    assert [entry[1] for entry in site.trail.entries] == ["customer.update", "customer.erase"]
    assert "Torino" not in str(site.trail.entries)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\0b", "\ud800"])
def test_notes_that_are_none(standing: Site, text: str) -> None:
    with pytest.raises(FieldsError):
        standing.customers.add_note("148845", text, "mette", NOW)
    assert standing.customers.file("148845").notes == ()


def packet(**values: Any) -> dict[str, Any]:
    return {"caller": None, "customer": None, "slots": {}, "transcript": [], **values}


def test_the_screen_pop_knows_the_caller_by_what_the_bot_learned(site: Site) -> None:
    by_phone = screen_pop(site.customers, packet(caller="+33639980015"))
    assert [(found.account.name, found.why) for found in by_phone.candidates] == [("Pascal Barbier", ("phone",))]
    # From a friend's phone, with the number of the own contract: both are offered, the number first.
    other = screen_pop(site.customers, packet(caller="+33639980015", slots={"order_number": "70008"}))
    assert [found.account.name for found in other.candidates] == ["Laura Mancini", "Pascal Barbier"]
    assert screen_pop(site.customers, packet()).candidates == ()
    assert screen_pop(site.customers, packet()).trouble is None
