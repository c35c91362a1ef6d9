"""`centralino desk`: pages, API and live events for agents and supervisors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from centralino.errors import UserError

DESCRIPTION = """Serves the desk by itself. `centralino serve` starts one of its own; more of them, also on other
machines, share one queue when desk.database names a PostgreSQL."""
PORT = 8081


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("desk", help="serve the desk: agents, supervisors, API", description=DESCRIPTION)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--port", type=int, default=PORT, metavar="N", help=f"on loopback (default: {PORT})")
    where.add_argument("--socket", type=Path, metavar="PATH", help="a Unix socket instead, behind a front")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Until it is told to stop."""
    from centralino import logs
    from centralino.desk_server import Place, serve
    from centralino.memory import few_heaps
    from desk.database import StoreError

    few_heaps()
    if args.child:
        logs.setup_as_parent()
    else:
        logs.setup()
    try:
        serve(Place(args.host, args.port, args.socket), with_parent=args.child)
    except StoreError as error:
        raise UserError(str(error)) from error
    return 0
