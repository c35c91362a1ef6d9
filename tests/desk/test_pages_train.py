"""The trainer's page in a real Chromium: what was misheard is corrected and taken back, by mouse and by keys, and the
page keeps the rules of accessibility in all its tabs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from desk.web.pages.texts import LANGUAGES, texts
from tests.desk.axe import violations
from tests.desk.pages_window import CHROMIUM, LAPTOP, PHONE, Windows, windows
from tests.desk.training_calls import HIDDEN, PUMPS, RED, misunderstood, training_site
from tests.desk.web.site import PASSWORD, Site, wait_for

TABS = ("inbox", "topics", "try", "compare", "check")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with training_site(tmp_path_factory.mktemp("training")) as running:
        misunderstood(running)
        yield running


@pytest.fixture
def window(desk: Site) -> Iterator[Windows]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with windows(chromium, desk.url) as make:
            yield make
        chromium.close()


def inbox(window: Windows, size: tuple[int, int] = LAPTOP, language: str = "da") -> Page:
    """In Danish, the groups read."""
    one = window(size, language)
    page = one.log_in("trainer", "/train")
    page.locator(".group").first.wait_for()
    page.locator("#language").select_option(language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def opened(page: Page, text: str) -> None:
    """The group that holds this sentence."""
    page.locator(".group").filter(has_text=text).first.click()
    expect(page.locator("#to-rejected")).to_be_visible()


def red(page: Page) -> None:
    page.locator(".group").filter(has_text="rødt").first.click()
    expect(page.locator("#to-rejected")).to_be_visible()


def written(desk: Site, language: str) -> str:
    """All training data of a language."""
    files = sorted((desk.folder / "tree" / "data" / "nlu" / language).rglob("*.yml"))
    return "\n".join(path.read_text("utf-8") for path in files)


def test_a_trainer_lands_where_the_work_is(window: Windows, desk: Site) -> None:
    page = window().open("/login")
    page.locator("#name").fill("trainer")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/train")
    expect(page.locator("#rooms a[aria-current=page]")).to_have_attribute("href", "/train")


def test_agents_have_no_way_to_it(window: Windows) -> None:
    page = window().log_in("anna", "/desk")
    expect(page.locator("#self")).to_contain_text("anna")
    expect(page.locator("#rooms a[href='/train']")).to_have_count(0)


def test_a_group_is_one_decision_and_can_be_taken_back(window: Windows, desk: Site) -> None:
    before = written(desk, "da"), written(desk, "en")
    page = inbox(window)
    waiting = page.locator(".group").count()
    red(page)
    expect(page.locator(".heard-list li")).to_have_count(len(RED))
    expect(page.locator("#to-training")).to_be_disabled()
    page.locator("#all-intents summary").click()
    page.locator("#intent-search").fill(str(texts("da")["intent.technical_problem"]))
    expect(page.locator(".intent-list strong").first).to_have_text(str(texts("da")["intent.technical_problem"]))
    page.locator("#intent-search").press("Enter")
    page.locator("[data-key=others] summary").click()
    english = "my router is showing a red light\nthe light on my modem went red"
    page.locator("[name=other-en]").fill(english)
    page.locator("#to-training").click()
    expect(page.locator(".group")).to_have_count(waiting - 1)
    for text in RED:
        assert f"- {text}\n" in written(desk, "da")
    assert "- the light on my modem went red\n" in written(desk, "en")
    page.locator("body").press("u")
    expect(page.locator(".group")).to_have_count(waiting)
    wait_for(lambda: (written(desk, "da"), written(desk, "en")) == before)
    # What was written by hand is not lost by that.
    expect(page.locator("[name=other-en]")).to_have_value(
        "my router is showing a red light\nthe light on my modem went red"
    )


def test_all_of_it_by_keys(window: Windows, desk: Site) -> None:
    page = inbox(window, language="en")
    page.locator("body").press("j")
    expect(page.locator(".group").first).to_be_focused()
    while "heat pump" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#text-now")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#heard-1")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#tick-1")).not_to_be_checked()
    page.keyboard.press("i")
    expect(page.locator("#intent-search")).to_be_focused()
    # A letter in a field is a letter.
    page.keyboard.type("tr")
    expect(page.locator("#intent-search")).to_have_value("tr")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator(".likely [aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("i")
    page.locator("#intent-search").fill(str(texts("en")["intent.out_of_scope"]))
    page.keyboard.press("Enter")
    expect(page.locator("#text-now")).to_be_focused()
    page.keyboard.press("t")
    wait_for(lambda: sum(f"- {text}\n" in written(desk, "en") for text in PUMPS) == len(PUMPS) - 1)
    # Its words are not there yet when the file is.
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("u")
    wait_for(lambda: f"- {PUMPS[0]}\n" not in written(desk, "en"))


def test_entities_are_marked_by_keys_and_by_mouse(window: Windows) -> None:
    page = inbox(window, language="en")
    red(page)
    sentence = page.locator("#example")
    sentence.fill("stil mig om til folkene med boksen, tak")
    page.locator("#word-4").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.locator("#field-entity").select_option("department")
    page.locator("#field-entity_value").select_option("technical_support")
    page.locator(".naming [type=submit]").click()
    expect(page.locator(".word.marked")).to_have_count(3)
    # The mark goes with its words, and goes when they go.
    sentence.fill("åh, stil mig om til folkene med boksen, tak")
    expect(page.locator(".word.marked").first).to_contain_text("folkene")
    sentence.fill("stil mig om")
    expect(page.locator(".word.marked")).to_have_count(0)
    sentence.fill("ring til Mette Kjær i morgen")
    first, last = page.locator("#word-2"), page.locator("#word-3")
    first.hover()
    page.mouse.down()
    last.hover()
    page.mouse.up()
    expect(page.locator(".word[aria-pressed=true]")).to_have_count(2)


def test_nothing_typed_is_lost_by_another_group_a_reload_or_another_language(window: Windows) -> None:
    page = inbox(window)
    red(page)
    page.locator("#example").fill("lampen på boksen er rød")
    page.locator("[data-key=others] summary").click()
    page.locator("[name=other-it]").fill("la luce del modem è rossa")
    opened(page, "heat pump")
    page.locator("#tab-check").click()
    page.locator("#tab-inbox").click()
    page.locator("#language").select_option("fr")
    page.reload()
    red(page)
    expect(page.locator("#example")).to_have_value("lampen på boksen er rød")
    expect(page.locator("[name=other-it]")).to_have_value("la luce del modem è rossa")


def test_hidden_digits_are_not_learned(window: Windows, desk: Site) -> None:
    page = inbox(window)
    opened(page, HIDDEN)
    page.locator(".likely button").first.click()
    page.locator("#to-training").click()
    expect(page.get_by_role("alert").filter(has_text=str(texts("da")["inbox.all_masked"]))).to_be_visible()
    assert "•" not in written(desk, "da")


def test_a_file_that_an_editor_has_broken_is_told_and_loses_nothing(window: Windows, desk: Site) -> None:
    broken = desk.folder / "tree" / "data" / "nlu" / "da" / "problems.yml"
    whole = broken.read_text("utf-8")
    page = inbox(window)
    red(page)
    page.locator(".likely button").first.click()
    page.locator("#example").fill("boksen viser et rødt lys")
    broken.write_text(whole + "- intent: [\n", "utf-8")
    try:
        page.locator("#to-training").click()
        expect(page.locator(".notice.bad[role=alert]")).to_be_visible()
        expect(page.locator("#example")).to_have_value("boksen viser et rødt lys")
        page.locator("#tab-check").click()
        expect(page.locator(".problem").filter(has_text="problems.yml").first).to_be_visible()
    finally:
        broken.write_text(whole, "utf-8")


def test_what_an_editor_saved_over_is_put_back(window: Windows, desk: Site) -> None:
    sent = {"language": "nl", "text": "het lampje van mijn kastje is rood", "intent": "technical_problem"}
    answer = desk.user("trainer").post("/api/v1/training/examples", json={"examples": [sent]})
    place = desk.folder / "tree" / answer.json()["written"][0]["file"]
    place.write_text(place.read_text("utf-8").replace(f"    - {sent['text']}\n", ""), "utf-8")
    page = inbox(window, language="nl")
    page.locator("#tab-check").click()
    page.locator("#restore").click()
    expect(page.locator("#restore")).to_have_count(0)
    assert f"- {sent['text']}\n" in place.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "dark"), (PHONE, "light")])
def test_the_page_keeps_the_rules_of_accessibility_and_fits(
    window: Windows, size: tuple[int, int], scheme: str
) -> None:
    page = window(size, "nl", scheme).log_in("trainer", "/train")
    page.locator(".group").first.wait_for()
    for name in TABS:
        page.locator(f"#tab-{name}").click()
        page.locator(f"#panel-{name}").wait_for()
        expect(page.get_by_text(str(texts("nl")["check.running"]))).to_have_count(0)
        fits(page, name)
    page.locator("#tab-inbox").click()
    red(page)
    page.locator("[data-key=others] summary").click()
    page.locator("#all-intents summary").click()
    page.locator("#word-0").click()
    for language in LANGUAGES:
        page.locator("#language").select_option(language)
        expect(page.locator("h1")).to_have_text(str(texts(language)["train.title"]))
        fits(page, f"a group in {language}", rules=language == "it")
    page.locator("#help").click()
    fits(page, "keys")


def fits(page: Page, where: str, rules: bool = True) -> None:
    """Nothing is wider than the window, and no rule is broken."""
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    if rules:
        assert not violations(page), where
