"""The one who is logged in: language, state, current item."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from desk.web.api.agents import AgentBody, State, agent_body
from desk.web.api.items import ItemBody, item_body
from desk.web.api.session import SessionBody, UserBody, at_the_door, session_body, set_cookies, user_body
from desk.web.forms import LANGUAGE, Sent, now
from desk.web.guard.principal import DEVICE, Address, Me, Need, Principal
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk, House, Watched
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/me", tags=["me"])


class MeBody(Message):
    """What a console shows after it was opened."""

    user: UserBody = Field(..., description="Who it is.")
    csrf: str | None = Field(..., description="As in the session; null with a token.")
    agent: AgentBody | None = Field(
        None, description="What the user does on the floor; null for one who takes no calls."
    )
    phone: bool = Field(..., description="Whether calls ring at a phone of the agent's, and not in the browser.")
    item: ItemBody | None = Field(
        None, description="What is offered to the agent, taken, or being wrapped up; null for none."
    )

    class Config:
        title = "Me"


class NewPassword(Sent):
    """The old password and the new one."""

    old: str = Field(..., min_length=1, max_length=1024, description="The one of today.")
    new: str = Field(..., min_length=1, max_length=1024, description="From now on; at least 15 characters.")


class Language(Sent):
    """A choice of language."""

    language: str = Field(..., regex=LANGUAGE, description="Of the pages.", example="da")


@router.get("", dependencies=[Depends(Need(None))])
def who(me: Me, desk: Desk, house: House) -> MeBody:
    """Everything about the one who asks."""
    csrf = me.session.csrf if me.session else None
    found = MeBody(user=user_body(me.user), csrf=csrf, agent=None, phone=me.name in house.phones, item=None)
    try:
        found.agent = agent_body(desk.floor.agent(me.name))
    except KeyError:
        return found
    item = desk.floor.item_of(me.name)
    found.item = item_body(desk, item, me.user.language) if item is not None else None
    return found


@router.put("/language", dependencies=[Depends(Need(None))])
def set_language(sent: Language, me: Me, desk: Desk) -> UserBody:
    """Choose the language of the pages."""
    return user_body(desk.accounts.set_language(me.name, sent.language, now()))


@router.put("/password", dependencies=[Depends(Need(None))], responses=declared(429))
def change_password(
    sent: NewPassword, request: Request, response: Response, me: Me, desk: Desk, address: Address
) -> SessionBody:
    """Change one's own password. All sessions of the user end, and a new one begins, with another `csrf` value."""
    if me.session is None:
        raise Problem(403)
    try:
        with at_the_door(request, address):
            device = request.cookies.get(DEVICE)
            session = desk.accounts.change_password(me.name, sent.old, sent.new, address, now(), device)
    except Problem as problem:
        if problem.status_code == 401:
            raise Problem(422, "the old password is another", "wrong_password") from None
        raise
    set_cookies(request, response, session)
    return session_body(Principal(session.user, session))


@router.post("/here", status_code=204, dependencies=[Depends(Need("queue.act"))])
async def here(me: Me, watch: Watched) -> Response:
    """The agent's console is open: to be sent on each `beat` of the events. An agent whose console has done so, and
    then is not heard of for `desk.away_seconds`, is logged out, unless calls ring at a phone of theirs. It does not
    count as using the session."""
    watch.here(me.name)
    return Response(status_code=204)


@router.put("/state", dependencies=[Depends(Need("queue.act"))], responses=declared(404, 409))
def set_state(sent: State, me: Me, desk: Desk) -> AgentBody:
    """Go to work, on a break, or home; choose the outcome of a call in `wrap_up`. A break needs a reason, and wrap-up
    its outcome before it is left."""
    with known("agent: a supervisor gives you skills first"):
        return agent_body(desk.floor.change(me.name, sent.state, "agent", now(), sent.reason))
