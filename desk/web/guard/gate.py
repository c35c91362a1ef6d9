"""The gate before every address: who asks, from where, how much; and the headers that every answer carries."""

from __future__ import annotations

import hmac
import logging
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.database import StoreError
from desk.web.guard.credentials import by_session, by_token
from desk.web.guard.principal import COOKIE, CSRF, SAFE, Principal
from desk.web.problems import Problem, unavailable
from desk.web.settings import Settings
from desk.web.stores import Stores

LOG = logging.getLogger(__name__)

OPEN_PAGES = ("/", "/call", "/login", "/favicon.ico")
OPEN = frozenset({("POST", "/api/v1/session"), *(("GET", page) for page in OPEN_PAGES)})
"""For everybody."""
UNATTENDED = frozenset({"/api/v1/me/here"})
"""What pages send by themselves: nobody has used the session."""
OPEN_FOLDERS = ("/static/", "/texts/")
API = "/api/"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"


class Gate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, stores: Stores, settings: Settings) -> None:
        self._app, self._stores, self._settings = app, stores, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = _Answer(send, request.url.path, self._secure(request))
        refused = await self._refused(request)
        if refused is not None:
            await refused(scope, receive, answer)
            return
        try:
            await self._app(scope, _Measured(receive, self._settings.body_bytes), answer)
        except Exception as error:
            LOG.error("a request failed", exc_info=error)
            if not answer.begun:
                await Problem(500).response()(scope, receive, answer)

    async def _refused(self, request: Request) -> Response | None:
        try:
            request.scope["state"] = {**request.scope.get("state", {}), "address": self._address(request)}
            self._check_form(request)
            principal = await self._principal(request)
            if principal is None and not _open(request):
                return _to_log_in(request)
            request.scope["state"]["principal"] = principal
            self._check_csrf(request, principal)
        except Problem as problem:
            return problem.response()
        except StoreError as error:
            LOG.error("nobody can be told from another: %s", error)
            return unavailable().response()
        return None

    def _check_form(self, request: Request) -> None:
        raw: bytes = request.scope.get("raw_path") or b""
        if b"%00" in raw + request.scope["query_string"]:
            raise Problem(422, "the address holds a character that cannot be kept")
        length = request.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > self._settings.body_bytes:
            raise Problem(413)
        if request.method not in SAFE and not self._same_origin(request):
            raise Problem(403, "the request comes from the page of another site", "origin")

    @staticmethod
    def _same_origin(request: Request) -> bool:
        """Browsers send Origin with every unsafe request; other programs send none."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = request.headers.get("Origin")
        return origin is None or urlsplit(origin).netloc == request.headers.get("Host", "")

    async def _principal(self, request: Request) -> Principal | None:
        """Raises Problem for a token that opens nothing: who sends one is no stranger to be asked to log in."""
        now = datetime.now(UTC)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = await run_in_threadpool(by_token, self._stores, token.strip(), now)
            if found is None:
                raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
            return found
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        used = request.url.path not in UNATTENDED
        return await run_in_threadpool(by_session, self._stores, cookie, now, used)

    def _check_csrf(self, request: Request, principal: Principal | None) -> None:
        if principal is None or principal.session is None or request.method in SAFE or _open(request):
            return
        given = request.headers.get(CSRF, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), principal.session.csrf.encode()):
            raise Problem(403, f"send the session's csrf value in the header {CSRF}", "csrf")

    def _address(self, request: Request) -> str:
        if self._settings.behind:
            return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return request.client.host if request.client else ""

    def _secure(self, request: Request) -> bool:
        if self._settings.behind:
            request.scope["scheme"] = "https" if request.headers.get("X-Forwarded-Proto") == "https" else "http"
        return request.url.scheme == "https"


def _open(request: Request) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    path = request.url.path
    return (method, path) in OPEN or (method == "GET" and path.startswith(OPEN_FOLDERS))


def _to_log_in(request: Request) -> Response:
    """Whoever opens a page in a browser gets to it after the log-in."""
    path = request.url.path
    if request.method in SAFE and not path.startswith(API) and "text/html" in request.headers.get("Accept", ""):
        return RedirectResponse(f"/login?next={quote(path, safe='/')}", 303)
    return Problem(401).response()


class _Answer:
    """Sends an answer with the headers that all carry."""

    def __init__(self, send: Send, path: str, secure: bool) -> None:
        self._send, self._secure = send, secure
        self._data = path.startswith(API)
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if self._data:
                headers["Cache-Control"] = "no-store"
            else:
                headers.setdefault("Cache-Control", "no-store")
            if self._secure:
                headers["Strict-Transport-Security"] = HSTS
        await self._send(message)


class _Measured:
    """Receives a body of a certain length at most, whatever its header says."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise Problem(413)
        return message
