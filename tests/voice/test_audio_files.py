"""Sound files in, sound files out: whatever comes, the house gets mono int16 at 16 kHz or a line that says why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from centralino.errors import UserError
from voice.audio import FRAME_SAMPLES, RATE
from voice.audio.files import read, to_int16, write_wav
from voice.audio.frames import Framer, frames
from voice.audio.resample import Resampler

pytestmark = pytest.mark.unit


def tone(seconds: float, rate: int, hertz: float = 440.0, level: float = 0.5) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def pitch(samples: np.ndarray, rate: int = RATE) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("cd.wav", 44_100, 2, "PCM_16"),
        ("studio.wav", 96_000, 2, "PCM_24"),
        ("phone.wav", 8_000, 1, "ULAW"),
        ("float.wav", 48_000, 1, "FLOAT"),
        ("house.flac", 16_000, 1, "PCM_16"),
    ],
)
def test_any_format_becomes_mono_16_khz(tmp_path: Path, name: str, rate: int, channels: int, subtype: str) -> None:
    sound = np.column_stack([tone(1.5, rate)] * channels)
    soundfile.write(tmp_path / name, sound, rate, subtype=subtype)
    samples = read(tmp_path / name)
    assert samples.dtype == np.int16
    assert samples.ndim == 1
    assert abs(len(samples) - 1.5 * RATE) <= 2
    assert pitch(samples) == pytest.approx(440, abs=2)
    assert np.abs(samples[RATE // 2 : RATE]).max() == pytest.approx(0.5 * 32768, rel=0.05)


def test_what_lies_above_8_khz_does_not_fold_back(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "whistle.wav", tone(1, 96_000, hertz=20_000), 96_000)
    assert np.abs(read(tmp_path / "whistle.wav")[1000:-1000]).max() < 50


def test_bad_files_are_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "noise.wav").write_bytes(np.random.default_rng(1).bytes(4000))
    (tmp_path / "text.flac").write_text("this is not sound")
    soundfile.write(tmp_path / "whole.flac", tone(2, RATE), RATE)
    (tmp_path / "broken.flac").write_bytes((tmp_path / "whole.flac").read_bytes()[:3000])
    soundfile.write(tmp_path / "nothing.wav", np.zeros(0, dtype=np.float32), RATE)
    for name in ("empty.wav", "noise.wav", "text.flac", "broken.flac", "nothing.wav", "absent.wav"):
        with pytest.raises(UserError) as caught:
            read(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_recording_of_many_hours_is_refused_before_it_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", np.zeros(31 * 60 * 100, dtype=np.int16), 100)
    with pytest.raises(UserError, match="30 minutes"):
        read(tmp_path / "long.wav")


def test_writing_and_reading_back_changes_nothing(tmp_path: Path) -> None:
    samples = to_int16(tone(0.3, RATE))
    write_wav(tmp_path / "new" / "a.wav", samples)
    assert np.array_equal(read(tmp_path / "new" / "a.wav"), samples)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.wav"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        write_wav(tmp_path / "file" / "a.wav", np.zeros(10, dtype=np.int16))


def test_loud_sound_is_clipped_not_wrapped() -> None:
    assert to_int16(np.array([2.0, -2.0], dtype=np.float32)).tolist() == [32767, -32768]


@given(st.lists(st.integers(0, 700), max_size=30))
def test_frames_lose_nothing_and_keep_order(lengths: list[int]) -> None:
    sound = np.arange(sum(lengths), dtype=np.int64).astype(np.int16)
    framer, out, at = Framer(), [], 0
    for length in lengths:
        out += list(framer.feed(sound[at : at + length]))
        at += length
    if (last := framer.flush()) is not None:
        out.append(last)
    assert all(len(frame) == FRAME_SAMPLES for frame in out)
    joined = np.concatenate(out) if out else np.zeros(0, dtype=np.int16)
    assert np.array_equal(joined[: len(sound)], sound)
    assert not joined[len(sound) :].any()
    assert len(list(frames(sound))) == len(out)


@pytest.mark.parametrize(("source", "target"), [(8_000, 16_000), (16_000, 8_000), (48_000, 16_000), (24_000, 16_000)])
def test_live_resampling_keeps_pitch_and_length(source: int, target: int) -> None:
    sound = to_int16(tone(1, source))
    resampler = Resampler(source, target)
    frame = source // 50
    pieces = [resampler.process(sound[at : at + frame]) for at in range(0, len(sound), frame)]
    pieces.append(resampler.process(np.zeros(0, dtype=np.int16), last=True))
    out = np.concatenate(pieces)
    assert abs(len(out) - target) <= target // 50
    assert pitch(out[target // 10 : -target // 10], target) == pytest.approx(440, abs=3)


def test_live_resampling_holds_back_only_milliseconds() -> None:
    resampler = Resampler(16_000, 8_000)
    out = sum(len(resampler.process(np.ones(320, dtype=np.int16))) for _ in range(10))
    assert out >= (3200 / 2) - 8_000 * 0.02
