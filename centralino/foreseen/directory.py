"""What may be said of the company: who and where it is, how to reach it, what it sells, how long one waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import permutations

from actions.directory import MAIN
from actions.people import MOST
from actions.returned import ALTERNATIVES
from actions.summary import wishes
from actions.topics import DESK, ROUTES
from actions.wording import Speaker
from bot.directory import contenders, find_person
from bot.directory.model import ORDER_STATUSES
from centralino.foreseen.hours import Place, openings
from centralino.foreseen.values import Axis, Facts, Words, facts
from desk.queue.estimate import wait

POSITIONS = 10
"""Of the queue, from the front."""
FEW = 3
"""The same where it stands in one sentence with a name: there are as many names as the company has departments."""
HANDLING = (180.0, 240.0, 300.0)
"""Seconds that calls take on average, from which waits are told: around the four minutes that are assumed at first."""
AGENTS = (1, 2, 3, 5)
"""People at work in a department, besides those that the settings name."""
DELIVERY_DAYS = range(-14, 15)
"""From today: days of delivery that callers ask about."""


def tables(speaker: Speaker, agents: int) -> dict[str, Facts]:
    """Reply → what it may be filled with, without people of the company. `agents`: in a department, see Desk."""
    names = {speaker.express(["department", key]): key for key in speaker.company.departments}
    return {
        **_through(speaker, names, agents),
        **_about(speaker),
        **_contacts(speaker),
        **_callers_own(),
        **_closed(speaker, names, FEW),
        **_queue(speaker, agents),
        **_urgent(speaker, agents),
        **_wishes(speaker),
        **_away(names),
    }


def people(speaker: Speaker, agents: int) -> dict[str, Facts]:
    """The same of people: they are many, and each is asked for seldom."""
    company = speaker.company
    departments = {person.name: person.department for person in company.people.values()}
    confirmed = [
        {"person": person.name, "department": speaker.express(["department", person.department])}
        for person in company.people.values()
    ]
    contacts = [
        {"name": p.name, "phone": speaker.express(["phone", p.phone]), "extension": p.extension, "email": p.email}
        for p in company.people.values()
    ]
    return {
        **_through(speaker, departments, agents),
        **_closed(speaker, departments, 1),
        "utter_confirm_person": facts(confirmed),
        "utter_ask_which_person": facts(list(_namesakes(speaker))),
        "utter_phone_extension": facts(contacts),
        "utter_email": facts(contacts),
    }


def people_away(speaker: Speaker) -> dict[str, Facts]:
    """And of people who cannot be reached."""
    return _away(person.name for person in speaker.company.people.values())


def orders(speaker: Speaker) -> dict[str, Facts]:
    """What is sold, and on which days it comes."""
    company = speaker.company
    products = [{"product": speaker.express(["product", key])} for key in company.products]
    days = [speaker.today + timedelta(days=number) for number in DELIVERY_DAYS]
    told = [{"day": speaker.express(["day", day.isoformat()])} for day in days]
    carriers = sorted({order.carrier for order in company.orders.values() if order.carrier})
    return {
        **{f"utter_order_{status}": facts(products) for status in ORDER_STATUSES},
        "utter_order_expected": facts(told[-DELIVERY_DAYS.start :]),
        "utter_order_delivered_on": facts(told[: 1 - DELIVERY_DAYS.start]),
        "utter_order_carrier": facts([{"carrier": carrier} for carrier in carriers]),
    }


def pairs(speaker: Speaker) -> dict[str, Facts]:
    """Questions about two things at once: many, and each is asked seldom."""
    wanted = [speaker.phrase(f"wish_{intent}") for intent in sorted(wishes())]
    departments = [speaker.express(["either", [["department", one] for one in pair]]) for pair in permutations(MAIN, 2)]
    return {
        "utter_ask_between_departments": facts([{"departments": words} for words in departments]),
        "utter_between": facts([{"first": first, "second": second} for first, second in permutations(wanted, 2)]),
    }


def _through(speaker: Speaker, names: Iterable[str], agents: int) -> dict[str, Facts]:
    """Where a call is put through to."""
    named = [{"name": name} for name in names]
    return {"utter_offer_transfer": facts(named), "utter_route": facts(named, _places(speaker, agents))}


def _closed(speaker: Speaker, departments: Mapping[str, str], few: int) -> dict[str, Facts]:
    """And where it is closed: name → department. `few`: positions that are told together with the name."""
    opens = {key: openings(speaker, (_place(speaker, key),)) for key in set(departments.values())}
    closed = [{"name": name, **moment} for name, key in departments.items() for moment in opens[key]]
    return {"utter_route_closed": facts(closed, _positions(few))}


def _away(names: Iterable[str]) -> dict[str, Facts]:
    """And where nobody is there, or nobody answers."""
    named = [{"name": name} for name in names]
    return {
        "utter_route_nobody": facts(named, _positions(POSITIONS)),
        "utter_returned_busy": facts(named),
        "utter_returned_no_answer": facts(named),
        "utter_returned_unreachable": facts(named),
    }


def _urgent(speaker: Speaker, agents: int) -> dict[str, Facts]:
    fraud = [{"name": speaker.express(["department", ROUTES["report_fraud"]])}]
    return {
        "utter_route_urgent": facts(fraud, _places(speaker, agents, FEW)),
        "utter_route_urgent_nobody": facts(fraud, _positions(FEW)),
    }


def _queue(speaker: Speaker, agents: int) -> dict[str, Facts]:
    """Where callers stand, and for how long. Telephone numbers to be called back on are theirs."""
    departments = [{"department": speaker.express(["department", key])} for key in speaker.company.departments]
    places, positions = _places(speaker, agents), _positions(POSITIONS)
    return {
        "utter_hand_over": facts(places),
        "utter_hand_over_nobody": facts(positions),
        "utter_wait": facts(departments, _places(speaker, agents, FEW, ())),
        "utter_wait_nobody": facts(departments),
        "utter_wait_placed": facts(places),
        "utter_wait_placed_nobody": facts(positions),
        "utter_callback_booked": facts(places, own=("phone",)),
        "utter_callback_booked_nobody": facts(positions, own=("phone",)),
        "utter_message_taken": facts(departments),
        "utter_desk_down": facts([{"phone": speaker.express(["phone", speaker.company.departments[DESK].phone])}]),
    }


def _contacts(speaker: Speaker) -> dict[str, Facts]:
    """Numbers and addresses of the house, its sites and its departments."""
    company = speaker.company
    whole = company.profile
    sites = [
        {
            "name": speaker.express(["site", site.id]),
            "phone": speaker.express(["phone", site.phone]),
            "email": site.email,
        }
        for site in company.sites.values()
    ]
    sites.append({"name": whole.name, "phone": speaker.express(["phone", whole.phone]), "email": whole.email})
    departments = [
        {
            "name": speaker.express(["department", key]),
            "phone": speaker.express(["phone", department.phone]),
            "extension": department.extension,
            "email": department.email,
        }
        for key, department in company.departments.items()
    ]
    return {
        "utter_phone": facts([*sites, *(one for one in departments if not one["extension"])]),
        "utter_phone_extension": facts([one for one in departments if one["extension"]]),
        "utter_email": facts([*sites, *departments]),
    }


def _about(speaker: Speaker) -> dict[str, Facts]:
    """Where the sites are, and what the departments do."""
    company = speaker.company
    sites = [
        {
            "site": speaker.express(["site", site.id]),
            "street": site.street,
            "postcode": site.postcode,
            **{name: speaker.express([name, site.id]) for name in ("city", "transport", "parking")},
        }
        for site in company.sites.values()
    ]
    others = [[["city", other] for other in company.sites if other != site] for site in company.sites]
    departments = [
        {name: speaker.express([name, key]) for name in ("department", "description")} for key in company.departments
    ]
    return {
        "utter_address": facts(sites),
        "utter_directions": facts(sites),
        "utter_other_sites": facts([{"cities": speaker.express(["both", cities])} for cities in others if cities]),
        "utter_department": facts(departments),
        "utter_departments": facts([{"departments": speaker.express(["both", [["department", key] for key in MAIN]])}]),
    }


def _wishes(speaker: Speaker) -> dict[str, Facts]:
    """What callers may want, and what else there is for those who come back."""
    wanted = [{"wish": speaker.phrase(f"wish_{intent}")} for intent in sorted(wishes())]
    wanted += [{"wish": speaker.express(["department", key])} for key in speaker.company.departments]
    choices = speaker.express(["either", [["phrase", f"wish_{intent}"] for intent in ALTERNATIVES]])
    return {
        "utter_confirm_wish": facts(wanted),
        "utter_next_wish": facts(wanted),
        "utter_returned_choices": facts([{"choices": choices}]),
    }


def _callers_own() -> dict[str, Facts]:
    """Replies with numbers that callers give: what stands beside these is the same for all."""
    numbers = ("utter_confirm_number", "utter_number_so_far", "utter_order_unknown")
    return {
        **{name: facts(own=("number",)) for name in numbers},
        "utter_confirm_callback": facts(own=("phone",)),
        "utter_callback_booked_at": facts(own=("phone", "moment")),
    }


def _namesakes(speaker: Speaker) -> Iterator[Words]:
    """People between whom callers have to choose when they say only a first or a last name."""
    company, asked = speaker.company, dict[str, None]()
    for person in company.people.values():
        for name in (person.first_name, person.last_name):
            found = find_person(company, name, speaker.language)
            here = tuple(match for match in found if match.person.department == person.department)
            # Also of one department, where the caller has named that as well.
            for meant in (contenders(found)[:MOST], contenders(here)[:MOST]):
                if len(meant) > 1:
                    asked[speaker.express(["either", [["described", match.person.id] for match in meant]])] = None
    yield from ({"people": words} for words in asked)


def _place(speaker: Speaker, department: str) -> Place:
    return "department", department, speaker.company.departments[department].schedule


def _positions(most: int) -> Axis:
    return [{"position": str(position)} for position in range(1, most + 1)]


def _places(speaker: Speaker, agents: int, most: int = POSITIONS, others: tuple[int, ...] = AGENTS) -> Axis:
    """Places in the queue with the waits that are likely there; near its front also when more or fewer are at work."""
    found: dict[tuple[str, str], None] = {}
    for position in range(1, most + 1):
        for at_work in (agents, *others) if position <= FEW else (agents,):
            for handling in HANDLING:
                found[str(position), speaker.express(["wait", str(wait(position, handling, at_work))])] = None
    return [{"position": position, "wait": words} for position, words in found]
