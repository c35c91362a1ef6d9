"""The calls of a real Asterisk with a scripted bot, a real desk, and no process of their own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bot.directory import company
from centralino.recording import Recorder
from centralino.settings import Settings
from centralino.settings import Telephone as Configured
from centralino.telephone import Telephone
from desk.context import ContextStore
from desk.database import Database
from tests.centralino.lines import Site, tone, until
from tests.telephony.pbx import Pbx
from tests.telephony.rtp import RtpPeer, calling
from voice.legs.audiosocket_server import AudioSocketServer
from voice.legs.protocol import Leg
from voice.telephony.ari import Ari
from voice.telephony.exchange import Exchange
from voice.telephony.hold import ANNOUNCE_SECONDS

CALLER = 440
"""Hz."""


@asynccontextmanager
async def exchanging(
    pbx: Pbx,
    running: Site,
    database: Database,
    folder: Path,
    recorder: Recorder | None = None,
    announce_seconds: float = ANNOUNCE_SECONDS,
    **telephone: Any,
) -> AsyncIterator[list[Any]]:
    """The calls of the PBX; gives what became of their transfers. `telephone`: settings."""
    became: list[Any] = []
    calls = Telephone(
        running.parts, Settings(telephone=Configured(**{"people": "desk", **telephone})), company(),
        lambda: running.store, ContextStore(database), folder / "briefings", lambda _info: running.events.append,
        lambda kind, status: became.append((kind, status)), running.desk, running.people,
        recorder=recorder, after=running.after,
    )  # fmt: skip
    async with Ari(pbx.ari_url, pbx.ari_user, pbx.ari_password, "centralino") as ari:

        async def serve(call_id: str, leg: Leg) -> None:
            await exchange.serve(call_id, leg)

        server = AudioSocketServer(serve, port=pbx.media_port)
        exchange = Exchange(ari, server, calls, announce_seconds=announce_seconds)
        await server.start()
        following = asyncio.create_task(exchange.run())
        try:
            await until(lambda: ari.connected, "connected")
            yield became
            await until(lambda: exchange.running == 0, "the caller is gone")
        finally:
            following.cancel()
            await server.close()


@asynccontextmanager
async def phoning(pbx: Pbx, folder: Path) -> AsyncIterator[RtpPeer]:
    """Somebody outside who calls and sounds a tone."""
    peer = RtpPeer(random.Random(1))
    peer.say(tone(60, CALLER))
    async with AsyncExitStack() as stack:
        stack.enter_context(peer)
        call = calling(pbx, folder, "1000", peer, 60_000)
        await asyncio.to_thread(call.__enter__)
        stack.push_async_callback(asyncio.to_thread, call.__exit__, None, None, None)
        yield peer


def hears(peer: RtpPeer, hertz: float, level: float = 3000) -> bool:
    """Whether the caller hears a tone at this moment, at that level of 32,768 or above."""
    sound = np.concatenate([packet.samples for packet in peer.heard[-25:]] or [np.zeros(0, np.int16)])
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / 8000)
    return len(sound) == 25 * 160 and float(2 * np.abs(np.mean(sound * turn))) > level
