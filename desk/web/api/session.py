"""Log in, who am I, log out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from centralino.web.limits import Limits, retry_after
from desk.accounts.accounts import LoginRefused, Session, User
from desk.routing.states import StateError
from desk.web.forms import NAME, Sent, now
from desk.web.guard.principal import COOKIE, DEVICE, Address, Me, Need, Principal
from desk.web.problems import Problem, declared
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/session", tags=["session"])
DEVICE_PATH = "/api/v1/"
DEVICE_SECONDS = 90 * 86_400
HELD = frozenset({"reserved", "in_call"})
"""States in which a caller would be left alone."""


class LogIn(Sent):
    """Name and password."""

    name: str = Field(..., min_length=1, max_length=64, description="Name of the user.", example="mette")
    password: str = Field(..., min_length=1, max_length=1024, description="As it is typed.", example="a whole sentence")


class UserBody(Message):
    """Who has logged in."""

    name: str = Field(..., regex=NAME, description="Unique; also the agent's id.", example="mette")
    role: str = Field(..., description="`agent`, `supervisor`, `trainer` or `admin`.", example="agent")
    language: str = Field(..., description="Of the pages: `fr`, `nl`, `it`, `da` or `en`.", example="da")

    class Config:
        title = "User"


class SessionBody(Message):
    """A session."""

    user: UserBody = Field(..., description="Whose it is.")
    csrf: str | None = Field(
        ...,
        description="To be sent back in the header X-CSRF-Token by whatever changes something; null with a token.",
        example="Qk1Zb9o2T7yQdLr8",
    )

    class Config:
        title = "Session"


def user_body(user: User) -> UserBody:
    """As it is told."""
    return UserBody(name=user.name, role=user.role, language=user.language)


def session_body(me: Principal) -> SessionBody:
    """As it is told."""
    return SessionBody(user=user_body(me.user), csrf=me.session.csrf if me.session else None)


@router.post("", responses=declared(401, 403, 429))
def log_in(sent: LogIn, request: Request, response: Response, desk: Desk, address: Address) -> SessionBody:
    """Log in. Sets the cookie of the session. Every reason for a refusal is told in the same words; 429 says after how
    many seconds a further attempt is looked at."""
    with at_the_door(request, address):
        session = desk.accounts.log_in(sent.name, sent.password, address, now(), request.cookies.get(DEVICE))
    set_cookies(request, response, session)
    return session_body(Principal(session.user, session))


@contextmanager
def at_the_door(request: Request, address: str) -> Iterator[None]:
    """Tells of whoever shows a wrong password, or too many. Raises Problem."""
    limits: Limits = request.app.state.log_ins
    wait = limits.admit(address, time.monotonic())
    if wait:
        raise Problem(429, headers={"Retry-After": retry_after(wait)})
    try:
        yield
    except LoginRefused as error:
        if error.retry_after:
            raise Problem(429, headers={"Retry-After": str(error.retry_after)}) from None
        raise Problem(401, str(error)) from None


def set_cookies(request: Request, response: Response, session: Session) -> None:
    """Of a new session, and of the browser that it was made in."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, session.token, path="/", httponly=True, samesite="lax", secure=secure)
    if session.device:
        response.set_cookie(
            DEVICE, session.device, DEVICE_SECONDS, path=DEVICE_PATH, httponly=True, samesite="strict", secure=secure
        )


@router.get("", dependencies=[Depends(Need(None))])
async def who_am_i(me: Me) -> SessionBody:
    """Who has logged in here."""
    return session_body(me)


@router.delete("", status_code=204, dependencies=[Depends(Need(None))], responses=declared(409))
def log_out(request: Request, me: Me, desk: Desk) -> Response:
    """End the session. An agent gets no more calls; one whose phone rings, or who is in a call, settles that first."""
    _leave_the_floor(me, desk)
    if me.session is not None:
        desk.accounts.log_out(me.session.token, now())
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def _leave_the_floor(me: Principal, desk: Desk) -> None:
    with suppress(KeyError):
        agent = desk.floor.agent(me.name)
        if agent.state in HELD:
            raise Problem(409, "you have a caller; finish or refuse the call first", "state")
        if agent.state != "logged_out":
            with suppress(StateError):
                desk.floor.change(me.name, "logged_out", "system", now(), "shift_end")
