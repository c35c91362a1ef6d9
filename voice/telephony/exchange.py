"""The calls of a PBX: from their arrival through the bot to where they go, and back when nobody takes them.

The dialplan leads (see deploy/asterisk/extensions.conf): it asks here at each step and goes on without an answer when
there is none, so a caller reaches a person also when this process is gone.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from bot.messages import CallInfo
from voice.legs.protocol import Leg
from voice.telephony.ari import Ari, AriError, ChannelGoneError, Place
from voice.telephony.hold import ANNOUNCE_SECONDS, Hold
from voice.telephony.phones import Phones
from voice.telephony.ports import STATUS, Away, Calls, Lines, Parted, PhoneCall, Status, Transfer

LOG = logging.getLogger(__name__)

CONTEXT, MEDIA = "centralino", "media"
"""Where in the dialplan a call joins the bot again."""
AFTER = "centralino-after"
"""Context of callers whom a person has left; its MEDIA is the survey."""
NEXT = "centralino-next"
"""Context in which it goes to where it is to go."""
ENDED_SECONDS = 1.0
"""The bot's part is over when its line closes; its own account of it follows within this. The dialplan waits 3 s."""
MOST_RETURNS = 3
"""A caller who came back so often goes to the people, whoever they ask for."""


class Exchange:
    """Follows the calls of one PBX."""

    def __init__(
        self,
        ari: Ari,
        lines: Lines,
        calls: Calls,
        new_id: Callable[[], uuid.UUID] = uuid.uuid4,
        announce_seconds: float = ANNOUNCE_SECONDS,
    ) -> None:
        """`announce_seconds`: between two words to callers on hold."""
        self._ari, self._lines, self._calls, self._new_id = ari, lines, calls, new_id
        self._hold = Hold(ari, calls, announce_seconds)
        self.phones = Phones(ari, lines, new_id)
        """What is rung for callers who are here."""
        self._by_id: dict[str, PhoneCall] = {}
        self._by_channel: dict[str, PhoneCall] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.draining = False
        """While True calls that arrive go to the human queue."""

    @property
    def running(self) -> int:
        """Callers that the PBX has on its lines because of us."""
        return len(self._by_id)

    async def run(self) -> None:
        """Until cancelled."""
        await self._ari.events(self.handle, lambda: self._spawn(self._catch_up()))

    async def serve(self, call_id: str, leg: Leg) -> None:
        """The sound of a call has arrived: talk. For the AudioSocket server."""
        if await self.phones.serve(call_id, leg):
            return
        call = self._by_id[call_id]
        status, call.status = call.status, None
        part, call.part = call.part, "bot"
        call.ended = asyncio.get_running_loop().create_future()
        try:
            if part == "person":
                call.ended.set_result(await self._join(call, leg))
            elif part == "survey":
                await self._calls.survey(call.info, leg, call.language)
                call.ended.set_result(Parted(call.language, Transfer("hangup")))
            else:
                call.ended.set_result(await self._calls.talk(call.info, leg, status))
        finally:
            if not call.ended.done():
                call.ended.cancel()

    async def _join(self, call: PhoneCall, leg: Leg) -> Parted:
        call.answered = True
        parted = await self._calls.join(call.info, leg, call.language)
        transfer, call.transfer = call.transfer, None
        if transfer is not None:
            became: Status = "answered" if parted.onward.kind == "hangup" else "unavailable"
            await self._calls.became(call.info, transfer, became)
        return parted

    def handle(self, event: dict[str, Any]) -> None:
        """One event of the PBX; what it asks for is done in the background."""
        self.phones.handle(event)
        kind = event.get("type")
        if kind == "StasisStart" and event.get("args"):
            self._spawn(self._asked(event))
        elif kind == "Dial" and event.get("dialstatus") == "ANSWER":
            call = self._by_channel.get((event.get("caller") or {}).get("id", ""))
            if call is not None and call.transfer is not None and not call.answered:
                call.answered = True
                self._hush(call)
                self._spawn(self._calls.answered(call.info, call.transfer))
        elif kind == "ChannelDestroyed":
            call = self._by_channel.get(event["channel"]["id"])
            if call is not None:
                self._spawn(self._over(call))

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _catch_up(self) -> None:
        """After a connection: calls that ended meanwhile are over, the others are followed again."""
        known = list(self._by_id.values())
        try:
            there = {channel["id"] for channel in await self._ari.channels()}
            for call in known:
                if call.channel in there:
                    await self._ari.follow(call.channel)
                else:
                    await self._over(call)
        except AriError as error:
            LOG.error("what became of calls is not known: %s", error)

    async def _asked(self, event: dict[str, Any]) -> None:
        step, *args = event["args"]
        channel = event["channel"]["id"]
        try:
            if step == "arrive":
                await self._arrive(channel, *args)
            elif (call := self._by_id.get(args[0] if args else "")) is None:
                await self._ari.let_go(channel)
            elif step == "left":
                await self._left(call)
            elif step == "returned":
                await self._returned(call, *args[1:])
            elif step == "desk":
                await self._desk(call)
            elif step == "talked":
                await self._talked(call)
        except ChannelGoneError:
            pass  # hung up meanwhile; ChannelDestroyed tells
        except AriError as error:
            LOG.error("a call cannot be led on: %s", error)

    async def _arrive(self, channel: str, dialled: str = "", caller: str = "") -> None:
        away: Away | None = "draining" if self.draining else self._lines.full
        if away is not None:
            self._lines.turn_away(away)
            await self._ari.let_go(channel)
            return
        call_id = str(self._new_id())
        info = CallInfo(call_id, self._calls.language(dialled), caller or None, dialled or None)
        call = PhoneCall(info, channel, asyncio.get_running_loop().create_future())
        self._by_id[call_id] = self._by_channel[channel] = call
        self._lines.announce(call_id)
        try:
            await self._ari.follow(channel)
            variables = {"CENTRALINO_CALL": call_id, "CENTRALINO_LANGUAGE": info.language}
            await self._ari.set_variables(channel, variables)
            await self._ari.let_go(channel)
        except AriError:
            await self._over(call)
            raise

    async def _left(self, call: PhoneCall) -> None:
        """The bot's line has closed. Without an account of why, the dialplan's own way to a person is taken."""
        try:
            ended = await asyncio.wait_for(asyncio.shield(call.ended), ENDED_SECONDS)
        except (TimeoutError, asyncio.CancelledError):
            await self._ari.let_go(call.channel)
            return
        if isinstance(ended, Parted):
            transfer = ended.onward
        else:
            transfer, call.language = await self._calls.onward(call.info, ended), ended.language
        call.transfer, call.answered = transfer, False
        await self._ari.set_variables(
            call.channel,
            {
                "CENTRALINO_NEXT": transfer.kind,
                "CENTRALINO_TARGET": transfer.target,
                "CENTRALINO_TOKEN": transfer.token,
                "CENTRALINO_LANGUAGE": ended.language,
                "CENTRALINO_BRIEFING": transfer.briefing,
            },
        )
        await self._ari.let_go(call.channel)
        if transfer.kind == "queue":
            call.telling = asyncio.ensure_future(self._hold.in_queue(call))

    @staticmethod
    def _hush(call: PhoneCall) -> None:
        """The caller does not wait in a queue of the PBX any more."""
        if call.telling is not None:
            call.telling.cancel()

    async def _returned(self, call: PhoneCall, _kind: str = "", status: str = "") -> None:
        self._hush(call)
        transfer, call.transfer = call.transfer, None
        became = STATUS.get(status, "failed")
        if transfer is not None:
            await self._calls.became(call.info, transfer, became)
            if transfer.offered:
                # To no answer of an agent's phone the caller has nothing to say.
                await self._desk(call)
                return
        call.status, call.returns = became, call.returns + 1
        if call.returns > MOST_RETURNS:
            await self._ari.let_go(call.channel)
            return
        await self._rejoin(call)

    async def _rejoin(self, call: PhoneCall) -> None:
        """The caller's sound comes to us again. Where it does not, the dialplan's own way to a person is taken."""
        await self._media(call, Place(CONTEXT, call.info.dialled or "s", MEDIA))

    async def _media(self, call: PhoneCall, place: Place) -> None:
        call.ended = asyncio.get_running_loop().create_future()
        self._lines.announce(call.info.call_id)
        await self._ari.let_go(call.channel, place)

    async def _talked(self, call: PhoneCall) -> None:
        """The person has hung up, and the caller is still there. Where nobody is asked the dialplan ends the call."""
        self._hush(call)
        transfer, call.transfer = call.transfer, None
        if transfer is not None:
            await self._calls.became(call.info, transfer, "answered")
        asks = await self._calls.talked(call.info)
        if not asks or self.draining or self._lines.full:
            await self._ari.let_go(call.channel)
            return
        call.part = "survey"
        await self._media(call, Place(AFTER, "s", MEDIA))

    async def _desk(self, call: PhoneCall) -> None:
        """Music until a person of the desk takes the call."""
        await self._ari.music(call.channel)
        task = asyncio.ensure_future(self._ring_when_taken(call))
        call.tasks.add(task)
        task.add_done_callback(call.tasks.discard)

    async def _ring_when_taken(self, call: PhoneCall) -> None:
        transfer = await self._hold.until_taken(call)
        try:
            if transfer is None:
                await self._ari.hang_up(call.channel)
                return
            call.transfer, call.answered = transfer, False
            if transfer.kind == "desk":
                call.part = "person"
                await self._rejoin(call)
                return
            values = {"CENTRALINO_NEXT": transfer.kind, "CENTRALINO_TARGET": transfer.target, "CENTRALINO_WATCHED": ""}
            await self._ari.set_variables(call.channel, values)
            await self._ari.let_go(call.channel, Place(NEXT, transfer.kind))
        except ChannelGoneError:
            pass
        except AriError as error:
            LOG.error("a call cannot be brought to the person who took it: %s", error)

    async def _over(self, call: PhoneCall) -> None:
        if self._by_id.pop(call.info.call_id, None) is None:
            return
        self._by_channel.pop(call.channel, None)
        self._lines.withdraw(call.info.call_id)
        self._hush(call)
        for task in call.tasks:
            task.cancel()
        transfer, call.transfer = call.transfer, None
        if transfer is not None and transfer.kind != "hangup":
            await self._calls.became(call.info, transfer, "answered" if call.answered else "abandoned")
        await self._calls.over(call.info)
