"""What bench/rival.py reads from its tapes."""

from __future__ import annotations

import pytest

from bench.turns import Reply, Turn

pytestmark = pytest.mark.unit


def spoken(*spans: tuple[int, int]) -> tuple[float, ...]:
    """The bot's sounds from … to …, in ms."""
    return tuple(float(at) for begin, end in spans for at in range(begin, end, 10))


def test_the_reply_begins_after_the_callers_last_sound() -> None:
    assert Turn(100, 2000, spoken((2700, 4000)), (400,)).reply() == Reply(False, 700, 700, False)


def test_a_bot_that_spoke_before_the_callers_last_sound_was_early() -> None:
    reply = Turn(100, 2000, spoken((1000, 1300), (2700, 4000)), (400, 1260)).reply()
    assert reply == Reply(True, 700, 700, False)


def test_a_reply_that_the_bot_broke_off_is_followed_by_the_whole_one() -> None:
    # What is on its way when the bot is told to stop still sounds.
    reply = Turn(100, 2000, spoken((2700, 3240), (3900, 5000)), (400, 3200)).reply()
    assert reply == Reply(False, 700, 1900, True)


def test_a_reply_that_was_broken_off_for_good() -> None:
    assert Turn(100, 2000, spoken((2700, 3240)), (3200,)).reply() == Reply(False, 700, None, True)


def test_a_bot_that_says_nothing_has_no_reply() -> None:
    assert Turn(100, 2000, spoken((1000, 1300))).reply() is None
    assert Turn(100, 2000, ()).reply() is None


def test_an_interruption_lasts_until_the_bots_last_sound() -> None:
    # The prompt pauses by itself, and the answer comes later.
    assert Turn(1500, 3000, spoken((0, 900), (1000, 1830), (3600, 4000)), (1800,)).interruption_ms() == 330


def test_a_bot_that_speaks_on_is_not_interrupted() -> None:
    assert Turn(1500, 3000, spoken((0, 6000))).interruption_ms() is None
