"""What the control of a PBX and the rest of the house tell one another."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.messages import CallInfo
from voice.legs.protocol import Leg
from voice.session.call import Ended

Next = Literal["queue", "extension", "outside", "desk", "hangup"]
Status = Literal["answered", "busy", "refused", "no_answer", "unavailable", "abandoned", "failed"]
Part = Literal["bot", "person", "survey"]
"""Of a call: with the bot, with a person in the browser, the question after the call."""
STATUS: dict[str, Status] = {
    "BUSY": "busy",
    "NOANSWER": "no_answer",
    "TIMEOUT": "no_answer",
    "CANCEL": "no_answer",
    "DECLINED": "refused",
    "CONGESTION": "unavailable",
    "CHANUNAVAIL": "unavailable",
    "JOINEMPTY": "unavailable",
    "LEAVEEMPTY": "unavailable",
    "JOINUNAVAIL": "unavailable",
    "LEAVEUNAVAIL": "unavailable",
    "FULL": "busy",
}
"""DIALSTATUS and QUEUESTATUS of Asterisk → what became of a transfer."""


@dataclass(frozen=True)
class Transfer:
    """Where a call goes after the bot."""

    kind: Next
    target: str = ""
    token: str = ""
    """Opens the call's packet."""
    briefing: str = ""
    """Sound file, without its ending, that the person hears before the caller joins; empty = blind transfer."""
    offered: str = ""
    """The desk's item that rings at its agent's phone: when nobody answers, the caller waits for the desk again."""


@dataclass(frozen=True)
class Parted:
    """How a caller's time with a person in the browser went, or the question after the call."""

    language: str
    onward: Transfer


@dataclass
class PhoneCall:
    """One caller of the PBX."""

    info: CallInfo
    channel: str
    ended: asyncio.Future[Ended | Parted]
    """How the latest part of the call went."""
    language: str = ""
    """As the bot has found out."""
    part: Part = "bot"
    """To whom the caller's sound comes next."""
    status: Status | None = None
    """What became of the transfer from which the caller comes back."""
    transfer: Transfer | None = None
    returns: int = 0
    answered: bool = False
    """A person has taken the call."""
    telling: asyncio.Task[None] | None = None
    """Tells the caller who waits in a queue of the PBX where they stand."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Calls(Protocol):
    """What the exchange needs of the rest of the house."""

    def language(self, dialled: str) -> str:
        """Of a dialled number; "auto" where it says nothing."""
        ...

    async def talk(self, info: CallInfo, leg: Leg, status: str | None) -> Ended:
        """The bot's part of a call; `status`: of the transfer that the caller comes back from."""
        ...

    async def onward(self, info: CallInfo, ended: Ended) -> Transfer:
        """Where the call goes after the bot's part."""
        ...

    async def answered(self, info: CallInfo, transfer: Transfer) -> None:
        """A person has taken the call and talks with the caller."""
        ...

    async def became(self, info: CallInfo, transfer: Transfer, status: Status) -> None:
        """What became of a transfer."""
        ...

    async def taken(self, info: CallInfo) -> Transfer | None:
        """Wait until a person of the desk takes the call: where to ring; `desk`: the person is here, in the browser.
        None when it was closed there instead."""
        ...

    async def join(self, info: CallInfo, leg: Leg, language: str) -> Parted:
        """The caller talks with the person in the browser who has taken the call."""
        ...

    async def standing(self, info: CallInfo, language: str, over_music: bool) -> str:
        """The sound file, as the PBX names it without its ending, that tells a caller who waits where they stand; empty
        when there is nothing to tell. `over_music`: the music goes on meanwhile."""
        ...

    async def talked(self, info: CallInfo) -> bool:
        """The person has hung up and the caller has not: whether the caller is asked how it was."""
        ...

    async def survey(self, info: CallInfo, leg: Leg, language: str) -> None:
        """Ask the caller how it was."""
        ...

    async def over(self, info: CallInfo) -> None:
        """The caller has hung up."""
        ...


Away = Literal["busy", "draining", "slow"]
"""Why a call goes to people at once: too many are here, the house closes, or those who are here wait too long."""


class Lines(Protocol):
    """The server on which the sound of announced calls arrives."""

    def announce(self, call_id: str) -> None:
        """A connection with this id will come."""
        ...

    def announce_guest(self, call_id: str) -> None:
        """The same, of somebody who comes to a caller that is here already: it does not count towards the limit."""
        ...

    def withdraw(self, call_id: str) -> None:
        """It will not come any more."""
        ...

    @property
    def full(self) -> Away | None:
        """Why one more call would be sent elsewhere; None where it may come."""
        ...

    def turn_away(self, reason: Away) -> None:
        """Count a call that goes to people at once."""
        ...
