"""`centralino audit`: the trail of changes, and whether it is whole."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.audit.chain import Entry
    from desk.audit.trail import Trail

LIMIT = 50


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("audit", help="the trail of changes, and whether it is whole")
    actions = parser.add_subparsers(dest="audit_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="changes, the latest first")
    listing.add_argument("--limit", type=int, default=LIMIT, help=f"how many (default: {LIMIT})")
    listing.add_argument("--before", type=int, metavar="NUMBER", help="only entries before this one")
    listing.add_argument("--who", metavar="NAME")
    listing.add_argument("--action", metavar="ACTION", help="such as login_failed")
    listing.add_argument("--what", metavar="ID", help="what it was done to, such as a user's name")
    listing.add_argument("--json", action="store_true", help="JSON lines")
    listing.set_defaults(run=run, does=_list)
    verify = actions.add_parser("verify", help="is every entry as it was written, and is none missing?")
    verify.add_argument("--head", metavar="NUMBER:HASH", help="as `centralino audit head` told it earlier")
    verify.set_defaults(run=run, does=_verify)
    head = actions.add_parser("head", help="the end of the trail, to be noted on another machine, or on paper")
    head.set_defaults(run=run, does=_head)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when the trail is broken. Raises UserError."""
    from centralino.desk import open_trail
    from desk.database import StoreError

    try:
        status: int = args.does(open_trail(), args)
    except StoreError as error:
        raise UserError(str(error)) from error
    except ValueError as error:
        raise UserError("the trail cannot be read; `centralino audit verify` tells where it is broken") from error
    return status


def _list(trail: Trail, args: argparse.Namespace) -> int:
    if args.limit < 1:
        raise UserError(f"--limit {args.limit}: list at least one entry")
    entries = trail.entries(args.limit, args.before, args.who, args.action, args.what)
    for entry in entries:
        print(json.dumps(_fields(entry)) if args.json else _line(entry))
    if not entries and not args.json:
        print("Nothing here.")
    return 0


def _verify(trail: Trail, args: argparse.Namespace) -> int:
    from desk.audit.chain import Head

    try:
        expected = Head.parse(args.head) if args.head is not None else None
    except ValueError as error:
        raise UserError(f"--head {error}") from error
    verified = trail.verify(expected)
    if verified.broken is not None:
        broken = verified.broken
        print(f"BROKEN at entry {broken.number} ({broken.kind}): {broken.words}.")
        print(f"In order up to {verified.head}")
        return 1
    noted = f", and holds the noted entry {expected.number}" if expected else ""
    print(f"The trail is whole: {verified.head.number} entries{noted}.")
    return 0


def _head(trail: Trail, _args: argparse.Namespace) -> int:
    print(trail.head())
    return 0


def _fields(entry: Entry) -> dict[str, Any]:
    from desk.tables import text

    fields = {"number": entry.number, "at": text(entry.at), "who": entry.who, "action": entry.action}
    return fields | {"what": entry.what, "details": dict(entry.details), "hash": entry.hash}


def _line(entry: Entry) -> str:
    details = "  ".join(f"{name}={value}" for name, value in entry.details.items())
    line = f"{entry.number:>6}  {entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {entry.who:<16} {entry.action:<16}"
    # What other rooms write down came from people: nothing of it may steer the terminal.
    return "".join(sign if sign.isprintable() else "?" for sign in f"{line} {entry.what}  {details}".rstrip())
