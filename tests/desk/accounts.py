"""Accounts for tests: hashes that cost little, and passwords that are good enough."""

from __future__ import annotations

from typing import Any

from desk.accounts.accounts import Accounts
from desk.accounts.rules import Cost, Rules
from desk.database import Database
from tests.desk.samples import NOW

CHEAP = Cost(memory_kib=8, passes=1)
PASSWORD = "three geese on a roof"
OTHER = "four ducks in a pond"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def accounts(database: Database, **rules: Any) -> Accounts:
    """With an agent mette and an admin anna."""
    made = Accounts(database, Rules(**{"cost": CHEAP, **rules}))
    if not made.users():
        made.add("mette", PASSWORD, "agent", "da", NOW)
        made.add("anna", PASSWORD, "admin", "en", NOW)
    return made
