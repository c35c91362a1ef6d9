"""Whether a caller turn answers the open question, and with what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rapidfuzz import fuzz

from actions.call import Question
from actions.numbers import digits_in, shortest
from actions.places import department_of
from actions.reading import ACT, Reading
from actions.topics import ANSWERS, WISHES
from actions.turn import Turn
from actions.yesno import yes_or_no
from bot.messages import LANGUAGES, Entity

ORDINALS = {
    "fr": ("premier|première|un|une", "deuxième|second|seconde|dernier|dernière|deux", "troisième|trois"),
    "nl": ("eerste|één|een", "tweede|laatste|twee", "derde|drie"),
    "it": ("primo|prima|uno|una", "secondo|seconda|ultimo|ultima|due", "terzo|terza|tre"),
    "da": ("første|en|et", "anden|andet|sidste|to", "tredje|tre"),
    "en": ("first|one|former", "second|two|latter|last", "third|three"),
}
"""Words for the first, second and third of what was read out; looked for from the third: "the second one"."""
MOST_CHOICES = 3
SHORT = 4
"""Words up to which an ordinal is taken as a choice rather than as part of a sentence."""
ALIKE = 80
"""Fuzzy score (0 to 100) from which the words are taken as the name of an option."""
NUMBERS = {"callback_confirm": "phone_number", "order_confirm": "order_number"}
"""Questions whether a number is right → its kind; another number is a correction."""
CORRECTED = ("day", "time", "department", "person", "site")
"""What may follow a no."""
FIRM = 0.75
"""Confidence from which a different wish is believed although a name was asked for."""


def take(turn: Turn) -> bool:
    """Let the open question have its answer. False when the turn does not answer it."""
    question = turn.call.question
    if question is None or question.kind not in MATCHERS:
        return False
    answer = MATCHERS[question.kind](turn, question)
    if answer is None:
        return False
    if question.purpose not in ("wish", "between"):
        turn.call.failures = 0
    turn.reading = answer
    ANSWERS[question.purpose](turn)
    return True


def _other_wish(reading: Reading, least: float = ACT) -> bool:
    return reading.intent in WISHES and reading.trust >= least


def _yes_no(turn: Turn, question: Question) -> Reading | None:
    reading = turn.reading
    said = yes_or_no(reading.text, turn.call.language)
    if said is None and reading.intent in ("affirm", "deny") and reading.trust >= ACT / 2:
        said = reading.intent == "affirm"
    if said is not None and _other_wish(reading) and len(reading.text.split()) > 2:
        # "No, I want billing" and "yes, and when do you open?": the rest of the sentence counts more than its "no";
        # a "yes" to something that fits is an answer.
        if said and reading.intent == question.about.get("wish", {}).get("intent"):
            return replace(reading, intent="affirm")
        return None
    kind = NUMBERS.get(question.purpose)
    if kind and said is None and digits_in(reading, turn.call.language, kind):
        said = False
    if said is False and not kind and reading.first(*CORRECTED):
        # "No, Thursday" and "no, billing" say what is meant instead.
        return None
    if said is None:
        return None
    return replace(reading, intent="affirm" if said else "deny", confidence=1.0)


def _choice(turn: Turn, question: Question) -> Reading | None:
    reading, index = turn.reading, _chosen(turn, question)
    if index is not None:
        return replace(reading, intent="inform", entities=(Entity("chosen", str(index), 0, 0),))
    if yes_or_no(reading.text, turn.call.language) is False and not _other_wish(reading):
        return replace(reading, intent="deny", entities=())
    return None


def _chosen(turn: Turn, question: Question) -> int | None:
    reading, options = turn.reading, question.options
    values = {e.value for e in reading.all("department", "person")} | {department_of(turn)}
    fits = [n for n, o in enumerate(options) if o.get("department") in values or o.get("person") in values]
    if len(fits) == 1:
        return fits[0]
    text = reading.text.lower()
    if len(text.split()) <= SHORT:
        for n in reversed(range(min(len(options), MOST_CHOICES))):
            pattern = ORDINALS[turn.call.language][n]
            if re.search(rf"\b(?:{pattern})\b", text) or text.strip(" .") == str(n + 1):
                return n
    names = [turn.speaker().express(option["say"]).lower() for option in options]
    scores = [
        max(fuzz.partial_ratio(text, name), _person_score(turn, o, text))
        for name, o in zip(names, options, strict=True)
    ]
    best = max(range(len(options)), key=lambda n: scores[n])
    if scores[best] >= ALIKE and sorted(scores)[-2] < scores[best] and len(text) > 2:
        return best
    intents = [option.get("wish", {}).get("intent") for option in options]
    return intents.index(reading.intent) if reading.intent in intents else None


def _person_score(turn: Turn, option: dict[str, str], text: str) -> float:
    """First name, last name or department, whichever tells the person apart."""
    person = turn.world.company.people.get(option.get("person") or "")
    if person is None:
        return 0.0
    department = turn.world.company.departments[person.department].names[turn.call.language]
    names = (person.first_name, person.last_name, department)
    return max(float(fuzz.partial_ratio(name.lower(), text)) for name in names)


def _number(turn: Turn, question: Question) -> Reading | None:
    reading = turn.reading
    kind = "order_number" if question.purpose == "order_number" else "phone_number"
    if digits_in(reading, turn.call.language, kind, shortest(turn)):
        return reading
    if _other_wish(reading) and reading.intent != "order_status":
        return None
    refused = yes_or_no(reading.text, turn.call.language) is False or reading.intent == "deny"
    return replace(reading, intent="deny", entities=()) if refused else None


def _name(turn: Turn, _question: Question) -> Reading | None:
    reading = turn.reading
    if reading.intent in ("deny", "out_of_scope") and not reading.first("person"):
        return None
    if _other_wish(reading, FIRM) and reading.intent not in ("reach_person", "reach_department"):
        return None
    return reading if reading.text.strip() else None


def _department(turn: Turn, _question: Question) -> Reading | None:
    reading = turn.reading
    problem = _other_wish(reading) and reading.intent not in ("reach_department", "ask_department")
    return reading if department_of(turn) and not problem else None


def _language(turn: Turn, _question: Question) -> Reading | None:
    return turn.reading if any(e.value in LANGUAGES for e in turn.reading.all("language")) else None


MATCHERS: dict[str, Callable[[Turn, Question], Reading | None]] = {
    "yes_no": _yes_no,
    "more": _yes_no,
    "choice": _choice,
    "number": _number,
    "name": _name,
    "department": _department,
    "language": _language,
}
"""By kind of question: the reading as an answer, or None."""
