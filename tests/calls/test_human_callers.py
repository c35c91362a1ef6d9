"""Calls with the voices of people: an evaluation test, on recordings that lie beside the project and not in it."""

from __future__ import annotations

import pytest

from centralino.paths import ROOT
from tests.voice.house import House, Recorded
from voice.audio.files import read
from voice.legs.wav import CallerLine

RECORDINGS = ROOT.parent / "shared" / "eval" / "speech"

pytestmark = [
    pytest.mark.spoken,
    pytest.mark.slow,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason="evaluation recordings are not beside the project"),
]

STRAYS = {
    "fr": ("fr/s2p_ouvre_les_volets.flac", "fr/s2p_combien_fait-il_dans_le_Salon.flac"),
    "nl": ("nl/rdh_vl00203.flac", "nl/rdh_vl14994.flac"),
    "it": ("it/vf_it-0155.flac", "it/vf_it-0161.flac"),
    "da": ("da/nst_u0042009.flac", "da/nst_u0013002.flac"),
    "en": ("en/s2p_what_s_the_weather_like_in_New_York.flac", "en/s2p_turn_on_Standing_Light.flac"),
}
"""Two things in a row that nobody at a call centre can do anything with."""
ORDERS = {
    "fr": ("Je voudrais savoir où en est ma commande.", "fr/dig_02_84934072.flac", "84934072"),
    "it": ("Vorrei sapere dov'è il mio ordine.", "it/dig_02_81741433.flac", "81741433"),
    "en": ("I would like to know where my order is.", "en/dig_02_42646288.flac", "42646288"),
}
"""The question in a synthesised voice, the number dictated by a person."""


def person(name: str) -> CallerLine:
    """A recording as a caller's line."""
    return CallerLine(read(RECORDINGS / name))


@pytest.mark.parametrize("language", list(STRAYS))
def test_what_nobody_can_do_anything_with_ends_at_a_person(system: House, language: str) -> None:
    played = system.play(language, [person(name) for name in STRAYS[language]])
    outcome = played.ended.outcome
    assert outcome is not None
    assert outcome.final == "handoff", played.heard()
    (item,) = system.stored(played)
    told = [line["text"] for line in item.packet["transcript"] if line["speaker"] == "caller"]
    # The person reads what was acted on, which may be the recogniser's second reading.
    assert len(told) == len(played.heard())
    assert all(told)


@pytest.mark.parametrize("language", list(ORDERS))
def test_a_dictated_number_is_understood(system: House, language: str) -> None:
    question, digits, number = ORDERS[language]
    played = system.play(language, [system.say(question, language), person(digits)])
    assert number in _order_numbers(played), played.heard()


def _order_numbers(played: Recorded) -> list[str]:
    return [
        entity["value"]
        for event in played.all("understood")
        for entity in event.data["entities"]
        if entity["entity"] == "order_number"
    ]


@pytest.mark.parametrize("language", ["fr", "it", "da", "en"])
def test_the_language_of_a_caller_is_found_out(system: House, language: str) -> None:
    played = system.play("auto", [person(STRAYS[language][0])])
    assert played.ended.language == language, played.heard()
