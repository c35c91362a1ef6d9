"""The caller's line: frames in and out, turns, keys, the bot's voice, the recording. Nothing here blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.messages import Expectation
from voice.audio import FRAME_MS
from voice.legs.protocol import Leg, LegError
from voice.session.mailbox import HungUp, Keyed, Mailbox, Played, Silent, Uttered
from voice.session.player import NOISE_REWIND_MS, Player, Reply
from voice.session.tape import Tape
from voice.session.utterance import Utterance
from voice.stt.protocol import Transcript
from voice.turns.backchannel import backchannel, mumbled
from voice.turns.complete import wordless
from voice.turns.ending import Ending, ending
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
from voice.turns.patience import Patience
from voice.turns.taking import TurnTaking
from voice.vad.silero import WINDOW_MS, SileroVad

PRE_ROLL_MS = 400
"""Sound from before speech was certain, given to the recogniser too: soft beginnings lie below the threshold."""

ASIDE_MS = 1500
"""A "yes" over the bot's voice that leaves less than this to be said may be an answer to it."""
ASIDE_LONGEST_MS = 2000
"""Nobody takes longer to say that they listen."""

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class Listening:
    """How the caller is listened to from here on."""

    patience: Patience
    expects: Expectation
    open: Callable[[], Utterance]
    """Begins an utterance for the recogniser."""
    early: Callable[[Transcript], None]
    """Told what was recognised at a pause that may be the end of the turn."""


@dataclass(frozen=True)
class Observer:
    """Whom the line tells what others should know at once."""

    said: Callable[[Reply], None]
    barged_in: Callable[[], None]
    resumed: Callable[[], None]


