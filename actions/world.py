"""What lies outside the conversation: the directory, the queue, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from actions.ports import DeskError, HandOffDesk, Place
from bot.directory import Company, company
from desk.queue.packet import Packet


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """What every topic may ask of the outside."""

    company: Company
    desk: HandOffDesk
    now: Callable[[], datetime] = utc_now
    """An aware moment."""


class LocalDesk:
    """The queue of this installation, opened at its first use: a broken queue must not keep the bot from answering."""

    def place(self, packet: Packet) -> Place:
        """Store the packet. Raises DeskError."""
        from centralino.desk import open_queue
        from desk.database import StoreError

        try:
            return open_queue().place(packet)
        except (StoreError, OSError) as error:
            raise DeskError(str(error)) from error

    def withdraw(self, item_id: str, now: datetime) -> bool:
        """Take an item back. Raises DeskError."""
        from centralino.desk import open_queue
        from desk.database import StoreError

        try:
            return open_queue().withdraw(item_id, now)
        except (StoreError, OSError) as error:
            raise DeskError(str(error)) from error

    def placement(self, item_id: str) -> Place:
        """Where an item stands now. Raises DeskError."""
        from centralino.desk import open_queue
        from desk.database import StoreError

        try:
            return open_queue().placement(item_id)
        except (StoreError, OSError, KeyError) as error:
            raise DeskError(str(error)) from error

    def estimate(self, department: str, language: str) -> tuple[int, int | None]:
        """Position and wait of a call placed at this moment. Raises DeskError."""
        from centralino.desk import open_queue
        from desk.database import StoreError

        try:
            return open_queue().estimate(department, language)
        except (StoreError, OSError) as error:
            raise DeskError(str(error)) from error


_current: list[World] = []


def current() -> World:
    """The world of this process: the configured company and queue, unless another was put in its place."""
    if not _current:
        _current.append(World(company(), LocalDesk()))
    return _current[0]


def install(world: World) -> None:
    """Put another world in place for the actions of this process."""
    _current[:] = [world]
