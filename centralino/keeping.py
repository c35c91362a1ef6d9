"""What is kept of calls while the house runs: their records, their sound where callers allow it, and for how long."""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from centralino import desk, privacy
from centralino.call_sink import CallSinks
from centralino.call_writer import CallWriter
from centralino.errors import UserError
from centralino.recording import Recorder, Told, policy
from centralino.replays.state import FOLDER, ReplayFolder
from centralino.settings import Settings
from desk.database import Database, StoreError
from desk.privacy.vault import VaultError

LOG = logging.getLogger(__name__)
DAY = 24 * 3600.0


@dataclass(frozen=True)
class KeptCalls:
    """What is kept of calls."""

    records: CallSinks
    recorder: Recorder
    """Their sound, where callers allow it."""


async def keeping(stack: AsyncExitStack, settings: Settings, var: Path) -> KeptCalls:
    """Until the stack is left. Raises UserError."""
    try:
        book = desk.open_calls()
    except StoreError as error:
        raise UserError(str(error)) from error
    writer = CallWriter(book, uuid.uuid4().hex, var / "calls.spool")
    writer.start()
    stack.push_async_callback(asyncio.to_thread, writer.close)
    records = CallSinks(writer.put, writer.holder)
    database = Database(desk.where())
    write_down = desk.recorder(database)

    def told(call_id: str, recording_id: str | None, agent: str) -> None:
        records.recorded(call_id, recording_id)
        if recording_id is None and agent:
            with database.transaction() as connection:
                write_down(connection, agent, "recording.declined", call_id, {}, datetime.now(UTC))

    return KeptCalls(records, open_recorder(settings, var, told))


def open_recorder(settings: Settings, var: Path, told: Told = lambda _call_id, _recording_id, _agent: None) -> Recorder:
    """What an earlier run did not finish is put in order first. `told`: see Recorder. Raises UserError."""
    chosen = policy(settings)
    if chosen.records:
        try:
            privacy.open_recordings(var).mend()
        except StoreError as error:
            raise UserError(str(error)) from error
    return Recorder(chosen, lambda: privacy.open_recordings(var), told=told)


def seal_messages(var: Path) -> None:
    """Voicemail of an earlier version lies unsealed. What cannot be sealed stays, and is heard and deleted all the
    same."""
    try:
        sealed = privacy.open_messages(var).seal_old()
    except (UserError, VaultError, OSError) as error:
        LOG.error("messages of an earlier version are not sealed: %s", error)
        return
    if sealed:
        LOG.info("messages of an earlier version are sealed now: %d", sealed)


async def keep_no_longer(var: Path) -> None:
    """Delete what callers left and what is too old, each day."""
    while True:
        try:
            await asyncio.to_thread(lambda: privacy.open_retention(var).run(datetime.now(UTC)))
            await asyncio.to_thread(ReplayFolder(var / FOLDER).forget_old, datetime.now(UTC))
        except (StoreError, UserError) as error:
            LOG.error("what is too old is not deleted: %s", error)
        await asyncio.sleep(DAY)
