"""Every synthesiser passes these, each in its worker process."""

from __future__ import annotations

import functools
import os
import signal
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from voice.spoken import spoken_form
from voice.tts import prompts
from voice.tts.choice import ORDER, Synthesisers
from voice.tts.engines import ENGINES
from voice.tts.levels import TARGET_LUFS
from voice.tts.loudness import loudness
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.worker import WorkerSynthesiser

pytestmark = pytest.mark.contract

OPTIONAL = {"piper"}
"""Not part of the installation: it has to say so, and is not spoken with."""
INSTALLED = tuple(name for name in ENGINES if name not in OPTIONAL)
FAST = ("pico", "pyttsx3")
LANGUAGES = {"pyttsx3": {"fr", "nl", "it", "da", "en"}, "pico": {"fr", "it", "en"},
             "kokoro": {"fr", "nl", "it", "da", "en"}}  # fmt: skip
REMEDY = {"pyttsx3": "apt-get install espeak-ng", "pico": "uv sync", "kokoro": "centralino models fetch kokoro-82m"}

SENTENCES = {
    "fr": "Bonjour, que puis-je faire pour vous ?",
    "nl": "Goedemorgen, waarmee kan ik u helpen?",
    "it": "Buongiorno, come posso aiutarla?",
    "da": "Goddag, hvad kan jeg hjælpe med?",
    "en": "Good morning, how can I help you?",
}
NUMBERS = {
    "fr": ("C'est noté. Rappelez-nous au 01 99 00 01 40.", 4),
    "nl": ("Dat is genoteerd. Bel ons terug op 020 794 01 23.", 2),
    "it": ("Ho preso nota. Ci richiami allo 02 1234 5678.", 2),
    "da": ("Det er noteret. Ring til os på 32 12 34 56.", 3),
    "en": ("That's noted. Ring us back on 020 912 0123.", 2),
}
"""Two sentences, and how many pauses are within the number."""
SILENCE = 200
"""RMS below which nothing can be heard (full scale is 32,768)."""


@functools.cache
def engine(name: str) -> WorkerSynthesiser:
    """One worker an engine for the whole run."""
    return WorkerSynthesiser(name)


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    for name in INSTALLED:
        engine(name).close()


def voice(name: str, language: str | None = None) -> Voice:
    found = next((v for v in engine(name).voices() if language in (None, v.language)), None)
    assert found is not None, f"{name} is not installed: {REMEDY[name]}"
    return found


def whole(chunks: Iterator[Chunk]) -> tuple[np.ndarray, int]:
    parts = list(chunks)
    assert all(part.samples.dtype == np.int16 and part.samples.ndim == 1 for part in parts)
    assert len({part.rate for part in parts}) == 1
    return np.concatenate([part.samples for part in parts]), parts[0].rate


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


