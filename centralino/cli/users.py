"""`centralino users`: who may use the desk, and the tokens of other systems."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.accounts.accounts import Accounts, ApiToken, User

ROLES = ("agent", "supervisor", "trainer", "admin")
LANGUAGES = ("fr", "nl", "it", "da", "en")
DAYS = 90
"""For which a token is valid, unless told otherwise."""
PASSWORD = "The password is asked for, or read from the first line of standard input; it is never an argument."


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    parser = commands.add_parser("users", help="who may use the desk, and the tokens of other systems")
    actions = parser.add_subparsers(dest="users_action", metavar="ACTION", required=True)

    def action(name: str, what: str, does: Callable[[Accounts, argparse.Namespace], None]) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=what, description=f"{what}.")
        made.set_defaults(run=run, does=does)
        return made

    add = action("add", f"a new user. {PASSWORD}", _add)
    listing = action("list", "all users", _list)
    action("welcome", "on a desk without users: an agent, a supervisor and an admin to try it with", _welcome)
    changes = [
        action("password", f"a new password; ends all sessions of the user. {PASSWORD}", _password),
        action("role", "another role, from the next click on", _role),
        action("language", "in which the desk speaks to the user", _language),
        action("disable", "may not log in any more; sessions and tokens end at once", _disable),
        action("enable", "may log in again, at once if there were too many failed tries", _enable),
    ]
    for one in (add, *changes):
        one.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=ROLES, default="agent")
    add.add_argument("--language", choices=LANGUAGES, default="en")
    changes[1].add_argument("role", choices=ROLES)
    changes[2].add_argument("language", choices=LANGUAGES)
    listing.add_argument("--json", action="store_true", help="JSON lines")
    _register_tokens(actions.add_parser("tokens", help="with which other systems act for a user"))


def _register_tokens(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="tokens_action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="a new token; printed once")
    add.add_argument("name", metavar="NAME", help="for whom it acts, within that user's role")
    add.add_argument("label", metavar="LABEL", help="what it is for")
    add.add_argument("--scope", action="append", choices=("read", "act"), help="default: read; may be given twice")
    add.add_argument("--days", type=int, default=DAYS, help=f"for which it is valid (default: {DAYS})")
    add.set_defaults(run=run, does=_add_token)
    listing = actions.add_parser("list", help="all tokens, or a user's")
    listing.add_argument("name", metavar="NAME", nargs="?")
    listing.add_argument("--json", action="store_true", help="JSON lines")
    listing.set_defaults(run=run, does=_list_tokens)
    revoke = actions.add_parser("revoke", help="make one invalid")
    revoke.add_argument("id", metavar="ID", help="as `centralino users tokens list` tells it")
    revoke.set_defaults(run=run, does=_revoke)


def run(args: argparse.Namespace) -> int:
    """Raises UserError."""
    from centralino.desk import open_accounts
    from desk.accounts.errors import AccountError
    from desk.database import StoreError

    try:
        args.does(open_accounts(), args)
    except KeyError as error:
        listing = "users tokens list" if args.does is _revoke else "users list"
        raise UserError(f"{error.args[0]!r}: not found; see `centralino {listing}`") from error
    except (AccountError, StoreError) as error:
        raise UserError(str(error)) from error
    return 0


def _add(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.add(args.name, _ask(args.name), args.role, args.language, _now(), by=who())
    print(f"{args.name} may log in as {args.role}.")


def _welcome(accounts: Accounts, _args: argparse.Namespace) -> None:
    from centralino.desk import open_floor
    from centralino.newcomers import welcome
    from centralino.paths import VAR

    try:
        made = welcome(accounts, open_floor(), VAR, datetime.now(UTC))
    except OSError as error:
        raise UserError(f"{error.filename}: {error.strerror}; may this account write there?") from error
    if made is None:
        print("There are users already: centralino users list")
    else:
        print(f"Log in as {', '.join(made.names)}; the password lies in {made.password_file}")


def _list(accounts: Accounts, args: argparse.Namespace) -> None:
    users = accounts.users()
    for user in users:
        print(json.dumps(_fields(user)) if args.json else _line(user))
    if not users and not args.json:
        print("Nobody yet: centralino users add NAME --role admin")


def _password(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.user(args.name)
    accounts.set_password(args.name, _ask(args.name), _now(), by=who())
    print(f"{args.name} has a new password; all sessions have ended.")


def _role(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.set_role(args.name, args.role, _now(), by=who())
    print(f"{args.name} is {args.role} now.")


def _language(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.set_language(args.name, args.language, _now(), by=who())
    print(f"The desk speaks {args.language} to {args.name}.")


def _disable(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.disable(args.name, _now(), by=who())
    print(f"{args.name} may not log in any more; sessions and tokens have ended.")


def _enable(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.enable(args.name, _now(), by=who())
    print(f"{args.name} may log in.")


def _add_token(accounts: Accounts, args: argparse.Namespace) -> None:
    lifetime = timedelta(days=min(args.days, 10_000))
    token, secret = accounts.add_token(args.name, args.label, args.scope or ["read"], _now(), lifetime, by=who())
    print(f"Token {token.id}, valid until {token.expires:%Y-%m-%d}. It is shown only now:", file=sys.stderr)
    print(secret)


def _list_tokens(accounts: Accounts, args: argparse.Namespace) -> None:
    if args.name:
        accounts.user(args.name)
    tokens = accounts.tokens(args.name)
    for token in tokens:
        print(json.dumps(_token_fields(token)) if args.json else _token_line(token))
    if not tokens and not args.json:
        print("No tokens.")


def _revoke(accounts: Accounts, args: argparse.Namespace) -> None:
    accounts.revoke_token(args.id, _now(), by=who())
    print(f"Token {args.id} is valid no more.")


def _ask(name: str) -> str:
    """Raises UserError when there is none, or two different ones were typed."""
    if not sys.stdin.isatty():
        try:
            given = sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise UserError("the password on standard input is not UTF-8") from error
    else:
        given = getpass.getpass(f"Password for {name}: ")
        if given != getpass.getpass("Once more: "):
            raise UserError("the two passwords differ; try again")
    if not given:
        raise UserError("no password; type one, or give it as the first line of standard input")
    return given


def who() -> str:
    """In the trail."""
    try:
        return f"cli:{getpass.getuser()}"[:128]
    except (KeyError, OSError):
        return "cli"


def _now() -> datetime:
    return datetime.now(UTC)


def _fields(user: User) -> dict[str, Any]:
    fields = {"name": user.name, "role": user.role, "language": user.language, "disabled": user.disabled}
    return fields | {"created": _text(user.created), "logged_in": _text(user.logged_in)}


def _token_fields(token: ApiToken) -> dict[str, Any]:
    fields = {"id": token.id, "user": token.user.name, "label": token.label, "scopes": sorted(token.scopes)}
    return fields | {name: _text(getattr(token, name)) for name in ("created", "expires", "used")}


def _line(user: User) -> str:
    state = "disabled" if user.disabled else f"last log-in {_shown(user.logged_in)}"
    return f"{user.name:<20} {user.role:<11} {user.language}  {state}"


def _token_line(token: ApiToken) -> str:
    scopes = "+".join(sorted(token.scopes))
    times = f"until {token.expires:%Y-%m-%d}  last used {_shown(token.used)}"
    return f"{token.id}  {token.user.name:<20} {scopes:<9} {times}  {token.label}"


def _text(moment: datetime | None) -> str | None:
    from desk.tables import text

    return text(moment) if moment else None


def _shown(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "never"
