"""What passes by on loopback between a PBX and its callers, read off the wire (packet socket, so as root)."""

from __future__ import annotations

import audioop
import socket
import threading
import time
from collections import defaultdict

import numpy as np

LOUD = 300
"""Mean of the absolute samples of a packet from which it counts as sound."""
UDP_HEADER = 28
"""Bytes of the IP and UDP headers."""
RTP_HEADER, A_LAW = 12, 8


class Wire:
    """Keeps when the first INVITE, its answer and the first sound to the caller passed, and the gaps of each RTP stream
    to callers."""

    def __init__(self, sip_port: int, callers: str) -> None:
        """`callers`: the address that they call from."""
        self._sip_port, self._callers = sip_port, socket.inet_aton(callers)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(0x0800))
        self._socket.bind(("lo", 0))
        self._last: dict[int, float] = {}
        self.moments: dict[str, float] = {}
        self.gaps: dict[int, list[float]] = defaultdict(list)
        """Milliseconds between the packets, by the caller's port."""
        threading.Thread(target=self._watch, daemon=True).start()

    def clear(self) -> None:
        """Forget what has passed."""
        self.moments.clear()
        self.gaps.clear()
        self._last.clear()

    def _watch(self) -> None:
        while True:
            packet = self._socket.recv(65535)
            # Every packet on loopback is seen twice: going out and coming in.
            if len(packet) >= UDP_HEADER and packet[9] == socket.IPPROTO_UDP:
                self._take(packet, time.monotonic())

    def _take(self, packet: bytes, now: float) -> None:
        source, target = (int.from_bytes(packet[at : at + 2], "big") for at in (20, 22))
        payload = packet[UDP_HEADER:]
        if target == self._sip_port and payload.startswith(b"INVITE "):
            self.moments.setdefault("invite", now)
        elif source == self._sip_port and payload.startswith(b"SIP/2.0 200") and b"INVITE\r\n" in payload:
            self.moments.setdefault("answer", now)
        elif packet[16:20] == self._callers and len(payload) > RTP_HEADER and payload[1] & 0x7F == A_LAW:
            self._sound(target, payload[RTP_HEADER:], now)

    def _sound(self, port: int, payload: bytes, now: float) -> None:
        last = self._last.get(port)
        if last is not None and now - last < 0.001:
            return
        self._last[port] = now
        if last is not None:
            self.gaps[port].append(1000 * (now - last))
        if "sound" not in self.moments:
            samples = np.frombuffer(audioop.alaw2lin(payload, 2), "<i2").astype(np.int32)
            if np.abs(samples).mean() >= LOUD:
                self.moments["sound"] = now
