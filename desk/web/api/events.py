"""Live events, as a stream that browsers read by themselves (server-sent events)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from desk.database import StoreError
from desk.events import RESYNC, Event
from desk.web.fan import Fan
from desk.web.guard.credentials import still_there
from desk.web.guard.principal import Me, Need, Principal
from desk.web.problems import Problem, declared
from desk.web.stores import Desk, House, Live, Stores

HEARTBEAT_SECONDS = 10.0
RETRY_MS = 2000
"""After so long a browser that lost the stream opens it again."""
MEDIA_TYPE = "text/event-stream"
EXAMPLE = (
    f"retry: {RETRY_MS}\n\n"
    "event: resync\ndata: {}\n\n"
    'event: offered\ndata: {"item": "5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93", "agent": "mette"}\n\n'
    "event: beat\ndata: {}\n\n"
)
BEAT = Event("beat")
"""A browser does not tell its page of comments, and pages have to answer."""

router = APIRouter(prefix="/api/v1/events", tags=["events"])


class _Stream(StreamingResponse):
    media_type = MEDIA_TYPE


@router.get(
    "",
    dependencies=[Depends(Need("events.read"))],
    response_class=_Stream,
    responses={
        200: {
            "description": "A stream that does not end by itself. `data` holds ids.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
        },
        **declared(503),
    },
)
async def events(me: Me, desk: Desk, live: Live, house: House) -> _Stream:
    """What happens at the desk, each event when it is stored: `placed`, `offered`, `taken`, `returned`, `closed`,
    `withdrawn`, `waits`, `noted`, `held`, `resumed` with the item's id and, where there is one, the agent's; `agent`
    with the id of an agent whose state or skills have changed; `target` when another service level is promised. The
    first event is always `resync`: read what you show after it, and again at each later one. `beat` comes every 10 s:
    an agent's console answers with POST /me/here."""
    if len(live) >= house.listeners:
        raise Problem(503, "too many listen already", headers={"Retry-After": "30"})
    return _Stream(_lines(me, desk, live))


async def _lines(me: Principal, desk: Stores, live: Fan) -> AsyncIterator[str]:
    with live.listen() as listener:
        yield f"retry: {RETRY_MS}\n\n{_text(RESYNC)}"
        due = time.monotonic() + HEARTBEAT_SECONDS
        while True:
            event = await listener.next(max(0.0, due - time.monotonic()))
            if event is not None:
                yield _text(event)
            if time.monotonic() < due:
                continue
            if not await _may_stay(me, desk):
                return
            yield _text(BEAT)
            due = time.monotonic() + HEARTBEAT_SECONDS


async def _may_stay(me: Principal, desk: Stores) -> bool:
    try:
        return await run_in_threadpool(still_there, desk, me, datetime.now(UTC))
    except StoreError:
        return True  # the stream outlives a database that is away for a moment


def _text(event: Event) -> str:
    return f"event: {event.kind}\ndata: {json.dumps(dict(event.data))}\n\n"
