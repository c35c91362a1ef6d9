"""Who may log in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from desk.accounts.accounts import User
from desk.accounts.roles import ROLES
from desk.web.api.session import UserBody
from desk.web.forms import LANGUAGE, NAME, Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import declared, known
from desk.web.stores import Desk, Stores

router = APIRouter(prefix="/api/v1/users", tags=["users"])
UserName = Annotated[str, Path(pattern=NAME, description="Of the user.", example="mette")]
ROLE = f"^({'|'.join(ROLES)})$"


class AccountOfUserBody(UserBody):
    """Somebody who may log in."""

    disabled: bool = Field(..., description="May not log in any more.")
    created: datetime = Field(..., description="When it was made.")
    logged_in: datetime | None = Field(None, description="The last time; null: never.")

    class Config:
        title = "UserAccount"


class NewUser(Sent):
    """Somebody new."""

    name: str = Field(..., regex=NAME, description="Unique, for ever.", example="mette")
    password: str = Field(..., min_length=1, max_length=1024, description="At least 15 characters, as in a sentence.")
    role: str = Field(..., regex=ROLE, description=f"One of {', '.join(ROLES)}.", example="agent")
    language: str = Field("en", regex=LANGUAGE, description="Of the pages.", example="da")


class Changes(Sent):
    """What is left out stays."""

    role: str | None = Field(None, regex=ROLE, description=f"One of {', '.join(ROLES)}.", example="supervisor")
    language: str | None = Field(None, regex=LANGUAGE, description="Of the pages.", example="fr")
    password: str | None = Field(None, min_length=1, max_length=1024, description="Ends all sessions of the user.")
    disabled: bool | None = Field(None, description="True ends all sessions and tokens of the user.", example=True)


def _body(user: User) -> AccountOfUserBody:
    names = ("name", "role", "language", "disabled", "created", "logged_in")
    return AccountOfUserBody(**{name: getattr(user, name) for name in names})


@router.get("", dependencies=[Depends(Need("users.read"))])
def users(desk: Desk) -> list[AccountOfUserBody]:
    """All, by name."""
    return [_body(user) for user in desk.accounts.users()]


@router.post("", status_code=201, dependencies=[Depends(Need("users.act"))])
def add(sent: NewUser, me: Me, desk: Desk) -> AccountOfUserBody:
    """Somebody new. Who is to take calls gets skills with `PUT /api/v1/agents/{name}`."""
    return _body(desk.accounts.add(sent.name, sent.password, sent.role, sent.language, now(), by=me.name))


@router.put("/{name}", dependencies=[Depends(Need("users.act"))], responses=declared(404))
def change(name: UserName, sent: Changes, me: Me, desk: Desk) -> AccountOfUserBody:
    """Change a user. The last admin stays one."""
    with known("user"):
        desk.accounts.user(name)
        _apply(desk, name, sent, me.name)
        return _body(desk.accounts.user(name))


def _apply(desk: Stores, name: str, sent: Changes, by: str) -> None:
    if sent.role is not None:
        desk.accounts.set_role(name, sent.role, now(), by)
    if sent.language is not None:
        desk.accounts.set_language(name, sent.language, now(), by)
    if sent.password is not None:
        desk.accounts.set_password(name, sent.password, now(), by)
    if sent.disabled is not None:
        (desk.accounts.disable if sent.disabled else desk.accounts.enable)(name, now(), by)
