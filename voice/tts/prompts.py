"""The prompts that need no engine: rendered when all is well, kept on disk and in memory for when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from voice.audio import RATE

FILE = Path(__file__).with_name("prompts.yml")

Samples = NDArray[np.int16]


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Language → prompt → written text."""
    return {
        str(language): {str(name): str(text) for name, text in prompts.items()}
        for language, prompts in YAML(typ="safe").load(FILE.read_text("utf-8")).items()
    }


class EmergencyPrompts:
    """The sound of every prompt of some languages, in memory."""

    def __init__(self) -> None:
        self._sounds: dict[tuple[str, str], Samples] = {}

    def load(self, languages: Iterable[str], render: Callable[[str, str], Samples | None]) -> None:
        """`render(text, language)` gives kept or fresh sound, or None to leave things as they are. Raises what it
        raises."""
        for language in languages:
            for name, text in texts()[language].items():
                sound = render(text, language)
                if sound is not None:
                    self._sounds[language, name] = sound

    def has(self, name: str, language: str) -> bool:
        """Whether a prompt is there in this very language."""
        return (language, name) in self._sounds

    def get(self, name: str, language: str) -> tuple[str, Samples]:
        """Text and sound; in another language, at last a tone, where the language was not loaded. Never fails."""
        for known in (language, *(other for other, prompt in self._sounds if prompt == name)):
            if (known, name) in self._sounds:
                return texts()[known][name], self._sounds[known, name]
        return "", _attention()


def _attention() -> Samples:
    """Two short tones: something is there, even if it has no words."""
    time = np.arange(RATE // 5) / RATE
    tone = (6000 * np.sin(2 * np.pi * 440 * time)).astype(np.int16)
    pause = np.zeros(RATE // 10, np.int16)
    sound: Samples = np.concatenate([tone, pause, tone])
    return sound
