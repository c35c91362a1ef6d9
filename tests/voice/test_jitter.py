"""The caller's sound through a bad line: in order, without gaps where there need be none, without clicks, not late."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from voice.audio import FRAME_SAMPLES
from voice.legs.jitter import JitterBuffer

pytestmark = pytest.mark.unit

TICK = 20.0
MARK = 160
"""Where in its frame each frame's number is written: out of reach of the 5 ms fades."""
CYCLE = 500


def numbered(index: int, loud: bool = False) -> np.ndarray:
    """Frame number `index`; quiet, or noise as loud as speech."""
    frame = np.zeros(FRAME_SAMPLES, dtype=np.int16)
    if loud:
        frame[:] = np.random.default_rng(index).integers(-4000, 4000, FRAME_SAMPLES)
    frame[MARK - 1 : MARK + 2] = (-999, index % CYCLE + 1, 999) if not loud else (-9999, index % CYCLE + 1, 9999)
    return frame


def number(frame: np.ndarray, near: int) -> int | None:
    """The number of the frame that was played, None for silence."""
    if abs(frame[MARK - 1]) not in (999, 9999):
        return None
    return near - (near - (int(frame[MARK]) - 1)) % CYCLE


def talk(index: int) -> bool:
    """Loud for two seconds, quiet for half a second."""
    return index % 125 < 100


def played(arrivals: list[float], seconds: float, loud: bool = False) -> Iterator[tuple[int, int | None]]:
    """(tick, number of the frame played at it); frame i arrives at arrivals[i] ms, inf = never."""
    buffer = JitterBuffer()
    order = sorted((when, index) for index, when in enumerate(arrivals))
    position = 0
    for tick in range(int(seconds * 1000 / TICK)):
        while position < len(order) and order[position][0] <= tick * TICK:
            buffer.put(numbered(order[position][1], loud and talk(order[position][1])))
            position += 1
        frame = buffer.pull()
        assert frame.shape == (FRAME_SAMPLES,)
        assert frame.dtype == np.int16
        yield tick, number(frame, near=tick + 200)


def in_order(delays: list[float]) -> list[float]:
    """Arrival times over TCP: a late frame holds up those behind it."""
    arrivals, last = [], 0.0
    for index, delay in enumerate(delays):
        last = max(last, index * TICK + delay)
        arrivals.append(last)
    return arrivals


def uniform(most: float, seconds: float, seed: int = 1) -> list[float]:
    rng = random.Random(seed)
    return in_order([rng.uniform(0, most) for _ in range(int(seconds * 1000 / TICK))])


def test_a_steady_stream_is_played_whole_and_40_ms_late_at_most() -> None:
    for offset in (0.0, 7.0, 19.9):
        result = list(played([index * TICK + offset for index in range(1500)], 29))
        numbers = [number for _, number in result if number is not None]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert len(result) - len(numbers) <= 2
        assert max(tick - number for tick, number in result if number is not None) <= 2


@pytest.mark.parametrize("loud", [False, True])
def test_80_ms_of_jitter_is_absorbed_once_it_has_been_seen(loud: bool) -> None:
    result = list(played(uniform(80, 60), 59, loud))
    numbers = [number for _, number in result if number is not None]
    assert numbers == sorted(set(numbers)), "in order, nothing twice"
    assert set(range(numbers[-1] + 1)) <= set(numbers), "nothing lost"
    assert sum(number is None for _, number in result[:250]) <= 10
    assert sum(number is None for _, number in result[250:]) <= 3
    assert max(tick - number for tick, number in result if number is not None) <= 7


def test_the_delay_shrinks_back_in_quiet_after_the_line_has_calmed() -> None:
    arrivals = uniform(160, 10) + [index * TICK + 5 for index in range(500, 2500)]
    result = list(played(in_order([a - i * TICK for i, a in enumerate(arrivals)]), 45, loud=True))
    delay = {tick: tick - number for tick, number in result if number is not None}
    assert max(delay[tick] for tick in delay if 250 < tick < 600) >= 5
    assert max(delay[tick] for tick in delay if tick > 1500) <= 3
    numbers = {number for _, number in result if number is not None}
    lost = [index for index in range(max(numbers)) if index not in numbers]
    assert lost
    assert not [index for index in lost if talk(index)], "only quiet frames were left out"


def test_a_burst_after_a_pause_of_the_line_is_kept() -> None:
    arrivals = [max(117.0 if index >= 100 else 0.0, index) * TICK for index in range(400)]
    result = list(played(arrivals, 7, loud=True))
    numbers = [number for _, number in result if number is not None]
    assert set(range(100, 135)) <= set(numbers), "a stall of 340 ms costs no word"


