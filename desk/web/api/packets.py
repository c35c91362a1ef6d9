"""The context of a call, for the system of whoever it was put through to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse

from desk.web.forms import now
from desk.web.guard.principal import Need
from desk.web.problems import Problem, declared
from desk.web.stores import Desk

router = APIRouter(prefix="/api/v1/packets", tags=["packets"])
PACKET: dict[str, Any] = {"$ref": "#/components/schemas/Packet"}
Token = Annotated[
    str,
    Path(
        min_length=1,
        max_length=128,
        description="From the header X-Centralino-Context, or User-to-User, of the call.",
        example="v3W0c1hX0mJ5xkq1n3Zb9o2T7yQdLr8A",
    ),
]


@router.get(
    "/{token}",
    dependencies=[Depends(Need("queue.read"))],
    response_class=JSONResponse,
    responses={
        200: {"description": "The packet as it is now.", "content": {"application/json": {"schema": PACKET}}},
        **declared(404),
    },
)
def packet(token: Token, desk: Desk) -> JSONResponse:
    """What was learned on the call that came with this token. Tokens open their packet for a day."""
    found = desk.contexts.open(token, now())
    if found is None:
        raise Problem(404, "the token is unknown or too old")
    return JSONResponse(found)
