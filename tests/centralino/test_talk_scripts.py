"""Which talks are written down, and what of them."""

from __future__ import annotations

import asyncio
from typing import cast

import numpy as np
import pytest

from centralino.agent_lines import AgentLine
from centralino.call_sink import CallSinks
from centralino.errors import UserError
from centralino.recording import Recorder
from centralino.talk_scripts import TalkScripts
from desk.calls.book import CallBook
from desk.calls.messages import Begun, Change, Said
from desk.database import Database
from desk.privacy.consent import Policy
from desk.privacy.recordings import Recordings
from tests.desk.samples import NOW
from tests.voice.test_room import Leg, ticks
from voice.legs.pace import LivePace
from voice.room import Room, Script
from voice.stt.protocol import Transcript
from voice.stt.worker import WorkerRecogniser

pytestmark = pytest.mark.unit


def nobody_recorded() -> Recorder:
    def out_of_reach() -> Recordings:
        raise AssertionError("nothing is recorded")

    return Recorder(Policy("off"), out_of_reach)


class Noted:
    """What a script is given."""

    def __init__(self) -> None:
        self.given: list[tuple[int | None, int | None]] = []

    def write(self, caller: np.ndarray | None, agent: np.ndarray | None) -> None:
        self.given.append(tuple(None if one is None else int(one[0]) for one in (caller, agent)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "recorded", "written"),
    [
        ("recorded", True, True), ("recorded", False, False), ("always", False, True),
        ("always", True, True), ("never", True, False),
    ],
)  # fmt: skip
async def test_talks_are_written_down_as_the_setting_says(when: str, recorded: bool, written: bool) -> None:
    scripts = TalkScripts(WorkerRecogniser(), CallSinks(lambda _change: None, "here"), nobody_recorded(), when)
    assert (scripts.of("call-1", "da", recorded) is not None) == written
    assert scripts.of("call-1", "ko", recorded) is None or "ko" in WorkerRecogniser().languages()
    scripts.close()


def test_another_setting_is_told_with_the_choices() -> None:
    with pytest.raises(UserError, match=r"desk\.talks_written is 'sometimes'; choose one of recorded, always, never"):
        TalkScripts(WorkerRecogniser(), CallSinks(lambda _change: None, "here"), nobody_recorded(), "sometimes")


def test_what_is_said_joins_the_record_under_who_said_it() -> None:
    put = list[Change]()
    talk = CallSinks(put.append, "here").talk("call-1", "it")
    talk.add("caller", 400, Transcript("la bolletta", "it", 0.8, "whisper"))
    talk.add("agent", 2300, Transcript("guardo subito", "it", 0.9, "whisper"))
    said = [one for one in put if isinstance(one, Said)]
    assert [(one.speaker, one.at_ms, one.text, one.language) for one in said] == [
        ("caller", 400, "la bolletta", "it"), ("agent", 2300, "guardo subito", "it"),
    ]  # fmt: skip
    assert len({(one.leg, one.number) for one in said}) == 2


async def test_who_objects_is_not_written_down_in_any_talk(local: Database) -> None:
    """Also where no sound is kept. What was written is taken out again, and that of the bot's part stays."""
    book = CallBook(local)
    sinks = CallSinks(lambda change: book.write([change]), "here")
    recorder = nobody_recorded()
    scripts, line = TalkScripts(WorkerRecogniser(), sinks, recorder, "always"), AgentLine("maria")
    book.write([Begun("call-1", NOW, "phone", "it"), Said("call-1", 1, 1, 0, "caller", "la bolletta", "it", 0.9)])
    script = scripts.of("call-1", "it", recorded=False)
    assert script is not None
    talk = sinks.talk("call-1", "it")
    talk.add("agent", 700, Transcript("guardo subito", "it", 0.9, "whisper"))
    talk.withdraw()
    line.write_down(script)
    line.decline()
    assert [one.text for one in book.show("call-1").transcript] == ["la bolletta", "—"]
    assert scripts.of("call-1", "it", recorded=False) is None
    recorder.over("call-1")
    assert scripts.of("call-1", "it", recorded=False) is not None, "another call of that id would be another caller"
    scripts.close()


async def test_nobody_is_written_down_on_hold_nor_who_listens_in() -> None:
    room, noted = Room(LivePace()), Noted()
    room.join(Leg(1), "caller")
    room.join(Leg(10), "agent")
    room.join(Leg(1000), "whisperer")
    room.write_down(cast(Script, noted))
    await ticks(room, 1)
    room.hold(True)
    await ticks(room, 1)
    room.hold(False)
    await ticks(room, 1)
    room.write_down(None)
    await ticks(room, 1)
    await asyncio.sleep(0)
    assert noted.given == [(1, 10), (None, None), (1, 10)]