def pauses(samples: np.ndarray, hertz: int) -> list[float]:
    """Seconds of silence from 60 ms on, 40 dB below the loudest, longest first; not what comes before the speech."""
    size = hertz // 100
    power = (samples[: samples.size // size * size].astype(np.float64).reshape(-1, size) ** 2).mean(axis=1)
    loud = np.flatnonzero(np.append(power > power.max() / 10**4, True))
    return sorted((float(gap - 1) / 100 for gap in np.diff(loud) if gap > 6), reverse=True)


def speaking(samples: np.ndarray, hertz: int) -> float:
    """Seconds without the pauses."""
    return samples.size / hertz - sum(pauses(samples, hertz))


@pytest.mark.parametrize("name", INSTALLED)
def test_offers_its_languages(name: str) -> None:
    assert {voice.language for voice in engine(name).voices()} == LANGUAGES[name], REMEDY[name]
    assert all(voice.engine == name and voice.version for voice in engine(name).voices())


@pytest.mark.parametrize(("name", "language"), [(name, lang) for name in INSTALLED for lang in sorted(LANGUAGES[name])])
def test_every_voice_speaks_at_an_even_loudness(name: str, language: str) -> None:
    for spoken in [v for v in engine(name).voices() if v.language == language]:
        samples, hertz = whole(engine(name).speak(SENTENCES[language], spoken))
        assert rms(samples) > SILENCE
        assert 1.0 < samples.size / hertz < 6.0
        assert abs(loudness(samples, hertz) - TARGET_LUFS) < 3.0


@pytest.mark.parametrize("language", sorted(ORDER))
def test_no_engine_is_louder_than_another(language: str) -> None:
    """Within 1 LU, over several prompts: single ones differ by as much (standard deviation 0.5 to 0.9 LU)."""
    texts = [spoken_form(text, language) for text in (*prompts.texts()[language].values(), NUMBERS[language][0])]
    for spoken in [v for name in FAST for v in engine(name).voices() if v.language == language]:
        heard = [loudness(*whole(engine(spoken.engine).speak(text, spoken))) for text in texts]
        assert abs(np.mean(heard) - TARGET_LUFS) < 1.0, spoken


@pytest.mark.parametrize("name", INSTALLED)
def test_same_text_same_sound(name: str) -> None:
    first, hertz = whole(engine(name).speak(SENTENCES["en"], voice(name, "en")))
    second, _ = whole(engine(name).speak(SENTENCES["en"], voice(name, "en")))
    # Pico's pauses differ from one time to the next, by up to a third of a second.
    assert speaking(first, hertz) == pytest.approx(speaking(second, hertz), rel=0.1)


@pytest.mark.parametrize("name", INSTALLED)
def test_slower_is_slower(name: str) -> None:
    usual, hertz = whole(engine(name).speak(SENTENCES["fr"], voice(name, "fr")))
    slower, _ = whole(engine(name).speak(SENTENCES["fr"], voice(name, "fr"), 0.75))
    assert 1.15 < speaking(slower, hertz) / speaking(usual, hertz) < 1.7
    assert pauses(slower, hertz)[0] > 0.9, "behind the sentence"


@pytest.mark.parametrize(("name", "language"), [(name, lang) for name in FAST for lang in sorted(LANGUAGES[name])])
def test_slower_has_longer_pauses(name: str, language: str) -> None:
    """Between sentences, in a number that somebody writes down, and before whatever is said next."""
    text, groups = NUMBERS[language]
    text = spoken_form(text, language)
    usual, hertz = whole(engine(name).speak(text, voice(name, language)))
    slower, _ = whole(engine(name).speak(text, voice(name, language), 0.85))
    assert pauses(usual, hertz)[0] > 0.2, "also at the usual rate two sentences are two"
    longest = pauses(slower, hertz)
    assert min(longest[:2]) > 0.8
    assert min(longest[2 : 2 + groups]) > 0.42
    assert sum(longest[: 2 + groups]) > 1.2 * sum(pauses(usual, hertz)[: 2 + groups])
    assert 1.1 < speaking(slower, hertz) / speaking(usual, hertz) < 1.4


def test_slower_speech_of_strange_letters_is_still_spoken() -> None:
    """A clause in which an engine finds nothing to say would have ended the reply."""
    for text in ("你好, да, ø, å, hello, 你好, 🙂, goodbye, 再见", "Prix : 5, rue Ærø, – é, ou à, y"):
        for name in FAST:
            samples, _ = whole(engine(name).speak(text, voice(name, "fr"), 0.7))
            assert rms(samples) > SILENCE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyttsx3", "Où est ma commande ? " * 500),
        ("pyttsx3", "mot " * 2_500),
        ("pyttsx3", "1" * 10_000),
        ("pyttsx3", "a" * 10_000),
        ("pico", "Où est ma commande ? " * 500),
        ("pico", "b" * 10_000),
    ],
    ids=["sentences", "no full stop", "digits", "one word", "Pico, sentences", "Pico, one word"],
)
def test_ten_kilobytes_are_spoken_to_their_end(name: str, text: str) -> None:
    samples, hertz = whole(engine(name).speak(text, voice(name, "fr")))
    assert samples.size / hertz > 20
    assert rms(samples[-5 * hertz :]) > SILENCE


@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("text", ["", " ", "...", "\n\n", "🙂", "\x00\x07"])
def test_text_without_words_makes_no_sound_and_no_error(name: str, text: str) -> None:
    assert [chunk for chunk in engine(name).speak(text, voice(name)) if rms(chunk.samples) > SILENCE] == []


@pytest.mark.parametrize("name", ["pyttsx3", "pico"])
@pytest.mark.parametrize(
    "text",
    ["<speak>Hello</speak> there", "[[h@l'oU]] you", "a & b < c > d", "</pitch> \\ % $ {x}", "Straße Ærø Łódź 你好 да"],
)
def test_markup_and_strange_letters_are_only_text(name: str, text: str) -> None:
    samples, _ = whole(engine(name).speak(text, voice(name, "en")))
    assert rms(samples) > SILENCE


