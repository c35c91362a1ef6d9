"""The way from a call to the queue that does not need the dialogue: for calls on which a part of the system fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.messages import LANGUAGES, CallInfo, Outcome
from desk.queue.packet import Line, Packet, PacketError, Summary
from voice.session.mouth import spoken
from voice.session.ports import HandOverError, Part, Spoken

if TYPE_CHECKING:
    from desk.queue.store import QueueStore

DESK = "reception"
"""Where a call goes that has no department yet."""
REASON = "system_failure"

SUMMARIES = {
    "fr": "Panne technique pendant l'appel : la conversation n'a pas pu aller plus loin, le client attend quelqu'un.",
    "nl": "Technische storing tijdens het gesprek: de beller kon niet verder worden geholpen en wacht op iemand.",
    "it": "Guasto tecnico durante la chiamata: la conversazione si è interrotta, il chiamante attende un operatore.",
    "da": "Teknisk fejl under opkaldet: samtalen kunne ikke fortsætte, og den, der ringer, venter på en medarbejder.",
    "en": "Technical failure during the call: the conversation could not go on, the caller is waiting for a person.",
}


class QueueHandOver:
    """Stores a call in the queue of this site."""

    def __init__(self, open_queue: Callable[[], QueueStore], now: Callable[[], datetime] | None = None) -> None:
        """`open_queue` is called for each hand-over: a queue that was out of reach may be back."""
        self._open_queue = open_queue
        self._now = now or (lambda: datetime.now(UTC))

    def system_failure(
        self, call: CallInfo, language: str, transcript: tuple[Spoken, ...], part: Part, department: str | None
    ) -> Outcome:
        """See voice.session.ports.HandOver."""
        from desk.database import StoreError

        packet = self._packet(call, spoken(language), transcript, part, department or DESK)
        try:
            placed = self._open_queue().place(packet)
        except (StoreError, PacketError, OSError) as error:
            raise HandOverError(str(error)) from error
        return Outcome("handoff", packet.department, REASON, placed.item_id)

    def _packet(
        self, call: CallInfo, language: str, transcript: tuple[Spoken, ...], part: Part, department: str
    ) -> Packet:
        code = language if language in LANGUAGES else spoken("auto")
        return Packet(
            call_id=call.call_id,
            created=self._now().astimezone(UTC).isoformat(),
            language=code,
            department=department,
            reason=REASON,
            summary=Summary(SUMMARIES[code], SUMMARIES["en"]),
            caller=call.caller,
            dialled=call.dialled,
            tried=(f"handed the call over because the {part} failed",),
            transcript=tuple(Line(row.at_ms, row.speaker, row.text, row.confidence) for row in transcript),
        )
