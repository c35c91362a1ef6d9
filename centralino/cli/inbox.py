"""`centralino inbox`: what callers said that was not understood, in groups."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centralino.cli.parse import LANGUAGES
from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.training.inbox import Group

SHOWN, MOST = 50, 1000


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("inbox", help="what was misunderstood on calls, in groups, for trainers")
    parser.add_argument("--language", choices=LANGUAGES, help="default: all")
    parser.add_argument("--status", choices=("open", "decided", "rejected"), default="open", help="default: open")
    parser.add_argument("--most", type=int, default=SHOWN, metavar="N", help=f"groups to show (default: {SHOWN})")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Calls that are over and were not looked through yet are first. Raises UserError."""
    from centralino import desk
    from centralino.sentence_vectors import SentenceVectors
    from desk.database import Database, StoreError
    from desk.training.gatherer import Gatherer
    from desk.training.inbox import Inbox, Wanted
    from desk.training.vectors import VectorsError

    if not 1 <= args.most <= MOST:
        raise UserError(f"--most {args.most}: give 1 to {MOST}")
    try:
        database = Database(desk.where())
        Gatherer(database, SentenceVectors()).run(everything=True)
        inbox, wanted = Inbox(database), Wanted(args.language, None, args.status)
        found, total = inbox.groups(wanted, datetime.now(UTC), args.most), inbox.total(wanted)
    except (StoreError, VectorsError) as error:
        raise UserError(str(error)) from error
    for group in found:
        print(json.dumps(_row(group), ensure_ascii=False) if args.json else _line(group))
    if not args.json:
        print(f"{total} group(s)" + (f", the largest {len(found)} shown" if len(found) < total else ""))
    return 0


def _row(group: Group) -> dict[str, Any]:
    return {**vars(group), "first": group.first.isoformat(), "last": group.last.isoformat()}


def _line(group: Group) -> str:
    why = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in group.why.items())
    meant = f", meant {group.meant}" if group.meant else ""
    first = f"{group.size:>5}  {group.language}  {group.text}"
    return f"{first}\n           {group.intent} {group.confidence:.0%}{meant}: {why}"
