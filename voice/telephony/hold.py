"""Callers who wait in the PBX: now and then a word on where they stand, between the music or over it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable

from voice.telephony.ari import Ari, AriError, ChannelGoneError
from voice.telephony.ports import Calls, PhoneCall, Transfer

LOG = logging.getLogger(__name__)

ANNOUNCE_SECONDS = 60.0
"""Between two words on where the caller stands, as for callers in the browser (centralino.people)."""

Say = Callable[[str, str, str], Awaitable[None]]
"""Channel, sound, name."""
Hush = Callable[[str], Awaitable[None]]
"""Ends what is being said under a name."""


class Hold:
    """Of one PBX."""

    def __init__(
        self,
        ari: Ari,
        calls: Calls,
        announce_seconds: float = ANNOUNCE_SECONDS,
        new_name: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._ari, self._calls, self._announce_seconds = ari, calls, announce_seconds
        self._new_name = new_name

    async def until_taken(self, call: PhoneCall) -> Transfer | None:
        """See Calls.taken. The channel is ours, and has music already."""
        telling = asyncio.ensure_future(self._at_desk(call))
        try:
            return await self._calls.taken(call.info)
        finally:
            # The person who has taken the call does not wait for the end of a sentence.
            telling.cancel()
            await asyncio.wait({telling})

    async def _at_desk(self, call: PhoneCall) -> None:
        await asyncio.sleep(self._announce_seconds)
        await self._tell(call, self._between, self._ari.hush, False)

    async def in_queue(self, call: PhoneCall) -> None:
        """Until cancelled, while a queue of the PBX has the channel."""
        # A department's queue lets go of callers after a minute (QUEUE_SECONDS), and they are to hear the bot then.
        await asyncio.sleep(self._announce_seconds / 2)
        await self._tell(call, self._ari.whisper, self._ari.hang_up, True)

    async def _between(self, channel: str, sound: str, name: str) -> None:
        await self._ari.play(channel, sound, name)
        # A sound ends the music for good. Begun here, it comes after the sound.
        await self._ari.music(channel)

    @staticmethod
    async def _try(saying: Awaitable[None]) -> None:
        try:
            await saying
        except ChannelGoneError:
            pass  # hung up, or taken meanwhile
        except AriError as error:
            LOG.error("a caller on hold is not told where they stand: %s", error)

    async def _tell(self, call: PhoneCall, say: Say, hush: Hush, over_music: bool) -> None:
        name = ""
        try:
            while True:
                if sound := await self._calls.standing(call.info, call.language, over_music):
                    name = self._new_name()
                    await self._try(say(call.channel, sound, name))
                await asyncio.sleep(self._announce_seconds)
        finally:
            if name:
                with contextlib.suppress(AriError):
                    await hush(name)
