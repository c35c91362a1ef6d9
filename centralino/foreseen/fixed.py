"""What is always said in the same words, by use: what every call begins with, then the rest."""

from __future__ import annotations

from collections.abc import Iterator

from actions.wording import Speaker
from bot.messages import LANGUAGES
from bot.replies.loader import load, render
from centralino import hold_texts
from centralino.recordable import CONSTANT, IN_ALL_LANGUAGES, SAID, every_line

FIRST = (
    "utter_greeting", "utter_how_can_i_help", "utter_anything_else", "utter_goodbye", "utter_welcome", "utter_noted",
    "utter_menu", "utter_not_understood", "utter_not_understood_short", "utter_silence", "utter_ask_which_department",
)  # fmt: skip
"""Replies that most calls hear, and all that begin as the first of these does."""
PBX = "pbx_"
"""Prompts that the PBX says by itself: they are files of its own."""
POSITIONS, MINUTES = 20, 30
"""As far as callers on hold are told where they stand."""


def first(speaker: Speaker) -> Iterator[str]:
    """Greetings, apologies, what is said about recording and on hold, and the replies that most calls hear."""
    beside = [line.text for line in every_line(speaker.language) if not line.name.startswith((SAID, PBX))]
    greetings = [name for name in load()[speaker.language] if name.startswith(FIRST[0])]
    for name in (*greetings, *FIRST[1:]):
        yield from _wordings(speaker, name)
    yield from beside


def rest(speaker: Speaker) -> Iterator[str]:
    """All others."""
    for name in load()[speaker.language]:
        if name.startswith(SAID):
            yield from _wordings(speaker, name)
    for position in range(1, POSITIONS + 1):
        yield hold_texts.place(speaker.language, position, None)
    for minutes in range(1, MINUTES + 1):
        yield hold_texts.place(speaker.language, 1, 60.0 * minutes)


def in_all_languages(speaker: Speaker) -> Iterator[tuple[str, str]]:
    """(language of the reply, text) of what may be said in several languages at once: each says its own part."""
    for language in LANGUAGES:
        for name in (IN_ALL_LANGUAGES, "utter_ask_language"):
            for text in _wordings(Speaker(language, speaker.company, speaker.today), name):
                yield language, text


def _wordings(speaker: Speaker, name: str) -> Iterator[str]:
    reply = load()[speaker.language].get(name)
    for number, wording in enumerate(reply.wordings if reply else ()):
        if wording.variables <= CONSTANT:
            yield render(speaker.language, name, number, {"company": speaker.company.profile.name})
