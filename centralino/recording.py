"""Recordings of calls as this installation makes them: what callers are told, what they say to it, where sound goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from actions import yesno
from bot.messages import CallerTurn, CallInfo
from centralino.errors import UserError
from centralino.recording_words import objects, words
from centralino.settings import Settings
from desk.database import StoreError
from desk.privacy.consent import RULES, Consent, Policy, Rule
from desk.privacy.recordings import BYTES_A_SECOND, Recordings
from desk.privacy.vault import SealedWriter, VaultError
from voice.session.ports import Said
from voice.session.tape import Tape

LOG = logging.getLogger(__name__)
YES_KEY, NO_KEY = "1", "2"
Samples = NDArray[np.int16]
Told = Callable[[str, str | None, str], None]
"""Of a call: a recording of it, or None: all are deleted; and the agent whose talk it is, empty for the bot's part."""


def policy(settings: Settings) -> Policy:
    """Whose calls are recorded. Raises UserError for a setting that is none."""
    numbers = {name: entry.recording for name, entry in settings.dialogue.numbers.items() if entry.recording}
    named = {"desk.recording": settings.desk.recording}
    named |= {f"desk.recording_languages.{name}": rule for name, rule in settings.desk.recording_languages.items()}
    named |= {f"dialogue.numbers.{name}.recording": rule for name, rule in numbers.items()}
    for name, rule in named.items():
        if rule not in RULES:
            raise UserError(f"{name} is {rule!r}; choose one of {', '.join(RULES)}")
    return Policy(
        cast(Rule, settings.desk.recording),
        cast(Mapping[str, Rule], settings.desk.recording_languages),
        cast(Mapping[str, Rule], numbers),
    )


@dataclass
class _Caller:
    """What somebody on the line has said to it; shared by all parts of their call."""

    consent: Consent = field(default_factory=Consent)
    lock: Lock = field(default_factory=Lock)
    """Held while sound of the call is begun or deleted: a part that a slow disk begins late must not come after."""


class Recorder:
    """Makes the recording of each call: the part of the bot, and what people say to the caller after it. What a caller
    said to it holds until they hang up, also when they come back."""

    def __init__(
        self,
        policy: Policy,
        recordings: Callable[[], Recordings],
        now: Callable[[], datetime] | None = None,
        told: Told = lambda _call_id, _recording_id, _agent: None,
    ) -> None:
        """`recordings` opens the store: each time, because it may have been out of reach. `told` hears what is kept,
        in a thread of the call's; may raise StoreError."""
        self._policy, self._recordings, self._told = policy, recordings, told
        self._now = now or (lambda: datetime.now(UTC))
        self._callers: dict[str, _Caller] = {}

    def of(self, info: CallInfo, agent: str = "") -> CallRecording | None:
        """For the call's next part; None where no call is recorded. `agent`: who talks with the caller, not the bot."""
        if not self._policy.records:
            return None
        caller = self._callers.setdefault(info.call_id, _Caller())

        def told(recording_id: str | None) -> None:
            self._told(info.call_id, recording_id, agent)

        sound = _Sound(info.call_id, caller, self._recordings, self._now, told)
        return CallRecording(info, self._policy, caller, sound)

    def talk(self, call_id: str, agent: str) -> Tape | None:
        """For a talk with an agent after the bot's part; None unless the caller has allowed it by then."""
        if self._callers.get(call_id, _Caller()).consent.basis is None:
            return None
        return Tape(None, self.of(CallInfo(call_id, "auto"), agent))

    def refused(self, call_id: str) -> bool:
        """Whether the caller has said that they do not want it."""
        return self._callers.get(call_id, _Caller()).consent.refused

    def objected(self, call_id: str) -> None:
        """The caller has said so to somebody, of whatever was kept."""
        caller = self._callers.setdefault(call_id, _Caller())
        caller.consent = caller.consent.objected()

    def over(self, call_id: str) -> None:
        """The caller has hung up."""
        self._callers.pop(call_id, None)


