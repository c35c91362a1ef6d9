"""A call and the queue in a real Chromium, against a real desk on each kind of database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from desk.web.pages.texts import texts
from tests.desk.pages_window import CALL, Windows, desk_with_customers, ring, settle
from tests.desk.postgres import Cluster
from tests.desk.web.site import Site, wait_for

DA = texts("da")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("pages")
    if request.param == "sqlite":
        with desk_with_customers(folder, str(folder / "queue.db")) as running:
            yield running
        return
    server: Cluster = request.getfixturevalue("postgres")
    with server.database() as url, desk_with_customers(folder, url) as running:
        yield running


def test_a_call_from_ringing_to_the_next_one_by_keyboard_alone(desk: Site, window: Windows) -> None:
    page = window().log_in("anna", "/desk")
    page.wait_for_selector("#go-available")
    item = ring(desk, page, "anna")
    banner = page.get_by_role("region", name=re.compile(r"\+4512340206|Johansen"))
    expect(banner).to_be_visible()
    expect(banner).to_contain_text(DA["reason.explicit_request"])
    expect(page.locator("#urgent")).to_contain_text("Dansk", timeout=10_000)
    page.keyboard.press("Alt+a")
    expect(page.locator("#pop-title")).to_be_focused()
    expect(page.get_by_role("heading", name=DA["pop.why"])).to_be_visible()
    expect(page.locator(".tried")).to_contain_text(DA["tried.not_understood"])
    expect(page.locator(".line.unsure")).to_contain_text("jeg vil tale med nogen")

    page.keyboard.press("Alt+n")
    page.keyboard.type("Ringer igen på mandag.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note-list")).to_contain_text("Ringer igen på mandag.")
    assert [note.text for note in desk.floor.notes(item)] == ["Ringer igen på mandag."]

    page.keyboard.press("Alt+w")
    expect(page.locator("#wrap-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#ready")).to_be_enabled()
    page.keyboard.press("Alt+s")
    expect(page.locator("#idle-title")).to_be_focused()
    assert desk.queue.show(item).state == "closed"
    assert desk.floor.agent("anna").state == "available"
    settle(desk, "anna")


def test_the_queue_is_live_and_filtered(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    settle(desk, "bob")
    expect(page.locator("#queue .waiting")).to_have_count(0)
    page.locator("#break-menu").click()
    danish, english = desk.call(**CALL), desk.call(language="en")
    rows = page.get_by_role("complementary", name=DA["desk.queue"]).get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(page.locator("#break-menu-list")).to_be_visible()  # the page was drawn anew under an open menu
    page.get_by_label(DA["queue.filter_language"]).select_option("en")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Engelsk")
    for item in (danish, english):
        desk.queue.withdraw(item, datetime.now(UTC))
    expect(rows).to_have_count(0)
    # Bob is at the desk, and would be missed.
    soon = datetime.now(UTC) + timedelta(hours=1)
    wait_for(lambda: "bob" in desk.floor.give_up_absent(soon, datetime.now(UTC)))


def test_the_agent_confirms_the_customer_and_mistakes_are_told_at_their_field(desk: Site, window: Windows) -> None:
    page = window(language="en").log_in("anna", "/desk")
    item = ring(desk, page, "anna")
    page.keyboard.press("Alt+a")
    page.get_by_role("button", name=re.compile("Bekræft: Morten Johansen")).click()
    expect(page.get_by_role("heading", name="Morten Johansen").first).to_be_visible()
    number = desk.user("anna").get(f"/api/v1/queue/{item}").json()["customer"]["number"]
    page.locator("#edit-account").click()
    dialog = page.get_by_role("dialog")
    phone = dialog.get_by_label(DA["field.phone"])
    phone.fill("ring til Mette")
    page.keyboard.press("Enter")
    expect(phone).to_be_focused()
    expect(phone).to_have_accessible_description(DA["problem.phone"])
    phone.fill("12 34 02 07")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#edit-account")).to_be_focused()
    account = desk.user("anna").get("/api/v1/customers", params={"number": number}).json()[0]
    assert account["phone"] == "+4512340207"
    changes = {"phone": "+4512340206", "version": account["version"]}
    desk.user("anna").patch(f"/api/v1/customers/{account['id']}", json=changes)
    settle(desk, "anna")


def test_who_changed_what_is_read_in_the_call_and_in_the_trail(desk: Site, window: Windows) -> None:
    found = desk.user("anna").get("/api/v1/customers", params={"text": "Johansen"}).json()
    account = next(one for one in found if one["first_name"] == "Morten")
    changes = {"city": "Skagen", "version": account["version"]}
    assert desk.user("bob").patch(f"/api/v1/customers/{account['id']}", json=changes).status_code == 200
    page = window().log_in("anna", "/desk")
    ring(desk, page, "anna")
    page.keyboard.press("Alt+a")
    page.get_by_role("button", name=re.compile("Bekræft: Morten Johansen")).click()
    page.get_by_role("button", name=DA["changes.show"]).click()
    line = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Skagen")
    expect(line).to_contain_text(f"{DA['field.city']} {account['city']} → Skagen")
    expect(line).to_contain_text("bob")
    settle(desk, "anna")

    page = window(language="en").log_in("supervisor", "/admin")
    expect(page.get_by_role("tab")).to_have_text(["Audit trail"])
    expect(page.locator("#verify")).to_have_count(0)
    row = page.get_by_role("row").filter(has_text=re.compile("bob.*customer.update"))
    row.get_by_role("button", name=re.compile("^Changes to Town")).click()
    expect(row).to_contain_text(f"Town {account['city']} → Skagen")


def test_the_choice_of_where_a_call_goes_says_what_awaits_it_there(desk: Site, window: Windows) -> None:
    desk.floor.enrol("expert", ["da"], ["technical_support"], 2, datetime.now(UTC))
    page = window().log_in("anna", "/desk")
    item = ring(desk, page, "anna")
    page.keyboard.press("Alt+a")
    expect(page.locator("#pop-title")).to_be_focused()
    desk.floor.change("bob", "available", "agent", datetime.now(UTC))
    page.keyboard.press("Alt+t")
    dialog = page.get_by_role("dialog")
    department, tier = dialog.get_by_label(DA["transfer.department"]), dialog.get_by_label(DA["transfer.tier"])
    expect(department.locator("option[value=sales]")).to_contain_text("1 ledig")
    expect(department.locator("option[value=customer_service]")).to_be_disabled()
    expect(tier.locator("option[value='2']")).to_have_text(f"{DA['tier.2']} · {DA['transfer.nobody']}")
    department.select_option("technical_support")
    expect(tier.locator("option[value='3']")).to_be_disabled()
    expect(tier.locator("option[value='2']")).to_have_text(f"{DA['tier.2']} · {DA['transfer.nobody_in']}")
    tier.select_option("2")
    dialog.get_by_role("button", name=DA["transfer.send"]).click()
    expect(page.locator("#wrap-title")).to_be_visible()
    passed = desk.queue.show(item)
    assert (passed.department, passed.tier, passed.state) == ("technical_support", 2, "waiting")
    settle(desk, "anna")
    settle(desk, "bob")
