"""Turn-taking without a clock and without sound: probabilities of speech in, decisions out."""

from __future__ import annotations

import pytest

from bot.messages import LANGUAGES, Expectation
from voice.turns.ending import Ending
from voice.turns.events import (
    BargedIn,
    Dismissed,
    FalseAlarm,
    Paused,
    Resumed,
    SilenceElapsed,
    SpeechStarted,
    TurnEnded,
    TurnEvent,
)
from voice.turns.keys import KeyCollector
from voice.turns.patience import CAP_MS, EARLY_MS, Patience, patience
from voice.turns.taking import BARGE_IN_MS, MEANT_MS, RELENT_MS, TurnTaking

pytestmark = pytest.mark.unit

STEP = 32


class Caller:
    """Speaks and is silent for stated times, and keeps what turn-taking made of it."""

    def __init__(self, turns: TurnTaking) -> None:
        self.turns = turns
        self.events: list[TurnEvent] = []

    def speaks(self, ms: int) -> Caller:
        return self._sound(0.95, ms)

    def is_silent(self, ms: int) -> Caller:
        return self._sound(0.02, ms)

    def _sound(self, probability: float, ms: int) -> Caller:
        for _ in range(ms // STEP):
            self.events += self.turns.step(probability, STEP)
        return self

    def kinds(self) -> list[type]:
        return [type(event) for event in self.events]

    def only(self, kind: type) -> list[TurnEvent]:
        return [event for event in self.events if isinstance(event, kind)]


def listening(waits: Patience = Patience()) -> Caller:  # noqa: B008
    turns = TurnTaking()
    turns.listen(waits)
    return Caller(turns)


def test_a_turn_ends_after_its_pause_and_is_dated_back_to_the_last_sound() -> None:
    caller = listening(Patience(end_ms=600)).is_silent(960).speaks(1280).is_silent(560)
    assert caller.kinds() == [SpeechStarted, Paused]
    caller.is_silent(96)
    ended = caller.only(TurnEnded)
    assert ended == [TurnEnded(started_ms=960, ended_ms=2240, barged=False)]


def test_recognition_starts_in_the_first_200_ms_of_silence() -> None:
    caller = listening().speaks(640).is_silent(EARLY_MS - STEP)
    assert Paused not in caller.kinds()
    assert Paused in caller.is_silent(STEP).kinds()
    assert EARLY_MS <= 200


def test_a_number_is_not_recognised_at_each_of_its_groups() -> None:
    caller = listening(patience("fr", Expectation("digits")))
    for _ in range(4):
        caller.speaks(640).is_silent(256)
    assert caller.kinds() == [SpeechStarted]
    assert caller.is_silent(96).kinds() == [SpeechStarted, Paused]
    caller.turns.judge(Ending.ANSWER)
    assert caller.is_silent(32).kinds()[2:] == [TurnEnded], "a whole number ends it at once"


def test_a_caller_who_goes_on_within_the_pause_has_one_turn() -> None:
    caller = listening(Patience(end_ms=600)).speaks(640).is_silent(480).speaks(640).is_silent(800)
    assert caller.kinds() == [SpeechStarted, Paused, Resumed, Paused, TurnEnded]


def test_a_complete_answer_ends_the_turn_sooner() -> None:
    caller = listening(Patience(end_ms=600, complete_ms=300)).speaks(320).is_silent(224)
    caller.turns.judge(Ending.ANSWER)
    assert TurnEnded in caller.is_silent(96).kinds()


def test_a_finished_sentence_ends_the_turn_sooner_and_half_a_sentence_later() -> None:
    waits = Patience(end_ms=600, sentence_ms=352, open_ms=992)
    for judged, needed in ((Ending.SENTENCE, 352), (Ending.UNCLEAR, 608), (Ending.OPEN, 992)):
        caller = listening(waits).speaks(960).is_silent(224)
        caller.turns.judge(judged)
        assert TurnEnded not in caller.is_silent(needed - 224 - STEP).kinds()
        assert TurnEnded in caller.is_silent(STEP).kinds()


def test_what_the_words_were_is_forgotten_when_the_caller_goes_on() -> None:
    caller = listening(Patience(end_ms=600, complete_ms=300)).speaks(320).is_silent(224)
    caller.turns.judge(Ending.ANSWER)
    caller.speaks(320).is_silent(480)
    assert TurnEnded not in caller.kinds()


def test_endless_speech_is_cut_and_does_not_begin_another_turn_until_it_pauses() -> None:
    caller = listening().speaks(CAP_MS + 6400)
    ended = caller.only(TurnEnded)
    assert len(ended) == 1
    assert ended[0] == TurnEnded(0, -(-CAP_MS // STEP) * STEP, barged=False, capped=True)
    assert caller.kinds().count(SpeechStarted) == 1


def test_a_click_is_no_turn() -> None:
    assert listening().speaks(32).is_silent(1600).kinds() == []


def test_speech_over_the_bot_stops_it_within_150_ms() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(BARGE_IN_MS - STEP)
    assert BargedIn not in caller.kinds()
    caller.speaks(32)
    assert BargedIn in caller.kinds()
    assert caller.turns.now_ms <= 150


def test_a_click_over_the_bot_does_not_stop_it() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(BARGE_IN_MS - STEP).is_silent(1600)
    assert caller.kinds() == [SpeechStarted, Paused, Dismissed]


def test_a_cough_over_the_bot_holds_it_for_a_moment_and_is_no_turn() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(MEANT_MS - STEP)
    assert caller.kinds() == [SpeechStarted, BargedIn]
    caller.turns.bot(False)
    caller.is_silent(RELENT_MS)
    assert caller.kinds()[2:] == [Paused, FalseAlarm]
    caller.turns.bot(True)
    assert caller.is_silent(1600).kinds()[4:] == [Dismissed]


def test_a_short_word_and_a_gap_within_a_sentence_interrupt_the_bot_once() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(MEANT_MS - STEP)
    caller.turns.bot(False)
    caller.is_silent(RELENT_MS - 2 * STEP).speaks(640)
    assert caller.kinds() == [SpeechStarted, BargedIn, Paused, Resumed]


def test_who_goes_on_after_a_short_word_over_the_bot_has_interrupted_it_with_both() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(MEANT_MS - STEP)
    caller.turns.bot(False)
    caller.is_silent(RELENT_MS)
    caller.turns.bot(True)
    caller.speaks(640).is_silent(960)
    assert caller.kinds() == [SpeechStarted, BargedIn, Paused, FalseAlarm, Resumed, BargedIn, Paused, TurnEnded]
    (ended,) = caller.only(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert (ended.started_ms, ended.barged) == (0, True)


def test_a_short_yes_at_the_end_of_the_prompt_counts() -> None:
    caller = listening()
    caller.turns.bot(True)
    caller.speaks(128)
    caller.turns.bot(False)
    caller.is_silent(1600)
    assert TurnEnded in caller.kinds()


def test_a_reply_that_begins_while_the_caller_speaks_is_stopped_at_once() -> None:
    caller = listening().speaks(960)
    caller.turns.bot(True)
    caller.speaks(32)
    assert caller.kinds()[-1] is BargedIn


def test_silence_is_counted_from_the_end_of_the_prompt() -> None:
    caller = listening(Patience(silent_ms=3200))
    caller.turns.bot(True)
    caller.is_silent(9600)
    assert caller.kinds() == []
    caller.turns.bot(False)
    caller.is_silent(3168)
    assert caller.kinds() == []
    assert caller.is_silent(64).kinds() == [SilenceElapsed]


def test_silence_is_told_once_until_the_bot_asks_again() -> None:
    caller = listening(Patience(silent_ms=3200)).is_silent(32_000)
    assert caller.kinds() == [SilenceElapsed]
    caller.turns.listen(Patience(silent_ms=3200))
    assert caller.is_silent(3200).kinds() == [SilenceElapsed, SilenceElapsed]


def test_noise_without_words_does_not_put_the_silence_off() -> None:
    caller = listening(Patience(silent_ms=6400)).is_silent(3200).speaks(320).is_silent(800)
    assert caller.kinds()[-1] is TurnEnded
    caller.turns.listen_on()
    caller.is_silent(3200)
    assert caller.kinds()[-1] is SilenceElapsed


@pytest.mark.parametrize("language", [*LANGUAGES, "auto"])
def test_waiting_times_of_every_language_and_state(language: str) -> None:
    assert 500 <= patience(language, Expectation("open")).end_ms <= 700
    assert patience(language, Expectation("yes_no")).complete_ms == 300
    talking = patience(language, Expectation("open"))
    assert 300 <= talking.sentence_ms <= talking.end_ms < talking.open_ms
    for state in ("digits", "name"):
        assert 1200 <= patience(language, Expectation(state)).end_ms <= 1500  # type: ignore[arg-type]
    assert patience(language, Expectation("open")).cap_ms == 15_000
    assert patience(language, Expectation("open"), holds=True).silent_ms >= 60_000


def test_danish_callers_are_given_longer_pauses() -> None:
    assert patience("da", Expectation()).end_ms > patience("en", Expectation()).end_ms


def test_a_key_is_a_turn_of_its_own_outside_numbers() -> None:
    keys = KeyCollector()
    assert keys.press("2", 100) == "2"


def test_keyed_numbers_end_at_their_length_at_the_hash_or_after_a_pause() -> None:
    keys = KeyCollector()
    keys.expect(number=True, length=4)
    assert [keys.press(key, 0) for key in "1234"] == [None, None, None, "1234"]
    keys.expect(number=True)
    assert [keys.press(key, 0) for key in "56#"] == [None, None, "56"]
    assert keys.press("7", 1000) is None
    assert keys.tick(2000) is None
    assert keys.tick(4000) == "7"
    assert keys.tick(9000) is None


def test_digits_keyed_in_ahead_of_the_next_question_for_a_number_count() -> None:
    keys = KeyCollector()
    keys.expect(number=True, length=6)
    assert [keys.press(key, 0) for key in "12"] == [None, None]
    keys.expect(number=True, length=6)
    assert [keys.press(key, 0) for key in "3456"] == [None, None, None, "123456"]


def test_digits_do_not_count_when_something_is_said_instead_or_no_number_is_asked_for() -> None:
    keys = KeyCollector()
    keys.expect(number=True, length=4)
    keys.press("1", 100)
    keys.forget(until_ms=100)
    keys.press("2", 200)
    keys.forget(until_ms=100)
    assert keys.pending, "that was later"
    keys.expect(number=False)
    keys.expect(number=True, length=4)
    assert [keys.press(key, 0) for key in "3456"] == [None, None, None, "3456"]


def test_a_hash_after_a_whole_number_belongs_to_it() -> None:
    keys = KeyCollector()
    keys.expect(number=True, length=2)
    assert [keys.press(key, 100) for key in "12"] == [None, "12"]
    keys.expect(number=False)
    assert keys.press("#", 600) is None
    assert keys.press("#", 700) == "#", "the next one is an answer"
    keys.expect(number=True, length=2)
    assert [keys.press(key, 1000) for key in "34"] == [None, "34"]
    keys.expect(number=False)
    assert keys.press("#", 4000) == "#", "and so is one much later"


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="no key"):
        KeyCollector().press("x", 0)
