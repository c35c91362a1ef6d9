"""What the bot expects to hear next, for recognisers and turn-taking."""

from __future__ import annotations

from actions.call import Question
from actions.turn import Turn
from actions.wording import LOCALES
from actions.yesno import phrases
from bot.messages import LANGUAGES, Expectation, ExpectedState

STATES: dict[str, ExpectedState] = {
    "yes_no": "yes_no", "more": "open", "choice": "menu", "menu": "open", "number": "digits", "name": "name",
    "department": "menu", "language": "language", "message": "message",
}  # fmt: skip
MOST_NAMES = 40
"""People's names that are passed on; more would bias a recogniser towards none of them."""


def expectation(turn: Turn) -> Expectation:
    """The expectation that follows from the open question."""
    question = turn.call.question
    if turn.call.language_open and (question is None or question.kind == "menu"):
        # Words of one language would pull a recogniser towards it.
        return Expectation("language")
    if question is None:
        return Expectation("open", hotwords=_departments(turn))
    state = STATES[question.kind]
    return Expectation(state, _hotwords(turn, question), _phrases(turn, question), question.digits)


def _departments(turn: Turn) -> tuple[str, ...]:
    return tuple(d.names[turn.call.language] for d in turn.world.company.departments.values())


def _hotwords(turn: Turn, question: Question) -> tuple[str, ...]:
    language = turn.call.language
    if question.kind == "name":
        return _names(turn)
    if question.kind == "yes_no":
        return phrases(language)
    if question.kind == "choice":
        return tuple(turn.speaker().express(option["say"]) for option in question.options)
    if question.kind == "language":
        return _languages(turn)
    if question.kind in ("number", "message"):
        return ()
    last = turn.call.last
    days = _days(language) if last and last.intent == "ask_opening_hours" else ()
    return (*days, *_departments(turn))


def _phrases(turn: Turn, question: Question) -> tuple[str, ...]:
    """Closed sets: only where anything else would be a failure anyway."""
    if question.kind == "yes_no":
        return phrases(turn.call.language)
    if question.kind in ("choice", "language"):
        return _hotwords(turn, question)
    return ()


def _names(turn: Turn) -> tuple[str, ...]:
    """People who speak the language of the call first: they are asked for most."""
    people = sorted(turn.world.company.people.values(), key=lambda p: turn.call.language not in p.languages[:1])
    return tuple(person.name for person in people[:MOST_NAMES])


def _days(language: str) -> tuple[str, ...]:
    from babel.dates import get_day_names

    return tuple(str(name) for name in get_day_names("wide", locale=LOCALES[language]).values())


def _languages(turn: Turn) -> tuple[str, ...]:
    """Each language by its own name: whoever asks for it may not speak this one."""
    return tuple(turn.speaker(code).phrase(f"phrase_language_{code}") for code in LANGUAGES)
