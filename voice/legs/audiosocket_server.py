"""Where the PBX brings its calls: AudioSocket connections in, one leg and one task for each call that was announced."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from voice.legs.audiosocket import FIRST_RATE, AudioSocketLeg
from voice.legs.audiosocket_frames import HEADER, UUID_BYTES, Decoder, Failure, Identity, encode

IDENTITY_SECONDS = 2.0
"""Asterisk sends the UUID with the connection; one that does not is half-open or no PBX."""
END_SECONDS = 3.0
"""How long calls that were told to end may take: a leg waits one second for the other side."""
BACKLOG = 512
"""Connections that may wait to be accepted: a flood is refused, not left hanging."""
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

LOG = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Serve = Callable[[str, AudioSocketLeg], Awaitable[object]]
"""Has the call of that id with the caller on that leg; returns when it is over."""
Reason = Literal["network", "busy", "draining", "no_uuid", "unannounced", "in_use", "slow"]
"""Why a connection was refused: its network is not allowed, too many connections, the server is going down, no UUID in
time, a UUID that nobody announced, a UUID whose call is running; callers who are here wait too long as it is."""
CODES: dict[Reason, int] = {reason: 0x80 + number for number, reason in enumerate(get_args(Reason))}
"""The byte in the error frame; Asterisk's own codes lie below 80."""


@dataclass(frozen=True)
class Traffic:
    """Connections since the start."""

    accepted: int
    """Calls that were served, those running included."""
    refused: Mapping[Reason, int]
    running: int
    """Calls now."""


class Refused(Exception):
    """This connection is not served."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class AudioSocketServer:
    """One listening port."""

    def __init__(
        self,
        serve: Serve,
        host: str = "127.0.0.1",
        port: int = 9092,
        networks: Sequence[Network] = LOOPBACK,
        limit: int = 100,
        rate: int = FIRST_RATE,
        others: Callable[[], int] = lambda: 0,
        slow: Callable[[], bool] = lambda: False,
    ) -> None:
        """`port` 0: any free one. `networks`: whence connections are taken. `limit`: of connections at once, `others`
        included: calls that come another way. `slow`: whether callers wait too long already. `rate`: see
        AudioSocketLeg."""
        self._serve, self._host, self._port = serve, host, port
        self._networks, self._limit, self._rate = tuple(networks), limit, rate
        self._server: asyncio.Server | None = None
        self._others, self._slow = others, slow
        self._announced: set[uuid.UUID] = set()
        self._guests: set[uuid.UUID] = set()
        self._live: set[uuid.UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepted = 0
        self._refused: Counter[Reason] = Counter()
        self._draining = False

    @property
    def port(self) -> int:
        """Where it listens, once it has been started."""
        return self._port

    @property
    def traffic(self) -> Traffic:
        """The figures of this moment."""
        return Traffic(self._accepted, dict(self._refused), len(self._live))

    @property
    def full(self) -> Literal["busy", "slow"] | None:
        """Why one more call would be sent elsewhere; None where it may come."""
        if self._callers - len(self._guests & self._live) >= self._limit:
            return "busy"
        return "slow" if self._slow() else None

    @property
    def _callers(self) -> int:
        return len(self._tasks) + self._others()

    def turn_away(self, reason: Reason) -> None:
        """Count a call that was sent elsewhere before it came."""
        self._refused[reason] += 1

    async def start(self) -> None:
        """Listen. Raises OSError where the address is taken or not this machine's."""
        self._server = await asyncio.start_server(self._arrived, self._host, self._port, backlog=BACKLOG)
        self._port = self._server.sockets[0].getsockname()[1]

    def announce(self, call_id: str) -> None:
        """A call that will come, any number of times one after the other. Raises ValueError where it is no UUID."""
        self._announced.add(uuid.UUID(call_id))

    def announce_guest(self, call_id: str) -> None:
        """A connection that will come to a caller who is here, and so is none of those that are limited. Raises
        ValueError where it is no UUID."""
        self.announce(call_id)
        self._guests.add(uuid.UUID(call_id))

    def withdraw(self, call_id: str) -> None:
        """A call that will not come again; a running one goes on."""
        self._announced.discard(uuid.UUID(call_id))
        self._guests.discard(uuid.UUID(call_id))

    async def drain(self, seconds: float) -> None:
        """Take no new calls, let the running ones finish within `seconds`, then close."""
        self._stop_listening()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        await self.close()

    async def close(self) -> None:
        """End all calls and stop listening. Idempotent."""
        self._stop_listening()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            _, stuck = await asyncio.wait(self._tasks, timeout=END_SECONDS)
            if stuck:
                LOG.error("%d calls did not end when told to", len(stuck))

    def _stop_listening(self) -> None:
        self._draining = True
        if self._server is not None:
            self._server.close()
            self._server = None

    def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._admit(writer)
        except Refused as refused:
            self._refuse(writer, refused.reason)
            return
        task = asyncio.get_running_loop().create_task(self._connection(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _admit(self, writer: asyncio.StreamWriter) -> None:
        """Raises Refused."""
        if not self._allowed(writer):
            raise Refused("network")
        if self._draining:
            raise Refused("draining")
        # Who it is comes later: a guest is let in, whoever else is there.
        if self._callers >= self._limit + len(self._guests):
            raise Refused("busy")

    def _allowed(self, writer: asyncio.StreamWriter) -> bool:
        peer = writer.get_extra_info("peername")
        if not peer:
            return False
        address = ipaddress.ip_address(peer[0].partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            call = await self._identify(reader)
        except Refused as refused:
            self._refuse(writer, refused.reason)
            return
        except BaseException:
            writer.transport.abort()
            raise
        self._live.add(call)
        self._accepted += 1
        leg = AudioSocketLeg(reader, writer, self._rate)
        try:
            await self._serve(str(call), leg)
        except Exception:
            LOG.exception("a call over AudioSocket ended with an error")
        finally:
            self._live.discard(call)
            await leg.close()

    async def _identify(self, reader: asyncio.StreamReader) -> uuid.UUID:
        """Which call this is. Raises Refused."""
        try:
            async with asyncio.timeout(IDENTITY_SECONDS):
                first = Decoder().feed(await reader.readexactly(HEADER.size + UUID_BYTES))
        except (TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            raise Refused("no_uuid") from error
        if len(first) != 1 or not isinstance(first[0], Identity):
            raise Refused("no_uuid")
        call = first[0].call
        if self._draining:
            raise Refused("draining")
        if call not in self._announced:
            raise Refused("unannounced")
        if call in self._live:
            raise Refused("in_use")
        return call

    def _refuse(self, writer: asyncio.StreamWriter, reason: Reason) -> None:
        self._refused[reason] += 1
        LOG.warning("an AudioSocket connection was refused: %s", reason)
        if not writer.is_closing():
            writer.write(encode(Failure(bytes([CODES[reason]]))))
        writer.close()
