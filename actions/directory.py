"""Numbers, e-mail and postal addresses, and what the departments do."""

from __future__ import annotations

from dataclasses import dataclass

from actions.call import Value
from actions.mentions import wanted
from actions.people import candidates
from actions.places import department_of, site_of
from actions.topics import DESK, ROUTES, answer, topic
from actions.turn import Turn

MAIN = ("technical_support", "account_management", "sales", "customer_service")
"""Departments named to a caller who asks which there are: those that most calls are for."""
HINT = 0.08
"""Share of the ranking that the intent of a problem needs to tell which department a question is about."""


@dataclass(frozen=True)
class Contact:
    """Somebody or something that has a number and an address."""

    name: Value
    phone: str
    extension: str | None
    email: str
    department: str | None
    person: str | None = None


def contact_of(turn: Turn) -> Contact | None:
    """Who or what the caller asks the number or address of; None when several people may be meant."""
    company = turn.world.company
    found = candidates(turn)
    if len(found) == 1:
        person = found[0].person
        return Contact(
            ["person", person.id], person.phone, person.extension, person.email, person.department, person.id
        )
    if found:
        return None
    key = department_of(turn)
    if key:
        department = company.departments[key]
        return Contact(["department", key], department.phone, department.extension, department.email, key)
    if wanted(turn.reading, "site"):
        site = site_of(turn)
        return Contact(["site", site.id], site.phone, None, site.email, None)
    return Contact(company.profile.name, company.profile.phone, None, company.profile.email, None)


@topic("ask_phone_number")
def phone_number(turn: Turn) -> None:
    """Read out a number and offer to connect."""
    contact = contact_of(turn)
    if contact is None:
        return _which_person(turn)
    values: dict[str, Value] = {"name": contact.name, "phone": ["phone", contact.phone]}
    if contact.extension:
        turn.say("utter_phone_extension", **values, extension=contact.extension)
    else:
        turn.say("utter_phone", **values)
    turn.note("read out a phone number")
    turn.answered(contact.department)
    if contact.person or contact.department:
        _offer_transfer(turn, contact.department, contact.person)
    return None


@topic("ask_email")
def email(turn: Turn) -> None:
    """Tell an e-mail address."""
    contact = contact_of(turn)
    if contact is None:
        return _which_person(turn)
    turn.say("utter_email", name=contact.name, email=contact.email)
    turn.note("told an e-mail address")
    turn.answered(contact.department)
    return None


@topic("ask_address")
def address(turn: Turn) -> None:
    """Tell where a site is and how to get there. A department's address is that of its site."""
    key = department_of(turn)
    company = turn.world.company
    named_site = wanted(turn.reading, "site")
    site = company.sites[company.departments[key].site] if key and not named_site else site_of(turn)
    turn.say("utter_address", site=["site", site.id], street=site.street, postcode=site.postcode,
             city=["city", site.id])  # fmt: skip
    turn.say("utter_directions", transport=["transport", site.id], parking=["parking", site.id])
    if not named_site and not key:
        others: list[Value] = [["city", other] for other in company.sites if other != site.id]
        if others:
            turn.say("utter_other_sites", cities=["both", others])
    turn.note(f"told the address of {site.id}")
    turn.answered(key)


@topic("ask_department")
def department(turn: Turn) -> None:
    """Tell what a department does or which one is right, and offer to connect."""
    key = _asked_about(turn)
    if key:
        turn.say("utter_department", department=["department", key], description=["description", key])
        turn.note(f"told what {key} does")
        turn.answered(key)
        _offer_transfer(turn, key, None)
        return
    turn.say("utter_departments", departments=["both", [["department", key] for key in MAIN]])
    turn.note("named the main departments")
    turn.answered()
    if not (turn.call.question and turn.call.question.form):
        turn.ask("department", "route_to", "utter_ask_which_department")


def _asked_about(turn: Turn) -> str | None:
    """The department of a question: the one named; of several that its words may stand for, the one that the whole
    sentence is like, else the last ("who *deals* with *invoices*?")."""
    named, implied = wanted(turn.reading, "department"), _implied(turn)
    if len(named) > 1:
        return implied if implied in named else named[-1]
    return department_of(turn) or implied


def _implied(turn: Turn) -> str | None:
    """The department of the problem that the question is about: "who deals with invoices?"."""
    rows = [row for row in turn.reading.ranking if row[0] in ROUTES and row[1] >= HINT]
    return ROUTES[rows[0][0]] if rows else None


def _offer_transfer(turn: Turn, key: str | None, person: str | None) -> None:
    value: Value = ["person", person] if person else ["department", key or DESK]
    turn.offer("transfer", "utter_offer_transfer", {"name": value}, about={"department": key, "person": person})


@answer("transfer")
def transfer(turn: Turn) -> None:
    """The caller said whether to be connected."""
    from actions.routing import route

    question = turn.call.question
    if question and turn.reading.intent == "affirm":
        turn.call.question = None
        route(turn, question.about["department"] or DESK, person=question.about["person"])
    else:
        turn.call.question = None
        turn.ask("more", "more", "utter_anything_else")


def _which_person(turn: Turn) -> None:
    from actions.people import ask_which

    ask_which(turn, candidates(turn))
