"""The bot's voice as calls use it: cache, emergency prompts, sound format; and pyttsx3's own interface."""

from __future__ import annotations

import os
import signal
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from actions.control import SLOWEST, STEP
from bot.messages import LANGUAGES
from centralino.foreseen.sentences import RATES
from voice.spoken import spoken_form
from voice.tts import prompts
from voice.tts.cache import PromptCache, key
from voice.tts.choice import Synthesisers
from voice.tts.protocol import Voice
from voice.tts.pyttsx3_driver import register
from voice.tts.sentences import LONGEST, LONGEST_WORD, clauses, cut
from voice.tts.speaker import Speaker

pytestmark = pytest.mark.contract
VOICE = Voice("pico", "1", "fr-FR", "fr", "abc")
SOUND = (np.sin(np.arange(16000) / 5) * 8000).astype(np.int16)


@pytest.fixture(scope="module")
def synthesisers() -> Iterator[Synthesisers]:
    made = Synthesisers()
    yield made
    made.close()


@pytest.fixture
def speaker(tmp_path: Path, synthesisers: Synthesisers) -> Speaker:
    return Speaker(tmp_path, synthesisers)


def heard(speaker: Speaker, text: str, language: str = "fr", rate: float = 1.0) -> np.ndarray:
    return np.concatenate(list(speaker.speak(text, language, rate)))


def test_the_key_holds_everything_that_the_sound_depends_on() -> None:
    changes = [
        key(VOICE, 1.0, "bonjour"),
        key(VOICE, 0.75, "bonjour"),
        key(VOICE, 1.0, "bonsoir"),
        key(VOICE, 1.0, "bonjour", pitch=1.1),
        *(key(replace(VOICE, **{name: "other"}), 1.0, "bonjour")
          for name in ("engine", "version", "name", "language", "model_hash")),
    ]  # fmt: skip
    assert len(set(changes)) == len(changes)
    assert key(VOICE, 1.0, "bonjour") == changes[0]


def test_cache_keeps_counts_and_forgets_what_was_not_used_for_longest(tmp_path: Path) -> None:
    one = size_of(SOUND, tmp_path / "one")
    cache = PromptCache(tmp_path / "cache", max_bytes=3 * one)
    names = [key(VOICE, 1.0, str(number)) for number in range(5)]
    assert cache.get(names[0]) is None
    for number, name in enumerate(names):
        cache.put(name, SOUND)
        path = next(tmp_path.glob(f"cache/*/{name}.flac"))
        __import__("os").utime(path, (number, number))
    kept = [cache.has(name) for name in names]
    assert kept == [False, False, True, True, True]
    np.testing.assert_array_equal(cache.get(names[4]), SOUND)
    usage = cache.usage()
    assert (usage.hits, usage.misses, usage.files) == (1, 1, 3)
    assert usage.bytes <= 3 * one


def size_of(sound: np.ndarray, folder: Path) -> int:
    """On disk."""
    cache = PromptCache(folder)
    assert cache.put("ab", sound)
    return cache.usage().bytes


def test_what_is_to_be_spared_is_not_pushed_out_and_does_not_push_itself_out(tmp_path: Path) -> None:
    one = size_of(SOUND, tmp_path / "one")
    cache = PromptCache(tmp_path / "cache", max_bytes=3 * one)
    cache.spare({"a0", "a1", "a2", "a3"})
    assert cache.put("b0", SOUND)
    assert [cache.put(name, SOUND) for name in ("a0", "a1", "a2")] == [True] * 3
    assert not cache.has("b0"), "it was used least"
    assert not cache.put("b1", SOUND)
    assert not cache.put("a3", SOUND), "for ever, otherwise"
    assert cache.names() == {"a0", "a1", "a2"}


def test_a_damaged_file_is_rendered_anew(speaker: Speaker, tmp_path: Path) -> None:
    assert speaker.prerender(["Bonjour."], "fr") == 1
    path = next(tmp_path.glob("prompts/*/*.flac"))
    path.write_bytes(path.read_bytes()[:20])
    assert heard(speaker, "Bonjour.").any()
    assert speaker.prerender(["Bonjour."], "fr") == 1


def test_prerendered_prompts_are_played_from_the_cache(speaker: Speaker, synthesisers: Synthesisers) -> None:
    assert speaker.prerender(["Bonjour.", "Un instant."], "fr") == 2
    assert speaker.prerender(["Bonjour.", "Un instant."], "fr") == 0
    before = speaker.usage().hits
    synthesisers.close()
    assert heard(speaker, "Bonjour.").any()
    assert speaker.usage().hits == before + 1
    assert synthesisers.workers() == {}, "an engine was started for a prompt that was in the cache"


def test_replies_are_not_kept_for_they_hold_names_and_numbers(speaker: Speaker, tmp_path: Path) -> None:
    heard(speaker, "Votre numéro est le 06 12 34 56 78, Madame Morel.")
    assert list(tmp_path.rglob("*.flac")) == []


