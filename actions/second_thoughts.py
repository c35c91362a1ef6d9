"""The caller speaks while being put through, or after goodbye: a change of mind undoes it, anything else does not."""

from __future__ import annotations

import re

from actions.call import Leaving
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
ASIDE = frozenset(
    {"repeat", "speak_slower", "ask_wait_time", "ask_opening_hours", "ask_address", "ask_department",
     "ask_phone_number", "ask_email"}
)  # fmt: skip
"""Questions that are answered without giving up the place."""
CLOSING = re.compile(
    r"\b(c'est tout|rien d'autre|ça ira|au revoir|c'est bon|pas de (souci|problème)|pas grave|"
    r"dat was het|dat is alles|verder niets|niets meer|tot ziens|niet erg|geen (probleem|haast)|nee hoor|"
    r"è tutto|nient'altro|basta così|arrivederci|(non c'è|nessun) problema|fa niente|"
    r"det var (det|alt)|ikke andet|ellers tak|farvel|(ikke noget|intet) problem|gør ikke noget|helt fint|"
    r"that's (all|it|everything|fine|grand)|nothing else|bye|no (problem|worries|rush)|not a problem)\b",
    re.IGNORECASE,
)
"""A "no" with these is no objection: the caller has nothing to add, or nothing against it."""


def goes_on(turn: Turn) -> bool:
    """Deal with what is said while the call is leaving. False when it is a wish that remains to be dealt with; what the
    bot did before is taken back then."""
    leaving = turn.call.leaving
    if leaving is not None and leaving.item is None and _has_more(turn):
        turn.call.leaving = None
        turn.ask("menu", "menu", "utter_go_ahead")
        return True
    if _another_wish(turn) and _take_back(turn):
        return False
    if _objects(turn) and _take_back(turn):
        turn.call.department = None
        if turn.reading.first(*CORRECTED):
            return False
        turn.acknowledge("utter_withdrawn")
        return True
    _aside(turn)
    turn.ends = True
    return True


def _has_more(turn: Turn) -> bool:
    """After goodbye: "no wait, one more question"."""
    reading = turn.reading
    no = yes_or_no(reading.text, turn.call.language) is False and not CLOSING.search(reading.text)
    return no or (reading.intent in ("start_over", "wait_please") and reading.trust >= ACT)


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
    return _leads_elsewhere(turn, leaving)


def _leads_elsewhere(turn: Turn, leaving: Leaving) -> bool:
    intent = turn.reading.intent
    if intent == "reach_person":
        found = candidates(turn)
        return bool(found) and found[0].person.id != leaving.person
    if intent in ROUTES or intent == "reach_department":
        department = ROUTES.get(intent) or department_of(turn)
        return department is not None and department != leaving.department
    return True


def _objects(turn: Turn) -> bool:
    reading, leaving = turn.reading, turn.call.leaving
    if leaving is None or leaving.item is None or reading.kind != "speech" or CLOSING.search(reading.text):
        return False
    if reading.intent in ("thank", "goodbye", "affirm") or department_of(turn) == leaving.department:
        return False
    answer = yes_or_no(reading.text, turn.call.language)
    denied = reading.intent == "deny" and reading.trust >= ACT
    return answer is not True and (denied or (answer is False and reading.first(*CORRECTED) is not None))


def _take_back(turn: Turn) -> bool:
    """False when somebody has the call already, or it cannot be told: then it goes where it was going."""
    leaving = turn.call.leaving
    if leaving is not None and leaving.item is not None:
        try:
            if not turn.world.desk.withdraw(leaving.item, turn.world.now()):
                return False
        except DeskError:
            turn.note("could not take the call out of the queue")
            return False
        turn.note(f"the caller did not want {leaving.department}")
        turn.outcome = Outcome("answered", instead=True)
    turn.call.leaving = None
    return True


def _aside(turn: Turn) -> None:
    """Answer what does not change where the call goes; nothing is asked, for nobody would take the answer."""
    reading, leaving = turn.reading, turn.call.leaving
    if leaving is None or leaving.item is None or reading.trust < ACT:
        return
    if reading.intent == "change_language" and (language := language_wanted(turn)):
        turn.call.language = language
        turn.acknowledge("utter_language_changed")
        _announce_again(turn, leaving)
    elif reading.intent in ASIDE:
        HANDLERS[reading.intent](turn)
        asked, turn.call.question, turn.outcome = turn.call.question, None, None
        turn.says = [say for say in turn.says if asked is None or say not in asked.says]


def _announce_again(turn: Turn, leaving: Leaving) -> None:
    """In the language of the call, which the person is told of too."""
    said = list(turn.call.said)
    if leaving.final == "routed":
        route(turn, leaving.department, leaving.person, leaving.reason, leaving.priority)
    else:
        hand_over(turn, leaving.reason, leaving.department)
    if not turn.ends:
        # The queue cannot be reached, but holds the call already.
        turn.says, turn.outcome, turn.call.question = [*turn.says[:1], *said], None, None
