"""What an agent does in the console for a caller, in a real Chromium: nothing typed is lost, and the next one knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from desk.calls.messages import Begun
from desk.queue.packet import Callback
from desk.web.pages.texts import texts
from tests.desk.pages_window import Windows, desk_with_customers, ring, settle
from tests.desk.web.site import Site, wait_for

DA = {key: str(text) for key, text in texts("da").items()}
MORTEN = "Bekræft: Morten Johansen"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("console")
    with desk_with_customers(folder, str(folder / "queue.db")) as running:
        yield running


def talking(desk: Site, page: Page, agent: str, **changes: object) -> str:
    """The agent has taken a call; returns the item."""
    page.wait_for_selector("#queue .queue-list")
    item = ring(desk, page, agent, **changes)
    page.keyboard.press("Alt+a")
    expect(page.locator("#pop-title")).to_be_focused()
    return item


def outcome(page: Page, code: str) -> None:
    page.locator(f".outcome[data-key={code}] input").check()


def test_the_next_agent_reads_what_became_of_the_last_call(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    first = talking(desk, page, "bob")
    page.get_by_role("button", name=MORTEN).click()
    page.wait_for_selector("#history-title")
    desk.user("bob").post(f"/api/v1/queue/{first}/notes", json={"text": "Tekniker kommer mandag."})
    page.locator("#finish").click()
    outcome(page, "follow_up")
    page.locator("#ready").click()
    expect(page.locator("#idle-title")).to_be_focused()
    settle(desk, "bob")

    page = window().log_in("anna", "/desk")
    talking(desk, page, "anna")
    page.get_by_role("button", name=MORTEN).click()
    entry = page.locator(f".handled[data-key='{first}']")
    expect(entry.locator("summary")).to_contain_text("Salg")
    expect(entry.locator("summary")).to_contain_text("Dansk")
    expect(entry.locator("summary")).to_contain_text(DA["outcome.follow_up"])
    expect(page.locator(".handled")).to_have_count(1)  # the call at hand is not its own past
    entry.locator("summary").click()
    expect(entry).to_contain_text(DA["reason.explicit_request"])
    expect(entry).to_contain_text("Kunden vil tale med et menneske om sin fiber.")
    expect(entry.locator(".note")).to_contain_text("Tekniker kommer mandag.")
    expect(entry.locator(".note")).to_contain_text("bob")
    settle(desk, "anna")


def test_a_note_that_nobody_saved_goes_with_what_ends_the_call(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    page.keyboard.press("Alt+n")
    page.keyboard.type("Vil have en faktura til.")
    page.keyboard.press("Alt+w")
    expect(page.locator("#wrap-title")).to_be_focused()
    assert [note.text for note in desk.floor.notes(item)] == ["Vil have en faktura til."]
    expect(page.locator("#note")).to_have_value("")
    outcome(page, "resolved")
    expect(page.locator("#ready")).to_be_enabled()
    page.keyboard.press("Alt+n")
    page.keyboard.type("Sendt.")
    page.keyboard.press("Alt+s")
    expect(page.locator("#idle-title")).to_be_focused()
    assert [note.text for note in desk.floor.notes(item)] == ["Vil have en faktura til.", "Sendt."]
    settle(desk, "bob")


def test_a_note_that_nobody_saved_is_in_the_transfer_and_survives_a_wrap_up_that_ends_by_itself(
    desk: Site, window: Windows
) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    page.keyboard.press("Alt+n")
    page.keyboard.type("Har ventet længe.")
    page.keyboard.press("Alt+t")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=note]")).to_have_value("Har ventet længe.")
    dialog.get_by_role("button", name=DA["transfer.send"]).click()
    expect(page.locator("#wrap-title")).to_be_visible()
    assert [note.text for note in desk.floor.notes(item)] == ["Har ventet længe."]
    page.locator("#note").fill("Bor på anden sal.")
    desk.floor.change("bob", "on_break", "supervisor", datetime.now(UTC), "meeting")
    wait_for(lambda: [note.text for note in desk.floor.notes(item)][1:] == ["Bor på anden sal."])
    settle(desk, "bob")


def test_what_is_typed_while_a_note_is_on_its_way_stays(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    slow = list[Route]()
    page.route("**/queue/*/notes", lambda route: slow.append(route))
    page.keyboard.press("Alt+n")
    page.keyboard.type("Bor på anden sal.")
    with page.expect_request("**/queue/*/notes"):
        page.keyboard.press("Control+Enter")
    page.keyboard.type(" Til venstre.")
    with page.expect_response("**/queue?state=offered"):
        slow.pop().continue_()
    page.unroute("**/queue/*/notes")
    expect(page.locator(".note-list")).to_contain_text("Bor på anden sal.")
    expect(page.locator("#note")).to_have_value("Bor på anden sal. Til venstre.")
    page.locator("#note").fill("Til venstre.")
    page.route("**/queue/*/finish", lambda route: slow.append(route))
    with page.expect_request("**/queue/*/finish"):
        page.keyboard.press("Alt+w")
    page.keyboard.type(" Ringer på.")
    slow.pop().continue_()
    expect(page.locator("#wrap-title")).to_be_visible()
    expect(page.locator("#note")).to_have_value("Til venstre. Ringer på.")
    page.locator("#note").fill("Ringer på.")
    outcome(page, "resolved")
    page.locator("#ready").click()
    expect(page.locator("#idle-title")).to_be_focused()
    texts = [note.text for note in desk.floor.notes(item)]
    assert texts == ["Bor på anden sal.", "Til venstre.", "Ringer på."]
    settle(desk, "bob")


def test_a_customer_who_was_confirmed_by_mistake_is_taken_back_by_keyboard(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    page.get_by_role("button", name=MORTEN).click()
    page.locator("#not-them").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#customer-search")).to_be_focused()
    page.keyboard.type("Mancini")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bekræft: Laura Mancini").click()
    expect(page.locator("#account-title")).to_have_text("Laura Mancini")
    assert desk.user("bob").get(f"/api/v1/queue/{item}").json()["customer"]["last_name"] == "Mancini"
    settle(desk, "bob")


def test_a_note_that_cannot_be_saved_keeps_nobody_from_going_on(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    page.locator("#finish").click()
    outcome(page, "resolved")
    expect(page.locator("#ready")).to_be_enabled()
    page.locator("#note").fill("Går tabt.")
    refusal = {"error": "unavailable", "message": "out of reach"}
    page.route("**/queue/*/notes", lambda route: route.fulfill(status=503, json=refusal))
    page.locator("#ready").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Går tabt.")
    expect(dialog.get_by_role("button", name=DA["draft.keep"])).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#note")).to_have_value("Går tabt.")
    expect(page.locator("#ready")).to_be_enabled()
    page.locator("#log-out").click()
    dialog.get_by_role("button", name=DA["draft.keep"]).click()
    expect(page.locator("#note")).to_have_value("Går tabt.")
    page.locator("#ready").click()
    dialog.get_by_role("button", name=DA["draft.discard"]).click()
    expect(page.locator("#idle-title")).to_be_focused()
    page.locator("#log-out").click()
    page.wait_for_url("**/login")
    assert desk.floor.notes(item) == []
    settle(desk, "bob")


def test_the_file_of_somebody_else_that_comes_late_is_not_shown(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    talking(desk, page, "bob")
    slow = list[Route]()
    page.route("**/customers/*/history", lambda route: slow.append(route), times=1)
    with page.expect_request("**/customers/*/history"):
        page.get_by_role("button", name=MORTEN).click()
    page.locator("#not-them").click()
    page.get_by_role("searchbox").fill("Mancini")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bekræft: Laura Mancini").click()
    page.wait_for_selector("#history-title")
    expect(page.locator("#account-title")).to_have_text("Laura Mancini")
    with page.expect_response("**/customers/*/history"):
        slow.pop().continue_()
    page.locator("#edit-account").click()
    expect(page.get_by_role("dialog").locator("[name=last_name]")).to_have_value("Mancini")
    page.keyboard.press("Escape")
    expect(page.locator("#account-title")).to_have_text("Laura Mancini")
    settle(desk, "bob")


def test_a_callback_shows_the_number_to_call_and_waits_again_when_nobody_answers(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    page.wait_for_selector("#queue .queue-list")
    item = ring(desk, page, "bob", kind="callback", caller=None, callback=Callback("+4512340206"))
    expect(page.locator(".ringing")).to_contain_text("+4512340206")
    page.keyboard.press("Alt+a")
    expect(page.locator(".to-call")).to_have_attribute("href", "tel:+4512340206")
    expect(page.get_by_role("button", name=MORTEN)).to_be_visible()
    page.locator("#finish").click()
    page.locator(".outcome[data-key=no_answer]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(DA["callback.number"], exact=True)).to_have_value("+4512340206")
    page.keyboard.press("Escape")
    expect(page.locator("#ready")).to_be_disabled()  # nothing was chosen
    page.locator(".outcome[data-key=no_answer]").click()
    dialog.get_by_role("button", name=DA["callback.book"]).click()
    expect(page.locator("#ready")).to_be_enabled()
    expect(page.locator(".outcome[data-key=no_answer] input")).to_be_checked()
    again = desk.queue.show(item)
    assert again.state == "waiting"
    assert again.due
    minutes = (datetime.fromisoformat(again.due) - datetime.now(UTC)).total_seconds() / 60
    assert 50 < minutes <= 60
    settle(desk, "bob")


def test_a_callback_in_hand_is_put_off_by_an_hour_unless_another_time_is_chosen(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob", kind="callback", caller=None, callback=Callback("+4512340206"))
    page.keyboard.press("Alt+b")
    page.get_by_role("dialog").get_by_role("button", name=DA["callback.book"]).click()
    expect(page.locator("#wrap-title")).to_be_visible()
    due = desk.queue.show(item).due
    assert due
    assert 50 < (datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds() / 60 <= 60
    settle(desk, "bob")


def test_the_choice_of_where_a_call_goes_begins_where_it_may_go_and_opens_once(desk: Site, window: Windows) -> None:
    def sales_closes(route: Route) -> None:
        found = route.fetch()
        places = found.json()
        for place in places:
            closed, there = place["department"] == "sales", place["department"] == "technical_support"
            place["refused"] = "closed" if closed or place["tier"] == 1 else None if there else "nobody"
        route.fulfill(response=found, json=places)

    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    slow = list[Route]()
    page.route("**/destinations", lambda route: slow.append(route))
    with page.expect_request("**/destinations"):
        page.keyboard.press("Alt+t")
    page.keyboard.press("Alt+t")
    page.locator("#transfer").click()
    for route in slow:
        sales_closes(route)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(DA["transfer.department"])).to_have_value("technical_support")
    expect(dialog.get_by_label(DA["transfer.tier"])).to_have_value("2")
    expect(page.locator("dialog")).to_have_count(1)
    page.keyboard.press("Escape")
    slow.clear()
    with page.expect_request("**/destinations"):
        page.keyboard.press("Alt+t")
    desk.floor.finish(item, "bob", datetime.now(UTC))
    expect(page.locator("#wrap-title")).to_be_visible()
    with page.expect_response("**/destinations"):
        sales_closes(slow[0])
    page.wait_for_timeout(200)
    expect(page.locator("dialog")).to_have_count(0)
    settle(desk, "bob")


def test_an_agreed_callback_is_booked(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    expect(page.locator(".to-call")).to_have_count(0)
    page.locator("#finish").click()
    expect(page.locator(".outcome[data-key=no_answer]")).to_have_count(0)  # the caller did the calling
    page.locator(".outcome[data-key=callback_agreed]").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(DA["callback.number"], exact=True).fill("+45 12 34 02 07")
    dialog.get_by_role("button", name=DA["callback.book"]).click()
    expect(page.locator(".outcome[data-key=callback_agreed] input")).to_be_checked()
    expect(page.locator(".pop-head .notice")).to_contain_text("+4512340207")
    callback = desk.queue.of_call(desk.queue.show(item).call_id, "callback")
    assert callback is not None
    assert (callback.state, callback.packet["callback"]["number"]) == ("waiting", "+4512340207")
    settle(desk, "bob")


def test_cases_are_moved_on_and_closed_and_notes_left_with_the_customer(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    page.get_by_role("button", name=MORTEN).click()
    page.wait_for_selector("#history-title")
    bob = desk.user("bob")
    customer = bob.get(f"/api/v1/queue/{item}").json()["customer"]["id"]
    sent = {"department": "sales", "topic": "delivery", "text": "Pakken mangler."}
    number = bob.post(f"/api/v1/customers/{customer}/cases", json=sent).json()["number"]

    def status() -> str:
        cases = bob.get(f"/api/v1/customers/{customer}").json()["cases"]
        return str(next(case["status"] for case in cases if case["number"] == number))

    page.reload()
    select = page.get_by_label(DA["case.status_of"].replace("{number}", number))
    select.select_option("waiting_for_customer")
    wait_for(lambda: status() == "waiting_for_customer")
    expect(select).to_have_value("waiting_for_customer")
    select.select_option(label=DA["case_status.solved"])
    expect(select).to_have_count(0)
    assert status() == "solved"
    page.locator("#account-note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(DA["pop.note"]).fill("Foretrækker sms.")
    dialog.get_by_role("button", name=DA["common.save"]).click()
    expect(page.locator(".time-line")).to_contain_text("Foretrækker sms.")
    settle(desk, "bob")


def test_the_words_are_no_longer_live_once_a_person_talks_and_alt_k_changes_nothing(
    desk: Site, window: Windows
) -> None:
    page = window().log_in("bob", "/desk")
    page.wait_for_selector("#queue .queue-list")
    item = ring(desk, page, "bob")
    desk.calls.write([Begun(desk.queue.show(item).call_id, datetime.now(UTC), "phone", "da")])
    page.keyboard.press("Alt+a")
    said = page.locator("[data-key=said] .panel-head")
    expect(said).to_contain_text(DA["pop.until_hand_over"])
    expect(said).not_to_contain_text(DA["pop.live"])
    page.keyboard.press("Alt+k")
    expect(page.locator("#customer-search")).to_be_focused()
    page.get_by_role("button", name=MORTEN).click()
    page.wait_for_selector("#history-title")
    page.keyboard.press("Alt+k")
    expect(page.locator("#account-title")).to_be_focused()
    settle(desk, "bob")


def test_what_was_passed_on_does_not_ring_where_it_is_wrapped_up(desk: Site, window: Windows) -> None:
    page = window().log_in("bob", "/desk")
    item = talking(desk, page, "bob")
    desk.floor.pass_on(item, "bob", "sales", 1, "", datetime.now(UTC))
    expect(page.locator("#wrap-title")).to_be_visible()
    desk.free("anna")
    expect(page.locator("#queue .waiting.offered")).to_be_visible()
    assert desk.queue.show(item).agent == "anna"
    page.reload()
    expect(page.locator("#queue .waiting.offered")).to_be_visible()
    expect(page.locator("#wrap-title")).to_be_visible()
    expect(page.locator(".ringing")).to_have_count(0)
    settle(desk, "anna")
    settle(desk, "bob")
