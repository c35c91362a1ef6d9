"""Requests to an outside CRM: within a time, again where that is safe, with a token, and nothing of them in logs."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from desk.customers.protocol import OutOfReachError

RETRIED = frozenset({429, 502, 503})
"""Statuses after which an idempotent request is made again."""
SAFE = frozenset({"GET", "PUT"})
TRIES = 4
FIRST_PAUSE = 0.1
"""Seconds before the second try; doubled each time, times 0.5 to 1.5 at random so that many do not come at once."""
AWAY_SECONDS = 5.0
"""After a failure the CRM is left alone for so long: each screen pop would else wait for it anew."""
MOST_BYTES = 4 * 2**20

# It would write the addresses of all requests, with the names and phone numbers in them.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Answer:
    """What came back: of a 2xx, or of a 4xx that the request itself is to blame for."""

    status: int
    data: Any
    """None where there was no JSON."""


@dataclass(frozen=True)
class Limits:
    """Of one CRM."""

    seconds: float = 3.0
    """For one question of an agent, all requests and repetitions that it takes together."""
    retry_writes: bool = False
    """Whether the CRM keeps to Idempotency-Key, so that writes may be repeated too."""


class _Failed(Exception):
    """One try; `pause`: seconds that it wants to be left alone."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.pause = why, pause


class Http:
    """One CRM. Safe to use from several threads at once."""

    def __init__(
        self,
        address: str,
        token: Callable[[], str],
        limits: Limits | None = None,
        rng: random.Random | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`token`: read before each request, so that a new one in its file counts at once; empty: none is sent."""
        self._address, self._token, self._limits = address.rstrip("/"), token, limits or Limits()
        self._rng, self._clock = rng or random.SystemRandom(), clock
        self._away_until, self._lock = float("-inf"), threading.Lock()
        pool = httpx.Limits(max_connections=20, max_keepalive_connections=5)
        self._client = httpx.Client(limits=pool, follow_redirects=False)

    @property
    def ends(self) -> float:
        """When a question that begins now has taken too long."""
        return self._clock() + self._limits.seconds

    def close(self) -> None:
        """End its connections."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        ends: float,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Answer:
        """`key`: for a write, the same for the same change. Raises OutOfReachError."""
        if method == "GET" and self._clock() < self._away_until:
            raise self._out("was out of reach a moment ago")
        request = {"params": dict(query or {}), "json": body, "headers": self._headers(method, headers, key)}
        why = ""
        again = method in SAFE or self._limits.retry_writes
        for left in reversed(range(TRIES if again else 1)):
            try:
                answer = self._once(method, path, ends, request)
            except _Failed as error:
                why, pause = error.why, error.pause
            else:
                self._away(float("-inf"))
                return answer
            wait = max(FIRST_PAUSE * 2 ** (TRIES - 1 - left) * (0.5 + self._rng.random()), pause)
            if not left or self._clock() + wait >= ends:
                break
            time.sleep(wait)
        self._away(self._clock() + AWAY_SECONDS)
        raise self._out(why)

    def _away(self, until: float) -> None:
        with self._lock:
            self._away_until = until

    def _once(self, method: str, path: str, ends: float, request: dict[str, Any]) -> Answer:
        """Raises _Failed where another try may help, OutOfReachError where it cannot."""
        left = max(ends - self._clock(), 0.05)
        try:
            with self._client.stream(method, self._address + path, timeout=left, **request) as response:
                if response.status_code in RETRIED:
                    raise _Failed(f"is busy (status {response.status_code})", _retry_after(response))
                if response.status_code >= 500:
                    raise self._out(f"has an error of its own (status {response.status_code})")
                return Answer(self._checked(response.status_code), self._body(response, ends))
        except httpx.TransportError:
            raise _Failed("does not answer in time, or cannot be reached") from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            raise self._out("cannot be asked so; look at its address and its mapping") from None

    def _checked(self, status: int) -> int:
        if status in (401, 403):
            raise self._out(f"refuses the token (status {status}); look at desk.customers.token_file")
        if 300 <= status < 400:
            raise self._out("leads elsewhere; set desk.customers.source to the address that it leads to")
        return status

    def _body(self, response: httpx.Response, ends: float) -> Any:
        """It may come in drops: the time for it ends all the same. Raises TransportError, OutOfReachError."""
        data = bytearray()
        for part in response.iter_bytes():
            data += part
            if len(data) > MOST_BYTES:
                raise self._out("answers with more than 4 MB; make it keep to `limit`")
            if self._clock() > ends:
                raise httpx.ReadTimeout("it took too long")
        try:
            return json.loads(data) if data else None
        except ValueError:
            if response.is_success:
                raise self._out("does not answer in JSON; look at its address") from None
            return None

    def _headers(self, method: str, more: Mapping[str, str] | None, key: str | None) -> dict[str, str]:
        headers = {"Accept": "application/json", **(more or {})}
        if token := self._token():
            headers["Authorization"] = f"Bearer {token}"
        if method != "GET":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        return headers

    def _out(self, why: str) -> OutOfReachError:
        return OutOfReachError(f"the customer records at {self._address} cannot be asked: it {why}")


def _retry_after(response: httpx.Response) -> float:
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdecimal() else 0.0
