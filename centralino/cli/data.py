"""`centralino data`: what trainers and operators write, checked; examples added and taken back."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.messages import LANGUAGES
from centralino.errors import UserError

if TYPE_CHECKING:
    from centralino.language_data import TreeData
    from desk.training.ports import Written

KINDS = {
    "near_duplicate": "nearly the same text under two intents",
    "in_both_sets": "texts that are learned and tested",
    "thin_intent": "intents with few examples in a language",
    "unreachable_rule": "rules that are there twice",
    "unknown_value": "marks whose value the company does not have",
    "missing_addition": "additions that are gone from the tree",
}
"""Of warnings, as they are counted."""


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("data", help="check language data and company files, add and take back examples")
    actions = parser.add_subparsers(dest="data_action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="every mistake with file, line and remedy")
    check.add_argument("--all", action="store_true", help="warnings one by one, too")
    add = actions.add_parser("add", help="write an utterance into the training data")
    add.add_argument("text", metavar="TEXT", help='may have marks: [the box people]{"entity": …, "value": …}')
    add.add_argument("--language", required=True, choices=LANGUAGES)
    add.add_argument("--intent", required=True, metavar="INTENT", help="what it means: docs/train/labels.md")
    add.add_argument("--test", action="store_true", help="into the test set instead")
    add.add_argument("--note", default="", help="why, for the history")
    undo = actions.add_parser("undo", help="take out what was added")
    undo.add_argument("id", metavar="ID", help="as `data add` printed it")
    restore = actions.add_parser("restore", help="put back additions that an editor has saved over")
    for action, does in ((check, _check), (add, _add), (undo, _undo), (restore, _restore)):
        action.set_defaults(run=does)


def _check(args: argparse.Namespace) -> int:
    """Exit status 1 when something is wrong; warnings are none."""
    from centralino.language_data import open_language_data

    problems = open_language_data(lambda *_: None).problems()
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    for problem in errors:
        print(problem, file=sys.stderr)
    if args.all:
        for problem in warnings:
            print(f"{problem} (warning)")
    for kind, count in sorted(Counter(problem.kind for problem in warnings).items()):
        print(f"{count:5} {KINDS.get(kind, kind)}")
    if warnings and not args.all:
        print("      are no mistakes, but worth a look: centralino data check --all")
    print(f"{len(errors)} mistakes." if errors else "Replies, company files, training data and settings are in order.")
    return int(bool(errors))


def _add(args: argparse.Namespace) -> int:
    from bot.corpus.markup import parse
    from desk.training.ports import Example, Mark

    try:
        text, marks = parse(args.text)
    except ValueError as error:
        raise UserError(str(error)) from error
    found = tuple(Mark(one.start, one.end, one.entity, one.value) for one in marks)
    example = Example(args.language, text, args.intent, found, "test" if args.test else "training")
    return _done(lambda data: data.add([example], _who(), datetime.now(UTC), args.note))


def _undo(args: argparse.Namespace) -> int:
    return _done(lambda data: [data.take_back(args.id, _who(), datetime.now(UTC))])


def _restore(args: argparse.Namespace) -> int:  # noqa: ARG001
    return _done(lambda data: data.restore(_who(), datetime.now(UTC)))


def _done(change: Callable[[TreeData], Sequence[Written]]) -> int:
    from centralino.desk import where as database
    from centralino.language_data import audited, open_language_data
    from desk.database import Database, StoreError
    from desk.training.ports import DataError

    try:
        rows = change(open_language_data(audited(Database(database()))))
    except (DataError, StoreError) as error:
        raise UserError(str(error)) from error
    for row in rows:
        where = f"{row.place.file}:{row.place.line}" if row.place.line else row.place.file
        what = f"already there: {where}" if row.before else f"{row.id} {where}"
        print(what + (f" {row.commit[:12]}" if row.commit else f" (not committed: {row.uncommitted})"
                      if row.uncommitted else ""))  # fmt: skip
    return 0


def _who() -> str:
    return f"cli:{getpass.getuser()}"[:128]
