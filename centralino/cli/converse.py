"""`centralino converse`: run written conversations and tell what became of each."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centralino.cli.parse import LANGUAGES, lines
from centralino.errors import UserError


@dataclass(frozen=True)
class Script:
    """A written conversation."""

    id: str
    language: str
    turns: tuple[str, ...]


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("converse", help="run written conversations")
    parser.add_argument(
        "file", type=Path, metavar="DIALOGUES.jsonl", help="one JSON object a line: id, language, turns"
    )
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line for each conversation."""
    scripts = read(args.file)
    from bot.dialogue.hush import hush

    hush()
    from bot.dialogue.embedded import EmbeddedDialogue
    from bot.dialogue.model import trained
    from bot.dialogue.protocol import DialogueError

    try:
        asyncio.run(_run(EmbeddedDialogue.load(trained()), scripts, args.json))
    except DialogueError as error:
        raise UserError(f"the dialogue failed ({error}); run: centralino doctor") from error
    return 0


async def _run(dialogue: Any, scripts: list[Script], as_json: bool) -> None:
    from bot.dialogue.typed import converse

    for script in scripts:
        ending = await converse(dialogue, script.language, script.turns)
        outcome = ending.outcome
        row = {
            "id": script.id,
            "replies": list(ending.replies),
            "final": outcome.final,
            "department": outcome.department,
            "reason": outcome.reason,
            "language": ending.language,
        }
        if as_json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            print(
                f"{script.id}: {outcome.final} {outcome.department or ''} {outcome.reason or ''}".rstrip(), flush=True
            )


def read(file: Path) -> list[Script]:
    """The conversations of a file. Raises UserError naming file and line."""
    from bot.dialogue.typed import typed

    scripts = []
    for number, row in lines(file):
        language, turns = row.get("language", "auto"), row.get("turns")
        if language not in (*LANGUAGES, "auto"):
            raise UserError(f'{file}:{number}: "language" must be one of {", ".join(LANGUAGES)}, auto')
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise UserError(f'{file}:{number}: "turns" must be a list of texts')
        for turn in turns:
            try:
                typed(turn)
            except ValueError as error:
                raise UserError(f"{file}:{number}: {error}") from error
        scripts.append(Script(str(row.get("id", number)), language, tuple(turns)))
    return scripts