def test_never_more_than_400_ms_behind() -> None:
    arrivals = [index * TICK for index in range(100)] + [max(200, index) * TICK for index in range(100, 600)]
    result = list(played(arrivals, 11, loud=True))
    assert max(tick - number for tick, number in result if number is not None) <= 20
    numbers = [number for _, number in result if number is not None]
    assert numbers == sorted(set(numbers))


def test_our_own_stall_costs_no_sound() -> None:
    buffer = JitterBuffer()
    for index in range(50):
        buffer.put(numbered(index, True))
        buffer.pull()
    for index in range(50, 100):
        buffer.put(numbered(index, True))
    numbers = [number(buffer.pull(overdue=49 - late), 99) for late in range(50)]
    assert None not in numbers
    assert numbers == list(range(numbers[0], numbers[0] + 50))  # type: ignore[operator, arg-type]


def test_sound_from_before_the_call_is_not_kept_as_delay() -> None:
    buffer = JitterBuffer()
    for index in range(40):
        buffer.put(numbered(index))
    assert number(buffer.pull(), 40) == 38


@pytest.mark.parametrize("ppm", [200, -200])
def test_ten_minutes_of_drift(ppm: int) -> None:
    rng = random.Random(3)
    count = 30_100
    arrivals = in_order([index * TICK * ppm * 1e-6 + rng.uniform(0, 4) for index in range(count)])
    result = list(played(arrivals, 598, loud=True))
    # The far end's clock has moved by six frames in the end; what is left is the delay.
    delays = [tick * (1 - ppm / 1e6) - number for tick, number in result if number is not None]
    assert max(delays) <= 5
    assert sum(number is None for _, number in result) <= 12, "120 ms of drift are at most a handful of frames"
    numbers = {number for _, number in result if number is not None}
    assert not [index for index in range(max(numbers)) if index not in numbers and talk(index)]


def test_lost_frames_leave_a_hole_and_nothing_else() -> None:
    rng = random.Random(5)
    lost = {index for index in range(1500) if rng.random() < 0.05}
    arrivals = [float("inf") if index in lost else index * TICK + 3 for index in range(1500)]
    numbers = [number for _, number in played(arrivals, 30, loud=True) if number is not None]
    assert numbers == sorted(set(numbers))
    missing = set(range(max(numbers))) - set(numbers) - lost
    assert not [index for index in missing if talk(index)]


def test_silence_is_silence() -> None:
    buffer = JitterBuffer()
    assert all(not buffer.pull().any() for _ in range(1000))
    buffer.put(numbered(1))
    buffer.put(numbered(2))
    assert [number(buffer.pull(), 2), number(buffer.pull(), 2)] == [1, 2]


def test_no_clicks_where_the_stream_stops_resumes_and_is_cut() -> None:
    wave = (9000 * np.sin(2 * np.pi * 200 * np.arange(16_000 * 20) / 16_000)).astype(np.int16)
    frames = iter(wave.reshape(-1, FRAME_SAMPLES))
    rng = random.Random(9)
    buffer, out, owed = JitterBuffer(), [], 0
    for tick in range(900):
        owed += 1
        # Stops of 0.6 s and shorter: it runs dry, resumes in bursts, and is cut at the limit.
        if tick % 90 > 50 or (tick % 90 > 30 and rng.random() < 0.3):
            for _ in range(owed):
                buffer.put(next(frames))
            owed = 0
        out.append(buffer.pull())
    heard = np.concatenate(out).astype(int)
    steepest = np.abs(np.diff(wave.astype(int))).max()
    assert np.abs(np.diff(heard)).max() <= 2.5 * steepest
    assert sum(not frame.any() for frame in out) > 50


def test_pieces_of_any_length() -> None:
    wave = np.arange(16_000, dtype=np.int16)
    buffer, out, rng, position = JitterBuffer(), [], random.Random(2), 0
    for tick in range(45):
        while position < (tick + 2) * FRAME_SAMPLES:
            size = rng.randint(1, 700)
            buffer.put(wave[position : position + size])
            position += size
        out.append(buffer.pull())
    heard = np.concatenate(out)
    start = np.flatnonzero(heard)[0] + 100
    assert (np.diff(heard[start:].astype(int)) == 1).all()


def test_the_rest_is_played_after_the_end() -> None:
    buffer = JitterBuffer()
    for index in range(4):
        buffer.put(numbered(index))
    assert number(buffer.pull(), 3) == 2
    assert number(buffer.rest(), 3) == 3  # type: ignore[arg-type]
    assert buffer.rest() is None
