"""Sound of callers: recordings of calls, and voicemail."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from desk.privacy.vault import KeyringError, VaultError
from desk.web import sound
from desk.web.api.calls import CallId
from desk.web.forms import ItemId, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk, Stores

router = APIRouter(prefix="/api/v1")
RESPONSES = {**declared(404, 416, 500), **sound.RESPONSES}
SPELL = timedelta(minutes=15)
"""Requests of one person for one recording within it are one listening: a player asks again for each place."""
MOST = 1000


class Listenings:
    """Which requests begin a listening. Of one process: another counts anew, so there is one too many at most."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    def running(self, who: str, call_id: str, at: datetime) -> bool:
        """Whether it has begun already."""
        with self._lock:
            begun = self._begun.get((who, call_id))
        return begun is not None and at - begun < SPELL

    def begins(self, who: str, call_id: str, at: datetime) -> None:
        """To be told once it is in the audit trail."""
        with self._lock:
            self._begun.pop((who, call_id), None)
            self._begun[who, call_id] = at
            while len(self._begun) > MOST:
                del self._begun[next(iter(self._begun))]


LISTENINGS = Listenings()


@router.get(
    "/calls/{call}/recording", tags=["calls"], dependencies=[Depends(Need("recordings.read"))], responses=RESPONSES,
    response_class=StreamingResponse,
)  # fmt: skip
def recording(call: CallId, request: Request, me: Me, desk: Desk) -> StreamingResponse:
    """The recording as a WAV file: the caller on the left, the bot and then whoever took the call on the right. Ranges
    of bytes are answered. Who listens to what is written in the audit trail, before anything is heard."""
    try:
        found = desk.recordings().of(call, now())
    except (VaultError, KeyringError) as error:
        raise sound.unreadable(error) from error
    if found is None:
        raise Problem(404, "there is no recording of this call")
    answer = sound.answer(found, request.headers.get("Range"))
    write_down(desk, me.name, call)
    return answer


def write_down(desk: Stores, who: str, call_id: str) -> None:
    """Who hears something of a call, unless it is part of a listening that is in the audit trail already."""
    at = now()
    if LISTENINGS.running(who, call_id, at):
        return
    with desk.database.transaction() as connection:
        desk.trail.record(connection, who, "recording.heard", call_id, {}, at)
    LISTENINGS.begins(who, call_id, at)


@router.get(
    "/queue/{item}/message", tags=["queue"], dependencies=[Depends(Need("queue.read"))], responses=RESPONSES,
    response_class=StreamingResponse,
)  # fmt: skip
def message(item: ItemId, request: Request, desk: Desk) -> StreamingResponse:
    """The sound of a voicemail as a WAV file. Ranges of bytes are answered."""
    with known("item of the queue"):
        call_id = desk.queue.show(item).call_id
    try:
        found = desk.messages().of(call_id)
    except (VaultError, KeyringError, OSError) as error:
        raise sound.unreadable(error) from error
    if found is None:
        raise Problem(404, "there is no message with this item")
    return sound.answer(found, request.headers.get("Range"))
