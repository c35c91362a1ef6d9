"""The mixing matrix: 20 ms of everybody in, what each of them hears out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["caller", "agent", "listener", "whisperer"]
"""`listener`: hears both and is heard by nobody; `whisperer`: hears both and is heard by the agent alone."""

HEARS: Mapping[Role, frozenset[Role]] = {
    "caller": frozenset({"caller", "agent"}),
    "agent": frozenset({"caller", "agent", "whisperer"}),
    "listener": frozenset({"caller", "agent"}),
    "whisperer": frozenset({"caller", "agent"}),
}
HIGHEST, LOWEST = 32_767, -32_768

Samples = NDArray[np.int16]
Voice = tuple[Role, Samples]


def mix(voices: Sequence[Voice], hold: Samples | None = None) -> list[Samples | None]:
    """What each of `voices` hears of the others, in their order; None where there is nobody for it to hear.

    `hold`: the callers' 20 ms of music while they are on hold; they hear nothing else then, and nobody hears them.
    """
    return [_for(index, voices, hold) for index in range(len(voices))]


def together(voices: Sequence[Voice], role: Role) -> Samples | None:
    """All voices of a role in one, as a tape keeps them."""
    return _sum([samples for its, samples in voices if its == role])


def _for(index: int, voices: Sequence[Voice], hold: Samples | None) -> Samples | None:
    role = voices[index][0]
    if hold is not None and role == "caller":
        return hold
    heard = HEARS[role] if hold is None else HEARS[role] - {"caller"}
    return _sum([samples for other, (its, samples) in enumerate(voices) if other != index and its in heard])


def _sum(parts: Sequence[Samples]) -> Samples | None:
    """Added up; what is too loud is cut off at the edge, for it would wrap round to a crack otherwise."""
    if len(parts) < 2:
        return parts[0] if parts else None
    added = np.sum(parts, axis=0, dtype=np.int32)
    clipped: Samples = np.clip(added, LOWEST, HIGHEST).astype(np.int16)
    return clipped
