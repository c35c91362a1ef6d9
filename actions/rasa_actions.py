"""The Rasa actions: a thin coat over `actions.conversation`, one class for each group of intents in data/rules."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.call import Call
from actions.conversation import open_call, respond
from actions.expect import expectation
from actions.reading import Reading, from_message
from actions.turn import Turn
from actions.world import current
from bot.messages import LANGUAGES
from centralino import settings
from desk.queue.packet import Line

SLOT = "call"
"""The Rasa slot that holds the state of the conversation."""
MIRRORED = ("department", "site", "day", "time", "customer_number", "order_number", "phone_number")
"""Slots that show what the caller told."""


class TurnAction(Action):  # type: ignore[misc]
    """Answers a caller turn. Subclasses only carry the names that rules and stories use."""

    action_name: ClassVar[str] = ""

    def name(self) -> str:
        """As listed in domain.yml."""
        return self.action_name

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002
    ) -> list[EventType]:
        """Decide the turn from the tracker, utter the answer, keep the state."""
        turn = turn_of(tracker, from_message(tracker.latest_message))
        # The queue is written to disk before the caller hears of it: not on the event loop of other calls.
        await asyncio.to_thread(respond, turn)
        return utter(turn, dispatcher)


def turn_of(tracker: Tracker, reading: Reading) -> Turn:
    """The turn that a tracker stands at."""
    state = tracker.get_slot(SLOT)
    call = Call.from_dict(state) if state else fresh_call({})
    return Turn(tracker.sender_id, call, reading, current(), transcript(tracker.events))


def fresh_call(metadata: dict[str, Any]) -> Call:
    """The state at the start of a call, from the metadata of the session."""
    language = metadata.get("language") or "auto"
    dialled = metadata.get("dialled")
    listed = settings.load().dialogue.numbers.get(dialled or "")
    if language == "auto" and listed:
        language = listed.language
    open_ = language not in LANGUAGES
    return Call("en" if open_ else language, open_, metadata.get("caller"), dialled)


def utter(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Hand the replies and the structured part of the answer to Rasa; the events that keep the state."""
    call, speaker = turn.call, turn.speaker()
    for say in turn.says:
        values = {key: speaker.express(value) for key, value in say.values.items()}
        dispatcher.utter_message(response=say.name, language=call.language, wording=say.wording, **values)
    dispatcher.utter_message(json_message={"turn": structure(turn)})
    told = [SlotSet(name, call.slots.get(name)) for name in MIRRORED]
    return [SlotSet(SLOT, call.to_dict()), SlotSet("language", call.language), *told]


def structure(turn: Turn) -> dict[str, Any]:
    """What a BotTurn has besides its texts, as JSON types."""
    call = turn.call
    return {
        "language": call.language,
        "expects": asdict(expectation(turn)),
        "outcome": asdict(turn.outcome) if turn.outcome else None,
        "ends": turn.ends,
        "records": turn.records,
        "holds": turn.holds,
        "rate": call.rate,
        "volume": call.volume,
        "repair": turn.repair,
    }


def transcript(events: list[dict[str, Any]]) -> tuple[Line, ...]:
    """What was said so far; times from the voice side where it gave them, else from the clock."""
    lines: list[Line] = []
    begin = float(events[0].get("timestamp") or 0.0) if events else 0.0
    for event in events:
        at = max(0, round((float(event.get("timestamp") or begin) - begin) * 1000))
        meta = event.get("metadata") or {}
        if event.get("event") == "user":
            keys = next((e["value"] for e in _entities(event) if e.get("entity") == "keys"), None)
            text = f"[{keys}]" if keys else event.get("text") or ""
            if text:
                lines.append(Line(meta.get("started_ms") or at, "caller", text, meta.get("confidence")))
        elif event.get("event") == "bot" and event.get("text"):
            lines.append(Line(at, "bot", event["text"]))
    return tuple(lines)


def _entities(event: dict[str, Any]) -> list[dict[str, Any]]:
    return list((event.get("parse_data") or {}).get("entities") or ())


class ActionSessionStart(Action):  # type: ignore[misc]
    """Opens the call: language from the session's metadata, then the greeting."""

    def name(self) -> str:
        """Rasa's own name for it."""
        return "action_session_start"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002
    ) -> list[EventType]:
        """Greet and listen."""
        metadata = tracker.get_slot("session_started_metadata") or {}
        turn = Turn(tracker.sender_id, fresh_call(metadata), Reading(), current())
        listed = settings.load().dialogue.numbers.get(turn.call.dialled or "")
        open_call(turn, listed.greeting if listed else None)
        return [SessionStarted(), *utter(turn, dispatcher), ActionExecuted("action_listen")]


class ActionDirectory(TurnAction):
    """Opening hours, numbers, addresses, departments."""

    action_name = "action_directory"


class ActionRoute(TurnAction):
    """Departments, people, and problems that belong to a department."""

    action_name = "action_route"


class ActionHandOff(TurnAction):
    """A person is wanted."""

    action_name = "action_hand_off"


class ActionCallback(TurnAction):
    """Callbacks and messages."""

    action_name = "action_callback"


class ActionCustomer(TurnAction):
    """What the customer record tells."""

    action_name = "action_customer"


class ActionWait(TurnAction):
    """The wait in the queue."""

    action_name = "action_wait"


class ActionAnswer(TurnAction):
    """Yes, no, and information that was asked for."""

    action_name = "action_answer"


class ActionControl(TurnAction):
    """Repeat, slower, wait, start over, other language."""

    action_name = "action_control"


class ActionSmalltalk(TurnAction):
    """Greeting, thanks, goodbye, help, what the bot is."""

    action_name = "action_smalltalk"


class ActionRepair(TurnAction):
    """Not understood, out of scope, silence, keys."""

    action_name = "action_repair"
