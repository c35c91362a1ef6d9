"""Items and agents matched one to one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


class Matching:
    """Grows item by item along augmenting paths (H. W. Kuhn, 1955; breadth first). An item that was matched stays so,
    though perhaps with another agent, and no larger number of items could have been matched."""

    def __init__(self) -> None:
        self.agent_of: dict[str, str] = {}
        """Item → agent."""
        self._item_of: dict[str, str] = {}
        self._able: dict[str, Sequence[str]] = {}

    def add(self, item: str, agents: Sequence[str]) -> bool:
        """Match an item with one of the agents who may take it, the first ones preferred. False when that cannot be."""
        self._able[item] = agents
        taker: dict[str, str] = {}
        unmatched = deque([item])
        while unmatched:
            seeking = unmatched.popleft()
            for agent in self._able[seeking]:
                if agent in taker:
                    continue
                taker[agent] = seeking
                if agent not in self._item_of:
                    self._move(agent, taker)
                    return True
                unmatched.append(self._item_of[agent])
        return False

    def _move(self, free: str, taker: dict[str, str]) -> None:
        """Give a free agent the item that led to them, the agent it leaves the item before it, and so on."""
        agent: str | None = free
        while agent is not None:
            item = taker[agent]
            left = self.agent_of.get(item)
            self.agent_of[item], self._item_of[agent] = agent, item
            agent = left
