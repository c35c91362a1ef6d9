"""Calling back: the number confirmed, the place in the queue kept."""

from __future__ import annotations

from datetime import date, datetime, time

from actions.call import Leaving, Value
from actions.handoff import packet, place, put_through
from actions.mentions import named
from actions.numbers import MOST_PHONE_DIGITS, PHONE_DIGITS, digits_in, more_to_come, phone, put_together, shortest
from actions.people import candidates
from actions.places import department_of, site_of
from actions.ports import DeskError
from actions.topics import DESK, answer, topic
from actions.turn import Turn
from bot.messages import Outcome
from desk.queue.packet import Callback


@topic("request_callback")
def request_callback(turn: Turn) -> None:
    """Find out the number and have it confirmed."""
    _begin(turn)


@answer("callback_offer")
def callback_offer(turn: Turn) -> None:
    """Whether the caller wants to be called back, as nobody is at work."""
    turn.call.question = None
    if turn.reading.intent == "affirm":
        _begin(turn)
    else:
        turn.ask("more", "more", "utter_anything_else")


@answer("callback_instead")
def callback_instead(turn: Turn) -> None:
    """The same of a caller who has a place in the queue: it is given up when the callback is booked."""
    question = turn.call.question
    if question is None:
        return
    leaving, turn.call.question = Leaving(**question.about["leaving"]), None
    if turn.reading.intent == "affirm":
        turn.call.department = leaving.department
        _begin(turn, leaving.item)
    else:
        turn.say("utter_stays_in_queue")
        put_through(turn, leaving)


def _begin(turn: Turn, instead_of: str | None = None) -> None:
    """`instead_of`: the call's own item in the queue."""
    people = candidates(turn)
    person = people[0].person if len(people) == 1 else None
    about: dict[str, str | None] = {
        "department": person.department if person else department_of(turn) or turn.call.department or DESK,
        "person": person.id if person else None,
        "time": _when(turn),
        "instead_of": instead_of,
    }
    said = digits_in(turn.reading, turn.call.language, "phone_number")
    number = (phone(turn, said.value) if said else None) or turn.call.slots.get("phone_number") or turn.call.caller
    if number:
        _confirm(turn, number, about)
    else:
        turn.ask("number", "callback_number", "utter_ask_callback_number", about=about, form=True)


def _when(turn: Turn) -> str | None:
    """The day and time asked for, ISO 8601 with offset."""
    day, at = named(turn.reading, "day"), named(turn.reading, "time")
    if not day and not at:
        return None
    local = site_of(turn).schedule.local(turn.world.now())
    try:
        moment = time.fromisoformat(at.value) if at else time(9)
        asked = date.fromisoformat(day.value[:10]) if day else local.date()
    except ValueError:
        return None
    return datetime.combine(asked, moment, local.tzinfo).isoformat()


def _confirm(turn: Turn, number: str, about: dict[str, str | None]) -> None:
    values: dict[str, Value] = {"phone": ["phone", number]}
    turn.ask("yes_no", "callback_confirm", "utter_confirm_callback", values,
             about={**about, "number": number}, form=True)  # fmt: skip


@answer("callback_number")
def callback_number(turn: Turn) -> None:
    """A number was said or keyed in, or the caller would rather not."""
    question, said = turn.call.question, digits_in(turn.reading, turn.call.language, "phone_number", shortest(turn))
    if question is None or (said is None and turn.reading.intent == "deny"):
        turn.call.question, turn.call.keyed = None, ""
        turn.ask("more", "more", "utter_anything_else")
        return
    digits = put_together(turn, said.value, MOST_PHONE_DIGITS) if said else ""
    number = phone(turn, digits) if len(digits) >= PHONE_DIGITS else None
    if number:
        _confirm(turn, number, question.about)
    elif 0 < len(digits) < PHONE_DIGITS:
        more_to_come(turn, question, digits)
    elif question.tries:
        turn.call.question = None
        from actions.handoff import hand_over

        hand_over(turn, "not_understood")
    else:
        turn.ask("number", "callback_number", "utter_number_not_valid", about=question.about, form=True, tries=1)


@answer("callback_confirm")
def callback_confirm(turn: Turn) -> None:
    """The number was confirmed or corrected."""
    question = turn.call.question
    if question is None:
        return
    said = digits_in(turn.reading, turn.call.language, "phone_number")
    corrected = phone(turn, said.value) if said else None
    about = {key: value for key, value in question.about.items() if key != "number"}
    if turn.reading.intent == "affirm":
        _book(turn, question.about["number"], about)
    elif corrected:
        _confirm(turn, corrected, about)
    else:
        turn.ask("number", "callback_number", "utter_ask_callback_number", about=about, form=True)


def _book(turn: Turn, number: str, about: dict[str, str | None]) -> None:
    department = about["department"] or DESK
    turn.call.question = None
    turn.call.slots["phone_number"] = number
    turn.note("booked a callback")
    callback = Callback(number, about["time"])
    placed = place(
        turn, packet(turn, department, "explicit_request", "callback", person=about["person"], callback=callback)
    )
    if placed is None:
        return
    _give_up(turn, about.get("instead_of"))
    if about["time"]:
        turn.say("utter_callback_booked_at", phone=["phone", number], moment=["moment", about["time"]])
    elif placed.wait_seconds is None:
        turn.say("utter_callback_booked_nobody", phone=["phone", number], position=str(placed.position))
    else:
        turn.say("utter_callback_booked", phone=["phone", number], position=str(placed.position),
                 wait=["wait", placed.wait_seconds])  # fmt: skip
    turn.outcome = Outcome("callback", department, "explicit_request", placed.item_id)
    turn.ask("more", "more", "utter_anything_else")


def _give_up(turn: Turn, item: str | None) -> None:
    """The call waits no longer for what the callback is for."""
    if item is not None:
        try:
            turn.world.desk.withdraw(item, turn.world.now())
        except DeskError:
            turn.note("could not take the call out of the queue")
