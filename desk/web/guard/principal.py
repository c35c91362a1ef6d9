"""Who asks: a person with a session, or another system with a token."""

# Without deferred annotations: FastAPI cannot look up those of an object that is called.

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from desk.accounts.accounts import ApiToken, Session, User
from desk.accounts.roles import Permission
from desk.web.problems import Problem

COOKIE, DEVICE = "centralino_session", "centralino_device"
CSRF = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
PEOPLE_ONLY: frozenset[Permission] = frozenset({"users.act", "tokens.act", "privacy.act"})
"""Not with a token: one that leaked would make itself further ones."""


@dataclass(frozen=True)
class Principal:
    """One who may be here."""

    user: User
    session: Session | None = None
    token: ApiToken | None = None
    """This or a session."""
    secret: str = field(default="", repr=False)
    """Of the token."""

    @property
    def name(self) -> str:
        """Of the user; also the id of the agent."""
        return self.user.name

    @property
    def may_act(self) -> bool:
        """Whether anything may be changed at all."""
        return self.token is None or "act" in self.token.scopes

    def may(self, permission: Permission) -> bool:
        """Whether role and token allow it."""
        if self.token is not None:
            return permission not in PEOPLE_ONLY and self.token.may(permission)
        return self.user.may(permission)


def principal_of(request: Request) -> Principal | None:
    """None on an address that is open to all, when nobody has logged in."""
    found: Principal | None = request.scope.get("state", {}).get("principal")
    return found


class Need:
    """A dependency: the permission that an address needs."""

    def __init__(self, permission: Permission | None) -> None:
        """None: whoever has logged in; with a token, what changes something needs the scope `act`."""
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        principal = await _me(request)
        if request.method not in SAFE and not principal.may_act:
            raise Problem(403)
        if self.permission is not None and not principal.may(self.permission):
            raise Problem(403)


async def _me(request: Request) -> Principal:
    principal = principal_of(request)
    if principal is None:
        raise Problem(401)
    return principal


async def _address(request: Request) -> str:
    found: str = request.scope["state"]["address"]
    return found


Me = Annotated[Principal, Depends(_me)]
Address = Annotated[str, Depends(_address)]
"""Of the one who asks, as text."""
