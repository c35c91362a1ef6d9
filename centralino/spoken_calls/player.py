"""Plays a written call through the whole loop: voices, line, recogniser, dialogue, queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from centralino.callers import new_call, play
from centralino.spoken_calls.played import Played, StepPlayed, Stored
from centralino.spoken_calls.script import Band, CallScript, Noise, Step
from voice.audio.files import read
from voice.audio.noise import at_snr
from voice.legs.damaged import DamagedLeg
from voice.legs.pace import MeasuredPace, Pace
from voice.legs.protocol import Leg
from voice.legs.wav import Answer, CallerLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voice.session.events import Event
    from voice.session.ports import Parts

Samples = NDArray[np.int16]
Say = Callable[[str, str], Samples]
"""Text and language to mono int16 at 16 kHz."""
QUIET = Noise("none")


@dataclass(frozen=True)
class Conditions:
    """How the caller is heard where the call itself does not say it."""

    band: Band = "wide"
    noise: Noise = QUIET
    pace: Callable[[], Pace] = MeasuredPace
    sounds: Callable[[Noise], Samples | None] = field(default=lambda _noise: None)
    """Gives the sound of a noise, at any level."""


class Script:
    """What a caller says, where need be according to what the bot has just said, and what came of it."""

    def __init__(self, script: CallScript, say: Say) -> None:
        """All that may be said is synthesised beforehand: the caller does not stop to think. Raises UserError."""
        self.greeting: list[str] = []
        self.played: list[StepPlayed] = []
        self._script = script
        self._bot, self._answered = "", False
        self._sounds = {(step.at, text): say(text, step.language) for step in script.steps for text in step.wordings}
        self._recordings = {step.at: read(step.wav) for step in script.steps if step.wav}

    def speech(self) -> Samples:
        """All that may be said, one after the other."""
        parts = [*self._sounds.values(), *self._recordings.values()]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)

    def hear(self, event: Event) -> None:
        """Listen to the bot, and take down what happens."""
        if event.kind == "said":
            self._bot = event.data["text"] if self._answered else f"{self._bot} {event.data['text']}"
            self._answered = False
        if self.played:
            self.played[-1].events.append(event)
        elif event.kind == "said":
            self.greeting.append(event.data["text"])

    def lines(self) -> list[Answer]:
        """The caller's lines, each decided when its time has come."""
        return [partial(self._line, step) for step in self._script.steps]

    def _line(self, step: Step) -> CallerLine:
        self._answered = True
        asked = step.if_asked.lower() in self._bot.lower()
        text = step.say if asked or not step.otherwise else step.otherwise
        self.played.append(StepPlayed(step, text))
        if step.wav:
            return CallerLine(self._recordings[step.at])
        if text:
            return CallerLine(self._sounds[step.at, text])
        return CallerLine(keys=step.keys, silence_ms=round(step.silence_s * 1000))


async def play_script(
    script: CallScript,
    parts: Parts,
    say: Say,
    stored: Callable[[str], Sequence[Stored]],
    conditions: Conditions = Conditions(),
) -> Played:
    """One call to its end. `stored`: what the queue holds of a call. Raises UserError for a voice that is missing."""
    caller, info = await asyncio.to_thread(Script, script, say), new_call(script.language)
    band, noise = script.band or conditions.band, script.noise or conditions.noise
    sound = conditions.sounds(noise)
    behind = None if sound is None else at_snr(sound, caller.speech(), noise.snr_db)

    def line(leg: Leg) -> Leg:
        clean = behind is None and band == "wide"
        return leg if clean else DamagedLeg(leg, behind, band == "phone")

    ended = await play(parts, info, caller.lines(), conditions.pace(), caller.hear, line=line)
    return Played(
        script, band, noise, tuple(caller.greeting), tuple(caller.played), ended.outcome, ended.language, ended.by,
        ended.ms, tuple(stored(info.call_id)),
    )  # fmt: skip
