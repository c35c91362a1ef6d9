"""Who may open a line of sound as an agent or a supervisor: whose session at the desk says so. Who listens in is
written in the audit trail before anything is heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from desk.accounts.accounts import Accounts
from desk.accounts.roles import Permission
from desk.audit.trail import Trail
from desk.database import Database, StoreError
from desk.floor.interventions import listening
from desk.web.guard.principal import COOKIE

LOG = logging.getLogger(__name__)


def door(accounts: Accounts, permission: Permission) -> Callable[[web.Request], Awaitable[str | None]]:
    """Gives the name of the user whose session a request carries, and None without one that has the permission."""

    async def who(request: web.Request) -> str | None:
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            session = await asyncio.to_thread(accounts.session, cookie, datetime.now(UTC))
        except StoreError as error:
            LOG.error("nobody can be told from another: %s", error)
            return None
        return session.user.name if session is not None and session.user.may(permission) else None

    return who


def witness(database: Database) -> Callable[[str, str, str, str | None], Awaitable[bool]]:
    """Writes down who listens to whom, as `call.listen` or `call.whisper`. False when it cannot."""
    trail = Trail(database)

    def write(who: str, agent: str, mode: str, item: str | None) -> None:
        with database.transaction() as connection:
            listening(trail.record, connection, who, agent, mode, item, datetime.now(UTC))

    async def written(who: str, agent: str, mode: str, item: str | None) -> bool:
        try:
            await asyncio.to_thread(write, who, agent, mode, item)
        except StoreError as error:
            LOG.error("a listening cannot be written down, and is refused: %s", error)
            return False
        return True

    return written