def test_pico_says_the_whole_of_a_french_number() -> None:
    """With the hyphens that it is written with, a quarter of a second of it was not said."""
    said, hertz = whole(engine("pico").speak("quatre-vingt-dix-huit", voice("pico", "fr")))
    apart, _ = whole(engine("pico").speak("quatre vingt dix huit", voice("pico", "fr")))
    assert abs(speaking(said, hertz) - speaking(apart, hertz)) < 0.1


@pytest.mark.parametrize("name", INSTALLED)
def test_unknown_voice_is_refused(name: str) -> None:
    known = voice(name)
    stranger = Voice(name, known.version, "klingon", "en")
    with pytest.raises(SynthesiserError, match="klingon"):
        next(engine(name).speak("hello", stranger))


@pytest.mark.parametrize("name", INSTALLED)
def test_closing_the_iterator_stops_and_the_next_text_is_spoken(name: str) -> None:
    chunks = engine(name).speak("Un deux trois quatre cinq. " * 200, voice(name, "fr"))
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]
    samples, _ = whole(engine(name).speak(SENTENCES["fr"], voice(name, "fr")))
    assert rms(samples) > SILENCE


def test_texts_of_several_calls_take_turns() -> None:
    """A long text of one call does not hold up another's short one."""
    pico = engine("pico")
    long = pico.speak("Une phrase qui dure un moment, et encore un moment. " * 100, voice("pico", "fr"))
    next(long)
    done = threading.Event()

    def short() -> None:
        whole(pico.speak("Bonjour.", voice("pico", "fr")))
        done.set()

    threading.Thread(target=short, daemon=True).start()
    assert done.wait(10)
    remaining = sum(1 for _ in long)
    assert remaining > 50


@pytest.mark.parametrize("name", ["pyttsx3", "pico"])
def test_a_killed_worker_fails_at_once_and_comes_back(name: str) -> None:
    synthesiser = WorkerSynthesiser(name)
    chunks = synthesiser.speak("Un deux trois quatre cinq. " * 400, voice(name, "fr"))
    next(chunks)
    assert synthesiser.pid is not None
    os.kill(synthesiser.pid, signal.SIGKILL)
    with pytest.raises(SynthesiserError, match="died"):
        list(chunks)
    samples, _ = whole(synthesiser.speak(SENTENCES["fr"], voice(name, "fr")))
    assert rms(samples) > SILENCE
    synthesiser.close()


def test_a_hung_worker_is_stopped_and_replaced() -> None:
    synthesiser = WorkerSynthesiser("pyttsx3", progress_seconds=0.5)
    synthesiser.warm()
    pid = synthesiser.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(SynthesiserError, match="no answer"):
        list(synthesiser.speak("hello", voice("pyttsx3", "en")))
    whole(synthesiser.speak("hello", voice("pyttsx3", "en")))
    assert synthesiser.pid not in (None, pid)
    synthesiser.close()


def test_a_hung_worker_does_not_block_a_caller_with_a_long_text() -> None:
    """The pipe to a worker that reads nothing fills up."""
    synthesiser = WorkerSynthesiser("pyttsx3", progress_seconds=0.5)
    synthesiser.warm()
    assert synthesiser.pid is not None
    os.kill(synthesiser.pid, signal.SIGSTOP)
    with pytest.raises(SynthesiserError):
        list(synthesiser.speak("hello " * 50_000, voice("pyttsx3", "en")))
    synthesiser.close()


def test_the_worker_ends_with_its_parent() -> None:
    synthesiser = WorkerSynthesiser("pyttsx3")
    synthesiser.warm()
    process = synthesiser._process
    assert process is not None
    assert process._popen.stdin is not None
    process._popen.stdin.close()
    deadline = time.monotonic() + 10
    while process.alive and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not process.alive


@pytest.mark.parametrize("language", sorted(ORDER))
def test_the_best_installed_engine_and_the_operators_order(language: str) -> None:
    usual = Synthesisers()
    assert usual.best(language)[1].engine == ("pico" if language in LANGUAGES["pico"] else "pyttsx3")
    ordered = Synthesisers({language: ("piper", "kokoro", "pyttsx3")})
    assert ordered.best(language)[1].engine == "kokoro"
    with pytest.raises(SynthesiserError, match="piper"):
        Synthesisers({language: ("piper",)}).best(language)
