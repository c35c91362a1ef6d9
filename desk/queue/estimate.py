"""How long a caller will wait: pure arithmetic on measured handling times."""

from __future__ import annotations

import math
from collections.abc import Sequence

DEFAULT_HANDLING_S = 240.0
"""Average handling time assumed until calls have been measured: the middle of the 3 to 6 minutes usual for tier 1."""
PRIOR_WEIGHT = 5
"""The assumption counts as this many measured calls, so that one odd first call does not swing the estimate."""
STEP_S = 30
"""Announced waits are rounded up to this: nobody believes "four minutes and eleven seconds"."""


def handling_time(measured: Sequence[float]) -> float:
    """Expected handling time in seconds from those of recent calls, in seconds."""
    return (DEFAULT_HANDLING_S * PRIOR_WEIGHT + sum(measured)) / (PRIOR_WEIGHT + len(measured))


def wait(position: int, handling_s: float, agents: int) -> int:
    """Seconds until the caller at `position` (1 = next) is answered when `agents` people each finish a call every
    `handling_s` seconds, at moments spread evenly: position × handling / agents, rounded up to STEP_S."""
    return math.ceil(position * handling_s / max(agents, 1) / STEP_S) * STEP_S
