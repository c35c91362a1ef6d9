"""The caller's say about being recorded: the notice, the question, and an objection at any time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import BotTurn, CallerTurn, Expectation
from voice.session.journal import Journal
from voice.session.line import Line
from voice.session.listener import Listener
from voice.session.mouth import Mouth
from voice.session.player import Reply
from voice.session.ports import Recording

WISH_WORDS = 3
"""A longer answer to the question that is neither yes nor no is what the caller called for."""


@dataclass(frozen=True)
class Before:
    """What comes before the bot's next reply."""

    said: tuple[str, ...] = ()
    notice: bool = False
    """Whether that is the notice, which has to be heard to its end."""
    turn: CallerTurn | None = None
    """What the caller said instead of an answer: the reply is not wanted any more."""


class Permission:
    """Of one call. Without a recording it asks nothing."""

    def __init__(
        self, recording: Recording | None, line: Line, mouth: Mouth, listener: Listener, journal: Journal
    ) -> None:
        self._recording = recording
        self._line, self._mouth, self._listener, self._journal = line, mouth, listener, journal

    async def before(self, bot: BotTurn, language: str) -> Before:
        """Ask where that is due. A caller who is on the way out, or leaves a message, is asked nothing. Raises
        CallerGone, PartFailed."""
        recording = self._recording
        if recording is None or bot.ends or bot.records:
            return Before()
        asking = recording.due(language)
        if asking == "notice":
            return Before((recording.text("notice", language),), notice=True)
        return await self._ask(recording, language) if asking == "question" else Before()

    def await_notice(self, notice: Reply) -> None:
        """The notice is on its way to the caller."""
        self._line.when_heard(notice, self._told)

    def _told(self) -> None:
        if self._recording is not None:
            self._recording.told()
            self._journal.add("recording", state="allowed")

    async def _ask(self, recording: Recording, language: str) -> Before:
        asking: str | None = "question"
        while asking == "question":
            turn, answer = await self._answer(recording, language)
            if answer is not None:
                self._journal.add("recording", state="allowed" if answer else "declined")
                return Before((recording.text("accepted" if answer else "declined", language),))
            if _wishes(turn):
                self._decline(recording)
                return Before(turn=turn)
            asking = recording.due(language)
        self._decline(recording)
        return Before((recording.text("declined", language),))

    def _decline(self, recording: Recording) -> None:
        """No answer is no, for the whole call."""
        recording.decline()
        self._journal.add("recording", state="declined")

    async def _answer(self, recording: Recording, language: str) -> tuple[CallerTurn, bool | None]:
        phrases = recording.phrases(language)
        question = self._mouth.say((recording.text("question", language),), language)[0]
        expects = Expectation("yes_no", hotwords=phrases, phrases=phrases)
        self._listener.expect(language, BotTurn((), language, expects))
        turn = await self._listener.turn()
        return turn, recording.answered(turn, language, question.heard)

    def objects(self, turn: CallerTurn, language: str, bot: BotTurn) -> bool:
        """Whether the caller objects to being recorded: told that it has stopped, and listened to again as after `bot`.
        Whatever is said into a message belongs to the message."""
        recording = self._recording
        if recording is None or bot.records or not recording.objects(turn, language):
            return False
        self._journal.add("recording", state="deleted")
        self._mouth.stop()
        again = bot.replies if bot.ends else ()
        self._mouth.say((recording.text("stopped", language), *again), language, bot.rate, bot.volume)
        self._listener.expect(language, bot)
        return True


def _wishes(turn: CallerTurn) -> bool:
    """Whether a turn is more than noise: words, or a key of the menu."""
    return turn.kind == "keys" or (turn.kind == "speech" and len(turn.text.split()) >= WISH_WORDS)
