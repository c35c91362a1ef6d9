"""Waiting for the first of several things."""

from __future__ import annotations

import asyncio
from typing import Any


async def first(*awaited: asyncio.Future[Any]) -> None:
    """Return when one of them is done. None is cancelled."""
    await asyncio.wait(set(awaited), return_when=asyncio.FIRST_COMPLETED)
