"""`centralino customers`: bring in, find and show customers."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.customers.model import Change, File
    from desk.customers.protocol import Customers, Record
    from desk.database import Database

MOST_PROBLEMS = 50
"""That are printed; a file of the wrong kind has one a line."""


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("customers", help="import, find and show customers")
    actions = parser.add_subparsers(dest="customers_action", metavar="ACTION", required=True)
    bring = actions.add_parser("import", help="CSV files of accounts, contacts, orders, contracts or cases")
    bring.add_argument("files", metavar="FILE", nargs="+", type=Path, help="told apart by their columns; all or none")
    find = actions.add_parser("find", help="who may be meant, best first")
    find.add_argument("--number", help="of a customer, order, contract or case")
    find.add_argument("--phone", help="as the network gives it, or as dialled in the customer's country")
    find.add_argument("--name", help="as heard")
    find.add_argument("--text", help="any of these, as in a search box")
    show = actions.add_parser("show", help="everything on one customer")
    show.add_argument("number", metavar="NUMBER")
    changes = actions.add_parser("changes", help="who changed which field of an account, and from what to what")
    changes.add_argument("number", metavar="NUMBER")
    for action in (bring, find, show, changes):
        action.add_argument("--json", action="store_true", help="JSON lines")
        action.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when `find` finds nobody, or a file has mistakes."""
    from desk.customers.csv_file import BadFilesError
    from desk.database import StoreError

    try:
        database, record = _open()
        if args.customers_action == "import":
            return _import(args, database, record)
        customers = _customers(database, record)
        actions = {"find": _find, "show": _show, "changes": _changes}
        return actions[args.customers_action](args, customers)
    except BadFilesError as error:
        for problem in error.problems[:MOST_PROBLEMS]:
            print(problem, file=sys.stderr)
        more = len(error.problems) - MOST_PROBLEMS
        print(f"{f'and {more} more; ' if more > 0 else ''}nothing was imported", file=sys.stderr)
        return 1
    except KeyError as error:
        raise UserError(f"no customer {error.args[0]!r}; centralino customers find --name NAME") from error
    except StoreError as error:
        raise UserError(str(error)) from error


def _open() -> tuple[Database, Record]:
    from centralino.desk import recorder, where
    from desk.database import Database

    database = Database(where())
    return database, recorder(database)


def _customers(database: Database, record: Record) -> Customers:
    from centralino import settings
    from centralino.customers import open_customers

    return open_customers(settings.load().desk.customers, database, record)


def _import(args: argparse.Namespace, database: Database, record: Record) -> int:
    from centralino import settings
    from centralino.customers import OWN
    from desk.customers.importing import Importer

    if settings.load().desk.customers.source != OWN:
        raise UserError("desk.customers.source names an outside CRM: bring the files into that, or set it to own")
    now = datetime.now(UTC)
    by = f"cli:{getpass.getuser()}"
    counts = Importer(database, record).bring(args.files, by, now, now.astimezone().date())
    for name, counted in counts.items():
        if args.json:
            print(json.dumps({"table": name, **vars(counted)}))
        else:
            print(f"{name:<10} {counted.added} added, {counted.changed} changed, {counted.unchanged} unchanged")
    return 0


def _find(args: argparse.Namespace, customers: Customers) -> int:
    if not any((args.number, args.phone, args.name, args.text)):
        raise UserError("nothing to look for: give --number, --phone, --name or --text")
    found = customers.find(args.number, args.phone, args.name, args.text)
    for candidate in found:
        account = candidate.account
        if args.json:
            print(json.dumps(candidate.to_dict(), ensure_ascii=False))
            continue
        company = f" ({account.company})" if account.company else ""
        print(
            f"{account.number:<10} {candidate.score:4.0%}  {', '.join(candidate.why):<20} {account.name}{company}, "
            f"{account.phone}, {account.postcode} {account.city}"
        )
    if not found and not args.json:
        print("Nobody fits.")
    return 0 if found else 1


def _show(args: argparse.Namespace, customers: Customers) -> int:
    file = customers.file(args.number)
    if args.json:
        print(json.dumps(file.to_dict(), ensure_ascii=False))
    else:
        print(_text(file))
    return 0


def _changes(args: argparse.Namespace, customers: Customers) -> int:
    found = customers.changes(args.number)
    if not found:
        customers.account(args.number)
    for change in found:
        print(json.dumps(_change(change), ensure_ascii=False) if args.json else _change_line(change))
    if not found and not args.json:
        print("Nothing was changed here.")
    return 0


def _change(change: Change) -> dict[str, str]:
    return {name: getattr(change, name) for name in ("id", "at", "by", "field", "before", "after")}


def _change_line(change: Change) -> str:
    line = f"{change.at[:19]:<20} {change.by:<16} {change.field:<11} {change.before or '–'} → {change.after or '–'}"
    # People have typed it: nothing of it may steer the terminal.
    return "".join(sign if sign.isprintable() else "?" for sign in line)


def _text(file: File) -> str:
    from desk.customers.model import time_line

    fields = file.account.to_dict()
    lines = [f"{name.replace('_', ' '):<11} {value}" for name, value in fields.items() if value and name != "id"]
    lines += [f"contact     {row.name}, {row.role or 'no role'}, {row.phone} {row.email}" for row in file.contacts]
    lines += [
        f"contract    {row.number} {row.product} {row.status}, since {row.started}, {row.monthly} {row.currency}"
        for row in file.contracts
    ]
    lines += [
        f"{entry.at[:16]:<17} {entry.kind:<6} {entry.id} {entry.what} {entry.status} {entry.who} {entry.text}".rstrip()
        for entry in time_line(file)
    ]
    return "\n".join(lines)
