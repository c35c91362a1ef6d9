"""The packet that goes with a call to a person, and the place it gets in the queue."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from actions.call import Leaving, Wish
from actions.ports import DeskError, Place
from actions.summary import summarise
from actions.topics import DESK, topic
from actions.turn import Turn
from bot.messages import Final, Outcome
from desk.queue.packet import Callback, Customer, Packet, RankedIntent

CALLBACK_OFFER = "utter_offer_callback"
TOP = 3
"""Readings that go into the packet."""


def packet(
    turn: Turn,
    department: str,
    reason: str,
    kind: str = "call",
    priority: str = "normal",
    person: str | None = None,
    callback: Callback | None = None,
    message: str | None = None,
) -> Packet:
    """Everything the call has shown so far."""
    call = turn.call
    return Packet(
        call_id=turn.call_id,
        created=turn.world.now().isoformat(),
        language=call.language,
        department=department,
        reason=reason,
        summary=summarise(turn, department, reason, kind, person),
        kind=kind,
        caller=call.caller,
        dialled=call.dialled,
        customer=customer(turn),
        person=person,
        priority=priority,
        intents=intents(turn),
        slots={**call.slots, **_also(call.wishes)},
        tried=tuple(call.tried),
        transcript=turn.transcript,
        callback=callback,
        message=message,
    )


def _also(wishes: list[Wish]) -> dict[str, str]:
    """Wishes of the same sentence that were not dealt with."""
    return {"also_wants": ", ".join(wish.intent for wish in wishes)} if wishes else {}


def customer(turn: Turn) -> Customer | None:
    """The caller's account: by the number they gave, by their order, by the phone they call from."""
    company, slots = turn.world.company, turn.call.slots
    found = company.customers.get(slots.get("customer_number", ""))
    order = company.orders.get(slots.get("order_number", ""))
    if not found and order:
        found = company.customers.get(order.customer)
    if not found and turn.call.caller:
        found = company.customer_by_phone(turn.call.caller)
    return Customer(found.number, found.name) if found else None


def intents(turn: Turn) -> tuple[RankedIntent, ...]:
    """The best readings of the wish at hand; after a "yes" those of the wish that was confirmed."""
    rows = turn.reading.ranking or ((turn.reading.intent, turn.reading.confidence),)
    if turn.reading.kind != "speech":
        rows = ((turn.call.last.intent, turn.call.last.confidence),) if turn.call.last else ()
    return tuple(RankedIntent(name, round(min(max(value, 0.0), 1.0), 4)) for name, value in rows[:TOP])


def place(turn: Turn, item: Packet) -> Place | None:
    """Put a packet into the queue. None when the queue cannot be reached: the caller has been told so, and was left
    with the number of the reception and the keys."""
    try:
        return turn.world.desk.place(item)
    except DeskError:
        department = turn.world.company.departments[DESK]
        turn.say("utter_desk_down", phone=["phone", department.phone])
        turn.note("could not reach the queue")
        turn.outcome = Outcome("handoff", item.department, "system_failure")
        turn.ask("menu", "menu", "utter_menu")
        return None


def hand_over(turn: Turn, reason: str, department: str = DESK, lead: str | None = None) -> None:
    """Give the call to a person. `lead`: a reply that says why."""
    turn.call.question = None
    placed = place(turn, packet(turn, department, reason))
    if placed is None:
        return
    if lead:
        turn.say(lead)
    leaving = Leaving("handoff", placed.item_id, department, reason)
    if placed.wait_seconds is None:
        turn.say("utter_hand_over_nobody", position=str(placed.position))
        offer_callback(turn, leaving)
        return
    turn.say("utter_hand_over", position=str(placed.position), wait=["wait", placed.wait_seconds])
    put_through(turn, leaving)


def put_through(turn: Turn, leaving: Leaving) -> None:
    """The bot's part is over: the caller waits for a person."""
    turn.outcome = Outcome(cast(Final, leaving.final), leaving.department, leaving.reason, leaving.item)
    turn.leave(leaving)


def offer_callback(turn: Turn, leaving: Leaving) -> None:
    """The caller has a place, but nobody is at work: ask once whether they would rather be called back."""
    if turn.call.counts.get(CALLBACK_OFFER):
        put_through(turn, leaving)
    else:
        turn.note(f"nobody is at work for {leaving.department}: offered a callback")
        turn.ask("yes_no", "callback_instead", CALLBACK_OFFER, about={"leaving": asdict(leaving)}, form=True)


@topic("request_human")
def request_human(turn: Turn) -> None:
    """A person is wanted: at once, whatever the state."""
    from actions.places import department_of

    turn.note("the caller asked for a person")
    hand_over(turn, "explicit_request", department_of(turn) or DESK)
