"""Which model gets which call, with processes that are none: test_live_dialogue.py has real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.candidates import live
from bot.candidates.live import Live
from bot.dialogue import model
from bot.dialogue.protocol import DialogueError
from bot.messages import CallerTurn, CallInfo
from centralino import reviving_dialogue
from centralino.answering import Answering
from centralino.live_dialogue import LiveDialogue
from tests.bot.small_models import NOW, archive

pytestmark = pytest.mark.unit


class Process:
    """Answers with the name of its archive."""

    alive, pid = True, 1

    def __init__(self, file: Path) -> None:
        self.name, self.closed = file.parent.name, False

    @classmethod
    async def spawn(cls, file: Path, behind: bool = False) -> Process:
        del behind
        if file.parent.name == "broken":
            raise DialogueError("cannot be loaded")
        return cls(file)

    async def close(self) -> None:
        self.closed = True

    async def start(self, _call: CallInfo) -> Any:
        return self.name

    async def turn(self, _call: str, _turn: CallerTurn) -> Any:
        return self.name

    def ahead(self, _call: str, _turn: CallerTurn) -> None:
        pass

    async def end(self, _call: str) -> None:
        pass


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


def promote(models: Path, version: str) -> None:
    folder = models / "made" / version
    archive(folder / model.ARCHIVE, version)
    live.promote(models, folder, Live(version, "", NOW.isoformat(), "trainer"))


async def test_a_call_stays_on_its_model_and_one_that_does_not_start_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviving_dialogue, "ProcessDialogue", Process)
    promote(tmp_path, "a")
    answered: list[str] = []
    told: list[Answering] = []
    dialogue = LiveDialogue(tmp_path, answered.append, look_seconds=0.01, tell=told.append)
    await dialogue.spawn()
    turn = CallerTurn("silence")
    try:
        assert await dialogue.start(CallInfo("one", "en")) == "a"
        promote(tmp_path, "b")
        await until(lambda: dialogue.version == "b")
        assert [await dialogue.start(CallInfo("two", "en")), await dialogue.turn("one", turn)] == ["b", "a"]
        promote(tmp_path, "c")
        await asyncio.sleep(0.1)
        assert dialogue.version == "b", "one process more at a time"
        await dialogue.end("one")
        await until(lambda: dialogue.version == "c")
        assert await dialogue.turn("two", turn) == "b"
        await dialogue.end("two")
        await until(lambda: dialogue.former_pid is None)
        promote(tmp_path, "broken")
        await until(lambda: dialogue.note)
        assert await dialogue.start(CallInfo("three", "en")) == "c"
        assert dialogue.check()
        live.roll_back(tmp_path, "c", "trainer", NOW)
        await until(lambda: dialogue.note is None)
        live.roll_back(tmp_path, "a", "trainer", NOW)
        await until(lambda: dialogue.version == "a")
        assert answered == ["a", "b", "c"]
        stays = Answering("c", refused="broken", why="cannot be loaded")
        assert told == [*map(Answering, "abc"), stays, Answering("c"), Answering("a")]
    finally:
        await dialogue.close()


async def test_who_goes_back_gets_the_former_model_at_once_while_calls_are_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviving_dialogue, "ProcessDialogue", Process)
    promote(tmp_path, "a")
    dialogue = LiveDialogue(tmp_path, look_seconds=0.01)
    await dialogue.spawn()
    try:
        await dialogue.start(CallInfo("one", "en"))
        promote(tmp_path, "b")
        await until(lambda: dialogue.version == "b")
        await dialogue.start(CallInfo("two", "en"))
        live.roll_back(tmp_path, "a", "trainer", NOW)
        await until(lambda: dialogue.version == "a")
        silence = CallerTurn("silence")
        said = [await dialogue.start(CallInfo("three", "en")), await dialogue.turn("one", silence)]
        assert [*said, await dialogue.turn("two", silence)] == ["a", "a", "b"]
        await dialogue.end("two")
        await until(lambda: dialogue.former_pid is None)
        assert await dialogue.turn("one", silence) == "a"
    finally:
        await dialogue.close()


async def test_a_model_that_does_not_start_is_tried_again_and_the_one_before_answers_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = ["b"]

    class Failing(Process):
        @classmethod
        async def spawn(cls, file: Path, behind: bool = False) -> Process:
            if file.parent.name in fails:
                raise DialogueError("no memory")
            return await super().spawn(file, behind)

    monkeypatch.setattr(reviving_dialogue, "ProcessDialogue", Failing)
    promote(tmp_path, "a")
    promote(tmp_path, "b")
    told: list[Answering] = []
    dialogue = LiveDialogue(tmp_path, look_seconds=0.01, delay_seconds=0.05, tell=told.append)
    await dialogue.spawn()
    try:
        assert await dialogue.start(CallInfo("one", "en")) == "a"
        assert dialogue.note == "model b does not start, a answers; roll back, or train"
        fails.clear()
        await until(lambda: dialogue.version == "b")
        assert dialogue.note is None
        assert told == [Answering("a", refused="b", why="no memory"), Answering("b")]
    finally:
        await dialogue.close()


async def test_a_former_model_does_not_linger_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviving_dialogue, "ProcessDialogue", Process)
    promote(tmp_path, "a")
    dialogue = LiveDialogue(tmp_path, look_seconds=0.01, linger_seconds=0.05)
    await dialogue.spawn()
    try:
        await dialogue.start(CallInfo("one", "en"))
        promote(tmp_path, "b")
        await until(lambda: dialogue.version == "b" and dialogue.former_pid is None)
    finally:
        await dialogue.close()
