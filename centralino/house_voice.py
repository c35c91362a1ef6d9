"""The bot's voice as this installation has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice.tts.speaker import Speaker


def open_speaker(folder: Path, order: Mapping[str, tuple[str, ...]]) -> Speaker:
    """A speaker with caches in `folder` that says the company's name as a word and plays the recordings that the
    settings name. `order`: language → engines, best first. Raises UserError when the company's files cannot be used."""
    from bot.directory import company
    from centralino.prompt_pack import open_pack
    from voice.tts.choice import Synthesisers
    from voice.tts.speaker import Speaker

    words = frozenset(company().profile.name.lower().split())
    return Speaker(folder, Synthesisers(dict(order)), plain_words=words, recordings=open_pack())
