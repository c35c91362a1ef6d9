"""A caller's RTP, where sipp does the signalling alone: sound and keys over a network as bad as one likes."""

from __future__ import annotations

import audioop
import contextlib
import heapq
import random
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.telephony import rtp_packets
from tests.telephony.pbx import TRUNK_ADDRESS, Pbx, free_range
from tests.telephony.rtp_packets import A_LAW, FRAME, HEADER, SILENCE, Part, Slot
from tests.telephony.sipp import Sipp
from voice.audio import FRAME_MS


@dataclass(frozen=True)
class Network:
    """What becomes of packets on their way to the PBX."""

    loss: float = 0.0
    """Share of packets that get lost, 0 … 1; 1 is a caller who has gone without a word."""
    jitter_ms: float = 0.0
    """Each packet is late by up to so much, evenly distributed; beyond 20 ms packets overtake each other."""


CLEAN, DEAD = Network(), Network(loss=1.0)


@dataclass(frozen=True)
class Heard:
    """A packet from the PBX."""

    at: float
    """When it came, monotonic seconds."""
    samples: NDArray[np.int16]
    """20 ms at 8 kHz."""


class RtpPeer:
    """One caller's sound. `with RtpPeer(…)` opens its port; from `connect` on it sends a packet each 20 ms, of silence
    where nothing is said. Its `network` may change at any time."""

    def __init__(self, chance: random.Random, network: Network = CLEAN) -> None:
        self.network, self.port = network, free_range(2)
        self.heard: list[Heard] = []
        self.began: list[float] = []
        """When the first packet of each `say` left, monotonic seconds; none for one that got lost."""
        self._chance = chance
        self._source, self._sequence, self._timestamp = chance.getrandbits(32), chance.getrandbits(15), 0
        self._slots: deque[Slot] = deque()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._receive)]

    def __enter__(self) -> RtpPeer:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((TRUNK_ADDRESS, self.port))
        self._socket.settimeout(0.1)
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def connect(self, port: int) -> None:
        """Begin to send to that port of the PBX."""
        self._threads.append(threading.Thread(target=self._send, args=(("127.0.0.1", port),)))
        self._threads[-1].start()

    def say(self, samples: NDArray[np.int16]) -> None:
        """Say that (16 kHz), after what is being said."""
        self._slots.extend(rtp_packets.speech(samples))

    def interrupt(self, keys: str) -> None:
        """Press keys now, and go on with what is being said."""
        slots = [slot for key in keys for slot in rtp_packets.press(key, (), 100, 60)]
        self._slots.extendleft(reversed(slots))

    def press(self, keys: str, lost: Collection[int] = (), tone_ms: int = 100, gap_ms: int = 60) -> None:
        """Press keys, after what is being said. `lost`: which packets of each key get lost, see rtp_packets.press."""
        for key in keys:
            self._slots.extend(rtp_packets.press(key, lost, tone_ms, gap_ms))

    def hush(self) -> None:
        """Say nothing of what is still to be said."""
        self._slots.clear()

    @property
    def busy(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._slots)

    def _send(self, target: tuple[str, int]) -> None:
        due = time.monotonic()
        waiting: list[tuple[float, int, Part, bytes]] = []
        while not self._over.is_set():
            now = time.monotonic()
            while waiting and waiting[0][0] <= now:
                _, _, part, packet = heapq.heappop(waiting)
                self._socket.sendto(packet, target)
                if part.first:
                    self.began.append(now)
            if due <= now:
                for moment in self._tick(due):
                    heapq.heappush(waiting, moment)
                due += FRAME_MS / 1000
            else:
                time.sleep(max(0.0, min([due, *(first[0] for first in waiting[:1])]) - now))

    def _tick(self, due: float) -> Iterator[tuple[float, int, Part, bytes]]:
        """The packets of 20 ms that do not get lost, and when they leave."""
        for part in self._slots.popleft() if self._slots else SILENCE:
            self._sequence += 1
            late = self._chance.uniform(0, self.network.jitter_ms) / 1000
            if self._chance.random() >= self.network.loss and not part.lost:
                yield due + late, self._sequence, part, part.packet(self._sequence, self._timestamp, self._source)
        self._timestamp += FRAME

    def _receive(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                packet = self._socket.recv(2048)
                if len(packet) == HEADER.size + FRAME and packet[1] & 0x7F == A_LAW:
                    samples = np.frombuffer(audioop.alaw2lin(packet[HEADER.size :], 2), "<i2")
                    self.heard.append(Heard(time.monotonic(), samples))


@contextlib.contextmanager
def calling(pbx: Pbx, folder: Path, number: str, peer: RtpPeer, stays_ms: int = 30_000) -> Iterator[Sipp]:
    """Somebody outside calls `number` with the sound of `peer`; within the block the call has been answered."""
    arguments = ("-m", "1", "-s", number, "-d", str(stays_ms))
    with Sipp(pbx, folder, "caller_signalling", *arguments, rtp_port=str(peer.port)) as call:
        call.wait_for("ACK sip:")
        answer = re.search(r"^SIP/2\.0 200 .*?^m=audio (\d+)", call.messages(), re.M | re.S)
        assert answer is not None, "the answer names no port"
        peer.connect(int(answer[1]))
        yield call