class Line:
    """One call's line, from `run` to hang-up."""

    def __init__(self, leg: Leg, mailbox: Mailbox, observer: Observer, tape: Tape) -> None:
        self.player = Player()
        self.now_ms = 0
        self._leg, self._mailbox, self._observer, self._tape = leg, mailbox, observer, tape
        self._vad, self._turns, self._keys = SileroVad(), TurnTaking(), KeyCollector()
        self._pre_roll: deque[Samples] = deque(maxlen=PRE_ROLL_MS // FRAME_MS)
        self._utterance: Utterance | None = None
        self._began_ms = 0
        """Of the caller's turn."""
        self._listening: Listening | None = None
        self._tell_when_played = False
        self._awaited: tuple[Reply, Callable[[], None]] | None = None

    async def run(self) -> None:
        """Until the caller hangs up or the task is cancelled. Never raises otherwise."""
        try:
            while (incoming := await self._leg.read()) is not None:
                self._step(incoming.samples, incoming.keys)
            self._mailbox.put(HungUp())
        except LegError as error:
            self._mailbox.put(HungUp(broken=str(error)))

    def close(self) -> None:
        """The call is over: what the caller was saying is let go of, with the recogniser's part in it."""
        if self._utterance is not None:
            self._utterance.close()
            self._utterance = None

    def listen(self, listening: Listening) -> None:
        """It is the caller's turn, from when the bot falls silent."""
        keyed = self._keys.pending
        self._listening = listening
        self._turns.listen(listening.patience)
        expects = listening.expects
        self._keys.expect(expects.state == "digits", expects.digits, listening.patience.keys_ms)
        if keyed and not self._keys.pending:
            # Nobody wants that number any more, for which the bot has fallen silent.
            self.player.resume(0)

    def forget_keys(self, until_ms: int) -> None:
        """A number that was being keyed in until then does not count any more."""
        self._keys.forget(until_ms)

    def listen_on(self) -> None:
        """The last turn held no words: the bot goes on where it was interrupted, the caller's silence counts."""
        self._turns.listen_on()
        self.player.resume()

    def tell_when_played(self) -> None:
        """Put Played into the mailbox once all that was begun has been said."""
        self._tell_when_played = True

    def when_heard(self, reply: Reply, then: Callable[[], None]) -> None:
        """Once a reply was played to its end; one that is dropped before never is."""
        self._awaited = (reply, then)

    def _step(self, samples: Samples, keys: str) -> None:
        self.now_ms += FRAME_MS
        # Before the bot's next frame, so that none follows an interruption.
        self._hear(samples)
        for key in keys:
            self._press(key)
        voice, begun = self.player.frame()
        self._leg.write(voice)
        self._tape.write(samples, voice)
        if begun is not None:
            self._observer.said(begun)
        if self._awaited is not None and self._awaited[0].heard:
            then, self._awaited = self._awaited[1], None
            then()
        if self._tell_when_played and not self.player.pending:
            self._tell_when_played = False
            self._mailbox.put(Played())
        if (keyed := self._keys.tick(self.now_ms)) is not None:
            self._mailbox.put(Keyed(keyed, self.now_ms))

    def _hear(self, samples: Samples) -> None:
        self._turns.bot(self.player.speaking, due=self.player.pending)
        if self._utterance is not None:
            self._utterance.feed(samples)
        else:
            self._pre_roll.append(samples)
        for probability in self._vad.accept(samples):
            for event in self._turns.step(probability, WINDOW_MS):
                self._act(event)

    def _press(self, key: str) -> None:
        keyed = self._keys.press(key, self.now_ms)
        if keyed is None and not self._keys.pending:
            return
        self._hold()
        self._turns.stop_waiting()
        if keyed is not None:
            self._mailbox.put(Keyed(keyed, self.now_ms))

    def _act(self, event: TurnEvent) -> None:
        match event:
            case SpeechStarted():
                self._began_ms = event.at_ms
                self._begin()
            case BargedIn():
                self._hold()
                self._observer.barged_in()
            case FalseAlarm() if not self._keys.pending:
                self.player.resume(NOISE_REWIND_MS)
                self._observer.resumed()
            case Paused() if self._utterance is not None and self._listening is not None:
                # A message may pause often and is long: it is recognised once, when it is over.
                short = self._turns.barged and event.at_ms - self._began_ms <= ASIDE_LONGEST_MS
                if self._listening.expects.state != "message" or short:
                    self._ahead(self._utterance)
            case Resumed() if self._utterance is not None:
                self._utterance.go_on()
            case Dismissed() if self._utterance is not None:
                self._utterance.close()
                self._utterance = None
            case TurnEnded() if self._utterance is not None:
                self._mailbox.put(Uttered(event, self._utterance, self.now_ms))
                self._utterance = None
            case TurnEnded() if self._listening is not None:
                # It began before anybody listened, and there is no sound of it.
                self.listen_on()
            case SilenceElapsed():
                if not self._keys.pending:
                    self._mailbox.put(Silent(event.at_ms))
            case _:
                pass

    def _begin(self) -> None:
        if self._listening is None:
            return
        self._utterance = self._listening.open()
        for samples in self._pre_roll:
            self._utterance.feed(samples)
        self._pre_roll.clear()

    def _ahead(self, utterance: Utterance) -> None:
        """Recognise it as if it were over; words that come after its end say nothing about the next turn."""
        utterance.pause(lambda words: self._early(words) if self._utterance is utterance else None)

    def aside(self, words: Transcript) -> bool:
        """Whether what was said over the bot's voice only shows that the caller listens ("mm-hm", "oui, oui"). To a
        question, or when the bot has as good as finished, it may be an answer."""
        if self._listening is None or self._listening.expects.state in ("yes_no", "language"):
            return False
        if wordless(words.text):
            return True
        if self.player.left_ms < ASIDE_MS:
            return False
        if backchannel(words.text, words.language):
            return True
        expects = self._listening.expects
        known = (*expects.hotwords, *expects.phrases)
        return expects.state == "open" and mumbled(words.text, words.confidence, known)

    def _early(self, transcript: Transcript) -> None:
        if self._listening is None:
            return
        if self._turns.barged and self.aside(transcript):
            self._turns.judge(Ending.ANSWER)
            return
        self._turns.judge(ending(transcript.text, transcript.language, self._listening.expects))
        self._listening.early(transcript)

    def _hold(self) -> None:
        if self.player.speaking:
            self.player.hold()
            self._leg.flush()
