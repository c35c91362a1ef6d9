"""`centralino chat`: the conversation typed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import uuid
from typing import Any

from centralino.cli.parse import LANGUAGES
from centralino.errors import UserError

HINT = "Type what you would say. <silence> says nothing, <dtmf:2> presses a key, Ctrl-D hangs up."


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("chat", help="talk to the bot by typing")
    parser.add_argument("--language", choices=(*LANGUAGES, "auto"), default="auto", help="default: auto")
    parser.add_argument("--caller", metavar="NUMBER", help="call from this number, as in +33199001234")
    parser.add_argument("--dialled", metavar="NUMBER", help="call this number")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Converse until the call ends or the input does."""
    from bot.dialogue.hush import hush

    hush()
    from bot.dialogue.embedded import EmbeddedDialogue
    from bot.dialogue.model import trained
    from bot.dialogue.protocol import DialogueError

    archive = trained()
    if sys.stdin.isatty():
        print("Starting the dialogue, some ten seconds …", file=sys.stderr)
    try:
        asyncio.run(_chat(EmbeddedDialogue.load(archive), args))
    except DialogueError as error:
        raise UserError(f"the dialogue failed ({error}); run: centralino doctor") from error
    return 0


async def _chat(dialogue: Any, args: argparse.Namespace) -> None:
    from bot.dialogue.typed import typed
    from bot.messages import CallInfo

    call_id = f"chat-{uuid.uuid4()}"
    if sys.stdin.isatty():
        print(HINT, file=sys.stderr)
    turn = await dialogue.start(CallInfo(call_id, args.language, args.caller, args.dialled))
    _show(turn, args.json)
    while not turn.ends:
        text = await asyncio.to_thread(_read)
        if text is None:
            break
        try:
            said = typed(text)
        except ValueError as error:
            print(f"centralino: {error}", file=sys.stderr)
            continue
        turn = await dialogue.turn(call_id, said)
        _show(turn, args.json)
    await dialogue.end(call_id)


def _read() -> str | None:
    """The next line that is not empty; None at the end of the input."""
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    for line in sys.stdin:
        if line.strip():
            return line
        if sys.stdin.isatty():
            print("> ", end="", flush=True)
    return None


def _show(turn: Any, as_json: bool) -> None:
    if as_json:
        from bot.dialogue.wire import to_dict

        print(json.dumps(to_dict(turn), ensure_ascii=False), flush=True)
        return
    for reply in turn.replies:
        print(reply, flush=True)
    if turn.outcome and turn.outcome.final != "answered":
        outcome = turn.outcome
        where = f"{outcome.final}, {outcome.department}, {outcome.reason}"
        print(f"[{where}, item {outcome.item[:8] if outcome.item else 'not stored'}]", flush=True)
