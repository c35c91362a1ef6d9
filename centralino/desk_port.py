"""The desk as those see it who have the caller's line: who waits, who has taken whom, what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeVar

from centralino.news import News
from centralino.queue_book import HUNG_UP
from desk.database import StoreError
from desk.floor.floor import Floor
from desk.queue.store import Item, QueueStateError, QueueStore
from desk.routing.states import StateError

LOG = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""How often the desk is asked, where no event rouses before that."""
BEAT_SECONDS = 5.0
"""How often the desk hears that this process still has its callers' lines (see desk.floor.lines)."""
NO_ANSWER = "no_answer"
"""Code of the break of an agent whose phone was not answered."""
TALKED = "answered in the browser"
"""Note of an item whose agent has ended the conversation."""

Released = Literal["closed", "waits"]
T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a caller stands."""

    position: int
    """1 = next."""
    seconds: float | None
    """The wait; None where none can be told."""


@dataclass(frozen=True)
class Taken:
    """An item that an agent has taken."""

    item: str
    call_id: str
    agent: str
    briefing: str
    """The call in one or two sentences, in the caller's language."""
    rings: bool = False
    """It was offered to the agent, whose phone is to ring for it now: nobody has answered yet."""


Rings = Callable[[str], bool]
"""Whether an agent has a phone that rings when something is offered to them."""


def never(_agent: str) -> bool:
    """Agents see at the desk what is offered to them, and take it there."""
    return False


class Desk(Protocol):
    """None of these raises: without the queue a caller waits on."""

    async def waits(self, call_id: str) -> None:
        """The caller is on our line, and may be given to agents."""
        ...

    async def place(self, call_id: str) -> Place | None:
        """None when the call does not wait (any more), or nothing can be told."""
        ...

    async def told(self, call_id: str, place: Place) -> None:
        """The caller has been told where they stand: kept, so that it can be held against the wait that it was."""
        ...

    async def taken(self, call_id: str, rings: Rings = never) -> Taken | None:
        """Wait until an agent has taken the call, or one with a phone is offered it; None when it was closed instead,
        or is not in the queue."""
        ...

    async def answered(self, taken: Taken) -> None:
        """The agent whose phone rang has answered."""
        ...

    async def unanswered(self, taken: Taken) -> None:
        """The agent whose phone rang has not: it waits again, at the head."""
        ...

    async def released(self, taken: Taken) -> Released:
        """Wait until the agent is done with it at the desk: it was closed, or waits for somebody else."""
        ...

    async def close(self, taken: Taken, note: str = TALKED) -> None:
        """The conversation is over, and the item done."""
        ...

    async def give_back(self, taken: Taken) -> None:
        """The agent cannot be reached: it waits again, at the place that it had."""
        ...

    async def held(self, taken: Taken, on: bool) -> None:
        """The caller is on hold, or talks with the agent again."""
        ...

    async def over(self, call_id: str) -> None:
        """The caller is not on our line any more: whoever waited waits no longer."""
        ...


class StoreDesk:
    """The desk of this site's database. See Desk."""

    def __init__(
        self,
        queue: Callable[[], QueueStore],
        floor: Callable[[], Floor],
        holder: str,
        news: News | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """`queue` and `floor` open the stores, or raise StoreError. `holder`: of the callers' lines, an id of this
        process's own for each start. `news` rouses whoever waits for the desk."""
        self._queue, self._floor, self._holder = queue, floor, holder
        self._news, self._look_seconds = news or News(None), look_seconds

    async def beat(self) -> None:
        """Tell the desk that this process lives, until cancelled."""
        while True:
            await self._ask(lambda: self._floor().beat(self._holder, _now()))
            await asyncio.sleep(BEAT_SECONDS)

    async def waits(self, call_id: str) -> None:
        """See Desk."""

        def waits() -> None:
            item = self._queue().of_call(call_id)
            if item is not None and item.state != "closed":
                self._floor().waits(item.id, self._holder, _now())

        await self._ask(waits)

    async def place(self, call_id: str) -> Place | None:
        """See Desk."""
        return await self._ask(lambda: self._place(call_id))

    async def told(self, call_id: str, place: Place) -> None:
        """See Desk. Where no wait can be told there is nothing to be wrong about."""

        def told() -> None:
            item = self._queue().of_call(call_id)
            if item is not None and place.seconds is not None:
                self._floor().announce(item.id, place.position, round(place.seconds), _now())

        await self._ask(told)

    async def taken(self, call_id: str, rings: Rings = never) -> Taken | None:
        """See Desk."""
        known = call_id
        while True:
            found = await self._ask(lambda: (self._queue().of_call(call_id),))
            if found is not None:
                (item,) = found
                if item is None or item.state == "closed":
                    return None
                known, agent = item.id, item.agent or ""
                if item.state == "taken" or (item.state == "offered" and rings(agent)):
                    briefing = item.packet["summary"]["caller_language"]
                    return Taken(item.id, call_id, agent, briefing, item.state == "offered")
            await self._news.of(known, self._look_seconds)

    async def answered(self, taken: Taken) -> None:
        """See Desk."""
        await self._ask(lambda: self._floor().accept(taken.item, taken.agent, _now()))

    async def unanswered(self, taken: Taken) -> None:
        """See Desk."""
        await self._ask(lambda: self._floor().refuse(taken.item, taken.agent, _now(), NO_ANSWER))

    async def released(self, taken: Taken) -> Released:
        """See Desk."""
        while True:
            item = await self._ask(lambda: self._queue().show(taken.item))
            if item is not None and not (_is_with(item, taken.agent) or _rings_at(item, taken)):
                return "closed" if item.state == "closed" else "waits"
            await self._news.of(taken.item, self._look_seconds)

    async def close(self, taken: Taken, note: str = TALKED) -> None:
        """See Desk."""

        def close() -> None:
            if _is_with(self._queue().show(taken.item), taken.agent):
                self._queue().close(taken.item, _now(), note)

        await self._ask(close)

    async def give_back(self, taken: Taken) -> None:
        """See Desk."""

        def give_back() -> None:
            if _is_with(self._queue().show(taken.item), taken.agent):
                self._queue().give_back(taken.item)

        await self._ask(give_back)

    async def held(self, taken: Taken, on: bool) -> None:
        """See Desk."""
        await self._ask(lambda: self._floor().hold(taken.item, taken.agent, on, _now()))

    async def over(self, call_id: str) -> None:
        """See Desk. What an agent has taken is the agent's to close."""

        def over() -> None:
            item = self._queue().of_call(call_id)
            if item is not None and item.state != "closed":
                self._floor().line_gone(item.id, _now(), HUNG_UP)

        await self._ask(over)

    def _place(self, call_id: str) -> Place | None:
        store = self._queue()
        item = store.of_call(call_id)
        if item is None or item.state != "waiting":
            return None
        placement = store.placement(item.id)
        return Place(placement.position, placement.wait_seconds)

    async def _ask(self, question: Callable[[], T]) -> T | None:
        """None when there is no answer."""
        try:
            return await asyncio.to_thread(question)
        except StoreError as error:
            LOG.error("the desk cannot be asked about a caller: %s", error)
        except (KeyError, QueueStateError, StateError):
            # Somebody was faster; the next look tells.
            pass
        return None


def _is_with(item: Item, agent: str) -> bool:
    return item.state == "taken" and (item.agent or "") == agent


def _rings_at(item: Item, taken: Taken) -> bool:
    return taken.rings and item.state == "offered" and item.agent == taken.agent


def _now() -> datetime:
    return datetime.now(UTC)
