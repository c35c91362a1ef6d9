"""The voices that speech is rendered with ahead, and the languages in which enough of it is there to use them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voice.tts.choice import Synthesisers
from voice.tts.protocol import SynthesiserError, Voice
from voice.tts.worker import WorkerSynthesiser

ENGINES: dict[str, str] = dict.fromkeys(("fr", "nl", "it", "da", "en"), "kokoro")
"""Language → engine. Kokoro is understood best in each (words that whisper-base gets wrong: nl 31 to espeak-ng's 61, da
44 to 58 %; docs/install/voices.md), and too slow to begin a reply with."""

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chosen:
    """Who speaks a language."""

    engine: WorkerSynthesiser
    voice: Voice
    ahead: bool = False
    """It is the voice of what was rendered ahead: a sentence that was not takes it a second or more."""


class Ahead:
    """Which voice a call may take instead of the live one. Thread-safe; nothing is ready until somebody says so."""

    def __init__(self, synthesisers: Synthesisers, engines: Mapping[str, str] | None = None) -> None:
        """`engines`: language → engine, "" for none; languages left out have that of ENGINES."""
        self._synthesisers = synthesisers
        self._engines = {**ENGINES, **(engines or {})}
        self._ready: dict[str, Chosen] = {}
        self._warm = False
        self._lock = threading.Lock()

    def voice(self, language: str) -> Voice | None:
        """What the language is rendered with; None where that is switched off or not installed."""
        found = self._find(language)
        return found.voice if found else None

    def ready(self, language: str) -> Chosen | None:
        """What a call that begins to speak the language may take; None while too little is there."""
        with self._lock:
            return self._ready.get(language)

    def declare(self, languages: Iterable[str]) -> None:
        """These languages are ready, others are not (any more). May take a moment: engines that were not wanted before
        are loaded."""
        found = {language: chosen for language in languages if (chosen := self._find(language)) is not None}
        if found and not self._warm:
            # Loaded now rather than in the first call that has something to say that nobody could foresee.
            loaded = [_loaded(chosen) for chosen in found.values()]
            self._warm = all(loaded)
        with self._lock:
            self._ready = found

    def _find(self, language: str) -> Chosen | None:
        name = self._engines.get(language)
        if not name:
            return None
        try:
            return Chosen(*self._synthesisers.named(name, language), ahead=True)
        except SynthesiserError:
            return None


def _loaded(chosen: Chosen) -> bool:
    try:
        for _ in chosen.engine.speak("1.", chosen.voice):
            pass
    except SynthesiserError as error:
        LOG.error("the voice of what is rendered ahead does not start: %s", error)
        return False
    return True
