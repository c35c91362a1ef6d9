"""How often one address may ask: a token bucket each (RFC 2697 calls it committed rate and burst). Pure."""

from __future__ import annotations

import math
from ipaddress import IPv6Address, ip_address

HOST_BITS = 64
"""An IPv6 host owns a network of this size and may change its address within it at will."""
ADDRESSES = 10_000
"""Addresses that are remembered; beyond this the one that has been quiet for longest is forgotten."""


class Limits:
    """The buckets of all addresses."""

    def __init__(self, rate: float, burst: int) -> None:
        """`rate`: requests a second in the long run; `burst`: how many at once after a rest."""
        self._rate = rate
        self._burst = burst
        self._buckets: dict[str, tuple[float, float]] = {}
        """Address → requests left, at which second; the one used last stands last."""

    def admit(self, address: str, now: float) -> float:
        """0 when the request may go on, otherwise the seconds after which it may. `now`: seconds on any clock that
        never goes back."""
        key = _owner(address)
        left, at = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._buckets[key] = (left if wait else left - 1, now)
        self._forget(now)
        return wait

    def _forget(self, now: float) -> None:
        """A bucket that has had the time to fill up is like a new one."""
        while self._buckets:
            key, (_, at) = next(iter(self._buckets.items()))
            if len(self._buckets) <= ADDRESSES and (now - at) * self._rate < self._burst:
                return
            del self._buckets[key]


def retry_after(wait: float) -> str:
    """The value of Retry-After (RFC 9110) for a wait in seconds: whole seconds, never 0."""
    return str(max(1, math.ceil(wait)))


def _owner(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(int(ip) >> HOST_BITS)
    return str(ip)
