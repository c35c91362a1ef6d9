"""The synthesisers by name. A further engine is one file and one line here."""

from __future__ import annotations

import importlib
from typing import cast

from voice.tts.protocol import Synthesiser, SynthesiserError

ENGINES: dict[str, str] = {
    "pico": "voice.tts.pico_engine:PicoSynthesiser",
    "pyttsx3": "voice.tts.pyttsx3_engine:Pyttsx3Synthesiser",
    "kokoro": "voice.tts.kokoro_engine:KokoroSynthesiser",
    "piper": "voice.tts.piper_engine:PiperSynthesiser",
}


def build(name: str) -> Synthesiser:
    """The engine, running in this process; building loads no model. Raises SynthesiserError for an unknown name."""
    if name not in ENGINES:
        raise SynthesiserError(f"no synthesiser {name!r}; known: {', '.join(ENGINES)}")
    module, kind = ENGINES[name].split(":")
    return cast(Synthesiser, getattr(importlib.import_module(module), kind)())
