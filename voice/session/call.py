"""One call: the conversation between the caller on the line and the dialogue, and what happens when a part fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.dialogue.protocol import DialogueError
from bot.messages import BotTurn, CallerTurn, CallInfo, Outcome, settle
from voice.legs.protocol import Leg, LegError
from voice.session.events import Sink
from voice.session.failures import CallerGone, PartFailed
from voice.session.journal import Journal
from voice.session.line import Line, Observer
from voice.session.listener import Listener
from voice.session.mailbox import Mailbox, Uttered
from voice.session.mouth import Mouth
from voice.session.permission import Permission
from voice.session.player import Reply
from voice.session.ports import HandOverError, Part, Parts, Recording
from voice.session.tape import Tape

DIALOGUE_SECONDS = 8.0
"""A dialogue that does not answer within this is taken for dead."""

OBJECTIONS = 4
"""Turns after the bot's last words that are listened to; a television in the room must not keep a call for ever."""

By = Literal["bot", "caller", "failure"]


@dataclass(frozen=True)
class Ended:
    """How a call went."""

    outcome: Outcome | None
    """None when the caller hung up before anything was settled."""
    language: str
    by: By
    """Who ended it; `failure`: the leg broke."""
    ms: int
    """Length of the call."""


class Call:
    """One call. It owns its leg and its state and shares only `parts` with other calls."""

    def __init__(
        self, info: CallInfo, leg: Leg, parts: Parts, sink: Sink, record: Path | None = None,
        recording: Recording | None = None,
    ) -> None:  # fmt: skip
        """`record`: where both sides are kept as a stereo WAV, for tests and trials. Raises UserError where it cannot
        be written. `recording`: asks the caller first.

        To be made within a running event loop."""
        self.language = info.language
        self.outcome: Outcome | None = None
        self.served = False
        """True while the caller has got an answer and is asked nothing but whether there is anything else."""
        self._parting, self._objections = False, 0
        self._info, self._leg, self._parts = info, leg, parts
        self._tape = Tape(record, recording)
        self._mailbox = Mailbox(leg.pace)
        self._journal = Journal(sink)
        observer = Observer(self._journal.said, self._journal.barged_in, self._journal.resumed)
        self._line = Line(leg, self._mailbox, observer, self._tape)
        speech = parts.speech.for_call(info.call_id)
        self._mouth = Mouth(speech, self._line.player, leg.pace, self._mailbox, self._journal.stumbled)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="utterance")
        self._listener = Listener(
            info, parts, self._line, self._mailbox, self._mouth, self._journal, self._tape, self._executor, leg.pace
        )
        self._journal.clock = lambda: self._line.now_ms
        self._permission = Permission(recording, self._line, self._mouth, self._listener, self._journal)

    async def run(self) -> Ended:
        """The whole call. Every failure inside ends at a person; raises nothing but cancellation."""
        self._journal.add("answered", call=self._info.call_id, language=self._info.language)
        by: By = "bot"
        line: asyncio.Task[None] | None = None
        try:
            await self._leg.open()
            line = asyncio.create_task(self._line.run())
            await self._converse()
        except CallerGone as gone:
            by = "failure" if gone.broken else "caller"
            if gone.broken:
                self._journal.failed("leg", gone.broken)
        except LegError as error:
            by = "failure"
            self._journal.failed("leg", str(error))
        finally:
            await self._close(line)
        self._journal.ended(self.outcome, self.language, by)
        return Ended(self.outcome, self.language, by, self._line.now_ms)

    async def _close(self, line: asyncio.Task[None] | None) -> None:
        self._mouth.stop()
        await self._leg.close()
        if line is not None:
            line.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await line
        self._line.close()
        for message in self._mailbox.left():
            if isinstance(message, Uttered):
                message.utterance.close()
        self._mailbox.release()
        self._tape.close()
        self._executor.shutdown(wait=False)
        await self._parts.dialogue.end(self._info.call_id)

    async def _converse(self) -> None:
        try:
            self._mouth.owe(greeting=True)
            bot = await self._answered(self._parts.dialogue.start(self._info))
            early = await self._say(bot)
            while (turn := early or await self._next_turn(bot)) is not None:
                early = None
                if self._permission.objects(turn, self.language, bot):
                    continue
                ended = bot.ends
                bot = await self._answered(self._parts.dialogue.turn(self._info.call_id, turn))
                if ended and bot.ends and not bot.replies:
                    # No objection: the caller hears the rest of where they are going.
                    self._listener.expect(self.language, bot)
                    self._line.player.resume()
                else:
                    if ended:
                        self._mouth.stop()
                    early = await self._say(bot)
        except PartFailed as failure:
            await self._rescue(failure)

    async def _next_turn(self, bot: BotTurn) -> CallerTurn | None:
        """None when the bot's part is over and the caller has nothing against it. Raises CallerGone, PartFailed."""
        self._parting = bot.ends
        if not bot.ends:
            return await self._listener.turn()
        self._objections += 1
        if self._objections > OBJECTIONS:
            await self._listener.until_played()
            return None
        return await self._listener.objection()

    async def _answered(self, answer: Awaitable[BotTurn]) -> BotTurn:
        """The dialogue's answer; a caller who has to wait for it is told so. Raises PartFailed."""
        try:
            bot = await asyncio.wait_for(self._mouth.bridge(answer, self.language), DIALOGUE_SECONDS)
        except DialogueError as error:
            raise PartFailed("dialogue", str(error)) from error
        except (TimeoutError, KeyError) as error:
            raise PartFailed("dialogue", "the dialogue did not answer") from error
        self._journal.answer(bot, self.language)
        self.language = bot.language
        self.outcome = settle(self.outcome, bot.outcome)
        self.served = bot.outcome is not None and not bot.ends and bot.expects.state == "open"
        return bot

    async def _say(self, bot: BotTurn) -> CallerTurn | None:
        """Returns what the caller wants instead, when they were asked first. Raises CallerGone, PartFailed."""
        before = await self._permission.before(bot, self.language)
        if before.turn is None:
            lined_up = self._speak(bot, before.said)
            if before.notice:
                self._permission.await_notice(lined_up[0])
        return before.turn

    def _speak(self, bot: BotTurn, before: tuple[str, ...] = ()) -> list[Reply]:
        lined_up = self._mouth.say((*before, *bot.replies), self.language, bot.rate, bot.volume)
        if bot.records:
            self._mouth.beep()
        self._listener.expect(self.language, bot)
        return lined_up

    async def _rescue(self, failure: PartFailed) -> None:
        """A part is dead: keys where only hearing has failed, otherwise a person; the caller is told either way."""
        self._journal.failed(failure.part, str(failure))
        self._mouth.stop()
        part = failure.part
        try:
            if part == "recogniser" and not self._parting and await self._by_keys():
                return
        except PartFailed as further:
            part = further.part
            self._journal.failed(part, str(further))
        self._mouth.stop()
        self._listener.expect(self.language)
        if self.outcome is not None and self.outcome.final in ("routed", "handoff"):
            # A person has the call already; it remains to say so.
            self._mouth.say_emergency("hand_over", self.language)
        else:
            await self._to_person(part)
        with contextlib.suppress(PartFailed):
            await self._listener.until_played()

    async def _by_keys(self) -> bool:
        """Go on without hearing: True when the call came to its end that way. Raises PartFailed."""
        self._mouth.say_emergency("key_menu", self.language)
        self._listener.expect(self.language)
        while (turn := await self._listener.keys()) is not None:
            bot = await self._answered(self._parts.dialogue.turn(self._info.call_id, turn))
            self._speak(bot)
            if bot.ends:
                await self._listener.until_played()
                return True
        return False

    async def _to_person(self, part: Part) -> None:
        department = self.outcome.department if self.outcome else None
        transcript = tuple(self._journal.transcript)
        store = self._parts.hand_over.system_failure
        try:
            outcome = await asyncio.to_thread(store, self._info, self.language, transcript, part, department)
        except HandOverError as error:
            self._journal.failed("queue", str(error))
            self._mouth.say_emergency("call_back_later", self.language)
            return
        self.outcome = outcome
        self._journal.outcome(outcome)
        self._mouth.say_emergency("hand_over", self.language)
