"""What people type may hold anything: finding entities and saying it aloud never fail, and point into the text."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from bot.corpus.learned import Learned
from bot.directory import company
from bot.entities.finder import finders
from bot.messages import LANGUAGES
from voice.spoken.form import spoken_form

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
PIECES = (
    "m²", "x³", "¹³", "½", "①", "٣٤", "१२", "12", "007", "9-5", "3.500,50", "25/12", "31.02.", "18h", "20:75", "€", "%",
    "+45", "demain", "à", "midi", "vingt", "morgen", "om", "half", "domani", "alle", "sei", "den", "fjerde", "klokken",
    "tomorrow", "at", "past", "order", "B2C", "ß", "İ", "ǆ", "ﬁ", "e\u0301", "\u200b", "\u2028", "\x00", "\r",
    "\ud7ff", "\U0001f600",
)  # fmt: skip
SAID = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=SAID)
def test_entities_of_any_text(language: str, text: str) -> None:
    for entity in finders(company(), language, Learned()).find(text, NOW, ()).entities:
        assert 0 <= entity.start < entity.end <= len(text)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=SAID)
def test_any_text_is_said(language: str, text: str) -> None:
    assert isinstance(spoken_form(text, language), str)
