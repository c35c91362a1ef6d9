"""The bot's voice as this installation has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.tts.speaker import Speaker


SETTING = "speech.ahead"


def open_speaker(folder: Path, order: Mapping[str, tuple[str, ...]], ahead: Mapping[str, str] | None = None) -> Speaker:
    """A speaker with caches in `folder` that says the company's name as a word and plays the recordings that the
    settings name. `order`: language → engines, best first; `ahead`: language → the one that renders ahead. Raises
    UserError when the company's files or the settings cannot be used."""
    from bot.directory import company
    from centralino.prompt_pack import open_pack
    from voice.tts.ahead import Ahead
    from voice.tts.choice import Synthesisers
    from voice.tts.speaker import Speaker

    words = frozenset(company().profile.name.lower().split())
    synthesisers = Synthesisers(dict(order))
    return Speaker(folder, synthesisers, words, recordings=open_pack(), ahead=Ahead(synthesisers, checked(ahead or {})))


def checked(ahead: Mapping[str, str]) -> Mapping[str, str]:
    """The setting, where it names languages and engines that there are. Raises UserError."""
    from bot.messages import LANGUAGES
    from voice.tts.engines import ENGINES

    for language, engine in ahead.items():
        if language not in LANGUAGES:
            raise UserError(f"{SETTING}: unknown language {language!r}; give {', '.join(LANGUAGES)}")
        if engine and engine not in ENGINES:
            raise UserError(f'{SETTING}: unknown engine {engine!r}; give {", ".join(ENGINES)}, or "" for none')
    return ahead
