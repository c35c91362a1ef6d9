"""The control of the PBX across a restart of the PBX."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from bot.messages import CallInfo
from tests.telephony.conftest import NewCaller
from tests.telephony.pbx import Pbx
from voice.legs.audiosocket_server import AudioSocketServer
from voice.legs.protocol import Leg
from voice.session.call import Ended
from voice.telephony.ari import Ari
from voice.telephony.exchange import Exchange
from voice.telephony.ports import Parted, Status, Transfer

pytestmark = pytest.mark.telephony


class Listening:
    """Calls that are listened to until the caller hangs up."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def language(self, _dialled: str) -> str:
        return "en"

    async def talk(self, _info: CallInfo, leg: Leg, _status: str | None) -> Ended:
        await leg.open()
        while await leg.read() is not None:
            leg.write(None)
        return Ended(None, "en", "caller", 0)

    async def onward(self, _info: CallInfo, _ended: Ended) -> Transfer:
        return Transfer("hangup")

    async def answered(self, _info: CallInfo, _transfer: Transfer) -> None:
        return None

    async def became(self, _info: CallInfo, _transfer: Transfer, _status: Status) -> None:
        return None

    async def taken(self, _info: CallInfo) -> Transfer | None:
        return None

    async def join(self, _info: CallInfo, _leg: Leg, language: str) -> Parted:
        return Parted(language, Transfer("hangup"))

    async def standing(self, _info: CallInfo, _language: str, _over_music: bool) -> str:
        return ""

    async def talked(self, _info: CallInfo) -> bool:
        return False

    async def survey(self, _info: CallInfo, _leg: Leg, _language: str) -> None:
        return None

    async def over(self, info: CallInfo) -> None:
        self.ended.append(info.call_id)


async def until(condition: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None


async def test_calls_that_ended_with_the_pbx_are_over_and_new_ones_are_taken(pbx: Pbx, caller: NewCaller) -> None:
    calls = Listening()
    async with Ari(pbx.ari_url, pbx.ari_user, pbx.ari_password, "centralino") as ari:

        async def serve(call_id: str, leg: Leg) -> None:
            await exchange.serve(call_id, leg)

        lines = AudioSocketServer(serve, port=pbx.media_port)
        exchange = Exchange(ari, lines, calls)
        await lines.start()
        following = asyncio.create_task(exchange.run())
        try:
            await until(lambda: ari.connected, "connected")
            caller("1000")
            await until(lambda: lines.traffic.running == 1, "the call is on")
            # Killed, so that nothing is told of the calls that end with it.
            os.kill(pbx.server.pid or 0, signal.SIGKILL)
            await until(lambda: not ari.connected, "the loss is noticed")
            assert exchange.running == 1
            await asyncio.to_thread(pbx.server.start)
            await until(lambda: exchange.running == 0, "the lost call is over")
            assert len(calls.ended) == 1
            caller("1000")
            await until(lambda: lines.traffic.running == 1, "a new call is on")
            assert exchange.running == 1
        finally:
            following.cancel()
            await lines.close()
