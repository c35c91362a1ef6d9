"""How long the stages of a spoken turn take, from the events of its call. Pure.

All times are on the clock of the caller's line, in steps of one frame (20 ms).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from voice.session.events import Event

Stage = Literal["endpointing", "recognition", "dialogue", "voice", "reply"]
"""`endpointing`: the pause by which the bot knows that the caller is done; `recognition`: from there to the words;
`dialogue`: to the reading of them and its answer; `voice`: to the first sound of the reply; `reply`: all of it, from
the caller's last sound to the bot's first."""

Lap = tuple[Stage, int]
"""A stage and its milliseconds."""


class Stopwatch:
    """The stages of one call's turns."""

    def __init__(self) -> None:
        self._spoken: int | None = None
        """When the caller fell silent; None while no spoken turn waits for its reply."""
        self._since = 0
        """When the present stage began."""
        self._answered = False
        self._interrupted = False
        self._leaving = False

    def take(self, event: Event) -> Iterator[Lap]:
        """The stages that are over with this event. Turns of keys and of silence are not measured."""
        match event.kind:
            case "heard":
                yield from self._heard(event)
            case "understood" if self._spoken is not None and not self._answered:
                yield "dialogue", event.at_ms - self._since
                self._since, self._answered = event.at_ms, True
            case "said" if not event.data.get("emergency"):
                yield from self._said(event.at_ms)
            case "barged_in":
                self._interrupted = True
            case "resumed":
                self._interrupted = False
            case "handed_off":
                self._leaving = True
            case "withdrawn":
                self._leaving = False
            case "keys" | "silence":
                self._spoken = None
            case "failed" if not event.data.get("recovered"):
                self._spoken = None

    def _heard(self, event: Event) -> Iterator[Lap]:
        ended, waited = int(event.data["ended_ms"]), int(event.data["waited_ms"])
        yield "endpointing", max(0, event.at_ms - waited - ended)
        yield "recognition", waited
        self._spoken, self._since, self._answered = ended, event.at_ms, False

    def _said(self, at_ms: int) -> Iterator[Lap]:
        # Who speaks over the bot's last words without objecting gets no reply: the next prompt of those goes on.
        goes_on = self._interrupted and self._leaving
        if self._spoken is not None and not goes_on:
            if self._answered:
                yield "voice", at_ms - self._since
            yield "reply", at_ms - self._spoken
        self._spoken, self._interrupted = None, False
