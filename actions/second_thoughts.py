"""The caller speaks while being put through, or after goodbye: a change of mind undoes it, anything else does not."""

from __future__ import annotations

import re

from actions.control import language_wanted
from actions.handoff import hand_over
from actions.people import candidates
from actions.places import department_of
from actions.ports import DeskError
from actions.questions import CORRECTED
from actions.reading import ACT
from actions.routing import route
from actions.topics import HANDLERS, ROUTES, WISHES
from actions.turn import Turn
from actions.yesno import yes_or_no
from bot.messages import Outcome

FIRM = 0.75
"""Confidence from which another wish is believed: a place in the queue is lost over it."""
ASIDE = frozenset({"repeat", "speak_slower", "ask_wait_time", "ask_opening_hours", "ask_address", "ask_department"})
"""Questions that are answered without giving up the place."""
CLOSING = re.compile(
    r"\b(c'est tout|rien d'autre|ça ira|au revoir|dat was het|dat is alles|verder niets|niets meer|tot ziens|è tutto|"
    r"nient'altro|basta così|arrivederci|det var (det|alt)|ikke andet|ellers tak|farvel|that's (all|it|everything)|"
    r"nothing else|bye)\b",
    re.IGNORECASE,
)
"""A "no" with these is no objection: the caller has nothing to add."""


def goes_on(turn: Turn) -> bool:
    """Deal with what is said while the call is leaving. False when it is a wish that remains to be dealt with; what the
    bot did before is taken back then."""
    if _another_wish(turn):
        _take_back(turn)
        return False
    if _objects(turn):
        _take_back(turn)
        if turn.reading.first(*CORRECTED):
            return False
        turn.acknowledge("utter_withdrawn")
        return True
    _aside(turn)
    turn.ends = True
    return True


def _another_wish(turn: Turn) -> bool:
    reading, leaving = turn.reading, turn.call.leaving
    if leaving is None or reading.kind == "silence":
        return False
    if reading.kind == "keys":
        return leaving.final != "handoff" and reading.keys[:1] == "0"
    if reading.intent == "start_over":
        return reading.trust >= ACT
    if reading.intent not in WISHES or reading.trust < FIRM:
        return False
    if leaving.item is None:
        return True
    if reading.intent in ASIDE or reading.intent == "request_human":
        # Whoever is being put through gets a person.
        return False
    wanted = ROUTES.get(reading.intent) or department_of(turn)
    if reading.intent == "reach_person" and (found := candidates(turn)):
        wanted = found[0].person.department
    bare = wanted is None and reading.intent in ("reach_department", "reach_person")
    return not bare and wanted != leaving.department


def _objects(turn: Turn) -> bool:
    reading, leaving = turn.reading, turn.call.leaving
    if leaving is None or leaving.item is None or CLOSING.search(reading.text):
        return False
    if reading.intent in ("thank", "goodbye") or department_of(turn) == leaving.department:
        return False
    answer = yes_or_no(reading.text, turn.call.language)
    return answer is False or (answer is None and reading.intent == "deny" and reading.trust >= ACT)


def _take_back(turn: Turn) -> None:
    leaving, turn.call.leaving = turn.call.leaving, None
    if leaving is None or leaving.item is None:
        return
    try:
        turn.world.desk.withdraw(leaving.item, turn.world.now())
    except DeskError:
        turn.note("could not take the call out of the queue")
    turn.note(f"the caller did not want {leaving.department}")
    turn.call.department, turn.outcome = None, Outcome("answered", instead=True)


def _aside(turn: Turn) -> None:
    """Answer what does not change where the call goes."""
    reading, leaving = turn.reading, turn.call.leaving
    if leaving is None or leaving.item is None or reading.trust < ACT:
        return
    if reading.intent == "change_language" and (language := language_wanted(turn)):
        turn.call.language = language
        turn.acknowledge("utter_language_changed")
        if leaving.final == "routed":
            route(turn, leaving.department, leaving.person, leaving.reason, leaving.priority)
        else:
            hand_over(turn, leaving.reason, leaving.department)
    elif reading.intent in ASIDE:
        HANDLERS[reading.intent](turn)
        turn.outcome = None
