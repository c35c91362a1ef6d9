"""`centralino data check`: what trainers and operators write, checked."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from centralino.errors import UserError


def register(commands: Any) -> None:
    """Add the command and its sub-command."""
    parser = commands.add_parser("data", help="check replies, company files and training data")
    actions = parser.add_subparsers(dest="data_action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="every mistake with file, line and remedy")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Exit status 1 when something is wrong."""
    from bot.directory import load_company
    from bot.replies.check import check_nlu, check_replies
    from centralino import settings
    from centralino.paths import COMPANY

    problems = [*check_replies(), *check_nlu()]
    for load in (lambda: load_company(COMPANY), settings.load):
        try:
            load()
        except UserError as error:
            problems.append(str(error))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(
        f"{len(problems)} mistakes." if problems else "Replies, company files, training data and settings are in order."
    )
    return 1 if problems else 0
