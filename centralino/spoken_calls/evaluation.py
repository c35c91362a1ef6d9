"""Calls played one after the other, with voices, noise and a system of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from bot.replies.loader import load
from centralino import settings
from centralino.errors import UserError
from centralino.sample_callers import SampleCallers
from centralino.spoken_calls.played import Played
from centralino.spoken_calls.player import QUIET, Conditions, Say, play_script
from centralino.spoken_calls.scratch import open_stage
from centralino.spoken_calls.script import Band, CallScript, Noise
from voice.audio.noise import babble, street
from voice.legs.pace import MeasuredPace, Pace
from voice.tts.choice import Synthesisers
from voice.tts.protocol import SynthesiserError

NOISE_SECONDS = 30.0
"""Then it begins again."""
SEED = 1
TALK = ("utter_greeting", "utter_anything_else", "utter_ask_order_number")
"""What the people in the background say, in all languages."""

Samples = NDArray[np.int16]


async def evaluate(
    scripts: Sequence[CallScript],
    band: Band = "wide",
    noise: Noise = QUIET,
    model: Path | None = None,
    pace: Callable[[], Pace] = MeasuredPace,
) -> AsyncIterator[Played]:
    """Each call, as it is over. Raises UserError for what is missing."""
    languages = {script.language for script in scripts} | {step.language for s in scripts for step in s.steps}
    with closing(SampleCallers(unlike=bots_engines())) as callers:
        conditions = Conditions(band, noise, pace, noises(callers.say))
        async with open_stage(model, one_language(languages)) as stage:
            for script in scripts:
                yield await play_script(script, stage.parts, callers.say, stage.stored, conditions)


def one_language(languages: set[str]) -> str:
    """The language, where there is only one; else "auto"."""
    found = languages - {""}
    return found.pop() if len(found) == 1 else "auto"


def bots_engines() -> dict[str, str]:
    """Language → engine of the bot's voice, where one is installed."""
    found = {}
    with closing(Synthesisers(settings.load().speech.synthesisers)) as voices:
        for language in LANGUAGES:
            try:
                found[language] = voices.best(language)[1].engine
            except SynthesiserError:
                continue
    return found


def noises(say: Say) -> Callable[[Noise], Samples | None]:
    """Gives the sound of each noise, the same every time; each is made at its first use."""

    @cache
    def sound(kind: str) -> Samples | None:
        if kind == "street":
            return street(NOISE_SECONDS, SEED)
        return babble(_talk(say), NOISE_SECONDS, SEED) if kind == "babble" else None

    return lambda noise: sound(noise.kind)


def _talk(say: Say) -> list[Samples]:
    """One voice a language that can be spoken here."""
    found = []
    for language in LANGUAGES:
        wordings = [wording.text for name in TALK for wording in load()[language][name].wordings]
        try:
            found.append(np.concatenate([say(text, language) for text in wordings if "{" not in text]))
        except (UserError, ValueError):
            continue
    return found
