"""`centralino queue`: what waits for a person."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.queue.store import Item, QueueStore


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("queue", help="list, show, take and close what waits for a person")
    actions = parser.add_subparsers(dest="queue_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="waiting items, next first")
    listing.add_argument("--department", metavar="KEY")
    listing.add_argument("--state", choices=("waiting", "offered", "taken", "closed", "all"), default="waiting")
    show = actions.add_parser("show", help="one item with its whole packet")
    show.add_argument("item", metavar="ID", help="the id or its beginning")
    take = actions.add_parser("take", help="take the next item, or a named one")
    take.add_argument("item", metavar="ID", nargs="?")
    take.add_argument("--department", metavar="KEY")
    take.add_argument("--agent", default=getpass.getuser(), help="who takes it (default: your login)")
    close = actions.add_parser("close", help="you are done with a taken item")
    close.add_argument("item", metavar="ID")
    close.add_argument("--note", help="what became of it")
    for action in (listing, show, take, close):
        action.add_argument("--json", action="store_true", help="JSON lines")
        action.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when `take` finds nothing waiting."""
    from centralino.desk import open_queue
    from desk.database import StoreError
    from desk.queue.store import QueueStateError

    try:
        items = _items(open_queue(), args)
    except KeyError as error:
        raise UserError(
            f"queue item {error.args[0]!r}: none or several fit; centralino queue list --state all"
        ) from error
    except (QueueStateError, StoreError) as error:
        raise UserError(str(error)) from error
    for item in items:
        _print(item, args)
    if not items and not args.json:
        print("Nobody is waiting." if args.queue_action != "list" or args.state == "waiting" else "Nothing here.")
    return 1 if args.queue_action == "take" and not items else 0


def _items(store: QueueStore, args: argparse.Namespace) -> list[Item]:
    now = datetime.now(UTC)
    if args.queue_action == "list":
        return store.list(None if args.state == "all" else args.state, args.department)
    if args.queue_action == "show":
        return [store.show(args.item)]
    if args.queue_action == "take":
        taken = store.take(args.agent, now, args.item, args.department)
        return [taken] if taken else []
    return [store.close(args.item, now, args.note)]


def _print(item: Item, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(dataclasses.asdict(item), ensure_ascii=False))
        return
    waited = datetime.now(UTC) - datetime.fromisoformat(item.created)
    print(
        f"{item.id[:8]}  {item.state:<8} {item.kind:<9} {item.language}  {item.department:<22} "
        f"{item.reason:<16} {item.priority:<6} {int(waited.total_seconds() // 60):>4} min"
    )
    if args.queue_action != "list":
        print(_packet_text(item.packet))


def _packet_text(packet: dict[str, Any]) -> str:
    lines = [f"  caller    {packet['caller'] or 'unknown'}", f"  summary   {packet['summary']['english']}"]
    if packet["customer"]:
        lines.append(f"  customer  {packet['customer']['number']} {packet['customer']['name'] or ''}".rstrip())
    lines += [f"  intent    {row['intent']} {row['confidence']:.0%}" for row in packet["intents"]]
    lines += [f"  known     {name}: {value}" for name, value in packet["slots"].items()]
    lines += [f"  tried     {step}" for step in packet["tried"]]
    for line in packet["transcript"]:
        seconds = line["at_ms"] / 1000
        lines.append(f"  {seconds:7.1f} s  {line['speaker']:<6}  {line['text']}")
    return "\n".join(lines)
