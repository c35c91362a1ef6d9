"""`centralino call`: one whole call with recorded caller turns."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voice.legs.wav import CallerLine
    from voice.session.call import Ended

DESCRIPTION = """One whole call with recorded caller turns, each played when the bot has finished speaking. When all
are played, a caller who has got an answer hangs up; any other stays on the line in silence."""


class _Turn(argparse.Action):
    """Keeps --wav and --keys in the order in which they were given."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        namespace.turns = [*(namespace.turns or []), (str(option_string).lstrip("-"), str(values))]


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("call", help="a call with recorded caller turns", description=DESCRIPTION)
    parser.add_argument("--wav", action=_Turn, dest="turns", metavar="CALLER.wav", help="a turn; may be repeated")
    parser.add_argument("--keys", action=_Turn, dest="turns", metavar="KEYS", help="keys pressed as a turn (0-9 * #)")
    parser.add_argument("--language", required=True, metavar="fr|nl|it|da|en|auto")
    parser.add_argument("--record", type=Path, metavar="OUT.wav", help="both sides: caller left, bot right")
    parser.add_argument("--json", action="store_true", help="JSON lines, see docs/integrate/events.md")
    parser.add_argument("--caller", metavar="NUMBER", help="the number the call comes from")
    parser.add_argument("--dialled", metavar="NUMBER", help="the number that was called")
    parser.add_argument(
        "--pace",
        choices=("measured", "real", "virtual"),
        default="measured",
        help="measured: real time only while something is computed (default); real: as on the phone; "
        "virtual: computing takes no time",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when the call came to an end, 1 when the line broke."""
    from centralino.callers import caller_line, language_of, writable
    from centralino.errors import UserError

    language_of(args.language)
    if not args.turns:
        raise UserError("a call needs a caller: give --wav CALLER.wav (or --keys) at least once")
    lines = [caller_line(kind, value) for kind, value in args.turns]
    if args.record:
        writable(args.record)
    ended = asyncio.run(_call(args, lines))
    return 1 if ended.by == "failure" else 0


async def _call(args: argparse.Namespace, lines: list[CallerLine]) -> Ended:
    from centralino.callers import new_call, pace_of, play
    from centralino.conversation import json_lines, readable
    from centralino.switchboard import Switchboard

    sink = json_lines(sys.stdout) if args.json else readable(sys.stdout)
    async with Switchboard(args.language) as parts:
        info = new_call(args.language, args.caller, args.dialled)
        return await play(parts, info, lines, pace_of(args.pace), sink, args.record)
