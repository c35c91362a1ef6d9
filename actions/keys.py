"""Keys 0-9, * and #, wherever speech works."""

from __future__ import annotations

from dataclasses import replace

from actions.call import Question
from actions.control import repeat, switch
from actions.handoff import request_human
from actions.numbers import ORDER_DIGITS
from actions.repair import failed
from actions.routing import route
from actions.topics import ANSWERS
from actions.turn import Turn
from bot.messages import LANGUAGES, Entity

MENU = {
    "1": "technical_support",
    "2": "account_management",
    "3": "sales",
    "4": "customer_service",
    "5": "it_support",
    "6": "escalations",
    "7": "fraud_prevention",
    "8": "human_resources",
    "9": "language_support",
}
"""The main menu: key → department. 0 is a person, * says it again, # confirms."""
MOST_DIGITS = 15
"""Digits of the longest phone number (E.164)."""


def press(turn: Turn) -> None:
    """Deal with the keys of one turn."""
    keys, question = turn.reading.keys, turn.call.question
    if question and question.kind == "number" and (keys != "0" or turn.call.keyed):
        _number(turn, question, keys)
    elif "0" in keys[:1]:
        request_human(turn)
    elif keys.startswith("*"):
        repeat(turn)
    elif (question.kind == "language" if question else turn.call.language_open) and _language(turn, keys):
        pass
    elif question and question.kind == "yes_no" and keys[:1] in ("1", "2", "#"):
        _answer(turn, question, "deny" if keys[0] == "2" else "affirm")
    elif question and question.kind == "choice" and keys[:1].isdecimal():
        _choose(turn, question, int(keys[0]) - 1)
    elif keys[:1] in MENU:
        turn.call.failures = 0
        department = MENU[keys[0]]
        route(turn, department, priority="high" if department == "fraud_prevention" else "normal")
    else:
        failed(turn)


def _answer(turn: Turn, question: Question, intent: str, *entities: Entity) -> None:
    turn.call.failures = 0 if question.purpose not in ("wish", "between") else turn.call.failures
    turn.reading = replace(turn.reading, intent=intent, confidence=1.0, entities=entities)
    ANSWERS[question.purpose](turn)


def _choose(turn: Turn, question: Question, index: int) -> None:
    if 0 <= index < len(question.options):
        _answer(turn, question, "inform", Entity("chosen", str(index), 0, 0))
    else:
        failed(turn)


def _language(turn: Turn, keys: str) -> bool:
    index = int(keys[0]) - 1 if keys[:1].isdecimal() else -1
    if not 0 <= index < len(LANGUAGES):
        return False
    if turn.call.question and turn.call.question.kind == "language":
        turn.call.question = None
    switch(turn, LANGUAGES[index])
    return True


def _number(turn: Turn, question: Question, keys: str) -> None:
    """Digits add up over turns until # or the expected length; * takes all of them back."""
    if "*" in keys:
        _from_the_start(turn, question)
        return
    ended, digits = "#" in keys, turn.call.keyed + keys.split("#")[0]
    wanted = question.digits or (MOST_DIGITS if question.purpose == "callback_number" else ORDER_DIGITS)
    complete = ended or len(digits) >= wanted or (question.digits is None and len(keys) > 1)
    if not complete:
        turn.call.keyed = digits
        return
    turn.call.keyed = ""
    if not digits:
        failed(turn)
        return
    turn.call.failures = 0
    kind = "order_number" if question.purpose == "order_number" else "phone_number"
    turn.reading = replace(turn.reading, intent="inform", confidence=1.0,
                           entities=(Entity(kind, digits, 0, len(digits)),))  # fmt: skip
    ANSWERS[question.purpose](turn)


def _from_the_start(turn: Turn, question: Question) -> None:
    """Forget the digits so far and ask for the whole number."""
    order = question.purpose == "order_number"
    reply = "utter_ask_order_number" if order else "utter_ask_callback_number"
    turn.ask("number", question.purpose, reply, about=question.about, digits=ORDER_DIGITS if order else None,
             form=True, tries=question.tries)  # fmt: skip
