"""What callers on hold are told."""

from __future__ import annotations

import pytest

from bot.messages import LANGUAGES
from centralino.hold_texts import place, text, texts

pytestmark = pytest.mark.unit


def test_every_language_has_every_text() -> None:
    assert set(texts()) == set(LANGUAGES)
    assert len({frozenset(words) for words in texts().values()}) == 1
    for name in texts()["en"]:
        assert len({words[name] for words in texts().values()}) == len(LANGUAGES), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_waits_are_told_as_they_are(language: str) -> None:
    words = texts()[language]
    assert place(language, 1, 10) == words["next"], "half a minute is not worth a figure"
    assert place(language, 1, None) == words["next"]
    assert place(language, 2, 40) == f"{words['second']} {words['minute']}"
    long = place(language, 5, 170)
    assert "4" in long
    assert "3" in long
    assert "{" not in long


def test_callers_whose_language_is_unknown_are_told_in_english() -> None:
    assert place("auto", 3, None) == "There are 2 callers ahead of you."
    assert text("goodbye", "auto").startswith("Thank you")
