"""A call run again on a trained model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions import world as worlds
from actions.world import World
from bot.dialogue.protocol import DialogueError
from bot.directory import Company, load_company
from bot.messages import BotTurn, settle
from bot.replay.call import KeptCall, Read, Settled, read_from
from bot.replay.desk import ReplayDesk
from centralino.paths import COMPANY

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.dialogue.embedded import EmbeddedDialogue


@dataclass(frozen=True)
class Answer:
    """What a model makes of one turn; of the greeting without `read`."""

    replies: tuple[str, ...]
    names: tuple[str, ...]
    """Of the replies in data/replies; where a text has none, the text itself."""
    language: str
    state: str
    """What the dialogue expects next."""
    settled: Settled
    """Of the call so far."""
    ends: bool
    read: Read | None = None


@dataclass(frozen=True)
class Replayed:
    """A whole call on one model."""

    call: str
    greeting: Answer | None
    answers: tuple[Answer, ...]
    """One a turn of the caller, in order."""
    failed: str = ""
    """Why the dialogue could not go on, where it could not; holds nothing that was said."""

    @property
    def settled(self) -> Settled:
        """What the call came to."""
        return self.answers[-1].settled if self.answers else Settled()


class Stage:
    """A model and the moment at which it is asked."""

    def __init__(self, archive: Path) -> None:
        """Loads the model: seconds, and Rasa with it. Raises UserError."""
        from bot.dialogue.embedded import EmbeddedDialogue
        from bot.dialogue.stores import in_memory

        self._now: Callable[[], datetime] = worlds.utc_now
        world = World(_company(self._now().date()), ReplayDesk(), lambda: self._now())
        self._stores = in_memory()
        self._dialogue: EmbeddedDialogue = EmbeddedDialogue.load(archive, world, self._stores)

    async def replay(self, call: KeptCall) -> Replayed:
        """The call, at the moment at which it was."""
        at_ms = 0
        self._now = lambda: call.began + timedelta(milliseconds=at_ms)
        # The actions of this process have one world; another model may have put its own in place.
        worlds.install(World(_company(call.began.date()), ReplayDesk(), lambda: self._now()))
        answers: list[Answer] = []
        greeting: Answer | None = None
        try:
            bot = await self._dialogue.start(call.info)
            greeting = _answer(bot, await self._names(call.id), None)
            outcome = bot.outcome
            for turn in call.turns:
                at_ms = turn.at_ms
                bot = await self._dialogue.turn(call.id, turn.as_turn())
                outcome = settle(outcome, bot.outcome)
                answers.append(_answer(bot, await self._names(call.id), Settled.of(outcome)))
        except DialogueError as error:
            return Replayed(call.id, greeting, tuple(answers), str(error))
        finally:
            await self._dialogue.end(call.id)
        return Replayed(call.id, greeting, tuple(answers))

    async def _names(self, call_id: str) -> tuple[str, ...]:
        """Of the replies since the caller's last turn."""
        # The greeting comes before what Rasa counts as the session.
        tracker = await self._stores.trackers.retrieve_full_tracker(call_id)
        found: list[str] = []
        for event in reversed(tracker.events if tracker else ()):
            if event.type_name == "user":
                break
            if event.type_name == "bot" and event.text:
                found.insert(0, str((event.metadata or {}).get("utter_action") or event.text))
        return tuple(found)


def replayed_from(data: Mapping[str, Any]) -> Replayed:
    """The reverse of asdict."""
    greeting = data["greeting"]
    answers = tuple(_answer_from(answer) for answer in data["answers"])
    return Replayed(data["call"], _answer_from(greeting) if greeting else None, answers, data["failed"])


def _answer_from(data: Mapping[str, Any]) -> Answer:
    return Answer(**{
        **data, "replies": tuple(data["replies"]), "names": tuple(data["names"]),
        "settled": Settled(**data["settled"]), "read": read_from(data["read"]),
    })  # fmt: skip


def _answer(bot: BotTurn, names: tuple[str, ...], settled: Settled | None) -> Answer:
    read = Read.of(bot.understanding) if bot.understanding else None
    return Answer(bot.replies, names, bot.language, bot.expects.state, settled or Settled(), bot.ends, read)


@lru_cache(maxsize=8)
def _company(day: date) -> Company:
    """As it was on a day: orders tell of "today" and "tomorrow"."""
    return load_company(COMPANY, day)
