"""Prompts that a speaker recorded: real sounds of the house's synthesisers, saved as a studio would."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from centralino.errors import UserError
from tests.voice.scripted import FIRST_LINE, Scene, ScriptedDialogue, ScriptedRecogniser, goodbye, line, said
from tests.voice.sounds import espoken, pico
from voice.audio import FRAME_SAMPLES, RATE
from voice.tts import prompts
from voice.tts.choice import Synthesisers
from voice.tts.levels import TARGET_LUFS, speech_level
from voice.tts.loudness import loudness
from voice.tts.protocol import SynthesiserError
from voice.tts.recordings import Adopted, Recordings, digest, place, read_adopted, write_adopted
from voice.tts.speaker import Speaker
from voice.tts.take import read_take

pytestmark = pytest.mark.contract

NOTED = "Right, I've noted that."
ROUTE = "I'm putting you through to sales. You're number 2 in the queue."
TEXTS = {
    ("en", "utter_noted"): NOTED,
    ("en", "utter_noted.2"): "Okay, got it.",
    ("en", "utter_goodbye"): "Goodbye.",
    ("en", "emergency_hand_over"): prompts.texts()["en"]["hand_over"],
    ("da", "utter_noted"): "Det har jeg noteret.",
}
NO_ENGINE = {"en": ("none",), "da": ("none",)}


@pytest.fixture(scope="module")
def synthesisers() -> Iterator[Synthesisers]:
    made = Synthesisers()
    yield made
    made.close()


def studio(
    path: Path, samples: np.ndarray, rate: int = RATE, subtype: str = "PCM_16", channels: int = 1, gain: float = 1.0
) -> Path:
    """A WAV file with a second of silence before and after, as studios leave it."""
    there = np.arange(int(samples.size * rate / RATE)) * RATE / rate
    sound = np.interp(there, np.arange(samples.size), samples / 32768) * gain
    quiet = np.zeros(rate)
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = np.concatenate([quiet, sound, quiet])
    soundfile.write(str(path), np.stack([whole] * channels, axis=1), rate, subtype=subtype, format="WAV")
    return path


def record(folder: Path, *keys: tuple[str, str]) -> None:
    """What the speaker delivers for some of TEXTS."""
    for language, name in keys:
        text = TEXTS[language, name]
        voice = pico(text, "en-GB") if language == "en" else espoken(text, language)
        studio(folder / place(language, name), voice, 48_000, "PCM_24")


def heard(speaker: Speaker, text: str, language: str = "en", rate: float = 1.0) -> np.ndarray:
    return np.concatenate(list(speaker.speak(text, language, rate)))


@pytest.mark.parametrize(
    ("rate", "subtype", "channels", "gain"),
    [
        (8_000, "PCM_16", 1, 1.0),
        (16_000, "PCM_16", 1, 0.05),
        (22_050, "PCM_24", 2, 0.3),
        (44_100, "FLOAT", 2, 1.0),
        (48_000, "PCM_24", 1, 0.02),
        (48_000, "PCM_32", 2, 0.5),
    ],
)
def test_any_wav_becomes_a_prompt_of_the_house(
    tmp_path: Path, rate: int, subtype: str, channels: int, gain: float
) -> None:
    spoken = pico(NOTED, "en-GB")
    take = read_take(studio(tmp_path / "take.wav", spoken, rate, subtype, channels, gain))
    assert take.samples.dtype == np.int16
    assert abs(loudness(take.samples, RATE) - TARGET_LUFS) < 0.5, "as loud as the other voices"
    assert abs(take.level_db - speech_level(spoken, RATE) - 20 * np.log10(gain)) < 1.5, "as it was recorded"
    assert spoken.size / RATE - 0.5 < take.seconds < spoken.size / RATE + 0.3, "without the studio's silence"
    assert np.abs(take.samples).max() < 32767
    assert take.clipped == 0


def test_the_sound_is_the_speakers(tmp_path: Path) -> None:
    """Converted in steps, it is neither cut nor shifted: its envelope is the one that was recorded."""
    spoken = pico(NOTED * 3, "en-GB")
    played = read_take(studio(tmp_path / "take.wav", spoken, 48_000)).samples.astype(float)
    found = np.correlate(played, spoken.astype(float), "full")
    shift = int(found.argmax()) - spoken.size + 1
    assert abs(shift) <= RATE // 5, "what was trimmed or left of the silence around it"
    start, at = max(0, -shift), max(0, shift)
    length = min(spoken.size - start, played.size - at)
    assert length > 0.9 * spoken.size
    assert np.corrcoef(played[at : at + length], spoken[start : start + length])[0, 1] > 0.99


def test_cut_off_peaks_are_counted_and_full_scale_is_not_exceeded(tmp_path: Path) -> None:
    spoken = pico(NOTED, "en-GB")
    clipped = np.clip(spoken.astype(float) * 40, -32768, 32767)
    assert read_take(studio(tmp_path / "loud.wav", clipped, gain=1.0)).clipped > 50
    # 32-bit floating point has room beyond full scale: nothing is lost there.
    assert read_take(studio(tmp_path / "float.wav", spoken, subtype="FLOAT", gain=30.0)).clipped == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nothing", "no such file"),
        ("empty", "not a readable sound file"),
        ("text", "not a readable sound file"),
        ("cut", "broken off; copy it again"),
        ("silent", "holds no sound"),
        ("hiss", "only silence"),
        ("instant", "only silence"),
        ("long", "longer than 2 minutes"),
        ("slow", "4000 Hz do not suit speech"),
        ("channels", "4 channels; save it as mono or stereo"),
        ("infinite", "holds no sound"),
    ],
)
def test_what_cannot_be_played_is_told_with_a_remedy(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "take.wav"
    noise = np.random.default_rng(1).standard_normal(RATE)
    if content == "empty":
        path.touch()
    elif content == "text":
        path.write_text("file,language,text\n")
    elif content == "cut":
        whole = studio(path, pico(NOTED, "en-GB")).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif content == "silent":
        studio(path, np.zeros(RATE))
    elif content == "hiss":
        studio(path, noise * 10)
    elif content == "instant":
        soundfile.write(str(path), noise[:200] / 10, RATE)
    elif content == "long":
        soundfile.write(str(path), np.tile(noise / 10, 121), RATE)
    elif content == "slow":
        studio(path, noise * 3000, 4_000)
    elif content == "channels":
        studio(path, noise * 3000, channels=4)
    elif content == "infinite":
        soundfile.write(str(path), np.full(RATE, np.inf), RATE, subtype="FLOAT")
    with pytest.raises(UserError, match=f"{path}: .*{told}"):
        read_take(path)


def test_what_is_recorded_is_played_and_the_rest_synthesised(tmp_path: Path, synthesisers: Synthesisers) -> None:
    record(tmp_path / "pack", ("en", "utter_noted"), ("da", "utter_noted"))
    pack = Recordings(tmp_path / "pack", TEXTS)
    assert len(pack) == 2
    speaker, plain = Speaker(tmp_path, synthesisers, recordings=pack), Speaker(tmp_path, synthesisers)
    take = read_take(tmp_path / "pack/en/utter_noted.wav").samples
    np.testing.assert_array_equal(heard(speaker, NOTED), take)
    np.testing.assert_array_equal(heard(speaker, f" {NOTED}\n"), take)
    for text in ("Okay, got it.", f"{NOTED} {ROUTE}", ROUTE):
        assert is_synthesised(heard(speaker, text), take, heard(plain, text)), "one voice within a reply"
    assert is_synthesised(heard(speaker, NOTED, "fr"), take, heard(plain, NOTED, "fr")), "of this language alone"


def test_slower_is_synthesised(tmp_path: Path, synthesisers: Synthesisers) -> None:
    record(tmp_path / "pack", ("en", "utter_noted"))
    speaker = Speaker(tmp_path, synthesisers, recordings=Recordings(tmp_path / "pack", TEXTS))
    plain = Speaker(tmp_path, synthesisers)
    take = read_take(tmp_path / "pack/en/utter_noted.wav").samples
    assert is_synthesised(heard(speaker, NOTED, rate=0.75), take, heard(plain, NOTED, rate=0.75))


def test_a_broken_file_is_synthesised_and_told_once(
    tmp_path: Path, synthesisers: Synthesisers, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pack/en/utter_noted.wav"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF\0\0")
    speaker = Speaker(tmp_path, synthesisers, recordings=Recordings(tmp_path / "pack", TEXTS))
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert heard(speaker, NOTED).any()
    (told,) = caplog.messages
    assert "en/utter_noted.wav" in told
    assert "centralino prompts check" in told
    assert NOTED not in told


def test_a_file_that_disappears_is_synthesised(tmp_path: Path, synthesisers: Synthesisers) -> None:
    record(tmp_path / "pack", ("en", "utter_noted"))
    pack = Recordings(tmp_path / "pack", TEXTS)
    (tmp_path / "pack/en/utter_noted.wav").unlink()
    assert heard(Speaker(tmp_path, synthesisers, recordings=pack), NOTED).any()


def test_an_adopted_recording_goes_with_its_text(tmp_path: Path) -> None:
    record(tmp_path, ("en", "utter_noted"))
    file = "en/utter_noted.wav"
    write_adopted(tmp_path, {file: Adopted(NOTED, digest(tmp_path / file))})
    assert read_adopted(tmp_path)[file].text == NOTED
    changed = {**TEXTS, ("en", "utter_noted"): "Right, and you stay on the line."}
    pack = Recordings(tmp_path, changed)
    assert pack("Right, and you stay on the line.", "en") is None, "it says something else"
    assert Recordings(tmp_path, TEXTS)(NOTED, "en") is not None
    swapped = {("en", "utter_noted"): "Okay, got it.", ("en", "utter_noted.2"): NOTED}
    assert Recordings(tmp_path, swapped)(NOTED, "en") is not None, "wherever its text stands"
    assert Recordings(tmp_path, swapped)("Okay, got it.", "en") is None
    # Recorded again: another sound, for the text that its name stands for.
    studio(tmp_path / file, pico("Right, and you stay on the line.", "en-GB"))
    assert Recordings(tmp_path, changed)("Right, and you stay on the line.", "en") is not None


def test_what_is_known_of_recordings_may_be_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    record(tmp_path, ("en", "utter_noted"))
    (tmp_path / "adopted.json").write_text('{"en/utter_noted.wav": 3}')
    assert Recordings(tmp_path, TEXTS)(NOTED, "en") is not None
    assert "adopted.json cannot be read" in caplog.text
    with pytest.raises(
        UserError, match=r"adopted\.json: cannot be read; remove it, then run: centralino prompts adopt"
    ):
        read_adopted(tmp_path)


def test_recorded_emergency_prompts_need_no_engine(tmp_path: Path) -> None:
    record(tmp_path / "pack", ("en", "emergency_hand_over"))
    speaker = Speaker(tmp_path, Synthesisers(NO_ENGINE), recordings=Recordings(tmp_path / "pack", TEXTS))
    with pytest.raises(SynthesiserError):
        speaker.start(["en"])
    text, sound = speaker.emergency("hand_over", "en")
    assert text == prompts.texts()["en"]["hand_over"]
    np.testing.assert_array_equal(sound, read_take(tmp_path / "pack/en/emergency_hand_over.wav").samples)


async def test_on_a_call_recordings_are_heard_though_every_engine_is_dead(tmp_path: Path) -> None:
    record(tmp_path / "pack", ("en", "utter_noted"), ("en", "emergency_hand_over"))
    pack = Recordings(tmp_path / "pack", TEXTS)
    speaker = Speaker(tmp_path, Synthesisers(NO_ENGINE), recordings=pack)
    with pytest.raises(SynthesiserError):
        speaker.start(["en"])
    scene = Scene(
        ScriptedDialogue(said(ROUTE), goodbye(), greeting=said(NOTED)),
        ScriptedRecogniser("sales please"),
        speech=speaker,
        lines=[line(FIRST_LINE)],
        record=tmp_path / "call.wav",
    )
    played = await scene.play()
    assert played.said() == [NOTED, prompts.texts()["en"]["hand_over"]]
    assert [part for _, _, part in scene.hand_over.stored] == ["synthesiser"]
    bot = soundfile.read(tmp_path / "call.wav", dtype="int16")[0][:, 1]
    for name in ("utter_noted", "emergency_hand_over"):
        assert _contains(bot, read_take(tmp_path / f"pack/en/{name}.wav").samples), name


def is_synthesised(sound: np.ndarray, take: np.ndarray, plain: np.ndarray) -> bool:
    """Whether a sound has nothing of a recording, and as much speech as the engine makes of the same text, give or take
    a tenth: an engine's pauses last differently each time, its words do not."""
    return not _contains(sound, take) and 0.9 < _spoken(sound) / _spoken(plain) < 1.1


def _spoken(sound: np.ndarray) -> int:
    """How many 20 ms of it are speech: more than a hundredth of full scale."""
    frames = sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES).astype(np.int32)
    return int((np.abs(frames).max(axis=1) > 328).sum())


def _contains(whole: np.ndarray, part: np.ndarray) -> bool:
    middle = part[part.size // 2 : part.size // 2 + 800]
    found = np.lib.stride_tricks.sliding_window_view(whole, middle.size)
    return bool((found[:, ::80] == middle[::80]).all(axis=1).any())
