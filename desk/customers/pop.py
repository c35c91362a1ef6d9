"""Who is calling, for the agent's screen: candidates from what the call's packet holds."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from desk.customers.model import Candidate
from desk.customers.protocol import Customers
from desk.database import StoreError
from desk.queue.packet import reached_at

LOG = logging.getLogger(__name__)
CANDIDATES = 5
LINES = 40
"""Of the caller, the latest ones."""

Trouble = Literal["out_of_reach"]


@dataclass(frozen=True)
class Pop:
    """What the screen shows of the customer. The agent confirms: nothing is chosen for them."""

    candidates: tuple[Candidate, ...] = ()
    """Best first."""
    trouble: Trouble | None = None
    """Why there are none; the call goes on."""


def screen_pop(customers: Customers, packet: Mapping[str, Any]) -> Pop:
    """Never raises StoreError: a call must not wait for customer records. `packet`: as in packet.schema.json."""
    slots, known = packet.get("slots") or {}, packet.get("customer") or {}
    numbers = (known.get("number"), slots.get("customer_number"), slots.get("order_number"))
    number = next((number for number in numbers if number), None)
    said = None
    if not customers.outside:
        lines = [line["text"] for line in packet.get("transcript") or () if line["speaker"] == "caller"]
        said = " ".join(lines[-LINES:])
    try:
        found = customers.find(number, reached_at(packet), known.get("name"), said, CANDIDATES)
    except StoreError as error:
        LOG.warning("no customer on the screen: %s", error)
        return Pop(trouble="out_of_reach")
    return Pop(tuple(found))