def test_slower_has_a_sound_of_its_own(speaker: Speaker) -> None:
    speaker.prerender(["Bonjour à tous et à toutes."], "fr")
    usual, slower = (heard(speaker, "Bonjour à tous et à toutes.", rate=rate) for rate in (1.0, 0.75))
    assert slower.size > 1.15 * usual.size


def test_what_callers_can_ask_for_is_rendered_ahead() -> None:
    asked = {1.0}
    while (slower := max(SLOWEST, round(min(asked) - STEP, 2))) not in asked:
        asked.add(slower)
    assert set(RATES) == asked


def test_clauses_are_cut_where_there_are_words() -> None:
    groups = ["Faites le zéro un,", "quarante,", "zéro deux."]
    assert list(clauses(" ".join(groups))) == groups
    assert list(clauses("Un instant, s'il vous plaît.")) == ["Un instant, s'il vous plaît."]
    assert list(clauses("Ring til os: ø, å, og så, 你好, farvel")) == ["Ring til os: ø, å,", "og så, 你好,", "farvel"]


def test_the_voice_stays_the_same(speaker: Speaker) -> None:
    assert {speaker.voice("fr") for _ in range(3)} == {speaker.voice("fr")}


def test_recordings_take_precedence(tmp_path: Path, synthesisers: Synthesisers) -> None:
    speaker = Speaker(tmp_path, synthesisers, recordings=lambda text, _: SOUND if text == "Bonjour." else None)
    np.testing.assert_array_equal(heard(speaker, "Bonjour."), SOUND)
    assert heard(speaker, "Bonsoir.").size != SOUND.size


def test_emergency_prompts_play_without_any_engine(tmp_path: Path) -> None:
    first = Speaker(tmp_path)
    first.start(LANGUAGES)
    first.close()
    again = Speaker(tmp_path)
    again._emergency.load(LANGUAGES, again._prompt)
    assert again.workers() == {}
    sounds = {again.emergency(name, language)[1].tobytes() for language in LANGUAGES for name in prompts.texts()["fr"]}
    assert len(sounds) == len(LANGUAGES) * len(prompts.texts()["fr"])


def test_emergency_never_fails(speaker: Speaker) -> None:
    text, sound = speaker.emergency("hand_over", "fr")
    assert text == ""
    assert sound.any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergency_prompts_are_complete(language: str) -> None:
    names = set(prompts.texts()[language])
    assert names == {"hand_over", "key_menu", "second", "one_moment", "call_back_later", "goodbye"}
    assert "0" in prompts.texts()[language]["key_menu"]


def test_a_prompt_in_all_languages_is_spoken_by_several_voices(speaker: Speaker) -> None:
    text = "Hello! Parlez français, ou tapez 1. Spreek Nederlands, of druk op 2. Parli italiano, o prema 3."
    assert heard(speaker, text, "en").size > 4 * 16000


def test_sentences_are_short_enough_and_complete() -> None:
    text = "Un. Deux trois, " + "quatre cinq " * 100 + "x" * 100 + ". Six !"
    pieces = list(cut(text))
    assert max(map(len, pieces)) <= LONGEST
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert max(len(word) for piece in pieces for word in piece.split()) <= LONGEST_WORD
    assert list(cut("Bonjour. Au revoir !")) == ["Bonjour.", "Au revoir !"]


def test_pyttsx3_by_its_own_interface(tmp_path: Path) -> None:
    """The traps of the stock driver: early return, lost jobs, silent files, stop, unknown voices."""
    import pyttsx3

    engine = pyttsx3.init(register())
    events: list[tuple[str, object]] = []
    engine.connect("finished-utterance", lambda name, completed: events.append((name, completed)))
    engine.connect("error", lambda name, exception: events.append((name, str(exception))))
    for number in range(50):
        engine.save_to_file(f"prompt {number}", str(tmp_path / f"{number}.wav"))
    engine.runAndWait()
    for number in range(50):
        with wave.open(str(tmp_path / f"{number}.wav")) as file:
            assert np.frombuffer(file.readframes(file.getnframes()), np.int16).any()
    events.clear()

    def stop(_samples: np.ndarray) -> None:
        engine.stop()

    engine.setProperty("sink", stop)
    engine.say("one two three four five " * 20, "stopped")
    engine.runAndWait()
    assert events == [("stopped", False)]
    events.clear()
    engine.setProperty("voice", "klingon")
    engine.runAndWait()
    assert "not allowed" in str(events)
    assert engine.getProperty("voice") != "klingon"


def test_the_company_needs_no_spelling(tmp_path: Path, synthesisers: Synthesisers) -> None:
    short = Speaker(tmp_path, synthesisers, frozenset({"lumora"}))
    assert heard(short, "info@lumora.example").size < heard(Speaker(tmp_path, synthesisers), "info@lumora.example").size
    assert "elle u emme" in spoken_form("info@lumora.example", "fr")


def test_a_worker_that_hangs_while_prompts_are_rendered_costs_no_prompt(tmp_path: Path) -> None:
    speaker = Speaker(tmp_path)
    engine = speaker.live("da").engine
    engine.warm()
    stopped = engine.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    assert speaker.prerender(["Et øjeblik."], "da") == 1
    assert engine.pid not in (None, stopped)
    speaker.close()
