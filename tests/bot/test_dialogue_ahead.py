"""What may become a caller's turn is understood before it is one, and nothing comes of it unless it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.messages import BotTurn, CallerTurn
from tests.bot.said import SAID
from tests.bot.talking import Talk

pytestmark = pytest.mark.slow

Begins = Callable[..., Awaitable[tuple[Talk, BotTurn]]]
HOURS = CallerTurn("speech", "Hvornår har I åbent på lørdag?", 0.9, alternatives=("Hvornår har i åbnet på lørdag",))
SALES = CallerTurn("speech", "Stil mig om til salg.", 0.9)


@pytest.fixture
def read(bot: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the model has been given, in order."""
    given: list[str] = []
    rows = bot._parser.rows

    def counted(texts: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        given.extend(text for text, _ in texts)
        yield from rows(texts)

    monkeypatch.setattr(bot._parser, "rows", counted)
    return given


async def test_the_same_words_are_not_read_again_and_get_the_same_answer(
    bot: Any, talk: Begins, read: list[str]
) -> None:
    plain, _ = await talk("da")
    expected = await bot.turn(plain.call_id, HOURS)
    read.clear()
    call, _ = await talk("da")
    bot.ahead(call.call_id, HOURS)
    seen = list(read)
    assert seen
    answer = await bot.turn(call.call_id, replace(HOURS, started_ms=400, ended_ms=2600))
    assert read == seen
    assert (answer.understanding, answer.outcome, answer.expects) == (
        expected.understanding, expected.outcome, expected.expects,
    )  # fmt: skip


async def test_other_words_count_alone(bot: Any, talk: Begins, read: list[str]) -> None:
    call, _ = await talk("da")
    bot.ahead(call.call_id, SALES)
    answer = await bot.turn(call.call_id, HOURS)
    assert answer.understanding is not None
    assert answer.understanding.intent == "ask_opening_hours"
    read.clear()
    await bot.turn(call.call_id, SALES)
    assert SALES.text in read, "what was not said is not kept for later"


async def test_nothing_is_understood_ahead_of_a_message_or_of_a_call_that_is_over(
    bot: Any, talk: Begins, read: list[str]
) -> None:
    call, _ = await talk("da")
    assert (await call.say(SAID["leave_message"]["da"])).records
    read.clear()
    bot.ahead(call.call_id, SALES)
    await bot.end(call.call_id)
    bot.ahead(call.call_id, SALES)
    bot.ahead("none", SALES)
    assert read == []
