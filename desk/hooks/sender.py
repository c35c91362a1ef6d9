"""Brings deliveries to their receivers."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from desk.database import StoreError
from desk.hooks.model import Delivery, Hook, body
from desk.hooks.outbox import AT_ONCE, Outbox
from desk.hooks.signature import headers

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
ANSWER_SECONDS = 15.0
"""A receiver that takes longer has not got it, as far as we know. Less than outbox.LEASE."""
GONE = 410

Now = Callable[[], datetime]


class Sender:
    """Of all hooks of a site; several processes may send at once."""

    def __init__(self, outbox: Outbox, hooks: Sequence[Hook], now: Now | None = None) -> None:
        self._outbox, self._hooks = outbox, {hook.name: hook for hook in hooks}
        self._now: Now = now or (lambda: datetime.now(UTC))

    async def run(self) -> None:
        """Until cancelled, or at once without hooks. A database that is away is waited for."""
        if not self._hooks:
            return
        # The environment's proxy is not asked: a receiver is where the settings say.
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            ready = False
            while True:
                try:
                    if not ready:
                        await asyncio.to_thread(self._outbox.set_up, self._hooks.values(), self._now())
                        ready = True
                    sent = await self.send_due(client)
                except StoreError as error:
                    LOG.error("webhooks are not sent: %s", error)
                    sent = 0
                if sent < AT_ONCE:
                    await asyncio.sleep(LOOK_SECONDS)

    async def send_due(self, client: httpx.AsyncClient) -> int:
        """One round: what is due now; returns how many. Raises StoreError."""
        due = await asyncio.to_thread(self._outbox.claim, self._hooks.values(), self._now())
        await asyncio.gather(*(self._send(client, delivery) for delivery in due))
        return len(due)

    async def _send(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        hook = self._hooks[delivery.hook]
        item = await asyncio.to_thread(self._outbox.item, delivery)
        result = await self._post(client, hook, delivery, body(delivery, item, hook.packet))
        if result == str(GONE):
            LOG.error("webhook %s: the receiver wants no more (410); centralino hooks retry %s", hook.name, hook.name)
            await asyncio.to_thread(self._outbox.gone, delivery, hook)
        elif result.startswith("2"):
            await asyncio.to_thread(self._outbox.delivered, delivery, result, self._now())
        else:
            LOG.warning("webhook %s: %s at attempt %d", hook.name, result, delivery.attempts + 1)
            await asyncio.to_thread(self._outbox.failed, delivery, result, self._now())

    async def _post(self, client: httpx.AsyncClient, hook: Hook, delivery: Delivery, data: dict[str, Any]) -> str:
        """The status of the answer, or in a word why there was none."""
        content = json.dumps(data, ensure_ascii=False).encode()
        signed = headers(delivery.id, content, hook.secret, self._now())
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                # Whoever answers with another address is not whom the settings name.
                answer = await client.post(hook.url, content=content, headers=signed, follow_redirects=False)
        except (httpx.TimeoutException, TimeoutError):
            return "no answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return type(error).__name__
        return str(answer.status_code)
