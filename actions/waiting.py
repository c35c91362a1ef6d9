"""How long the wait would be."""

from __future__ import annotations

from actions.places import department_of
from actions.ports import DeskError
from actions.topics import DESK, topic
from actions.turn import Turn


@topic("ask_wait_time")
def wait_time(turn: Turn) -> None:
    """The estimate of the queue, for the department named or the one that the call is about."""
    leaving = turn.call.leaving
    department = department_of(turn) or turn.call.department or DESK
    try:
        if leaving and leaving.item:
            placed = turn.world.desk.placement(leaving.item)
            if placed.wait_seconds is None:
                turn.say("utter_wait_placed_nobody", position=str(placed.position))
            else:
                turn.say("utter_wait_placed", position=str(placed.position), wait=["wait", placed.wait_seconds])
            return
        position, seconds = turn.world.desk.estimate(department, turn.call.language)
    except DeskError:
        turn.say("utter_wait_unknown")
        turn.answered(department)
        return
    if seconds is None:
        turn.say("utter_wait_nobody", department=["department", department])
        turn.note(f"told that nobody is at work for {department}")
        turn.answered(department)
        turn.offer("callback_offer", "utter_offer_callback")
        return
    turn.say("utter_wait", department=["department", department], position=str(position), wait=["wait", seconds])
    turn.note(f"told the wait for {department}")
    turn.answered(department)
    turn.offer("transfer", "utter_offer_transfer", {"name": ["department", department]},
               about={"department": department, "person": None})  # fmt: skip
