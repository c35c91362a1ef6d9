"""Phones that the PBX rings for conversations which are held here: once one is answered, its sound comes over
AudioSocket (see [centralino-agent] in deploy/asterisk/etc/extensions.conf)."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from voice.legs.protocol import Leg
from voice.telephony.ari import Ari, AriError, ChannelGoneError, Place
from voice.telephony.ports import Lines

LOG = logging.getLogger(__name__)

CONTEXT, ANSWERED = "centralino-agent", "answered"
"""Where the dialplan calls a number, and where the phone that was answered goes."""
RING_SECONDS = 60.0
"""At most; the dialplan stops before (EXTENSION_SECONDS, OUTSIDE_SECONDS)."""
LEEWAY_SECONDS = 5.0
"""The PBX ends a call that nobody answers; one that does not tell so is not waited for any longer."""

Talk = Callable[[Leg], Awaitable[None]]
"""Has the sound of the phone until it returns; then the phone is hung up."""


@dataclass
class Ring:
    """A phone that rings."""

    talk: Talk
    answered: asyncio.Future[bool]


class Phones:
    """Those of one PBX."""

    def __init__(self, ari: Ari, lines: Lines, new_id: Callable[[], uuid.UUID] = uuid.uuid4) -> None:
        self._ari, self._lines, self._new_id = ari, lines, new_id
        self._rings: dict[str, Ring] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def ring(self, number: str, token: str, caller: str, talk: Talk) -> bool:
        """Ring an extension or an outside number, until it is answered, refused, or rang for too long; cancelling stops
        it. True: it was answered, and `talk` has its sound from here on. `token`: opens the call's packet; `caller`:
        for the phone's display."""
        call_id = str(self._new_id())
        ring = self._rings[call_id] = Ring(talk, asyncio.get_running_loop().create_future())
        self._lines.announce_guest(call_id)
        answered = False
        try:
            async with asyncio.timeout(RING_SECONDS + LEEWAY_SECONDS):
                await self._call(call_id, number, token, caller)
                answered = await ring.answered
        except ChannelGoneError:
            pass
        except AriError as error:
            LOG.error("the phone of somebody who has a caller is not rung: %s", error)
        except TimeoutError:
            LOG.error("the PBX does not tell what became of a phone that rang")
        finally:
            if not answered:
                self._give_up(call_id)
        return answered

    async def _call(self, call_id: str, number: str, token: str, caller: str) -> None:
        variables = {"CENTRALINO_CALL": call_id, "CENTRALINO_TOKEN": token}
        answered = Place(CONTEXT, ANSWERED)
        await self._ari.originate(
            call_id, f"Local/{number}@{CONTEXT}/n", answered, variables, caller, round(RING_SECONDS)
        )
        await self._ari.follow(call_id)

    def handle(self, event: dict[str, Any]) -> None:
        """An event of the PBX, of whatever channel."""
        if event.get("type") == "ChannelDestroyed":
            ring = self._rings.get(event["channel"]["id"])
            if ring is not None and not ring.answered.done():
                ring.answered.set_result(False)

    async def serve(self, call_id: str, leg: Leg) -> bool:
        """The sound of a phone that was answered has arrived; False when it is that of something else."""
        ring = self._rings.pop(call_id, None)
        if ring is None:
            return False
        try:
            if not ring.answered.done():
                ring.answered.set_result(True)
                await ring.talk(leg)
        finally:
            self._lines.withdraw(call_id)
        return True

    def _give_up(self, call_id: str) -> None:
        self._rings.pop(call_id, None)
        self._lines.withdraw(call_id)
        # Whoever asked for it may have been cancelled, and does not wait for this.
        ending = asyncio.ensure_future(self._hang_up(call_id))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _hang_up(self, call_id: str) -> None:
        try:
            await self._ari.hang_up(call_id)
        except ChannelGoneError:
            pass
        except AriError as error:
            LOG.error("a phone may ring on for nobody: %s", error)
