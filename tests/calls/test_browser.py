"""Callers of five languages at the real call page, the real bot, and an agent at the real console, each in a Chromium
of their own: one house for all of them, as an operator runs it. Callers have a sound card and speak at their turn."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from bot.directory import company
from centralino.paths import ROOT
from centralino.sample_callers import SampleCallers, Samples
from desk.accounts.accounts import Accounts
from desk.knowledge.article import load
from desk.queue.confirmed import ConfirmedCustomers
from desk.queue.store import Item
from desk.web.pages.texts import texts
from tests.browser import AT_ONCE, CHROMIUM, FLAGS, microphone
from tests.browser_ear import EAR, SAME, heard, likeness, loud
from tests.calls.conftest import SPOKEN
from tests.calls.wishes import WISHES, Wish
from tests.desk.pages_window import Window, windows
from tests.desk.web.site import PASSWORD, wait_for
from tests.voice.sound_card import SoundCard, sound_card
from tests.whole_house import AGENT, WholeHouse, whole_house
from voice.audio import RATE

pytestmark = [pytest.mark.spoken, pytest.mark.browser, pytest.mark.slow]

EN = texts("en")
"""Of the agent."""
QUIET_SECONDS = 1.0
"""After which it is the caller's turn; `heard` adds two thirds of a second."""
HAND_OFF_SECONDS = 120.0
AGENT_SAYS = (
    "Hello, you're through to Mette. I have your details here in front of me, so tell me, how can I help you today?"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with whole_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def voices() -> Iterator[SampleCallers]:
    found = SampleCallers()
    yield found
    found.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@contextmanager
def person(playwright: Playwright, house: WholeHouse, language: str, *flags: str, **options: Any) -> Iterator[Window]:
    """Somebody with a browser of their own."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*AT_ONCE, *flags], **options)
    try:
        with windows(chromium, house.url) as make:
            window = make(language=language)
            window.page.add_init_script(EAR)
            yield window
    finally:
        chromium.close()


@pytest.fixture(scope="module")
def agent_voice(voices: SampleCallers) -> Samples:
    return np.concatenate([voices.say(AGENT_SAYS, "en"), np.zeros(RATE, np.int16)])


@pytest.fixture(scope="module")
def console(playwright: Playwright, house: WholeHouse, agent_voice: Samples) -> Iterator[Page]:
    with microphone(agent_voice, loop=True) as voice, person(playwright, house, "en", *FLAGS, voice) as window:
        yield window.log_in(AGENT, "/desk")


@pytest.fixture
def agent(console: Page) -> Page:
    """Available, whatever the caller before has left."""
    console.locator("#state-now").wait_for()
    if console.locator("#finish").count():
        console.keyboard.press("Alt+w")
        console.locator("#wrap-title").wait_for()
    if console.locator("#wrap-title").count():
        wrap_up(console)
    if console.locator("#go-available").count():
        console.locator("#go-available").click()
    expect(console.locator("#state-now")).to_contain_text(EN["state.available"])
    expect(console.locator("#sound")).to_have_attribute("aria-pressed", "true")
    return console


@pytest.mark.parametrize("language", list(WISHES))
def test_a_caller_talks_to_the_bot_and_then_to_an_agent(
    language: str, house: WholeHouse, playwright: Playwright, voices: SampleCallers, agent: Page, agent_voice: Samples
) -> None:
    wish = WISHES[language]
    with sound_card() as card, person(playwright, house, language, env=card.environment) as window:
        caller = calling(window, language)
        takes_turns(caller, Voice(card, voices, language), wish, agent)
        rings(agent, wish)
        assert likeness(heard(caller), agent_voice) < SAME, "nobody is with the caller yet"
        accept(agent, by_key=language in ("fr", "it", "en"))
        item = house.floor.item_of(AGENT)
        assert item is not None
        knows(agent, item, wish)
        expect(caller.locator("#call")).to_contain_text(said("call.with", language, name=AGENT))
        wait_for(lambda: likeness(heard(caller), agent_voice) > SAME)
        words = voices.say(wish.says[0], language)
        with talking(card, words):
            wait_for(lambda: likeness(heard(agent), words) > SAME)
            is_written_down(agent)
        understood = caller.locator("#lines .caller .said").all_inner_texts()
        SPOKEN.append(f"{language}  call page: {wish.says[0]} → {understood}")
        agent.keyboard.press("Alt+w")
        expect(caller.locator("#call")).to_contain_text(said("call.over", language))
        wrap_up(agent)
    agrees(house, item.id, language, wish)
    assert [text for text in understood if text in house.serving.log()] == [], "what callers say is in no log"


def test_an_agent_who_comes_back_from_a_break_has_sound_again(agent: Page) -> None:
    agent.locator("#break-menu").click()
    agent.get_by_role("button", name=said("break.lunch")).click()
    expect(agent.locator("#sound")).to_have_attribute("aria-pressed", "false")
    agent.locator("#go-available").click()
    expect(agent.locator("#sound")).to_have_attribute("aria-pressed", "true", timeout=20_000)


@pytest.fixture(scope="module")
def trainer(house: WholeHouse) -> str:
    Accounts(house.database).add("tove", PASSWORD, "trainer", "en", datetime.now(UTC))
    return "tove"


@pytest.mark.parametrize("language", list(WISHES))
def test_a_trainer_says_a_sentence_and_sees_how_it_is_understood(
    language: str, house: WholeHouse, playwright: Playwright, voices: SampleCallers, trainer: str
) -> None:
    wish = WISHES[language]
    words = voices.say(wish.says[0], language)
    with microphone(words) as voice, person(playwright, house, "en", *FLAGS, voice) as window:
        page = window.log_in(trainer, "/train")
        page.locator("#tab-try").click()
        page.locator("[name=try_language]").select_option(language)
        page.locator("#speak").click()
        expect(page.locator("#speak")).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(1000 * len(words) // RATE + 500)
        page.locator("#speak").click()
        expect(page.locator("#tried-intent")).to_have_text(said(f"intent.{wish.intent}"))
        expect(page.locator("[name=sentence]")).not_to_have_value("")
        expect(page.locator("#nearest-title + p + ul li").first).to_be_visible()


def calling(window: Window, language: str) -> Page:
    page = window.open("/call")
    page.locator(f".choice:has(input[value={language}])").click()
    page.locator("#start").click()
    expect(page.locator("#hang-up")).to_be_visible()
    return page


@dataclass(frozen=True)
class Voice:
    """Of one caller."""

    card: SoundCard
    callers: SampleCallers
    language: str

    def say(self, words: str) -> None:
        """Into the microphone; returns when it has been said."""
        self.card.speak(self.callers.say(words, self.language))


def takes_turns(caller: Page, voice: Voice, wish: Wish, agent: Page) -> None:
    """With the bot, until the agent's console rings."""
    until, turn, answered = time.monotonic() + HAND_OFF_SECONDS, 0, 0
    wait_for(lambda: loud(heard(caller)))
    while not agent.locator(".ringing").count():
        assert time.monotonic() < until, caller.locator("#lines").inner_text()
        asked = caller.locator("#lines .bot").count()
        if asked == answered or not quiet(caller):
            continue
        answered = asked
        words = wish.says[min(turn, len(wish.says) - 1)]
        turn += 1
        if words.isdigit():
            key_in(caller, words)
        else:
            voice.say(words)


def quiet(caller: Page) -> bool:
    """Nobody speaks to the caller, for QUIET_SECONDS."""
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until:
        if loud(heard(caller)):
            return False
        caller.wait_for_timeout(100)
    return True


@contextmanager
def talking(card: SoundCard, words: Samples) -> Iterator[None]:
    """Again and again."""
    over = threading.Event()

    def talk() -> None:
        while not over.is_set():
            card.speak(words)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def key_in(caller: Page, keys: str) -> None:
    """On the keypad of the page."""
    caller.locator("#keypad").click()
    for key in keys:
        caller.locator(".keypad").get_by_role("button", name=key, exact=True).click()


def said(key: str, language: str = "en", **values: str) -> str:
    text = texts(language)[key]
    assert isinstance(text, str)
    return text.format(**values)


def in_words(wish: Wish) -> str:
    """Why the bot handed the call on."""
    department = company().departments[wish.department].names["en"]
    return said(f"reason.{wish.reason}", department=department[0].upper() + department[1:])


def rings(agent: Page, wish: Wish) -> None:
    """What the agent knows before answering."""
    banner = agent.locator(".ringing")
    for words in (wish.named, in_words(wish)):
        expect(banner).to_contain_text(words)


def accept(agent: Page, by_key: bool) -> None:
    if by_key:
        agent.keyboard.press("Alt+a")
    else:
        agent.locator(".accept").click()
    expect(agent.locator("#pop-title")).to_be_focused()


def knows(agent: Page, item: Item, wish: Wish) -> None:
    """What the agent sees of the caller."""
    expect(agent.locator(".pop-head")).to_contain_text(wish.named)
    expect(agent.locator(".why")).to_have_text(in_words(wish))
    expect(agent.locator(".summary")).to_have_text(item.packet["summary"]["english"])
    expect(agent.locator(".summary")).to_contain_text(re.compile(wish.summary, re.I))
    expect(agent.locator(".transcript")).to_contain_text(re.compile(wish.understood, re.I))
    if wish.article:
        article = next(one for one in load(ROOT / "data" / "knowledge") if one.key == wish.article)
        expect(agent.get_by_role("region", name=said("pop.articles"))).to_contain_text(article.texts["en"].title)
    if wish.customer:
        agent.get_by_role("button", name=said("customer.confirm_who", who=wish.customer[1])).click()
        expect(agent.get_by_role("region", name=wish.customer[1])).to_contain_text(wish.customer[0])


def is_written_down(agent: Page) -> None:
    """Both go on speaking, and the agent sees more and more of it."""
    caller, person = agent.locator(".transcript .line.caller"), agent.locator(".transcript .line.agent")
    before = caller.count()
    wait_for(lambda: person.count() and caller.count() > before, HAND_OFF_SECONDS)


def wrap_up(agent: Page) -> None:
    expect(agent.locator("#wrap-title")).to_be_focused()
    agent.locator("[data-key=resolved] input").check()
    expect(agent.locator("#ready")).to_be_enabled()
    agent.keyboard.press("Alt+s")
    expect(agent.locator("#idle-title")).to_be_focused()


def agrees(house: WholeHouse, item_id: str, language: str, wish: Wish) -> None:
    """What is stored is what the agent has seen and done."""
    item = house.queue.show(item_id)
    assert (item.state, item.agent, item.outcome) == ("closed", AGENT, "resolved")
    assert (item.language, item.department, item.reason) == (language, wish.department, wish.reason)
    call = wait_for(lambda: (found := house.calls.show(item.call_id)).ended and found)
    assert (call.channel, call.language, call.agent, call.item_id) == ("browser", language, AGENT, item_id)
    said = {who: " ".join(line.text for line in call.transcript if line.speaker == who) for who in ("caller", "agent")}
    assert re.search(wish.understood, said["caller"], re.I)
    assert said["agent"]
    if language == "en":
        assert re.search("details|front of me|help you", said["agent"])
    assert house.floor.agent(AGENT).state == "available"
    assert ConfirmedCustomers(house.database).of(item_id) == (wish.customer[0] if wish.customer else None)
