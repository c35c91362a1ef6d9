"""What a speaker can record for the bot: every text that is always the same, under the name of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.messages import LANGUAGES
from voice.tts.recordings import Texts, flat

SAID = "utter_"
"""Of replies that are said whole; others are parts of sentences, or read by colleagues."""
IN_ALL_LANGUAGES = "utter_greeting_auto"
"""Said before the caller's language is known, in the words of the fallback language alone."""
SAID_SLOWLY = "utter_slower"
"""The beginning of slower speech, which is synthesised: a recording of it would never be played."""
CONSTANT = frozenset({"company"})
"""Variables that never change from call to call."""
ALMOST_A_MINUTE = 60.0
"""Seconds of a wait that callers on hold are told as a minute."""
SURVEY = ("question", "again", "thanks", "goodbye")


@dataclass(frozen=True)
class Line:
    """One text of one language."""

    language: str
    name: str
    """Of its file, without the suffix: the reply's name, with .2, .3 … for its further wordings."""
    text: str


def lines(language: str) -> tuple[Line, ...]:
    """What can be recorded in a language, each text once, in the order of the files that hold them. Raises UserError
    when the replies or the company's files cannot be used."""
    found: dict[str, Line] = {}
    for line in every_line(language):
        found.setdefault(flat(line.text), line)
    return tuple(found.values())


def every_line(language: str) -> Iterator[Line]:
    """The same with texts that have several names."""
    for name, text in (*_replies(language), *_prompts(language)):
        yield Line(language, name, text)


def texts() -> Texts:
    """By language and name, of all languages. Raises UserError."""
    return {(line.language, line.name): line.text for language in LANGUAGES for line in every_line(language)}


def file_name(reply: str, wording: int) -> str:
    """Of a wording, counted from 1, without the suffix."""
    return reply if wording == 1 else f"{reply}.{wording}"


def _replies(language: str) -> Iterator[tuple[str, str]]:
    from bot.directory import company
    from bot.replies.loader import load, render

    values = {"company": company().profile.name}
    for name, reply in load()[language].items():
        if not name.startswith(SAID) or name == SAID_SLOWLY or (name == IN_ALL_LANGUAGES and language != "en"):
            continue
        for index, wording in enumerate(reply.wordings):
            if wording.variables <= CONSTANT:
                yield file_name(name, index + 1), render(language, name, index, values)


def _prompts(language: str) -> Iterator[tuple[str, str]]:
    """What is said beside the dialogue: when parts are dead, about recording, on hold, after the call, by the PBX."""
    from centralino import hold_texts, recording_words
    from deploy.asterisk import prompts as pbx
    from voice.session import survey
    from voice.tts import prompts as emergency

    for name, text in emergency.texts()[language].items():
        yield f"emergency_{name}", text
    for name, text in recording_words.words()[language].said.items():
        yield f"recording_{name}", text
    yield "hold_next", hold_texts.place(language, 1, None)
    yield "hold_next_minute", hold_texts.place(language, 1, ALMOST_A_MINUTE)
    yield "hold_second", hold_texts.place(language, 2, None)
    yield "hold_second_minute", hold_texts.place(language, 2, ALMOST_A_MINUTE)
    yield "hold_back", hold_texts.text("back", language)
    yield "hold_goodbye", hold_texts.text("goodbye", language)
    for name in SURVEY:
        yield f"survey_{name}", getattr(survey.texts()[language], name)
    for name, text in pbx.texts()[language].items():
        if name != "voice":
            yield f"pbx_{name}", text
