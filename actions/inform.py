"""Information that was not asked for: it belongs to the wish before, or it is one."""

from __future__ import annotations

from actions.call import Wish
from actions.people import reach_person
from actions.repair import failed, perform
from actions.routing import reach_department
from actions.topics import HANDLERS, topic
from actions.turn import Turn

DAYS = ("day", "time", "site", "department")
"""What may change in a question about opening hours."""
FIRM = 0.9
"""Confidence from which information that has no place yet ("my name is Martha") is taken note of."""
CARRIED = {
    "ask_opening_hours": DAYS,
    "ask_phone_number": ("person", "department", "site"),
    "ask_email": ("person", "department", "site"),
    "ask_address": ("site",),
    "ask_wait_time": ("department",),
    "order_status": ("order_number", "customer_number", "phone_number"),
    "request_callback": ("phone_number", "day", "time"),
}
"""Intent → entities by which "and on Saturday?", "no, Thursday" or "I meant Milan" go on with it."""


@topic("inform")
def inform(turn: Turn) -> None:
    """Go on with the last wish, or take the information as one."""
    if carry_on(turn):
        return
    reading = turn.reading
    if reading.first("department"):
        reach_department(turn)
    elif reading.first("person"):
        reach_person(turn)
    elif reading.first("order_number"):
        HANDLERS["order_status"](turn)
    elif reading.first("day", "time", "site"):
        turn.call.last = Wish("ask_opening_hours", [vars(e).copy() for e in reading.entities], reading.text)
        HANDLERS["ask_opening_hours"](turn)
    elif reading.trust >= FIRM or reading.entities:
        turn.acknowledge("utter_noted")
        turn.ask("menu", "menu", "utter_how_can_i_help")
    else:
        failed(turn)


@topic("affirm", "deny")
def without_question(turn: Turn) -> None:
    """A yes or no to nothing in particular, or with what is meant instead: "no, Thursday"."""
    question = turn.call.question
    if turn.reading.first("department", "person", "day", "time", "site"):
        inform(turn)
    elif question and question.form:
        failed(turn)
    else:
        turn.ask("menu", "menu", "utter_how_can_i_help")


def carry_on(turn: Turn) -> bool:
    """Do the last wish again with what was said in its place. False when nothing of it fits the last wish."""
    last = turn.call.last
    names = CARRIED.get(last.intent, ()) if last else ()
    fresh = [e for e in turn.reading.entities if e.entity in names]
    if last is None or not fresh:
        return False
    kinds = {e.entity for e in fresh}
    # Offsets into another sentence mean nothing here; what is kept was settled already.
    kept = [
        {**e, "start": 0, "end": 0}
        for e in last.entities
        if e["entity"] not in kinds | {"time"} and e["entity"] in names
    ]
    perform(turn, Wish(last.intent, [*kept, *(vars(e).copy() for e in fresh)], turn.reading.text))
    return True
