"""`centralino hooks`: the webhooks of this site and what became of their deliveries."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.hooks.model import Past
    from desk.hooks.outbox import Outbox


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("hooks", help="webhooks: secrets, deliveries, another attempt")
    actions = parser.add_subparsers(dest="hooks_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="deliveries, latest first")
    listing.add_argument("name", metavar="NAME", nargs="?")
    listing.add_argument("--json", action="store_true", help="JSON lines")
    secret = actions.add_parser("secret", help="the secret that the receiver checks signatures with")
    retry = actions.add_parser("retry", help="send again what was not delivered")
    for action in (secret, retry):
        action.add_argument("name", metavar="NAME")
    for action in (listing, secret, retry):
        action.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Raises UserError for a hook that is not in the settings."""
    from centralino import hooks, settings
    from centralino.desk import where
    from centralino.paths import VAR
    from desk.database import Database, StoreError
    from desk.hooks.outbox import Outbox
    from desk.hooks.signature import shown

    known = {hook.name: hook for hook in hooks.configured(settings.load(), VAR)}
    if args.name is not None and args.name not in known:
        raise UserError(f"no webhook {args.name!r} in desk.hooks; there are: {', '.join(known) or 'none'}")
    if args.hooks_action == "secret":
        print(shown(known[args.name].secret))
        return 0
    try:
        outbox = Outbox(Database(where()))
        if args.hooks_action == "retry":
            print(f"{outbox.retry(args.name, datetime.now(UTC))} to be sent again")
        else:
            _list(outbox, args)
    except StoreError as error:
        raise UserError(str(error)) from error
    return 0


def _list(outbox: Outbox, args: argparse.Namespace) -> None:
    for past in outbox.past(args.name):
        print(
            json.dumps(_row(past)) if args.json else "{id}  {hook}  {event:<9} {item:.8}  {state}".format(**_row(past))
        )


def _row(past: Past) -> dict[str, Any]:
    delivery = past.delivery
    if past.delivered:
        state = f"delivered {past.delivered.isoformat(timespec='seconds')}"
    else:
        state = f"next at {past.due.isoformat(timespec='seconds')}" if past.due else "given up"
    state += f" ({past.result})" if past.result else ""
    told = {"id": delivery.id, "hook": delivery.hook, "event": delivery.event, "item": delivery.item_id}
    return {**told, "attempts": delivery.attempts, "state": state}
