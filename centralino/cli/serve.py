"""`centralino serve`: the whole system on one machine."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys
from typing import Any

DESCRIPTION = """Answers the calls of the PBX and serves health, metrics and the packets of calls. SIGTERM and Ctrl-C
let running calls finish; a second one ends them."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="answer the telephone: the whole system", description=DESCRIPTION)
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Until it is told to stop."""
    from centralino.logs import setup_with_children
    from centralino.memory import few_heaps

    few_heaps()
    setup_with_children()
    asyncio.run(_serve())
    return 0


async def _serve() -> None:
    from centralino import settings
    from centralino.house import open_house
    from centralino.paths import VAR

    configured = settings.load()
    stop, now = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        (now if stop.is_set() else stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    print("Starting: dialogue, recogniser, synthesiser …", file=sys.stderr, flush=True)
    async with open_house(configured, VAR) as house:
        telephone, web = configured.telephone, configured.web
        if house.exchange is None:
            print(
                "No PBX: run `make pbx`, or set telephone.pbx; until then people call from the page alone.", flush=True
            )
        else:
            print(f"Answering calls; sound arrives at {telephone.host}:{house.lines.port}.", flush=True)
        address = f"{web.scheme}://{web.host}:{house.web.port}"
        print(f"Call page: {address}/call", flush=True)
        print(f"Desk, for agents and supervisors: {address}/", flush=True)
        print(f"Health, readiness, metrics: {address}/health /ready /metrics", flush=True)
        # What is there now stays; to look through it again and again would hold up the sound of calls.
        gc.freeze()
        await stop.wait()
        print("Stopping: running calls finish, new ones go to people.", file=sys.stderr, flush=True)
        drained = asyncio.create_task(house.drain(telephone.drain_seconds))
        await asyncio.wait({drained, asyncio.create_task(now.wait())}, return_when=asyncio.FIRST_COMPLETED)
