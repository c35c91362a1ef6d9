"""`centralino agents`: who takes calls, what they can do, what they are doing."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.floor.floor import Floor
    from desk.floor.interventions import Record
    from desk.routing.model import Agent

STATES = ("available", "on_break", "wrap_up", "logged_out")
BY_SUPERVISOR = "supervisor"
"""Reason of a log-out from here, where none is given."""


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("agents", help="list and enrol those who take calls, and change their states")
    actions = parser.add_subparsers(dest="agents_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="everybody, with skills and state")
    enrol = actions.add_parser("enrol", help="add somebody, or change the skills of one who is there")
    enrol.add_argument("name", metavar="NAME", help="their name at the desk: a-z, 0-9 and . _ -")
    enrol.add_argument("--languages", required=True, metavar="fr,nl", help="that they speak")
    enrol.add_argument("--departments", required=True, metavar="KEY,KEY", help="that they work for; * for all")
    enrol.add_argument("--tier", type=int, default=1, help="1 = first line, up to 3")
    state = actions.add_parser("state", help="what somebody does from now on")
    state.add_argument("name", metavar="NAME")
    state.add_argument("state", choices=STATES)
    state.add_argument("--reason", metavar="CODE", help="of a break, of a log-out, or the outcome of the call")
    dismiss = actions.add_parser("dismiss", help="somebody takes no calls any more")
    dismiss.add_argument("name", metavar="NAME")
    for action in (listing, enrol, state, dismiss):
        action.add_argument("--json", action="store_true", help="JSON lines")
        action.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """One line an agent."""
    from centralino.desk import open_floor, open_trail
    from desk.database import StoreError
    from desk.floor.agents import EnrolmentError
    from desk.routing.states import StateError

    try:
        agents = _agents(open_floor(), open_trail().record, args)
    except KeyError as error:
        raise UserError(f"no agent {error.args[0]!r}; centralino agents list, or agents enrol") from error
    except (EnrolmentError, StateError, StoreError) as error:
        raise UserError(str(error)) from error
    for agent in agents:
        _print(agent, args)
    if not agents and args.agents_action == "list" and not args.json:
        print("Nobody is enrolled: calls are not offered to anyone. See centralino agents enrol --help.")
    return 0


def _agents(floor: Floor, record: Record, args: argparse.Namespace) -> list[Agent]:
    from desk.floor import interventions

    now, who = datetime.now(UTC), f"cli:{getpass.getuser()}"
    if args.agents_action == "list":
        return floor.agents()
    if args.agents_action == "enrol":
        languages, departments = _split(args.languages), _split(args.departments)
        _check_skills(languages, departments)
        witness = interventions.skills(record, who, args.name, languages, departments, args.tier, now)
        return [floor.enrol(args.name, languages, departments, args.tier, now, witness)]
    if args.agents_action == "dismiss":
        floor.dismiss(args.name, now, interventions.dismissal(record, who, args.name, now))
        return []
    return [_change(floor, record, who, args, now)]


def _change(floor: Floor, record: Record, who: str, args: argparse.Namespace, now: datetime) -> Agent:
    """Whoever sits at this keyboard may say both what agents say themselves and what their supervisors do."""
    from desk.floor import interventions
    from desk.routing.states import ALLOWED

    agent = floor.agent(args.name)
    actors = ALLOWED.get((agent.state, args.state), frozenset())
    by = BY_SUPERVISOR if BY_SUPERVISOR in actors else "agent"
    reason = args.reason or (BY_SUPERVISOR if args.state == "logged_out" else None)
    witness = interventions.state(record, who, args.name, args.state, reason, now)
    return floor.change(args.name, args.state, by, now, reason, witness)


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _check_skills(languages: list[str], departments: list[str]) -> None:
    from bot.directory import company
    from bot.messages import LANGUAGES
    from desk.routing.model import ANY

    for language in languages:
        if language not in LANGUAGES:
            raise UserError(f"--languages: unknown language {language!r}; there are {', '.join(LANGUAGES)}")
    known = company().departments
    for department in departments:
        if department != ANY and department not in known:
            raise UserError(f"--departments: no department {department!r}; there are {', '.join(known)}, or * for all")


def _print(agent: Agent, args: argparse.Namespace) -> None:
    languages, departments = ",".join(sorted(agent.languages)), ",".join(sorted(agent.departments))
    if args.json:
        shown = dataclasses.asdict(agent) | {
            "languages": sorted(agent.languages), "departments": sorted(agent.departments),
            "since": agent.since.isoformat(), "held": agent.held.isoformat() if agent.held else None,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False))
        return
    minutes = int((datetime.now(UTC) - agent.since).total_seconds() // 60)
    about = agent.reason or ("caller on hold" if agent.held else None)
    state = f"{agent.state} ({about})" if about else agent.state
    print(f"{agent.id:<16} {state:<24} {minutes:>5} min  tier {agent.tier}  {languages:<15} {departments}")
