"""Why a conversation cannot go on."""

from __future__ import annotations

from voice.session.ports import Part


class CallerGone(Exception):
    """The caller has hung up, or the leg broke."""

    def __init__(self, broken: str | None) -> None:
        """`broken`: what happened to the leg; None when the caller hung up."""
        super().__init__(broken)
        self.broken = broken


class PartFailed(Exception):
    """The call needs a part that is dead or does not answer."""

    def __init__(self, part: Part, reason: str) -> None:
        """`reason` holds nothing that was said."""
        super().__init__(reason)
        self.part = part