class CallRecording:
    """See voice.session.ports.Recording. The disk and the database are waited for in a thread of its own."""

    def __init__(self, info: CallInfo, policy: Policy, caller: _Caller, sound: _Sound) -> None:
        self._info, self._policy, self._caller, self._sound = info, policy, caller, sound
        if caller.consent.basis is not None:
            self._sound.begin(caller.consent.basis)

    @property
    def _consent(self) -> Consent:
        return self._caller.consent

    def due(self, language: str) -> Literal["notice", "question"] | None:
        """See Recording."""
        due = self._consent.due(self._policy.rule(language, self._info.dialled), language)
        if due is not None:
            self._settle(self._consent.asking())
        return due

    def text(self, said: Said, language: str) -> str:
        """See Recording."""
        return words()[language].said[said]

    def phrases(self, language: str) -> tuple[str, ...]:
        """See Recording."""
        return yesno.phrases(language)

    def told(self) -> None:
        """See Recording."""
        self._settle(self._consent.told())

    def answered(self, turn: CallerTurn, language: str, heard: bool) -> bool | None:
        """See Recording."""
        yes = self._yes(turn, language)
        self._settle(self._consent.answered(yes, heard))
        if yes and not heard:
            return None
        return yes

    @staticmethod
    def _yes(turn: CallerTurn, language: str) -> bool | None:
        if turn.kind == "keys":
            return {YES_KEY: True, NO_KEY: False}.get(turn.text)
        if turn.kind != "speech":
            return None
        return False if objects(turn.text, language) else yesno.yes_or_no(turn.text, language)

    def decline(self) -> None:
        """See Recording."""
        self._settle(self._consent.objected())

    def objects(self, turn: CallerTurn, language: str) -> bool:
        """See Recording."""
        off = self._policy.rule(language, self._info.dialled) == "off" and self._consent.basis is None
        if off or turn.kind != "speech" or language not in words() or not objects(turn.text, language):
            return False
        self._settle(self._consent.objected())
        return True

    def _settle(self, consent: Consent) -> None:
        before, self._caller.consent = self._caller.consent, consent
        if consent.basis is not None and before.basis is None:
            self._sound.begin(consent.basis)
        elif consent.refused and not before.refused:
            self._sound.discard()

    def write(self, caller: Samples, bot: Samples) -> None:
        """See Recording."""
        self._sound.write(caller, bot)

    def close(self) -> None:
        """See Recording."""
        self._sound.close()


class _Sound:
    """Where the sound of a part of a call goes, a second at a time. Fails without anybody noticing but the operator."""

    def __init__(
        self, call_id: str, caller: _Caller, recordings: Callable[[], Recordings], now: Callable[[], datetime],
        told: Callable[[str | None], None],
    ) -> None:  # fmt: skip
        self._call_id, self._caller = call_id, caller
        self._recordings, self._now, self._told = recordings, now, told
        self._thread: ThreadPoolExecutor | None = None
        self._pairs: list[bytes] = []
        self._size = 0
        self._open: tuple[Recordings, str, SealedWriter] | None = None
        """Of the thread alone."""

    def begin(self, basis: Literal["notice", "consent"]) -> None:
        """From here on it is kept."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recording")
        self._do(self._begin, basis, self._now())

    def write(self, caller: Samples, bot: Samples) -> None:
        """20 ms."""
        if self._thread is None:
            return
        pair = np.stack([caller, bot], axis=1).astype("<i2").tobytes()
        self._pairs.append(pair)
        self._size += len(pair)
        if self._size >= BYTES_A_SECOND:
            self._hand_over()

    def close(self) -> None:
        """Keep it. Idempotent."""
        self._hand_over()
        self._end(self._finish)

    def discard(self) -> None:
        """Delete it. Idempotent."""
        self._pairs, self._size = [], 0
        self._end(self._discard)

    def _hand_over(self) -> None:
        if self._pairs:
            sound, self._pairs, self._size = b"".join(self._pairs), [], 0
            self._do(self._write, sound)

    def _end(self, work: Callable[[], None]) -> None:
        self._do(work)
        if self._thread is not None:
            self._thread.shutdown(wait=False)
            self._thread = None

    def _do(self, work: Callable[..., None], *what: object) -> None:
        if self._thread is not None:
            self._thread.submit(self._guarded, work, *what)

    def _guarded(self, work: Callable[..., None], *what: object) -> None:
        try:
            work(*what)
        except (StoreError, VaultError, UserError, OSError) as error:
            LOG.error("the recording of a call fails: %s", error)
            self._open = None

    def _begin(self, basis: Literal["notice", "consent"], now: datetime) -> None:
        with self._caller.lock:
            if self._caller.consent.refused:
                return
            store = self._recordings()
            recording, writer = store.begin(self._call_id, basis, now)
            self._open = (store, recording.id, writer)
            self._told(recording.id)

    def _write(self, sound: bytes) -> None:
        if self._open is not None:
            self._open[2].write(sound)

    def _finish(self) -> None:
        if self._open is not None:
            store, recording_id, writer = self._open
            writer.close()
            store.finish(recording_id, writer.size / BYTES_A_SECOND)

    def _discard(self) -> None:
        # Also what an earlier part of the same call has left.
        store = self._open[0] if self._open is not None else self._recordings()
        if self._open is not None:
            self._open[2].discard()
        with self._caller.lock:
            for recording in store.of_call(self._call_id):
                store.delete(recording.id)
        self._told(None)
