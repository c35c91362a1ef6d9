"""How this installation recognises speech, from its settings."""

from __future__ import annotations

from bot.messages import LANGUAGES
from centralino.errors import UserError
from centralino.settings import Speech
from voice.stt.engines import Choice
from voice.stt.hurry import FAVOURS, USUAL


def choice_of(speech: Speech) -> Choice:
    """Raises UserError for a language or a favour that is none."""
    for language, favour in speech.favour.items():
        if language not in LANGUAGES:
            raise UserError(f"speech.favour: {language!r} is no language here; give {', '.join(LANGUAGES)}")
        if favour not in FAVOURS:
            raise UserError(f"speech.favour: {language}: {favour}: write {', '.join(FAVOURS[:-1])} or {FAVOURS[-1]}")
    return Choice(speech.recognisers, speech.beam, speech.threads, {**USUAL, **speech.favour})
