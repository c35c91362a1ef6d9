"""Talks between callers and agents, written down as this installation does it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from centralino.call_sink import CallSinks, TalkSink
from centralino.errors import UserError
from centralino.recording import Recorder
from voice.room import Role, Script
from voice.stt.protocol import Recogniser, Transcript

WHEN = ("recorded", "always", "never")


class TalkScripts:
    """Makes the script of each talk. All talks together recognise one utterance at a time: callers of the bot, who wait
    for an answer, go before them."""

    def __init__(self, recogniser: Recogniser, records: CallSinks, recorder: Recorder, when: str) -> None:
        """`recorder`: knows who does not want it; `when`: see desk.talks_written. Raises UserError."""
        if when not in WHEN:
            raise UserError(f"desk.talks_written is {when!r}; choose one of {', '.join(WHEN)}")
        self._recogniser, self._records, self._recorder, self._when = recogniser, records, recorder, when
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="script")

    def of(self, call_id: str, language: str, recorded: bool) -> Script | None:
        """For a talk that begins now; None where it is not written down. `recorded`: its sound is kept."""
        if self._when == "never" or (self._when == "recorded" and not recorded):
            return None
        if self._recorder.refused(call_id) or language not in self._recogniser.languages():
            return None
        talk = _Talk(self._records.talk(call_id, language), self._recorder, call_id)
        return Script(self._recogniser, language, talk, self._executor)

    def close(self) -> None:
        """Wait for nothing."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class _Talk:
    """See voice.room.script.Writing."""

    def __init__(self, sink: TalkSink, recorder: Recorder, call_id: str) -> None:
        self._sink, self._recorder, self._call_id = sink, recorder, call_id

    def add(self, role: Role, at_ms: int, words: Transcript) -> None:
        self._sink.add(role, at_ms, words)

    def withdraw(self) -> None:
        """It holds for later talks of the call, too."""
        self._sink.withdraw()
        self._recorder.objected(self._call_id)
