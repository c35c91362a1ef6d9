"""Packets of calls, and processes of their own to handle them."""

from __future__ import annotations

import dataclasses
import multiprocessing
from datetime import UTC, datetime, timedelta

from desk.queue.packet import Packet, RankedIntent, Summary

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROCESSES = multiprocessing.get_context("forkserver")
"""Real processes that share nothing with this one, without a second of imports each."""
PROCESSES.set_forkserver_preload(["desk.queue.store", "desk.context", "alembic.command", __name__])


def packet(call: str, minute: int = 0, **changes: object) -> Packet:
    """A call that wants to buy fibre, `minute` minutes after NOW."""
    base = Packet(
        call_id=call,
        created=(NOW + timedelta(minutes=minute)).isoformat(),
        language="da",
        department="sales",
        reason="routed",
        summary=Summary("Kunden vil købe fiber.", "The caller wants to buy fibre."),
        intents=(RankedIntent("make_purchase", 0.93),),
        slots={"product": "fiber"},
    )
    return dataclasses.replace(base, **changes)
