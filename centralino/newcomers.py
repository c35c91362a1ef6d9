"""People to log in as on a desk that has no users yet, so that a newcomer can look at it at once."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.messages import LANGUAGES
from desk.accounts.accounts import Accounts
from desk.floor.floor import Floor
from desk.routing.model import ANY

FILE = Path("secrets") / "desk_password"
"""Within `var`."""
PEOPLE = {"agent": "agent", "supervisor": "supervisor", "admin": "admin"}
"""Name → role."""
PASSWORD_BYTES = 15
"""Random ones: 20 characters."""


@dataclass(frozen=True)
class Newcomers:
    """Who was made."""

    names: tuple[str, ...]
    password_file: Path


def welcome(accounts: Accounts, floor: Floor, var: Path, now: datetime) -> Newcomers | None:
    """One user of each role of the desk, with one password; the agent takes calls of all departments in all languages.
    None when there are users already. Raises StoreError, OSError."""
    if accounts.users():
        return None
    file, password = var / FILE, secrets.token_urlsafe(PASSWORD_BYTES)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(password + "\n")
    for name, role in PEOPLE.items():
        accounts.add(name, password, role, "en", now)
    floor.enrol("agent", LANGUAGES, (ANY,), 1, now)
    return Newcomers(tuple(PEOPLE), file)
