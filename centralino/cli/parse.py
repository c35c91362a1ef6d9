"""`centralino parse`: how texts are understood."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from centralino.errors import UserError

LANGUAGES = ("fr", "nl", "it", "da", "en")


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("parse", help="show how texts are understood")
    parser.add_argument(
        "texts", metavar="TEXT", nargs="*", help="what a caller says; - reads lines from standard input"
    )
    parser.add_argument("--file", type=Path, metavar="UTTERANCES.jsonl", help="one JSON object a line: text, language")
    parser.add_argument("--language", choices=LANGUAGES, help="language of the texts; of lines that name none")
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line for each text."""
    texts = _texts(args)
    from bot.dialogue.hush import hush

    hush()
    from bot.dialogue.model import trained
    from bot.dialogue.understanding import Parser

    parser = Parser.load(trained())
    for found in parser.parse(texts):
        if args.json:
            row = {
                "text": found.text,
                "language": found.language,
                "intent": found.intent,
                "confidence": round(found.confidence, 4),
                "entities": [vars(entity) for entity in found.entities],
                "fallback": found.fallback,
            }
            print(json.dumps(row, ensure_ascii=False), flush=True)
        else:
            entities = ", ".join(f"{entity.entity}={entity.value}" for entity in found.entities)
            mark = "  (would ask)" if found.fallback else ""
            print(f"{found.intent:<18} {found.confidence:5.0%}  {found.text}  {entities}{mark}", flush=True)
    return 0


def _texts(args: argparse.Namespace) -> list[tuple[str, str]]:
    if args.file and args.texts:
        raise UserError("give either texts or --file, not both")
    if args.file:
        return read_file(args.file, args.language)
    texts = sys.stdin.read().splitlines() if args.texts == ["-"] else args.texts
    if not texts:
        raise UserError(
            'nothing to parse: give a TEXT, as in: centralino parse "are you open on Saturday" --language en'
        )
    if not args.language:
        raise UserError(f"which language? add --language {'|'.join(LANGUAGES)}")
    return [(text, args.language) for text in texts]


def read_file(file: Path, language: str | None) -> list[tuple[str, str]]:
    """Texts and languages of a JSON-lines file. Raises UserError naming file and line."""
    found = []
    for number, row in lines(file):
        text, of = row.get("text"), row.get("language", language)
        if not isinstance(text, str):
            raise UserError(f'{file}:{number}: no "text"; each line is like {{"text": "...", "language": "fr"}}')
        if of not in LANGUAGES:
            raise UserError(f'{file}:{number}: "language" must be one of {", ".join(LANGUAGES)}')
        found.append((text, of))
    return found


def lines(file: Path) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a JSON-lines file with their line numbers. Raises UserError naming file and line."""
    try:
        content = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserError(f"{file}: cannot be read: {reason}") from error
    rows = []
    for number, line in enumerate(content, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise UserError(f"{file}:{number}: not JSON; write one object a line") from error
        if not isinstance(row, dict):
            raise UserError(f"{file}:{number}: expected an object, as in {{...}}")
        rows.append((number, row))
    return rows
