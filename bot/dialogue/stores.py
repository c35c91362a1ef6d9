"""Where conversations are kept while they last, and what keeps two turns of one call apart: this process's memory, or
the tracker and lock store that endpoints.yml names in Rasa's own words (PostgreSQL and Redis, for several machines)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, SQLTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.exceptions import RasaException

from centralino.errors import UserError
from centralino.paths import ENDPOINTS

REACH_SECONDS = 5
"""A database that does not answer within this is out of reach: Rasa itself would try for ever."""


@dataclass(frozen=True)
class Stores:
    """Of all conversations."""

    trackers: TrackerStore
    locks: LockStore

    @property
    def shared(self) -> bool:
        """Whether conversations outlive this process."""
        return not isinstance(self.trackers, InMemoryTrackerStore)

    async def latest_turn(self, call_id: str) -> dict[str, Any] | None:
        """What the bot's last answer on a call left behind (see actions.rasa_actions); None for an unknown call."""
        # The greeting comes before what Rasa counts as the session.
        tracker = await self.trackers.retrieve_full_tracker(call_id)
        events = reversed(tracker.events) if tracker else ()
        said = (event.data or {} for event in events if isinstance(event, BotUttered))
        return next((data["custom"]["turn"] for data in said if "turn" in (data.get("custom") or {})), None)

    async def forget(self, call_id: str) -> None:
        """Delete a conversation: what a person needs of it is in the packet."""
        store = self.trackers
        if isinstance(store, InMemoryTrackerStore):
            store.store.pop(call_id, None)
        elif isinstance(store, SQLTrackerStore):
            await asyncio.to_thread(_delete_rows, store, call_id)
        elif isinstance(store, RedisTrackerStore):
            await asyncio.to_thread(store.red.delete, store.key_prefix + call_id)


def open_stores(file: Path = ENDPOINTS) -> Stores:
    """Raises UserError naming what is out of reach or cannot be used."""
    try:
        named = AvailableEndpoints.read_endpoints(str(file))
        _reach(named.tracker_store)
        # No broker: what callers say goes to the stores meant for it and nowhere else.
        broker: EventBroker | None = None
        trackers = TrackerStore.create(named.tracker_store, Domain.empty(), broker)
        locks = LockStore.create(named.lock_store)
        locks.get_lock("reached")
    except (RasaException, sa.exc.SQLAlchemyError, OSError, ValueError, TypeError) as error:
        raise UserError(f"{file.name}: {_cause(error)}; mend tracker_store and lock_store there") from None
    except Exception as error:  # of whichever client: redis.exceptions, pymongo.errors, …
        raise UserError(f"{file.name}: {type(error).__name__}; is the store's server running?") from None
    return Stores(trackers, locks)


def in_memory() -> Stores:
    """Of this process alone, whatever endpoints.yml says."""
    return Stores(InMemoryTrackerStore(Domain.empty()), InMemoryLockStore())


def _reach(config: Any) -> None:
    if config is None or (config.type or "").lower() != "sql":
        return
    wanted = ("dialect", "port", "db", "username", "password", "login_db", "query")
    options = {name: value for name, value in config.kwargs.items() if name in wanted}
    url = sa.engine.make_url(SQLTrackerStore.get_db_url(host=config.url, **options))
    limits = {"connect_timeout": REACH_SECONDS} if url.get_backend_name() == "postgresql" else {}
    engine = sa.create_engine(url, connect_args=limits)
    try:
        engine.connect().close()
    finally:
        engine.dispose()


def _delete_rows(store: SQLTrackerStore, call_id: str) -> None:
    with store.session_scope() as session:
        session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == call_id).delete()
        session.commit()


def _cause(error: Exception) -> str:
    """In one line: drivers tell server and user, never the password; the statement that SQLAlchemy adds is left out."""
    words = str(getattr(error, "orig", None) or error).strip()
    return words.partition("\n")[0] or type(error).__name__
