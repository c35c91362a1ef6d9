"""When it is not clear what the caller wants: ask, offer, and hand over before it becomes a nuisance."""

from __future__ import annotations

from typing import Any

from actions.call import Wish
from actions.handoff import hand_over
from actions.mentions import wanted
from actions.reading import CLOSE, CONFIRM, Reading
from actions.summary import wishes
from actions.topics import HANDLERS, ROUTES, answer, topic
from actions.turn import Turn

LIMIT = 2
"""Failures, silences or strays in a row after which a person takes over."""


def failed(turn: Turn) -> None:
    """The turn was not understood: once more with help, then a person."""
    turn.call.failures += 1
    turn.note("did not understand the caller")
    turn.repair = "again"
    if turn.call.failures >= LIMIT:
        _give_up(turn)
        return
    question = turn.call.question
    if turn.call.language_open:
        turn.says += turn.call.said
    elif question and question.kind not in ("more", "menu") and question.says:
        turn.acknowledge("utter_not_understood_short")
        turn.ask_again(question)
        if question.kind == "number":
            turn.say("utter_keys_hint")
    else:
        turn.acknowledge("utter_not_understood")
        turn.ask("menu", "menu", "utter_menu")


def _give_up(turn: Turn) -> None:
    turn.repair = "person"
    hand_over(turn, "not_understood", lead="utter_not_understood_hand_over")


def silent(turn: Turn) -> None:
    """Nothing was said."""
    turn.call.silences += 1
    turn.note("heard nothing")
    if turn.call.silences >= LIMIT:
        hand_over(turn, "silence", lead="utter_silence_hand_over")
        return
    question = turn.call.question
    if turn.call.language_open:
        # The greeting tells in each language what to say; a question in one of them would be lost on the others.
        turn.says += turn.call.said
        return
    turn.acknowledge("utter_silence")
    if question and question.kind not in ("more", "menu") and question.says:
        turn.ask_again(question)
    else:
        turn.ask("menu", "menu", "utter_menu")


@topic("out_of_scope")
def out_of_scope(turn: Turn) -> None:
    """Nothing that this desk does: said once, a person offered; the second time a person takes over."""
    turn.call.strays += 1
    turn.note("the caller asked for something out of scope")
    if turn.call.strays >= LIMIT:
        turn.repair = "person"
        hand_over(turn, "out_of_scope", lead="utter_out_of_scope_hand_over")
        return
    turn.say("utter_out_of_scope")
    turn.answered()
    turn.offer("human", "utter_offer_human", about={"reason": "out_of_scope"})


@topic("nlu_fallback")
def fallback(turn: Turn) -> None:
    """No reading is worth acting on."""
    failed(turn)


def unsure(turn: Turn) -> None:
    """A likely reading: ask whether it is meant, or which of the two likeliest."""
    rows = _distinct(turn)
    if not rows:
        failed(turn)
    elif len(rows) > 1 and rows[0][1] - rows[1][1] < CLOSE:
        _between(turn, rows[0][0], rows[1][0])
    else:
        _confirm(turn, rows[0][0])


def close_readings(turn: Turn) -> bool:
    """Whether two readings with different outcomes are about equally likely and neither is likely enough alone."""
    rows = _distinct(turn)
    return len(rows) > 1 and rows[0][1] - rows[1][1] < CLOSE and rows[1][1] >= CONFIRM


def _distinct(turn: Turn) -> list[tuple[str, float]]:
    """The readings that can be asked about, with those of one outcome (one department) counted together."""
    reading, sums = turn.reading, dict[str, tuple[str, float]]()
    for intent, confidence in reading.ranking or ((reading.intent, reading.confidence),):
        if intent in wishes():
            key = ROUTES.get(intent, intent)
            first, total = sums.get(key, (intent, 0.0))
            sums[key] = (first, total + confidence)
    rows = sorted(sums.values(), key=lambda row: -row[1])
    return [row for row in rows if row[1] >= CONFIRM / 2][:3]


def agreed(reading: Reading) -> float:
    """Confidence in the outcome: readings that lead to the same department agree."""
    if reading.intent not in ROUTES:
        return reading.trust
    same = sum(
        c for name, c in reading.ranking if ROUTES.get(name) == ROUTES[reading.intent] and name != reading.intent
    )
    return min(1.0, reading.trust + same)


def _wish(turn: Turn, intent: str) -> dict[str, Any]:
    return {**vars(turn.reading.as_wish()), "intent": intent}


def _name(turn: Turn, intent: str) -> Any:
    """What to call a wish: a department by its name, else the phrase of the intent."""
    keys = wanted(turn.reading, "department")
    if intent == "reach_department" and keys and keys[0] in turn.world.company.departments:
        return ["department", keys[0]]
    return ["phrase", f"wish_{intent}"]


def _confirm(turn: Turn, intent: str) -> None:
    turn.note(f"asked whether {intent} was meant")
    turn.repair = "confirm"
    turn.ask("yes_no", "wish", "utter_confirm_wish", {"wish": _name(turn, intent)},
             about={"wish": _wish(turn, intent)})  # fmt: skip


def _between(turn: Turn, first: str, second: str) -> None:
    turn.note(f"asked whether {first} or {second} was meant")
    turn.repair = "confirm"
    options = [{"wish": _wish(turn, intent), "say": _name(turn, intent)} for intent in (first, second)]
    values = {"first": options[0]["say"], "second": options[1]["say"]}
    turn.ask("choice", "between", "utter_between", values, options=options)


@answer("wish")
def confirmed(turn: Turn) -> None:
    """The caller said whether the reading was right."""
    question = turn.call.question
    turn.call.question = None
    if question and turn.reading.intent == "affirm":
        turn.call.failures = 0
        perform(turn, Wish(**question.about["wish"]))
        return
    turn.call.failures += 1
    turn.repair = "again"
    if turn.call.failures >= LIMIT:
        _give_up(turn)
    else:
        turn.ask("menu", "menu", "utter_say_otherwise")


@answer("between")
def between(turn: Turn) -> None:
    """One of two readings was chosen."""
    question, chosen = turn.call.question, turn.reading.first("chosen")
    turn.call.question = None
    if question and chosen:
        turn.call.failures = 0
        perform(turn, Wish(**question.options[int(chosen.value)]["wish"]))
        return
    turn.call.failures += 1
    turn.repair = "again"
    turn.ask("menu", "menu", "utter_say_otherwise")


@answer("next_wish")
def next_wish(turn: Turn) -> None:
    """The caller said whether to go on with the other wish of an earlier sentence."""
    question = turn.call.question
    turn.call.question = None
    if question and turn.reading.intent == "affirm":
        perform(turn, Wish(**question.about["wish"]))
    else:
        turn.ask("more", "more", "utter_anything_else")


def perform(turn: Turn, wish: Wish) -> None:
    """Do something that was wished earlier."""
    turn.reading = turn.reading.of_wish(wish)
    turn.call.last = wish
    HANDLERS[wish.intent](turn)


def offer_next(turn: Turn) -> bool:
    """Offer the next remembered wish. False when there is none."""
    if not turn.call.wishes:
        return False
    wish = turn.call.wishes.pop(0)
    reading = turn.reading
    turn.reading = reading.of_wish(wish)
    name = _name(turn, wish.intent)
    turn.reading = reading
    turn.ask("yes_no", "next_wish", "utter_next_wish", {"wish": name}, about={"wish": vars(wish)})
    return True
