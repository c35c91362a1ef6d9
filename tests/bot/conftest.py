"""The real dialogue on the trained model, with the demo company at a fixed moment and a queue of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.dialogue.typed import Ending, converse
from bot.messages import BotTurn, CallInfo
from tests.bot.talking import Talk

Runs = Callable[..., Awaitable[Ending]]


@pytest.fixture(scope="session")
def queue_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The queue of this session."""
    return tmp_path_factory.mktemp("queue") / "queue.db"


@pytest.fixture(scope="session")
def bot(queue_file: Path):  # type: ignore[no-untyped-def]
    """The dialogue of this session."""
    from bot.dialogue.model import trained
    from tests.bot.talking import load

    return load(trained(), queue_file)


@pytest.fixture
def talk(bot) -> Callable[..., Awaitable[tuple[Talk, BotTurn]]]:  # type: ignore[no-untyped-def]
    """Begins a call: `call, greeting = await talk("fr")`."""

    async def begin(language: str, caller: str | None = None, dialled: str | None = None) -> tuple[Talk, BotTurn]:
        call = Talk(bot)
        return call, await call.begin(CallInfo(call.call_id, language, caller, dialled))

    return begin


@pytest.fixture
def run(bot) -> Runs:  # type: ignore[no-untyped-def]
    """Runs a whole written conversation: `ending = await run("fr", "bonjour", "<silence>")`."""

    async def whole(language: str, *turns: str, caller: str | None = None) -> Ending:
        return await converse(bot, language, turns, caller)

    return whole
