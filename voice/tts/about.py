"""What an operator wants to know of an engine before choosing it."""

from __future__ import annotations

from dataclasses import dataclass

from voice.models.store import default as default_store
from voice.tts.protocol import Voice


@dataclass(frozen=True)
class About:
    """One engine."""

    title: str
    licence: str
    """SPDX names, of the engine and of what it is built on."""
    get: tuple[str, ...]
    """The commands that install it."""


ABOUT: dict[str, About] = {
    "pico": About("SVOX Pico", "Apache-2.0", ("uv sync",)),
    "pyttsx3": About("espeak-ng", "GPL-3.0-or-later, pyttsx3 MPL-2.0", ("apt-get install espeak-ng",)),
    "kokoro": About("Kokoro-82M", "Apache-2.0, espeak-ng GPL-3.0-or-later", ("centralino models fetch kokoro-82m",)),
    "piper": About(
        "Piper",
        "GPL-3.0-or-later",
        ("uv tool install piper-tts", "centralino models fetch piper-nl_BE-nathalie-medium"),
    ),
}
"""By name; an engine without a line here is shown by its name alone."""


def about(engine: str) -> About:
    """Never fails."""
    return ABOUT.get(engine, About(engine, "see its documentation", ("see its documentation",)))


def licence(voice: Voice) -> str:
    """Of the engine, and of the voice where that has one of its own."""
    own = next((m.licence for m in default_store().installed() if m.name == voice.name), None)
    engine = about(voice.engine).licence
    return engine if own is None else f"{engine}, voice {own}"
