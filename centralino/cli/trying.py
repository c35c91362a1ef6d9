"""`centralino try`: how a sentence is understood, and why."""

from __future__ import annotations

import argparse
import json
from typing import Any

from centralino.cli.parse import LANGUAGES

REASONS = {
    "none": "the bot acts on it",
    "unlike_anything": "out of scope: it is like nothing in the training data",
    "like_out_of_scope_examples": "out of scope: it is like examples of out_of_scope",
    "below_threshold": "the bot asks, for it is not sure enough",
}


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("try", help="how a sentence is understood, and why: nearest examples, out of scope")
    parser.add_argument("text", metavar="TEXT", help="what a caller says")
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--model", metavar="ID", help="a candidate or a former model; default: the live one")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Raises UserError."""
    from bot.candidates.trying import Trying
    from bot.dialogue import model
    from centralino.errors import UserError
    from centralino.model_bench import archive, tried

    try:
        file, version = archive(model.FOLDER, args.model)
    except KeyError as error:
        raise UserError(f"model {args.model!r}: there is no such model; see: centralino candidates list") from error
    found = tried(Trying(file).read(args.text, args.language))
    if args.json:
        print(json.dumps({**found, "model": version}, ensure_ascii=False))
        return 0
    outside = found["outside"]
    print(f"{found['intent']}  {found['confidence']:.0%}: {REASONS[outside['reason']]}")
    for row in found["ranking"][1:4]:
        print(f"  or {row['intent']}  {row['confidence']:.0%}")
    for row in found["entities"]:
        print(f"  {row['entity']} = {row['value']}")
    print(
        f"Out of scope {outside['probability']:.0%}; likeness to what callers want {outside['likeness_inside']:.2f}, "
        f"to what is out of scope {outside['likeness_outside']:.2f}"
    )
    if found["nearest"] is None:
        print("The model does not keep its examples; centralino train --force makes one that does.")
    for row in found["nearest"] or ():
        print(f"  {row['likeness']:.2f}  {row['language']} {row['intent']:<20} {row['text']}")
    return 0
