"""The dialogue in its own process: it answers, and its death is noticed at once."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid

import pytest

from bot.dialogue.process import ProcessDialogue
from bot.dialogue.protocol import DialogueError
from bot.messages import CallerTurn, CallInfo

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


def _info() -> CallInfo:
    return CallInfo(f"test-{uuid.uuid4()}", "en")


async def test_process_answers_dies_and_comes_back() -> None:
    dialogue = await ProcessDialogue.spawn()
    try:
        calls = [_info() for _ in range(3)]
        greetings = await asyncio.gather(*(dialogue.start(call) for call in calls))
        assert all(greeting.replies for greeting in greetings)
        question = CallerTurn("speech", "are you open on Saturday?")
        dialogue.ahead(calls[0].call_id, question)
        turn = await dialogue.turn(calls[0].call_id, question)
        assert turn.understanding is not None
        assert turn.understanding.intent == "ask_opening_hours"
        with pytest.raises(KeyError):
            await dialogue.turn("never started", CallerTurn("silence"))

        assert dialogue.pid is not None
        os.kill(dialogue.pid, signal.SIGKILL)
        with pytest.raises(DialogueError):
            await dialogue.turn(calls[0].call_id, CallerTurn("speech", "hello"))
        dialogue.ahead(calls[0].call_id, question)
        await dialogue.end(calls[0].call_id)

        await dialogue.restart()
        with pytest.raises(DialogueError):
            await dialogue.turn(calls[1].call_id, CallerTurn("speech", "hello"))
        again = _info()
        assert (await dialogue.start(again)).replies
        await _hangs(dialogue, again)
    finally:
        await dialogue.close()
    assert not dialogue.alive


async def _hangs(dialogue: ProcessDialogue, call: CallInfo) -> None:
    """A process that hangs is as good as dead."""
    dialogue._answer_s = 0.5
    assert dialogue.pid is not None
    os.kill(dialogue.pid, signal.SIGSTOP)
    with pytest.raises(DialogueError):
        await dialogue.turn(call.call_id, CallerTurn("speech", "hello"))


async def test_missing_model_is_told(tmp_path) -> None:
    from bot.dialogue.model import trained
    from centralino.errors import UserError

    with pytest.raises(UserError, match="centralino train"):
        trained(tmp_path)
