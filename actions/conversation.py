"""How a turn is decided: which topic gets it, and what goes before and after."""

from __future__ import annotations

# Importing a topic registers what it deals with.
from actions import (  # noqa: F401
    callback,
    control,
    customer,
    directory,
    hours,
    inform,
    people,
    routing,
    smalltalk,
    voicemail,
    waiting,
)
from actions.call import Question
from actions.keys import press
from actions.questions import take
from actions.reading import ACT, CONFIRM, HEARD, Reading, band
from actions.repair import agreed, close_readings, failed, offer_next, silent, unsure
from actions.returned import returned
from actions.second_thoughts import goes_on
from actions.topics import ANY_TIME, HANDLERS, ROUTES, SOCIAL, WISHES
from actions.turn import Turn
from actions.voicemail import records_again, take_message
from bot.language import SURE, detect, spoken

KEPT = ("customer_number", "order_number", "phone_number", "day", "time", "site", "department")
"""Entities that are remembered for the person who may take over."""
FAREWELL = 0.8
"""Confidence needed by a goodbye before anything has been asked for."""
TRANSPARENT = frozenset({"repeat", "speak_slower", "wait_please", "change_language", "thank", "greet"})
"""Intents after which the open question stands as it was."""


def open_call(turn: Turn, greeting: str | None = None) -> None:
    """Greet. `greeting`: a name in data/replies (utter_greeting_<name>)."""
    if turn.call.language_open:
        turn.say("utter_greeting_auto", company=turn.world.company.profile.name)
    else:
        turn.say(f"utter_greeting_{greeting}" if greeting else "utter_greeting",
                 company=turn.world.company.profile.name)  # fmt: skip
    turn.call.said = list(turn.says)


def respond(turn: Turn) -> None:
    """Decide one caller turn and carry it out; the answer is left in `turn`."""
    call, question = turn.call, turn.call.question
    if turn.reading.kind == "returned":
        returned(turn)
    elif call.leaving and goes_on(turn):
        call.silences = 0
    elif question and question.kind == "message" and turn.reading.keys[:1] not in ("0", "*"):
        take_message(turn)
    elif turn.reading.kind == "silence":
        silent(turn)
    else:
        call.silences = 0
        if turn.reading.kind == "keys":
            press(turn)
        else:
            _speech(turn)
    _close(turn, question)


def _speech(turn: Turn) -> None:
    reading, call = turn.reading, turn.call
    _settle_language(turn)
    if not reading.text.strip() and reading.intent == "nlu_fallback":
        failed(turn)
        return
    if reading.intent != "out_of_scope":
        call.strays = 0
    if records_again(turn):
        return
    # "The second one" may sound like anything; where two things were offered it is a choice.
    chooses = call.question is not None and call.question.kind == "choice" and reading.intent != "request_human"
    if chooses and take(turn):
        _keep(turn, reading)
    elif chooses and reading.intent == "affirm":
        # "Yes" to "this one or that one?": which?
        failed(turn)
    elif reading.intent in ANY_TIME and reading.trust >= _needed(turn):
        _act(turn)
    elif take(turn):
        _keep(turn, reading)
    else:
        _decide(turn)


def _needed(turn: Turn) -> float:
    """Confidence needed by an intent that holds in every state; while a question is open, its answer is likelier."""
    if turn.reading.intent == "goodbye" and turn.call.last is None:
        return FAREWELL
    return ACT if turn.call.question or turn.reading.intent == "goodbye" else CONFIRM


def _decide(turn: Turn) -> None:
    reading = turn.reading
    if reading.intent == "goodbye" and turn.call.last is None and reading.trust < FAREWELL:
        # Nobody rings up to say goodbye.
        failed(turn)
        return
    level = band(reading.intent, agreed(reading))
    stray = reading.intent == "out_of_scope"
    # What was badly heard may mean something else altogether: asked before the call is sent somewhere on its account.
    doubtful = reading.intent in ROUTES and reading.heard is not None and reading.heard < HEARD
    if level == "act" and not doubtful and not (reading.intent in WISHES and close_readings(turn)):
        _act(turn)
    elif level == "none" or (stray and level == "confirm"):
        HANDLERS["out_of_scope"](turn) if stray and level == "confirm" else failed(turn)
    elif reading.intent in WISHES:
        unsure(turn)
    elif reading.intent in HANDLERS and reading.intent in SOCIAL:
        _act(turn)
    else:
        failed(turn)


def _act(turn: Turn) -> None:
    reading, call = turn.reading, turn.call
    if reading.intent not in ("out_of_scope", "inform", "affirm", "deny"):
        call.failures = 0
    _keep(turn, reading)
    if reading.intent in WISHES:
        call.wishes += [wish for wish in reading.more if wish.intent in WISHES][:2]
        if call.question and not call.question.form:
            call.question = None
        if not _continues(turn):
            call.last = reading.as_wish()
            HANDLERS[reading.intent](turn)
    else:
        HANDLERS[reading.intent](turn)


def _continues(turn: Turn) -> bool:
    """ "And on Saturday?" after the hours of sales means those of sales."""
    reading, last = turn.reading, turn.call.last
    if last is None or last.intent != reading.intent or reading.intent != "ask_opening_hours":
        return False
    return not reading.first("department", "site") and reading.first("day") is not None and inform.carry_on(turn)


def _keep(turn: Turn, reading: Reading) -> None:
    for name in KEPT:
        for entity in reading.all(name):
            turn.call.slots[name] = entity.value


def _settle_language(turn: Turn) -> None:
    """In a call whose language is open, the first words decide; asked for a language, a caller may just speak it."""
    call, heard, guess = turn.call, turn.reading.language, detect(turn.reading.text)
    if call.language_open:
        language, sure = spoken(turn.reading.text, heard)
        if sure or call.question is None:
            call.language, call.language_open = language or call.language, not sure
    elif call.question and call.question.kind == "language" and guess and guess.confidence >= SURE:
        other = guess.language == heard != call.language
        if other and turn.reading.intent in WISHES and not turn.reading.first("language"):
            call.language, call.question = guess.language, None
            turn.acknowledge("utter_language_changed")
            turn.note(f"went on in {guess.language}")


def _close(turn: Turn, before: Question | None) -> None:
    """What follows an answer: back to the form it interrupted, the caller's other wish, or "anything else?"."""
    call = turn.call
    if turn.ends:
        call.question = None
    elif turn.outcome and turn.outcome.final == "answered":
        if before and before.form and call.question is before:
            turn.ask_again(before)
        elif (call.question is None or call.question.kind == "more") and not offer_next(turn):
            turn.ask("more", "more", "utter_anything_else")
    elif turn.reading.intent in TRANSPARENT and call.question and not turn.says:
        turn.ask_again(call.question)
    call.said = turn.says[turn.acknowledgements :] or call.said
