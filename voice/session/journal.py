"""What has happened on a call: events for those who watch, the transcript for the person who may take over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.messages import BotTurn, CallerTurn, ExpectedState, Outcome, Understanding
from voice.session.events import Event, Kind, Sink
from voice.session.player import Reply
from voice.session.ports import Part, Spoken
from voice.stt.protocol import Transcript
from voice.turns.events import TurnEnded


class Journal:
    """The record of one call."""

    def __init__(self, sink: Sink) -> None:
        self.clock: Callable[[], int] = lambda: 0
        """Milliseconds since the call began, by the caller's line."""
        self._sink = sink
        self.transcript: list[Spoken] = []
        self._handed: set[tuple[str, str | None, str | None]] = set()
        self._expected: ExpectedState = "open"
        """What the dialogue expected of the turn that it is given next."""

    def add(self, kind: Kind, **data: Any) -> None:
        """Tell the sink, with the time of the line."""
        self._sink(Event(kind, self.clock(), data))

    def barged_in(self) -> None:
        """The caller speaks over the bot, which falls silent."""
        self.add("barged_in")

    def resumed(self) -> None:
        """It was nothing: the bot goes on."""
        self.add("resumed")

    def said(self, reply: Reply) -> None:
        """The bot begins to say something."""
        if not reply.text:
            return
        self.transcript.append(Spoken(self.clock(), "bot", reply.text))
        extra = {"emergency": True} if reply.emergency else {}
        self.add("said", text=reply.text, language=reply.language, **extra)

    def heard(self, turn: TurnEnded, words: Transcript, waited_ms: int) -> None:
        """The recogniser has words for what the caller said, `waited_ms` after the turn was over."""
        self.transcript.append(Spoken(turn.started_ms, "caller", words.text, words.confidence))
        self.add(
            "heard",
            text=words.text,
            language=words.language,
            confidence=round(words.confidence, 3),
            engine=words.engine,
            started_ms=turn.started_ms,
            ended_ms=turn.ended_ms,
            waited_ms=waited_ms,
            alternatives=list(words.alternatives),
            hurry=words.hurry,
        )

    def keyed(self, turn: CallerTurn) -> None:
        """The caller has pressed keys."""
        self.transcript.append(Spoken(turn.started_ms, "caller", turn.text))
        self.add("keys", keys=turn.text)

    def understood(self, understanding: Understanding, repair: str | None) -> None:
        """The dialogue has a reading of it. `repair`: see BotTurn; `undone`: what was settled is taken back over it."""
        self.add(
            "understood",
            intent=understanding.intent,
            confidence=round(understanding.confidence, 3),
            language=understanding.language,
            entities=[{"entity": e.entity, "value": e.value} for e in understanding.entities],
            fallback=understanding.fallback,
            expected=self._expected,
            repair=repair,
        )

    def answer(self, bot: BotTurn, language_before: str) -> None:
        """What the dialogue made of the turn, before the caller hears of it."""
        if bot.understanding is not None:
            undone = bot.outcome is not None and bot.outcome.instead
            self.understood(bot.understanding, "undone" if undone else bot.repair)
        self._expected = bot.expects.state
        if bot.language != language_before:
            self.add("language", language=bot.language)
        if bot.outcome is not None:
            self.outcome(bot.outcome)

    def outcome(self, outcome: Outcome) -> None:
        """Something was stored for a person, or taken back: said once an item and department."""
        if outcome.instead:
            self._handed.clear()
            self.add("withdrawn")
        key = (outcome.final, outcome.item, outcome.department)
        if outcome.final == "answered" or key in self._handed:
            return
        self._handed.add(key)
        self.add(
            "handed_off",
            final=outcome.final,
            department=outcome.department,
            reason=outcome.reason,
            item=outcome.item,
        )

    def ended(self, outcome: Outcome | None, language: str, by: str) -> None:
        """The call is over."""
        self.add(
            "ended",
            final=outcome.final if outcome else None,
            department=outcome.department if outcome else None,
            reason=outcome.reason if outcome else None,
            item=outcome.item if outcome else None,
            language=language,
            by=by,
        )

    def stumbled(self, reason: str) -> None:
        """The synthesiser has failed and is tried once more."""
        self.failed("synthesiser", reason, recovered=True)

    def failed(self, part: Part, reason: str, recovered: bool = False) -> None:
        """A part of the system has failed. `reason` holds nothing that was said."""
        self.add("failed", part=part, reason=reason, recovered=recovered)
