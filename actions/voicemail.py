"""Leaving a message."""

from __future__ import annotations

import re

from actions.handoff import packet, place
from actions.people import candidates
from actions.places import department_of
from actions.topics import DESK, answer, topic
from actions.turn import Turn
from bot.messages import Outcome

AGAIN = re.compile(
    r"\b(refaire|recommencer?|réenregistrer|opnieuw|overdoen|rifar\w+|rifaccio|di nuovo|da capo|om igen|forfra|"
    r"(record|do|leave) (it|that|one)? ?(over )?again|re-?record|re-?do)\b",
    re.IGNORECASE,
)
"""Words of those who are not content with their message."""


@topic("leave_message")
def leave_message(turn: Turn) -> None:
    """Have the caller speak after the tone."""
    people = candidates(turn)
    person = people[0].person if len(people) == 1 else None
    department = person.department if person else department_of(turn) or turn.call.department or DESK
    about = {"department": department, "person": person.id if person else None}
    turn.ask("message", "message", "utter_leave_message", about=about, form=True)
    turn.records = True


@answer("message")
def take_message(turn: Turn) -> None:
    """The message itself: whatever was said is the message, whatever it sounds like."""
    question, reading = turn.call.question, turn.reading
    if question is None:
        return
    if reading.kind == "silence" or (reading.kind == "speech" and not reading.text.strip()):
        _nothing_said(turn)
        return
    department, person = question.about["department"], question.about["person"]
    turn.call.question = None
    turn.note("took a message")
    placed = place(turn, packet(turn, department, "explicit_request", "voicemail", person=person, message=reading.text))
    if placed is None:
        return
    turn.say("utter_message_taken", department=["department", department])
    turn.outcome = Outcome("voicemail", department, "explicit_request", placed.item_id)
    turn.ask("more", "more", "utter_anything_else", about={"message": question.about})


def records_again(turn: Turn) -> bool:
    """Whether the message just taken is to be spoken once more; the new one takes its place."""
    question, reading = turn.call.question, turn.reading
    if question is None or "message" not in question.about:
        return False
    once_more = reading.intent == "start_over" or AGAIN.search(reading.text)
    if not once_more or reading.intent in ("goodbye", "thank") or reading.first("department", "person"):
        return False
    turn.ask("message", "message", "utter_leave_message", about=question.about["message"], form=True)
    turn.records = True
    return True


def _nothing_said(turn: Turn) -> None:
    question = turn.call.question
    if question and question.tries == 0:
        question.tries = 1
        turn.say("utter_message_empty")
        turn.records = True
        return
    from actions.handoff import hand_over

    hand_over(turn, "silence", lead="utter_silence_hand_over")
