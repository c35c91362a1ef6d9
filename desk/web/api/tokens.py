"""Tokens with which other systems use the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from desk.accounts.accounts import TOKEN_LIFETIME, ApiToken
from desk.web.forms import NAME, Sent, moment, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import declared, known
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/tokens", tags=["tokens"])
ACT = [Depends(Need("tokens.act"))]
TokenId = Annotated[str, Path(pattern="^[0-9a-f]{4,32}$", description="Of the token.", example="3fa91c07")]


class NewToken(Sent):
    """What a token is for."""

    name: str = Field(..., min_length=1, max_length=64, description="What uses it.", example="crm")
    user: str | None = Field(
        None,
        regex=NAME,
        description="For whom it acts, within that user's role; left out: yourself.",
        example="crm",
    )
    scopes: list[Literal["read", "act"]] = Field(
        ..., min_items=1, max_items=2, description="`read`: look; `act`: also change.", example=["read"]
    )
    expires: datetime | None = Field(
        None, description="Valid until then, a year at most; 90 days when left out.", example="2026-12-31T00:00:00Z"
    )


class TokenBody(Message):
    """A token, without its secret."""

    id: str = Field(..., description="For revoking it.", example="3fa91c07")
    name: str = Field(..., description="What uses it.", example="crm")
    user: str = Field(..., description="For whom it acts.", example="crm")
    scopes: list[str] = Field(..., description="`read`, `act`.", example=["read"])
    created: datetime = Field(..., description="When it was made.")
    expires: datetime = Field(..., description="It is valid until then.")
    used: datetime | None = Field(None, description="The last time, to a minute; null: never.")

    class Config:
        title = "Token"


class TokenWithSecret(TokenBody):
    """A new token."""

    token: str = Field(..., description="For `Authorization: Bearer`. It is told this once.", example="centralino_…")


def _fields(token: ApiToken) -> dict[str, Any]:
    told = {name: getattr(token, name) for name in ("id", "created", "expires", "used")}
    return told | {"name": token.label, "user": token.user.name, "scopes": sorted(token.scopes)}


@router.get("", dependencies=[Depends(Need("users.read"))])
def tokens(desk: Desk) -> list[TokenBody]:
    """All that are valid or were, those that expire first before."""
    return [TokenBody(**_fields(token)) for token in desk.accounts.tokens()]


@router.post("", status_code=201, dependencies=ACT, responses=declared(404))
def add(sent: NewToken, me: Me, desk: Desk) -> TokenWithSecret:
    """Make a token. Give each system its own user and token, so that the trail tells them apart."""
    made = now()
    lifetime = TOKEN_LIFETIME if sent.expires is None else moment(sent.expires, made) - made
    with known("user"):
        token, secret = desk.accounts.add_token(
            sent.user or me.name, sent.name, sent.scopes, made, lifetime, by=me.name
        )
    return TokenWithSecret(**_fields(token), token=secret)


@router.delete("/{token}", status_code=204, dependencies=ACT, responses=declared(404))
def revoke(token: TokenId, me: Me, desk: Desk) -> Response:
    """It opens nothing from here on."""
    with known("token"):
        desk.accounts.revoke_token(token, now(), by=me.name)
    return Response(status_code=204)
