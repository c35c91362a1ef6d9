"""A newcomer can log in at once; nobody is made on a desk that has users."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from centralino.newcomers import welcome
from desk.accounts.accounts import Accounts
from desk.database import Database
from desk.floor.floor import Floor

pytestmark = pytest.mark.unit
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_newcomers_log_in_with_the_password_of_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "queue.db")
    accounts, floor = Accounts(database), Floor(database)
    made = welcome(accounts, floor, tmp_path, NOW)
    assert made is not None
    assert made.password_file.stat().st_mode & 0o077 == 0
    password = made.password_file.read_text().strip()
    assert {accounts.log_in(name, password, "127.0.0.1", NOW).user.role for name in made.names} == {
        "agent", "supervisor", "admin"
    }  # fmt: skip
    assert floor.change("agent", "available", "agent", NOW).languages == {"fr", "nl", "it", "da", "en"}
    assert welcome(accounts, floor, tmp_path, NOW) is None
    assert made.password_file.read_text().strip() == password
