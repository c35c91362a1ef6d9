"""Telling what whisper heard from what it made up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from voice.audio import RATE
from voice.stt import whisper_guards as guards
from voice.stt.pieces import cut
from voice.stt.text import folded
from voice.vad.segments import Segment

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titrage Société Radio-Canada",
        "Merci d'avoir regardé cette vidéo !",
        "Ondertitels ingediend door de Amara.org gemeenschap",
        "TV GELDERLAND 2021",
        "Sottotitoli creati dalla comunità Amara.org",
        "Sottotitoli e revisione a cura di QTSS",
        "Danske tekster af Nicolai Winther",
        "Thanks for watching!",
        "Thank you so much for watching.",
        "...",
        "",
    ],
)
def test_credits_and_farewells_of_videos_are_made_up(text: str) -> None:
    assert guards.is_invented(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Merci",
        "Bedankt",
        "Grazie mille",
        "Tak for hjælpen",
        "I'd like to watch the subtitles on my television",
        "Je voudrais les sous-titres sur ma télévision",
        "I want to subscribe to your internet offer",
        "Ho un problema con i sottotitoli",
        "Sous-titres par défaut, comment les enlever ?",
        "Danske tekster virker ikke på mit fjernsyn",
        "De ondertiteling doet het niet",
    ],
)
def test_what_callers_say_is_not(text: str) -> None:
    assert not guards.is_invented(text)


def test_descriptions_of_sounds_are_taken_out() -> None:
    assert guards.without_sounds("[Musique] bonjour (rires) ♪") == "bonjour"


@pytest.mark.parametrize("text", ["ja ja ja ja ja ja ja", "I don't know what to do, " * 5, "na " * 40])
def test_loops_are_found_and_cut(text: str) -> None:
    assert guards.loops(text)
    assert len(guards.cut_loop(text).split()) <= 7
    assert text.startswith(guards.cut_loop(text))


@pytest.mark.parametrize(
    "text", ["0 0 0 0 4 4 4 4", "nee nee nee", "no no, I said no", "0800 000 000", "Yes, yes, I would like that, yes"]
)
def test_people_repeat_themselves_too(text: str) -> None:
    assert not guards.loops(text)
    assert guards.cut_loop(text) == text


def test_a_recited_hotword_list_is_noticed_a_wish_is_not() -> None:
    hotwords = ("sales", "billing", "support", "returns")
    assert guards.echoes("Sales, billing, support, returns", hotwords)
    assert guards.echoes("sales billing support", hotwords)
    assert not guards.echoes("billing", hotwords)
    assert not guards.echoes("not sales, support please", hotwords)
    assert not guards.echoes("support, billing, sales", hotwords)


def test_little_sound_cannot_hold_much_text() -> None:
    assert guards.token_cap(1) < 40
    assert guards.token_cap(15) < 200


def test_silence_is_believed_only_of_a_doubtful_text() -> None:
    assert guards.is_silence(0.9, -1.5)
    assert not guards.is_silence(0.9, -0.2)
    assert not guards.is_silence(0.1, -1.5)


def test_folding_keeps_what_words_are_made_of() -> None:
    assert folded("  L’été, à  Århus: 'OK'! ") == "l'été à århus ok"


def pieces(speech: list[tuple[int, int]], seconds: float) -> list[tuple[float, float]]:
    found = cut([Segment(a, b) for a, b in speech], round(seconds * RATE), 15)
    return [(piece.start / RATE, piece.end / RATE) for piece in found]


def test_a_short_recording_stays_whole_and_a_silent_one_is_nothing() -> None:
    assert pieces([(1000, 2000)], 10) == [(0, 10)]
    assert pieces([], 600) == []


def test_a_long_recording_is_cut_at_its_pauses() -> None:
    assert pieces([(1000, 9000), (10_000, 14_000), (20_000, 30_000)], 40) == [(0.7, 14.3), (19.7, 30.3)]


def test_a_long_pause_parts_even_a_short_recording() -> None:
    assert pieces([(1000, 2000), (6000, 7000)], 10) == [(0.7, 2.3), (5.7, 7.3)]


def test_speech_without_a_pause_is_cut_where_the_window_ends() -> None:
    found = pieces([(0, 60_000)], 60)
    assert all(end - start <= 15.01 for start, end in found)
    assert found[0][0] == 0
    assert found[-1][1] == 60
    assert all(after[0] <= before[1] for before, after in pairwise(found))
