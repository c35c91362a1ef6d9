"""The caller's channel of a recording, recognised again and cut into turns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from bot.replay.call import KeptCall, KeptTurn
from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.files import to_int16
from voice.audio.resample import convert
from voice.stt.engines import AUTO
from voice.stt.protocol import Recogniser, RecogniserError
from voice.vad.hysteresis import Sensitivity
from voice.vad.segments import segments

if TYPE_CHECKING:
    from desk.privacy.sound import Sound

PAUSE_MS = 700
"""Silence that ends a turn, as on calls."""
EDGE_MS = 400
"""Sound before and after a turn that is recognised with it: soft beginnings lie below the threshold."""

Samples = NDArray[np.int16]


def caller_of(source: Path | Sound) -> Samples:
    """The caller's channel (the left one) at 16 kHz. Raises UserError."""
    name = str(source) if isinstance(source, Path) else "the recording"
    file = source if isinstance(source, Path) else io.BytesIO(b"".join(source.read(0, source.size)))
    try:
        sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise UserError(f"{name}: not a readable sound file; give a WAV or FLAC file") from error
    if not len(sound):
        raise UserError(f"{name}: the file holds no sound")
    return to_int16(convert(np.ascontiguousarray(sound[:, 0]), int(rate), RATE))


def turns(samples: Samples, language: str, recogniser: Recogniser) -> Iterator[KeptTurn]:
    """Each stretch of speech as it is heard now, without what a call's state would tell the recogniser. `language`: one
    of the five or "auto". Raises UserError."""
    for segment in segments(samples, Sensitivity(min_silence_ms=PAUSE_MS)):
        begin, end = max(0, segment.start_ms - EDGE_MS), segment.end_ms + EDGE_MS
        part = samples[begin * RATE // 1000 : end * RATE // 1000]
        try:
            stream = recogniser.open(language)
            try:
                stream.accept(part)
                words = stream.result()
            finally:
                stream.close()
        except RecogniserError as error:
            raise UserError(f"the recording cannot be recognised: {error}; run: centralino doctor") from error
        if words.text.strip():
            sure = round(words.confidence, 3)
            yield KeptTurn("speech", words.text, segment.start_ms, sure, words.language, tuple(words.alternatives))


def heard_again(kept: KeptCall, samples: Samples, recogniser: Recogniser) -> KeptCall:
    """A stored call with the words that are recognised now in place of those that were. What was understood then is
    kept beside them where there are as many turns of speech as there were. Raises UserError."""
    spoken = {turn.language for turn in kept.turns if turn.language in LANGUAGES}
    language = str(spoken.pop()) if len(spoken) == 1 else AUTO
    heard = list(turns(samples, language, recogniser))
    before = [turn for turn in kept.turns if turn.kind == "speech"]
    notes = (*kept.notes, "recognised again from its sound, without what the dialogue would tell the recogniser")
    if len(heard) != len(before):
        note = f"{len(heard)} turns of speech are heard now, {len(before)} were then: they are not set side by side"
        return replace(kept, turns=tuple(heard), notes=(*notes, note))
    words = iter(heard)
    found = tuple(
        replace(turn, text=now.text, confidence=now.confidence, language=now.language, alternatives=now.alternatives)
        if turn.kind == "speech" and (now := next(words))
        else turn
        for turn in kept.turns
    )
    return replace(kept, turns=found, notes=notes)


def heard_anew(name: str, samples: Samples, language: str, began: datetime, recogniser: Recogniser) -> KeptCall:
    """A recording of which nothing else is known. Raises UserError."""
    found = tuple(turns(samples, language, recogniser))
    if not found:
        raise UserError(f"{name}: nobody is heard to speak in it (of two channels the left one is the caller's)")
    return KeptCall(Path(name).stem, language, began, turns=found)
