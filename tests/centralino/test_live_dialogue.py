"""The running house takes up another model between calls: real dialogue processes, real models."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.candidates import live
from bot.candidates.grafting import graft, unpack
from bot.candidates.live import Live
from bot.dialogue import model
from bot.dialogue.process import ProcessDialogue
from bot.messages import CallerTurn, CallInfo
from centralino.answering import Answering
from centralino.live_dialogue import LiveDialogue
from tests.bot.small_models import NOW

pytestmark = [pytest.mark.dialogue, pytest.mark.slow]

ASKED = CallerTurn("speech", text="are you open on Saturday", language="en", confidence=1.0)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(400):
        while not true():
            await asyncio.sleep(0.1)


def call(name: str) -> CallInfo:
    return CallInfo(call_id=name, language="en", caller=None, dialled=None)


def another(models: Path, version: str) -> None:
    """The same model under another name."""
    folder, classifier = models / "made" / version, models / "classifier"
    folder.mkdir(parents=True)
    classifier.mkdir(exist_ok=True)
    unpack(model.trained(models), classifier)
    graft(model.trained(models), classifier, folder / model.ARCHIVE, NOW)
    promote(models, version)


def promote(models: Path, version: str) -> None:
    live.promote(models, models / "made" / version, Live(version, "", NOW.isoformat(), "trainer"))


async def test_new_calls_get_the_new_model_and_running_ones_finish_on_theirs(tmp_path: Path) -> None:
    shutil.copy(model.trained(), tmp_path / model.ARCHIVE)
    answered: list[str] = []
    told: list[Answering] = []
    dialogue = LiveDialogue(tmp_path, answered.append, look_seconds=0.2, tell=told.append)
    await dialogue.spawn()
    try:
        first, pid = dialogue.version, dialogue.pid
        await dialogue.start(call("one"))
        another(tmp_path, "second")
        await until(lambda: dialogue.version == "second")
        assert (dialogue.former_pid, dialogue.pid != pid) == (pid, True)
        await dialogue.start(call("two"))
        for name in ("one", "two"):
            turn = await dialogue.turn(name, ASKED)
            assert turn.understanding is not None
            assert turn.understanding.intent == "ask_opening_hours"
        assert answered == [first, "second"]
        await dialogue.end("one")
        await until(lambda: dialogue.former_pid is None)

        (tmp_path / "made" / "third").mkdir()
        (tmp_path / "made" / "third" / model.ARCHIVE).write_bytes(b"broken")
        promote(tmp_path, "third")
        await until(lambda: dialogue.note)
        assert "third does not start, second answers" in str(dialogue.note)
        assert (told[-1].version, told[-1].refused) == ("second", "third")
        assert "the model cannot be loaded" in told[-1].why
        assert (await dialogue.turn("two", ASKED)).replies
        assert dialogue.check()
        assert (dialogue.version, dialogue.former_pid) == ("second", None)

        live.roll_back(tmp_path, "second", "trainer", NOW)
        await until(lambda: dialogue.note is None)
        assert dialogue.version == "second"
        assert told[-1] == Answering("second")
        await dialogue.end("two")
    finally:
        await dialogue.close()


async def test_a_model_that_cannot_be_loaded_is_refused_in_one_line(tmp_path: Path) -> None:
    from bot.dialogue.protocol import DialogueError

    (tmp_path / "broken.tar.gz").write_bytes(b"broken")
    with pytest.raises(DialogueError, match=r"broken\.tar\.gz: the model cannot be loaded"):
        await ProcessDialogue.spawn(tmp_path / "broken.tar.gz")
