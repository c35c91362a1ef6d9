"""Listening to the caller: from what the line reports to a turn for the dialogue."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

from bot.messages import BotTurn, CallerTurn, CallInfo, Expectation, Word
from centralino.errors import UserError
from voice.audio import RATE
from voice.legs.pace import Pace, working
from voice.session.failures import CallerGone, PartFailed
from voice.session.journal import Journal
from voice.session.line import Line, Listening
from voice.session.mailbox import HungUp, Keyed, Mailbox, Message, Mute, Played, Silent, Uttered
from voice.session.mouth import Mouth
from voice.session.ports import Parts
from voice.session.tape import Tape
from voice.session.utterance import Utterance
from voice.stt.engines import AUTO
from voice.stt.protocol import Hints, RecogniserError, Transcript
from voice.turns.patience import patience

WORDLESS_MS = 700
"""Speech without a recognised word: from this length on the caller is told, shorter is a noise."""
OPEN = Expectation()


class Listener:
    """The listening side of one call."""

    def __init__(
        self, info: CallInfo, parts: Parts, line: Line, mailbox: Mailbox, mouth: Mouth, journal: Journal, tape: Tape,
        executor: Executor, pace: Pace,
    ) -> None:  # fmt: skip
        self._info, self._parts, self._line, self._mailbox = info, parts, line, mailbox
        self._mouth, self._journal, self._tape = mouth, journal, tape
        self._executor, self._pace = executor, pace
        self._language = self._spoken = info.language
        self._expects = OPEN
        self._records = False

    def expect(self, language: str, bot: BotTurn | None = None) -> None:
        """It is the caller's turn once `bot` has been said; None = anything may come."""
        self._language = language
        self._expects = OPEN if bot is None else bot.expects
        self._records = bot is not None and bot.records
        if self._records:
            self._expects = Expectation("message")
            self._tape.start_message()
        # A caller who is asked which language to speak, or who has not spoken yet, may speak any of them.
        self._spoken = AUTO if self._expects.state == "language" else language
        waits = patience(self._spoken, self._expects, bot is not None and bot.holds, bot is not None and bot.ends)
        self._line.listen(Listening(waits, self._expects, self._utterance, self._early))

    async def turn(self) -> CallerTurn:
        """The caller's next turn; the bot is silent when it returns. Raises CallerGone, PartFailed."""
        while True:
            turn = await self._turn_of(await self._mailbox.get())
            if turn is not None:
                self._mouth.stop()
                if self._records:
                    await self._keep_message(turn)
                return turn

    async def objection(self) -> CallerTurn | None:
        """What the caller says to the bot's last words, which are held, not dropped; None when those were said and the
        caller is silent. Raises CallerGone, PartFailed."""
        while not isinstance(message := await self._mailbox.get(), Silent):
            turn = await self._turn_of(message)
            if turn is not None:
                return turn
        return None

    async def keys(self) -> CallerTurn | None:
        """The next keys; None when the caller speaks or is silent instead. Raises CallerGone, PartFailed."""
        while True:
            message = await self._mailbox.get()
            if isinstance(message, Uttered):
                message.utterance.close()
                if not message.turn.barged:
                    return None
                self._line.listen_on()
            elif isinstance(message, Silent):
                return None
            elif (turn := await self._turn_of(message)) is not None:
                self._mouth.stop()
                return turn

    async def until_played(self) -> None:
        """The bot finishes what it has to say, whatever the caller does. Raises CallerGone, PartFailed."""
        self._line.tell_when_played()
        while not isinstance(message := await self._mailbox.get(), Played):
            if isinstance(message, Uttered):
                message.utterance.close()
            if isinstance(message, HungUp | Mute):
                await self._turn_of(message)
            # Not a word earlier: beside a television it would never come to its end.
            self._line.player.resume(0)

    async def _turn_of(self, message: Message) -> CallerTurn | None:
        """What a message of the line amounts to; None when the bot has to go on listening."""
        self._mouth.owe()
        match message:
            case Uttered():
                return await self._heard(message)
            case Keyed():
                turn = CallerTurn("keys", message.keys, started_ms=message.at_ms, ended_ms=message.at_ms)
                self._journal.keyed(turn)
                return turn
            case Silent():
                self._journal.add("silence")
                return CallerTurn("silence", started_ms=message.at_ms, ended_ms=message.at_ms)
            case HungUp():
                raise CallerGone(message.broken)
            case Mute():
                raise PartFailed("synthesiser", message.reason)
            case Played():
                return None

    async def _heard(self, message: Uttered) -> CallerTurn | None:
        turn = message.turn
        words = await self._words(message.utterance, turn.barged)
        silent = not words.text.strip() or (turn.barged and self._line.aside(words))
        if silent and (turn.barged or turn.ended_ms - turn.started_ms < WORDLESS_MS):
            if turn.barged:
                self._journal.resumed()
            self._line.listen_on()
            return None
        self._journal.heard(turn, words, self._line.now_ms - message.at_ms)
        self._line.forget_keys(message.at_ms)
        return _speech(words, turn.started_ms, turn.ended_ms)

    async def _words(self, utterance: Utterance, barged: bool) -> Transcript:
        try:
            # What the caller interrupted may have to go on.
            return await self._mouth.bridge(utterance.words(), self._language, first=not barged)
        except RecogniserError as error:
            raise PartFailed("recogniser", str(error)) from error
        finally:
            utterance.close()

    def _utterance(self) -> Utterance:
        hints = Hints(self._expects.hotwords, self._expects.phrases, self._expects.state)
        return Utterance(self._parts.recogniser, self._spoken, hints, self._executor, self._pace)

    def _early(self, words: Transcript) -> None:
        """What may be the whole turn is understood at once; if the caller goes on, nobody asks for it."""
        if words.text.strip():
            self._parts.dialogue.ahead(self._info.call_id, _speech(words, 0, 0))

    async def _keep_message(self, turn: CallerTurn) -> None:
        message = self._tape.end_message()
        if not len(message) or turn.kind == "silence" or (turn.kind == "speech" and not turn.text.strip()):
            return
        try:
            # The line goes on meanwhile: a disk may take its time.
            with working(self._pace):
                await asyncio.to_thread(self._parts.messages.keep, self._info.call_id, message)
        except UserError as error:
            # The words are stored with the item all the same.
            self._journal.failed("messages", str(error), recovered=True)
            return
        self._journal.add("recorded", seconds=len(message) / RATE)


def _speech(words: Transcript, started_ms: int, ended_ms: int) -> CallerTurn:
    return CallerTurn(
        "speech",
        words.text,
        words.confidence,
        tuple(Word(word.text, word.confidence) for word in words.words),
        words.alternatives,
        words.language,
        started_ms,
        ended_ms,
    )
