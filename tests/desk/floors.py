"""A floor with people on it, and what must hold of it at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from desk.database import Database
from desk.floor.floor import Floor
from desk.floor.tables import AGENTS
from desk.queue.store import QueueStore
from desk.routing.policy import Policy
from desk.tables import ITEMS
from tests.desk.samples import NOW, packet

HOLDER = "media-1"
STATE_OF = {"reserved": "offered", "in_call": "taken"}
"""Of an agent → of their item."""


def later(seconds: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(seconds=seconds)


def floor(database: Database, *names: str, departments: str = "sales", policy: Policy | None = None) -> Floor:
    """With agents of the first tier who speak Danish and are available, the first one idle for longest."""
    made = Floor(database, policy)
    for number, name in enumerate(names):
        arrive(made, name, departments, number)
    return made


def arrive(
    on: Floor, name: str, departments: str = "sales", since: float = 0, languages: str = "da", tier: int = 1
) -> None:
    """Somebody comes to work."""
    on.enrol(name, languages.split(), departments.split(), tier, NOW)
    on.change(name, "available", "agent", later(since))


def queue(database: Database, policy: Policy | None = None) -> QueueStore:
    """Whose clock stands at NOW."""
    return QueueStore(database, policy=policy, clock=lambda: NOW)


def call(database: Database, name: str, minute: int = 0, holder: str = HOLDER, **more: object) -> str:
    """A caller on our line; the id of the item."""
    item = queue(database).place(packet(name, minute, **more)).item_id
    Floor(database).waits(item, holder, NOW)
    return item


def inconsistencies(database: Database) -> list[str]:
    """Agents who do not have what their state says, and items that are with two or with nobody."""
    with database.reading() as connection:
        agents = connection.execute(sa.select(AGENTS)).all()
        items = {row.id: row for row in connection.execute(sa.select(ITEMS))}
    found, holding = list[str](), dict[str, str]()
    for agent in agents:
        if agent.state in STATE_OF:
            item = items.get(agent.item_id)
            if item is None or (item.state, item.agent) != (STATE_OF[agent.state], agent.id):
                found.append(f"{agent.id} is {agent.state} without item")
            elif agent.item_id in holding:
                found.append(f"{agent.item_id} is with two")
            else:
                holding[agent.item_id] = agent.id
        elif agent.item_id is not None and agent.state != "wrap_up":
            found.append(f"{agent.id} is {agent.state} with an item")
    enrolled = {agent.id for agent in agents}
    for item in items.values():
        away = item.state == "offered" or (item.state == "taken" and item.agent in enrolled)
        if away and holding.get(item.id) != item.agent:
            found.append(f"{item.id} is {item.state} by {item.agent}, who does not have it")
        if item.state == "waiting" and (item.agent or item.taken or item.offered or item.closed):
            found.append(f"{item.id} waits and is with somebody")
        if (item.state == "closed") != (item.closed is not None):
            found.append(f"{item.id} is half closed")
    return found
