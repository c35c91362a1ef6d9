"""Calls that come back: nobody took them where they were put through to."""

from __future__ import annotations

from actions.call import Value, Wish
from actions.ports import DeskError
from actions.topics import DESK
from actions.turn import Turn
from bot.messages import Outcome

REPLIES = {"busy": "utter_returned_busy", "refused": "utter_returned_busy", "no_answer": "utter_returned_no_answer"}
"""What the caller is told, by what became of the transfer."""
UNREACHABLE = "utter_returned_unreachable"
ALTERNATIVES = ("request_human", "request_callback", "leave_message")


def returned(turn: Turn) -> None:
    """Say why the caller is back, and ask what to do instead."""
    call, leaving = turn.call, turn.call.leaving
    call.leaving, call.silences, call.failures = None, 0, 0
    department = (leaving.department if leaving else call.department) or DESK
    name: Value = ["person", leaving.person] if leaving and leaving.person else ["department", department]
    call.department = department
    status = turn.reading.text
    turn.note(f"put through to {department}: {status.replace('_', ' ')}")
    if leaving and leaving.item:
        _out_of_the_queue(turn, leaving.item)
    turn.say(REPLIES.get(status, UNREACHABLE), name=name)
    options = [{"wish": vars(Wish(intent)), "say": ["phrase", f"wish_{intent}"]} for intent in ALTERNATIVES]
    values: dict[str, Value] = {"choices": ["either", [option["say"] for option in options]]}
    turn.ask("choice", "between", "utter_returned_choices", values, options=options)


def _out_of_the_queue(turn: Turn, item: str) -> None:
    """The caller waits there no longer; what they choose now puts them in its place."""
    try:
        if turn.world.desk.withdraw(item, turn.world.now()):
            turn.outcome = Outcome("answered", instead=True)
    except DeskError:
        turn.note("could not take the call out of the queue")
