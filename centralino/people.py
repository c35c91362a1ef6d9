"""From hold to goodbye: callers on our line and the agents who talk with them, in the browser or at their phones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from centralino.after_call import AfterCall, unheard
from centralino.agent_lines import AgentLine, AgentLines, Why
from centralino.agent_phones import AgentPhones
from centralino.desk_port import TALKED, Desk, Place, Taken, never
from centralino.first import first
from centralino.held import CallerLeft, Held, Tell
from centralino.hold_texts import Text, place, text
from centralino.queue_book import ANSWERED
from voice.audio import RATE
from voice.legs.protocol import LegError
from voice.room import Script
from voice.room.protocol import RoomLeg
from voice.session.mouth import spoken
from voice.session.ports import Speech
from voice.session.tape import Tape
from voice.tts.protocol import SynthesiserError

LOG = logging.getLogger(__name__)

ANNOUNCE_SECONDS = 60.0
"""Between two words on where the caller stands: P. Munichor and A. Rafaeli (J. Applied Psychology 92(2), 2007) found
that callers stay for a sense of progress; more often than this it is a nuisance of its own."""
LOOK_SECONDS = 5.0
"""How often the page is told where the caller stands."""
LINE_SECONDS = 20.0
"""An agent who has taken the call has so long to open the line: the browser asks for the microphone first."""
RENDER_SECONDS = 3.0
"""What takes longer to put into sound is left out."""
BRIEFING_SECONDS = 10
"""A briefing is cut off after this: the caller is waiting."""

How = Literal["closed", "waits"]
Samples = NDArray[np.int16]


class People:
    """What callers and agents on our lines go through together."""

    def __init__(
        self,
        speech: Speech,
        desk: Desk,
        lines: AgentLines,
        briefing: bool = False,
        announce_seconds: float = ANNOUNCE_SECONDS,
        line_seconds: float = LINE_SECONDS,
        tape: Callable[[str, str], Tape | None] = lambda _call_id, _agent: None,
        after: AfterCall | None = None,
        script: Callable[[str, str, bool], Script | None] = lambda _call_id, _language, _recorded: None,
    ) -> None:
        """`briefing`: whether agents hear in a sentence who is calling before the caller joins. `tape` gives, for the
        id of a call and the agent, what the conversation is kept on, if it is; `script`, for a call, its language and
        whether it is kept, what it is written down on. Both are closed afterwards. `after` asks callers how it was,
        once an agent has ended the conversation; None: nobody is asked."""
        self._speech, self._desk, self.lines, self._briefing = speech, desk, lines, briefing
        self._announce_seconds, self._line_seconds, self._tape = announce_seconds, line_seconds, tape
        self._after, self._script = after, script
        self._telling: set[asyncio.Task[None]] = set()
        self.phones: AgentPhones | None = None
        """Those that ring for callers; None without a PBX: then all agents talk in the browser."""

    async def serve(self, call_id: str, language: str, leg: RoomLeg, tell: Tell) -> None:
        """A caller whose item is in the queue, from hold to the end of the conversation. `leg` is open and stays so."""
        talked = False
        try:
            async with Held(leg) as held:
                await self._desk.waits(call_id)
                while not talked and (taken := await self._waiting(call_id, language, held, tell)) is not None:
                    talked = await self.connect(taken, language, held, tell) == "closed"
                    if not talked:
                        await self._desk.waits(call_id)
                if not talked or self._after is None:
                    await self._goodbye(held, call_id, language)
        except CallerLeft:
            return
        if talked and self._after is not None:
            await self._after.ask(call_id, language, leg, tell)

    async def join(self, call_id: str, language: str, leg: RoomLeg) -> How:
        """A caller by telephone whom an agent has just taken; opens the leg. `closed` also when the caller hung up."""
        how: How = "closed"
        try:
            await leg.open()
            async with Held(leg) as held:
                taken = await held.unless_gone(self._desk.taken(call_id))
                how = "closed" if taken is None else await self.connect(taken, language, held, unheard)
                if how == "closed" and (taken is None or self._after is None):
                    await self._goodbye(held, call_id, language)
        except (CallerLeft, LegError):
            return "closed"
        if how == "closed" and taken is not None and self._after is not None:
            await self._after.ask(call_id, language, leg)
        return how

    async def connect(self, taken: Taken, language: str, held: Held, tell: Tell) -> How:
        """A caller with the agent who has taken the call: until it is closed, or waits again. Raises CallerLeft."""
        agent = {"agent": taken.agent, "name": taken.agent}
        tell({"event": "state", "state": "ringing", **agent})
        try:
            line = await held.unless_gone(self._line(taken))
        except CallerLeft:
            self.lines.hang_up(taken.agent)
            raise

        def hold(on: bool) -> None:
            tell({"event": "state", "state": "held" if on else "agent", **agent})
            self._in_background(self._desk.held(taken, on))

        if line is None or not line.begin(taken.item, hold):
            await (self._desk.unanswered(taken) if taken.rings else self._desk.give_back(taken))
            return "waits"
        how, why = await self._together(line, taken, language, held, tell)
        if why == "agent" and how == "waits":
            # The caller did not choose to be here again.
            tell({"event": "state", "state": "back"})
            await held.unless_gone(self._say(held, taken.call_id, "back", language))
        return how

    async def _together(self, line: AgentLine, taken: Taken, language: str, held: Held, tell: Tell) -> tuple[How, Why]:
        """On a line that has begun. Raises CallerLeft."""
        why: Why = "caller"
        try:
            if taken.rings:
                await self._desk.answered(taken)
            if self._briefing:
                await held.unless_gone(self._brief(line, taken, language))
            tell({"event": "state", "state": "agent", "agent": taken.agent, "name": taken.agent})
            how, why = await self._talk(line, taken, language, held)
            return how, why
        except CallerLeft:
            line.hold(False)
            if line.phone:
                # In the browser notes and outcome are still to come; who talks at a phone may have no page.
                await self._desk.close(taken, ANSWERED)
            raise
        finally:
            line.end(why)

    async def _line(self, taken: Taken) -> AgentLine | None:
        """None when the agent has none, or none without a caller, in time, or has lost the call meanwhile."""
        opening = asyncio.ensure_future(self._opening(taken))
        released = asyncio.ensure_future(self._desk.released(taken))
        try:
            await first(opening, released)
            return opening.result() if opening.done() else None
        finally:
            opening.cancel()
            released.cancel()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Without waiting for it."""
        task = asyncio.ensure_future(work)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _opening(self, taken: Taken) -> Coroutine[Any, Any, AgentLine | None]:
        if self.phones is not None and self.phones.number(taken.agent) is not None:
            return self.phones.ring(taken, self.lines)
        return self.lines.free(taken.agent, self._line_seconds)

    async def _brief(self, line: AgentLine, taken: Taken, language: str) -> None:
        line.tell({"event": "briefing", "item": taken.item, "call": taken.call_id, "text": taken.briefing})
        # In the live voice: what nobody could foresee would take the caller's too long.
        samples = await self._rendered(self._speech, taken.briefing, language)
        if samples is None or line.member is None:
            return
        saying = asyncio.ensure_future(line.member.say(samples[: BRIEFING_SECONDS * RATE]))
        try:
            await first(saying, line.ended)
        finally:
            saying.cancel()
            line.member.hush()

    async def _talk(self, line: AgentLine, taken: Taken, language: str, held: Held) -> tuple[How, Why]:
        """Raises CallerLeft."""
        hung_up = asyncio.ensure_future(line.hung_up.wait())
        released = asyncio.ensure_future(self._desk.released(taken))
        try:
            with self._kept(line, taken, language) as kept:
                async with held.lent(line.room) as caller:
                    line.tell({"event": "joined", "item": taken.item, "call": taken.call_id, **kept})
                    await first(caller.gone, line.ended, hung_up, released)
            if caller.gone.done():
                raise CallerLeft
            if hung_up.done() or (line.ended.done() and line.ended.result() == "hung_up"):
                await self._desk.close(taken, ANSWERED if line.phone else TALKED)
                return "closed", "agent"
            if line.ended.done():
                await self._desk.give_back(taken)
                return "waits", "agent"
            return released.result(), "desk"
        finally:
            hung_up.cancel()
            released.cancel()

    @contextmanager
    def _kept(self, line: AgentLine, taken: Taken, language: str) -> Iterator[dict[str, bool]]:
        """Sound and words of a talk, where they are kept; gives what of them is."""
        tape = self._tape(taken.call_id, taken.agent)
        script = self._script(taken.call_id, spoken(language), tape is not None)
        line.record(tape)
        line.write_down(script)
        try:
            yield {"recorded": tape is not None, "written": script is not None}
        finally:
            line.record(None)
            line.write_down(None)
            if tape is not None:
                tape.close()
            if script is not None:
                # What was said last is recognised while the caller goes on.
                self._in_background(script.close())

    async def _waiting(self, call_id: str, language: str, held: Held, tell: Tell) -> Taken | None:
        """Music until somebody takes the call; None when it was closed at the desk. Raises CallerLeft."""
        telling = asyncio.ensure_future(self._announce(call_id, language, held, tell))
        try:
            rings = self.phones.rings if self.phones is not None else never
            return await held.unless_gone(self._desk.taken(call_id, rings))
        finally:
            telling.cancel()
            held.hush()

    async def _announce(self, call_id: str, language: str, held: Held, tell: Tell) -> None:
        """Where the caller stands: to the page when it changes, in words now and then."""
        loop = asyncio.get_running_loop()
        known: Place | None = None
        due = loop.time() + self._announce_seconds
        while True:
            here = await self._desk.place(call_id)
            if here is not None and here != known:
                known = here
                tell({"event": "state", "state": "waiting", "position": here.position, "seconds": here.seconds})
            if here is not None and loop.time() >= due:
                words = place(language, here.position, here.seconds)
                samples = await self._rendered(self._speech.for_call(call_id), words, language)
                if samples is not None:
                    await self._desk.told(call_id, here)
                    await held.say(samples)
                due = loop.time() + self._announce_seconds
            await asyncio.sleep(min(LOOK_SECONDS, self._announce_seconds))

    async def _goodbye(self, held: Held, call_id: str, language: str) -> None:
        """Raises CallerLeft."""
        speech = self._speech.for_call(call_id)
        samples = await self._rendered(speech, text("goodbye", language), language)
        if samples is None:
            _, samples = speech.emergency("goodbye", spoken(language))
        await held.unless_gone(held.say(samples))

    async def _say(self, held: Held, call_id: str, name: Text, language: str) -> None:
        samples = await self._rendered(self._speech.for_call(call_id), text(name, language), language)
        if samples is not None:
            await held.say(samples)

    async def _rendered(self, speech: Speech, words: str, language: str) -> Samples | None:
        """None where the voice fails or takes too long."""

        def render() -> Samples:
            return np.concatenate([np.zeros(0, np.int16), *speech.speak(words, spoken(language))])

        try:
            return await asyncio.wait_for(asyncio.to_thread(render), RENDER_SECONDS)
        except (SynthesiserError, TimeoutError) as error:
            LOG.error("a caller is not told something: %s", type(error).__name__)
            return None
