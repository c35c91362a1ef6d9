"""Putting callers through to departments."""

from __future__ import annotations

from actions.call import Leaving, Value
from actions.handoff import offer_callback, packet, place, put_through
from actions.mentions import wanted
from actions.places import department_of
from actions.topics import ROUTES, answer, topic
from actions.turn import Turn


def route(
    turn: Turn,
    department: str,
    person: str | None = None,
    reason: str = "routed",
    priority: str = "normal",
) -> None:
    """Put the call into the queue of a department and tell the caller the place and the wait."""
    turn.call.question = None
    turn.call.department = department
    turn.note(f"routed to {department}")
    placed = place(turn, packet(turn, department, reason, priority=priority, person=person))
    if placed is None:
        return
    name: Value = ["person", person] if person else ["department", department]
    state = turn.world.company.departments[department].schedule.state(turn.world.now(), turn.call.language)
    values: dict[str, Value] = {"name": name, "position": str(placed.position)}
    leaving = Leaving("routed", placed.item_id, department, reason, person, priority)
    is_open = state.open or state.opens is None
    if is_open and placed.wait_seconds is None:
        turn.say("utter_route_urgent_nobody" if priority == "high" else "utter_route_nobody", **values)
        offer_callback(turn, leaving)
        return
    if is_open:
        turn.say("utter_route_urgent" if priority == "high" else "utter_route", **values,
                 wait=["wait", placed.wait_seconds])  # fmt: skip
    elif state.opens is not None:
        turn.say("utter_route_closed", **values, moment=["moment", state.opens.isoformat()])
    put_through(turn, leaving)


@topic(*ROUTES)
def problem(turn: Turn) -> None:
    """Route what the caller wants to the department that does it, with their words as context."""
    intent = turn.reading.intent
    turn.call.slots["problem"] = turn.reading.text or intent
    if intent == "report_fraud":
        route(turn, ROUTES[intent], reason="priority_topic", priority="high")
    else:
        route(turn, ROUTES[intent])


@topic("reach_department")
def reach_department(turn: Turn) -> None:
    """Put the caller through to a department, asking when none or several are named."""
    departments = turn.world.company.departments
    keys = [k for k in wanted(turn.reading, "department") if k in departments]
    if not keys:
        turn.ask("department", "route_to", "utter_ask_which_department", form=True)
    elif len(keys) == 1:
        route(turn, keys[0])
    else:
        options = [{"department": key, "say": ["department", key]} for key in keys[:3]]
        values: dict[str, Value] = {"departments": ["either", [option["say"] for option in options]]}
        turn.ask("choice", "choose_department", "utter_ask_between_departments", values, options=options, form=True)


@answer("choose_department")
def choose_department(turn: Turn) -> None:
    """One of the departments read out was chosen, or none of them."""
    question, chosen = turn.call.question, turn.reading.first("chosen")
    if question and chosen:
        route(turn, question.options[int(chosen.value)]["department"])
    else:
        turn.ask("department", "route_to", "utter_ask_which_department", form=True)


@answer("route_to")
def route_to(turn: Turn) -> None:
    """A department was named in answer to "which one?"."""
    key = department_of(turn)
    if key:
        route(turn, key)
    else:
        turn.ask("menu", "menu", "utter_menu")
