"""Talking to the dialogue in tests: a call at Wednesday 25 November 2026, ten in the morning in Brussels."""

from __future__ import annotations

import json
import sqlite3
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.ports import DeskError, Place
from actions.world import World
from bot.dialogue.typed import typed
from bot.messages import BotTurn, CallerTurn, CallInfo
from desk.database import Database
from desk.queue.packet import Packet
from desk.queue.store import QueueStore
from tests.bot.world import DEMO, NOW


class Talk:
    """One call."""

    def __init__(self, dialogue: Any) -> None:
        self._dialogue = dialogue
        self.call_id = f"test-{uuid.uuid4()}"

    async def begin(self, call: CallInfo) -> BotTurn:
        """Open the call."""
        turn: BotTurn = await self._dialogue.start(call)
        return turn

    async def say(self, text: str, **more: Any) -> BotTurn:
        """One caller turn, as typed or as heard (`confidence`, `alternatives`, `language`)."""
        turn = typed(text)
        heard = CallerTurn(turn.kind, turn.text, **more) if more else turn
        answer: BotTurn = await self._dialogue.turn(self.call_id, heard)
        return answer


class TestDesk:
    """A real queue that can be cut off."""

    __test__ = False

    def __init__(self, file: Path) -> None:
        self._store = QueueStore(Database(file))
        self.broken = False

    def place(self, packet: Packet) -> Place:
        """Store, unless cut off."""
        if self.broken:
            raise DeskError("cut off")
        return self._store.place(packet)

    def withdraw(self, item_id: str, now: datetime) -> bool:
        """Take back, unless cut off."""
        if self.broken:
            raise DeskError("cut off")
        return self._store.withdraw(item_id, now)

    def placement(self, item_id: str) -> Place:
        """Look up, unless cut off."""
        if self.broken:
            raise DeskError("cut off")
        return self._store.placement(item_id)

    def estimate(self, department: str, language: str) -> tuple[int, int | None]:
        """Estimate, unless cut off."""
        if self.broken:
            raise DeskError("cut off")
        return self._store.estimate(department, language)


def load(archive: Path, queue: Path) -> Any:
    """The dialogue with the demo company, a queue of its own and a clock that stands still."""
    from bot.dialogue.embedded import EmbeddedDialogue
    from bot.entities.component import EntityFinder

    world = World(DEMO, TestDesk(queue), lambda: NOW)
    dialogue = EmbeddedDialogue.load(archive, world)
    # Orders of "today" are those of the demo day.
    for node in dialogue._agent.processor.graph_runner._instantiated_nodes.values():
        if isinstance(node._component, EntityFinder):
            node._component._company = DEMO
    return dialogue


def packets(queue: Path, call_id: str) -> list[dict[str, Any]]:
    """What was stored of a call, read from the file itself."""
    with sqlite3.connect(queue) as connection:
        rows = connection.execute("select packet from queue_items where call_id = ?", (call_id,)).fetchall()
    return [json.loads(row[0]) for row in rows]
