"""The sound of an utterance is where the record of the call says it is: a real session in real time, a real recorder
and vault; the words are laid down."""

from __future__ import annotations

import asyncio
import io
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.messages import CallInfo, Understanding
from centralino.call_sink import CallSinks
from centralino.recording import Recorder
from desk.calls.book import CallBook
from desk.calls.messages import Change
from desk.database import Database
from desk.privacy.consent import Policy
from desk.privacy.recordings import RATE, Recordings
from desk.privacy.vault import Vault, load_keyring
from desk.training.gatherer import Gatherer
from desk.training.inbox import Inbox, Wanted
from desk.training.snippet import MARGIN, snippet
from tests.desk.training_data import WordVectors
from tests.voice.scripted import (
    FIRST_LINE,
    NoMessages,
    ScriptedDialogue,
    ScriptedHandOver,
    ScriptedRecogniser,
    ScriptedSpeech,
    goodbye,
    line,
    said,
)
from voice.legs.pace import RealPace
from voice.legs.wav import WavLeg
from voice.session.call import Call
from voice.session.ports import Parts

pytestmark = pytest.mark.spoken
INFO, SECONDS = CallInfo("call-1", "en"), 20
STRAY = Understanding("sing", "en", "out_of_scope", 0.7, fallback=True)


def complete(store: Recordings) -> None:
    ends = time.monotonic() + SECONDS
    while not (found := store.of_call("call-1")) or found[0].seconds is None:
        assert time.monotonic() < ends, "the recording is not complete"
        time.sleep(0.02)


async def test_what_was_said_is_in_the_snippet_and_nothing_else(tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    store = Recordings(database, Vault(tmp_path / "recordings", load_keyring(tmp_path / "key")))
    recorder = Recorder(Policy("notice"), lambda: store)
    changes = list[Change]()
    dialogue = ScriptedDialogue(said("No.", understanding=STRAY), goodbye(), greeting=said("Hi."))
    hears = ScriptedRecogniser("can you sing a song", "bye")
    parts = Parts(dialogue, hears, ScriptedSpeech(), ScriptedHandOver(), NoMessages())
    sink = CallSinks(changes.append, "media-1").sink(INFO)
    leg = WavLeg([line(), line()], RealPace(), served=lambda: False)
    await asyncio.wait_for(Call(INFO, leg, parts, sink, None, recorder.of(INFO)).run(), 90)
    await asyncio.to_thread(complete, store)
    CallBook(database).write(changes)
    Gatherer(database, WordVectors()).run()
    now = datetime.now(UTC)
    (group,) = Inbox(database).groups(Wanted(), now)
    (one,) = Inbox(database).of_group(group.id, "open", now)
    assert one.recording
    cut = snippet(store, one, now)
    assert cut is not None
    heard, rate = soundfile.read(io.BytesIO(b"".join(cut.read(0, cut.size))), dtype="int16")
    assert rate == RATE
    # The caller's line begins where it should, to within what a busy machine may be late by.
    found = np.correlate(heard.astype(np.float64), FIRST_LINE[: RATE // 2].astype(np.float64), "valid")
    late = int(found.argmax()) / RATE - MARGIN.total_seconds()
    assert abs(late) < 0.25
    whole = np.abs(FIRST_LINE.astype(np.int64)).sum()
    assert np.abs(heard.astype(np.int64)).sum() == pytest.approx(whole, rel=0.05), "all of it, and the line is silent"
