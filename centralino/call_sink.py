"""The events of each call, on their way into its record at the desk. Pure but for the moment; nothing here waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.messages import CallInfo
from desk.calls.masking import WITHHELD
from desk.calls.messages import (
    PEOPLE,
    Begun,
    Change,
    Channel,
    Left,
    Masked,
    Over,
    Recorded,
    Said,
    Settled,
    Speaker,
    Spoke,
    Understood,
)
from voice.room import Role
from voice.session.events import Event, Sink
from voice.stt.protocol import Transcript

FAILED = "system_failure"
NAMED = ("department", "site")
"""Entities whose values are the company's own, and tell nothing of who called."""
Watch = Callable[[CallInfo], Sink]


def together(*watches: Watch) -> Watch:
    """Several that watch each call."""

    def watch(info: CallInfo) -> Sink:
        sinks = [each(info) for each in watches]

        def sink(event: Event) -> None:
            for each in sinks:
                each(event)

        return sink

    return watch


class CallSinks:
    """Of one process that has callers on the line."""

    def __init__(
        self, put: Callable[[Change], None], holder: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`put` takes what is to be stored and must not wait; `holder`: id of this process."""
        self._put, self._holder, self._now = put, holder, now

    def sink(self, info: CallInfo, channel: Channel = "phone") -> Sink:
        """For the events of one call, or of one more part of a call that comes back."""
        return _Sink(self._put, info, channel, self._holder, self._now)

    def survey(self, info: CallInfo, channel: Channel = "phone") -> Sink:
        """For the events of the question after the call: its words are part of the record, its end is no outcome."""
        sink = self.sink(info, channel)

        def words(event: Event) -> None:
            if event.kind in ("said", "heard", "keys"):
                sink(event)

        return words

    def talk(self, call_id: str, language: str) -> TalkSink:
        """For what is said between a caller and an agent, from now on."""
        return TalkSink(self._put, call_id, language, int(self._now().timestamp() * 1000))

    def recorded(self, call_id: str, recording_id: str | None) -> None:
        """Sound of the call is kept, or None: was deleted, because the caller did not want it. From any thread."""
        self._put(Recorded(call_id, recording_id))

    def over(self, call_id: str, by: str | None = None) -> None:
        """The caller's line is gone, whoever talked with them last. `by`: see Over."""
        self._put(Over(call_id, self._now(), by))


class TalkSink:
    """Takes what is said in one talk: see voice.room.script.Writing."""

    def __init__(self, put: Callable[[Change], None], call_id: str, language: str, leg: int) -> None:
        """`leg`: milliseconds since 1970 at which it began."""
        self._put, self._call_id, self._language, self._leg = put, call_id, language, leg
        self._count = 0

    def add(self, role: Role, at_ms: int, words: Transcript) -> None:
        """See Writing."""
        self._count += 1
        speaker: Speaker = "agent" if role == "agent" else "caller"
        text, sure = words.text, words.confidence
        self._put(Said(self._call_id, self._leg, self._count, at_ms, speaker, text, self._language, sure))

    def withdraw(self) -> None:
        """See Writing. That something was said stays, without its words."""
        for number in range(1, self._count + 1):
            self._put(Masked(self._call_id, self._leg, number, WITHHELD))


class _Sink:
    """Takes the events of one part of a call."""

    def __init__(
        self, put: Callable[[Change], None], info: CallInfo, channel: Channel, holder: str, now: Callable[[], datetime]
    ) -> None:
        self._put, self._info, self._channel, self._holder, self._now = put, info, channel, holder, now
        self._began: datetime | None = None
        self._number = 0

    @property
    def _leg(self) -> int:
        return int(self._since().timestamp() * 1000)

    def _since(self) -> datetime:
        """The first event comes as the line opens, whose clock the times of all are of: recordings are found by it."""
        if self._began is None:
            self._began = self._now()
        return self._began

    def __call__(self, event: Event) -> None:
        self._since()
        for change in self._changes(event):
            self._put(change)

    def _changes(self, event: Event) -> Iterator[Change]:
        data, call = event.data, self._info
        match event.kind:
            case "answered":
                yield Begun(
                    call.call_id, self._since(), self._channel, call.language, call.caller, call.dialled, self._holder
                )
            case "said":
                yield self._said(event.at_ms, "bot", data)
            case "heard" if data["text"].strip():
                yield self._said(data["started_ms"], "caller", data)
            case "keys":
                yield self._said(event.at_ms, "caller", {"text": data["keys"]})
            case "understood":
                yield self._understood(event)
            case "language":
                yield Spoke(call.call_id, data["language"])
            case "handed_off":
                yield Settled(call.call_id, data["final"], data["reason"], data["department"], data["item"])
            case "withdrawn":
                yield Settled(call.call_id)
            case "ended":
                yield self._left(data)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _said(self, at_ms: int, speaker: Speaker, data: dict[str, Any]) -> Said:
        language, confidence, ended = data.get("language"), data.get("confidence"), data.get("ended_ms")
        return Said(
            self._info.call_id, self._leg, self._next(), at_ms, speaker, data["text"], language, confidence, ended
        )

    def _understood(self, event: Event) -> Understood:
        data = event.data
        return Understood(
            self._info.call_id, self._leg, self._next(), event.at_ms, data["intent"], data["confidence"],
            data["fallback"], data["language"], data["expected"], data["repair"], _named(data["entities"]),
        )  # fmt: skip

    def _left(self, data: dict[str, Any]) -> Left:
        final, reason = came_out(data["final"], data["reason"], data["by"], self._channel)
        goes_on = final in PEOPLE and data["by"] != "caller"
        return Left(
            self._info.call_id, self._now(), data["by"], final, reason, data["department"], data["item"],
            data["language"], goes_on,
        )  # fmt: skip


def _named(entities: Iterable[dict[str, str]]) -> str:
    return " ".join(sorted({f"{one['entity']}={one['value']}" for one in entities if one["entity"] in NAMED}))


def came_out(final: str | None, reason: str | None, by: str, channel: Channel) -> tuple[str, str | None]:
    """Final and reason of a call's record. A PBX brings to people whoever is still there when the bot has failed, see
    Telephone.onward; other callers are gone with their line."""
    failed = by == "failure" or (final is None and by == "bot")
    if failed and channel == "phone" and final in (None, "answered"):
        return "handoff", FAILED
    return final or "abandoned", reason
