"""People asked for by name: found by sound, told apart, confirmed when the name was not clear."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.call import Value, Wish
from actions.places import department_of
from actions.topics import DESK, HANDLERS, answer, topic
from actions.turn import Turn
from bot.directory import SURE, PersonMatch, contenders, find_person
from bot.messages import Entity

MOST = 3
"""Candidates that are read out; more cannot be kept in mind on the phone."""


def candidates(turn: Turn, heard: str | None = None) -> list[PersonMatch]:
    """People who may be meant, best first: one when it is clear, several when a question has to tell."""
    company, language = turn.world.company, turn.call.language
    found: list[PersonMatch] = []
    for entity in turn.reading.all("person"):
        if entity.end <= entity.start and entity.value in company.people:
            # Chosen in answer to a question, not heard: nothing is left to be found out.
            return [PersonMatch(company.people[entity.value], 1.0)]
        words = turn.reading.text[entity.start : entity.end]
        found += find_person(company, words, language) or _known(turn, entity.value)
    if heard and not found:
        found += find_person(company, heard, language)
    best = {match.person.id: match for match in sorted(found, key=lambda match: match.score)}
    ordered = tuple(sorted(best.values(), key=lambda match: -match.score))
    department = department_of(turn)
    here = tuple(match for match in ordered if match.person.department == department)
    return list(contenders(here or ordered))[:MOST]


def _known(turn: Turn, value: str) -> tuple[PersonMatch, ...]:
    person = turn.world.company.people.get(value)
    return (PersonMatch(person, SURE),) if person else ()


@topic("reach_person")
def reach_person(turn: Turn) -> None:
    """Put the caller through to somebody, or ask who it is."""
    found = candidates(turn)
    if not found:
        if turn.reading.first("person"):
            return _unknown(turn)
        return turn.ask("name", "person_name", "utter_ask_person", form=True)
    return _settle(turn, found)


def _settle(turn: Turn, found: list[PersonMatch]) -> None:
    from actions.routing import route

    if len(found) > 1:
        return ask_which(turn, found)
    person, entity = found[0].person, turn.reading.first("person")
    heard = entity is None or turn.reading.clear(entity)
    if found[0].score >= SURE and heard:
        return route(turn, person.department, person=person.id)
    values: dict[str, Value] = {"person": ["person", person.id], "department": ["department", person.department]}
    about = {"wish": _wish(turn, "reach_person"), "person": person.id}
    return turn.ask("yes_no", "right_person", "utter_confirm_person", values, about=about, form=True)


def ask_which(turn: Turn, found: list[PersonMatch]) -> None:
    """Ask which of several people is meant; the answer is put into the wish that mentioned the name."""
    options: list[dict[str, Any]] = [{"person": match.person.id, "say": ["person", match.person.id]} for match in found]
    described: list[Value] = [["described", match.person.id] for match in found]
    turn.ask("choice", "choose_person", "utter_ask_which_person", {"people": ["either", described]},
             options=options, about={"wish": _wish(turn, turn.reading.intent)}, form=True)  # fmt: skip


def _wish(turn: Turn, intent: str) -> dict[str, Any]:
    wish = turn.reading.as_wish()
    return {**vars(wish), "intent": intent if intent in HANDLERS else "reach_person"}


@answer("choose_person")
def choose_person(turn: Turn) -> None:
    """One of the people read out was chosen (turn.reading carries it), or none of them."""
    question = turn.call.question
    chosen = turn.reading.first("chosen")
    if question is None or chosen is None:
        return _unknown(turn)
    turn.call.question = None
    return _with_person(turn, Wish(**question.about["wish"]), question.options[int(chosen.value)]["person"])


@answer("right_person")
def right_person(turn: Turn) -> None:
    """The caller said whether the person is the right one."""
    question = turn.call.question
    if question and turn.reading.intent == "affirm":
        turn.call.question = None
        return _with_person(turn, Wish(**question.about["wish"]), question.about["person"])
    return turn.ask("name", "person_name", "utter_ask_person_again", form=True, tries=1)


def _with_person(turn: Turn, wish: Wish, person: str) -> None:
    """Do what was wanted, with the person settled."""
    reading = turn.reading.of_wish(wish)
    others = tuple(e for e in reading.entities if e.entity not in ("person", "department"))
    turn.reading = replace(reading, entities=(*others, Entity("person", person, 0, 0)))
    HANDLERS[wish.intent](turn)


@answer("person_name")
def person_name(turn: Turn) -> None:
    """A name was said in answer to "who would you like to speak to?"."""
    found = candidates(turn, heard=turn.reading.text)
    if found:
        turn.call.question = None
        return _settle(turn, found)
    return _unknown(turn)


def _unknown(turn: Turn) -> None:
    """Nobody of that name: once more, then the reception, who know more than a list."""
    from actions.routing import route

    question = turn.call.question
    if question and question.purpose == "person_name" and question.tries > 0:
        turn.call.question = None
        turn.say("utter_person_unknown_reception")
        turn.call.slots["person"] = turn.reading.text
        return route(turn, DESK)
    return turn.ask("name", "person_name", "utter_person_unknown", form=True, tries=1)
