"""`centralino privacy`: what is held of a caller, given out or erased; what is too old, deleted; keys of recordings."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.privacy.personal import Subject
    from desk.privacy.registry import Registry

WORD = "erase"
"""What has to be typed before anything is erased."""
_E164 = re.compile(r"\+[1-9]\d{5,14}")


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("privacy", help="export or erase what is held of a caller, delete what is too old")
    actions = parser.add_subparsers(dest="privacy_action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="everything about one caller in one zip")
    export.add_argument("out", type=Path, metavar="OUT.zip")
    erase = actions.add_parser("erase", help="delete everything about one caller, or take the caller out of it")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    for action in (export, erase):
        whom = action.add_mutually_exclusive_group(required=True)
        whom.add_argument("--phone", metavar="+NUMBER", help="their phone number, with country code")
        whom.add_argument("--customer", metavar="NUMBER", help="their customer number")
        whom.add_argument("--call", metavar="ID", help="one call alone")
    retention = actions.add_parser("retention", help="delete what is too old (serve does so once a day)")
    for action in (erase, retention):
        action.add_argument("--dry-run", action="store_true", help="only count")
    new_key = actions.add_parser("new-key", help="encrypt recordings with a new key from here on")
    for action, run in ((export, _export), (erase, _erase), (retention, _retention), (new_key, _new_key)):
        action.set_defaults(run=_told(run))


def _told(work: Any) -> Any:
    """With the errors of the stores as one line."""

    def run(args: argparse.Namespace) -> int:
        from desk.database import StoreError
        from desk.privacy.vault import KeyringError, VaultError

        try:
            status: int = work(args)
        except (StoreError, VaultError, KeyringError) as error:
            raise UserError(str(error)) from error
        except OSError as error:
            raise UserError(f"{error.filename}: {error.strerror}; mend that and do it again") from error
        return status

    return run


def _found(args: argparse.Namespace) -> tuple[Registry, Subject]:
    from centralino.privacy import open_registry
    from desk.privacy.personal import Subject

    if args.phone and not _E164.fullmatch(args.phone):
        raise UserError(f"--phone {args.phone}: write it with country code and without blanks, such as +32475123456")
    calls = frozenset([args.call] if args.call else [])
    registry = open_registry()
    return registry, registry.find(Subject(args.phone, args.customer, calls))


def _export(args: argparse.Namespace) -> int:
    registry, subject = _found(args)
    if args.out.exists():
        raise UserError(f"{args.out} exists; choose another name")
    counts = registry.export(subject, args.out, getpass.getuser(), datetime.now(UTC))
    _print(counts)
    print(f"Written: {args.out}. It holds what the caller said: hand it over safely, then delete it.")
    return 0 if any(counts.values()) else 1


def _erase(args: argparse.Namespace) -> int:
    registry, subject = _found(args)
    counts = registry.count(subject)
    _print(counts)
    if not any(counts.values()):
        print("Nothing is held of this caller.")
        return 0
    if args.dry_run:
        print("Nothing was erased.")
        return 0
    if not args.yes and not _confirmed():
        print("Nothing was erased.")
        return 1
    results = registry.erase(subject, getpass.getuser(), datetime.now(UTC))
    in_use = sum(result.in_use for result in results.values())
    print(f"Erased: {sum(result.gone for result in results.values())}.")
    decisions = sorted({one for result in results.values() for one in result.decisions})
    if decisions:
        print(
            f"Decisions of trainers on what was said: {', '.join(map(str, decisions))}. Their texts stay in the "
            "language data: have those undone that tell of the caller."
        )
    if in_use:
        print(f"Left: {in_use}, because the call is going on or waits for somebody. Erase again when it is closed.")
    return 1 if in_use else 0


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise UserError("erasing asks first; from a script, add --yes")
    return input(f"This cannot be undone. Type {WORD} to go on: ").strip() == WORD


def _retention(args: argparse.Namespace) -> int:
    from centralino.privacy import open_retention

    retention, now = open_retention(), datetime.now(UTC)
    if args.dry_run:
        _print(retention.due(now))
        print("Nothing was deleted.")
        return 0
    done = retention.run(now)
    _print(done.counts)
    for kind, reason in done.failed.items():
        print(f"centralino: {kind}: {reason}", file=sys.stderr)
    return 1 if done.failed else 0


def _new_key(_args: argparse.Namespace) -> int:
    from centralino.privacy import key_file
    from desk.privacy.vault import rotate

    file = key_file()
    keys = rotate(file)
    print(f"New key {keys.current.id} in {file}; copy the file to a safe place, and restart centralino serve.")
    return 0


def _print(counts: dict[str, int]) -> None:
    for name, count in counts.items():
        print(f"{name:<16} {count:>7}")
