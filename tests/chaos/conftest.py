"""Breaking things on the running system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.voice.house import House, house


@pytest.fixture
def system() -> Iterator[House]:
    """The running system; whatever a test has killed is up again for the next one."""
    running = house()
    yield running
    running.run(running.switchboard.dialogue.revived())
    running.run(_started(running))


async def _started(running: House) -> None:
    import asyncio

    await asyncio.to_thread(running.switchboard.recogniser.start)
