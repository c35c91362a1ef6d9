"""`centralino mic`: a call on the local microphone and loudspeaker."""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voice.legs.microphone import MicrophoneLeg
    from voice.session.call import Ended

DESCRIPTION = """A call on the local microphone and loudspeaker. Interrupt the bot at any time. Digits typed on the
keyboard and Enter are the keys of the phone; q and Enter (or Ctrl-C) hangs up."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("mic", help="a call on microphone and loudspeaker", description=DESCRIPTION)
    parser.add_argument("--language", default="auto", metavar="fr|nl|it|da|en|auto", help="default: auto")
    parser.add_argument("--record", type=Path, metavar="OUT.wav", help="both sides: caller left, bot right")
    parser.add_argument("--headset", action="store_true", help="no echo cancellation: the microphone is a headset's")
    parser.add_argument("--json", action="store_true", help="JSON lines, see docs/integrate/events.md")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when the call came to an end. Raises UserError where there is no sound card."""
    from centralino.callers import language_of, writable

    language_of(args.language)
    if args.record:
        writable(args.record)
    ended = asyncio.run(_call(args))
    return 1 if ended.by == "failure" else 0


async def _call(args: argparse.Namespace) -> Ended:
    from centralino.callers import new_call
    from centralino.conversation import json_lines, readable
    from centralino.errors import UserError
    from centralino.switchboard import Switchboard
    from voice.legs.echo import NoCanceller, WebRtcCanceller
    from voice.legs.microphone import MicrophoneLeg, probe
    from voice.legs.protocol import LegError
    from voice.session.call import Call

    try:
        probe()
    except LegError as error:
        raise UserError(f"{error}; without one, use `centralino call --wav` or `centralino chat`") from error
    leg = MicrophoneLeg(NoCanceller() if args.headset else WebRtcCanceller())
    sink = json_lines(sys.stdout) if args.json else readable(sys.stdout)
    async with Switchboard(args.language) as parts:
        call = Call(new_call(args.language), leg, parts, sink, args.record)
        threading.Thread(target=_keyboard, args=(leg,), daemon=True).start()
        return await call.run()


def _keyboard(leg: MicrophoneLeg) -> None:
    """The terminal as the phone's keys."""
    for typed in sys.stdin:
        if typed.strip().lower() in ("q", "quit"):
            leg.hang_up()
            return
        for key in typed:
            if key in "0123456789*#":
                leg.press(key)
