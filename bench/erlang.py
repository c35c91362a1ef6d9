"""Erlang C: waiting for a group of servers with Poisson arrivals, exponential handling, one queue and endless patience.

A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges", 1917; in the form of R. B. Cooper, Introduction to Queueing Theory, 2nd ed. 1981, chapter 3.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ErlangC:
    """A group of `servers` with `offered` traffic in erlang (arrival rate × mean handling time), offered < servers."""

    servers: int
    offered: float
    handling_s: float
    """Mean, in seconds."""

    @property
    def waits(self) -> float:
        """Probability that a call has to wait. Through Erlang B, whose recursion neither overflows nor cancels."""
        blocked = 1.0
        for servers in range(1, self.servers + 1):
            blocked = self.offered * blocked / (servers + self.offered * blocked)
        return blocked / (1 - self.offered / self.servers * (1 - blocked))

    @property
    def mean_wait(self) -> float:
        """Average speed of answer in seconds, over all calls."""
        return self.waits * self.handling_s / (self.servers - self.offered)

    def service_level(self, seconds: float) -> float:
        """Share of calls that are answered within so many seconds."""
        return 1 - self.waits * math.exp(-(self.servers - self.offered) * seconds / self.handling_s)


def first_come_first_served(calls: Iterable[tuple[float, float]], servers: int) -> list[float]:
    """Waits in seconds of calls (moment, handling time) in the order in which they come (J. Kiefer and J. Wolfowitz,
    "On the theory of queues with many servers", 1955)."""
    free = [0.0] * servers
    waits = []
    for came, lasts in calls:
        begins = max(came, free[0])
        waits.append(begins - came)
        heapq.heapreplace(free, begins + lasts)
    return waits
