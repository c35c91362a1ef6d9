"""Agents who talk at phones of the PBX: they are rung for callers on our lines, wherever those come from."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from centralino.agent_lines import AgentLine, AgentLines
from centralino.desk_port import Taken
from centralino.first import first
from desk.context import ContextStore
from desk.database import StoreError
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.protocol import Leg
from voice.telephony.phones import Phones

LOG = logging.getLogger(__name__)

DISPLAY = "Centralino"
"""What the phone shows: callers from pages have no number."""


class AgentPhones:
    """All of them."""

    def __init__(self, numbers: Mapping[str, str], phones: Phones, contexts: ContextStore) -> None:
        """`numbers`: agent → extension or outside number, as `telephone.agents`."""
        self._numbers, self._phones, self._contexts = numbers, phones, contexts

    def rings(self, agent: str) -> bool:
        """Whether the agent has a phone that rings when something is offered to them."""
        return agent in self._numbers

    def number(self, agent: str) -> str | None:
        """Where the agent is rung; where nothing is set, the name may be the extension."""
        return self._numbers.get(agent, agent if agent.isdecimal() else None)

    async def ring(self, taken: Taken, lines: AgentLines) -> AgentLine | None:
        """The line of the agent's phone, once it is answered; None when it is not. Cancelling stops the ringing."""
        number, line = self.number(taken.agent), AgentLine(taken.agent, phone=True)
        assert number is not None, "asked for before"

        async def talk(leg: Leg) -> None:
            assert isinstance(leg, AudioSocketLeg), "which is how phones come"
            await lines.serve_phone(line, leg)

        token = await asyncio.to_thread(self._token, taken)
        if not await self._phones.ring(number, token, DISPLAY, talk):
            return None
        opened = asyncio.ensure_future(line.opened.wait())
        try:
            await first(opened, line.ended)
        except asyncio.CancelledError:
            line.end("desk")
            raise
        finally:
            opened.cancel()
        return line

    def _token(self, taken: Taken) -> str:
        """Opens the call's packet; empty without the database."""
        try:
            return self._contexts.issue(taken.call_id, taken.item, datetime.now(UTC))
        except (StoreError, KeyError) as error:
            LOG.error("a phone rings without the packet of its call: %s", type(error).__name__)
            return ""
