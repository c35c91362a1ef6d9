"""How long those who wait will still wait."""

from __future__ import annotations

from collections.abc import Sequence

from desk.queue.item import Item
from desk.web.stores import Stores

MOST = 40
"""Items whose wait is reckoned for one list: those further behind wait too long to count minutes."""


def estimates(desk: Stores, items: Sequence[Item]) -> dict[str, int | None]:
    """Item → seconds; without those that do not wait, or may not be offered yet."""
    waiting = [item for item in items if item.state == "waiting"]
    return {item.id: _seconds(desk, item.id) for item in waiting[:MOST]}


def _seconds(desk: Stores, item_id: str) -> int | None:
    try:
        return desk.queue.placement(item_id).wait_seconds
    except KeyError:
        return None  # it was there a moment ago
