"""`centralino serve` as an operator runs it without a PBX, open day and night, with one agent who takes every call.
Talks with the agent are written down."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.messages import LANGUAGES
from desk.accounts.accounts import Accounts
from desk.database import Database
from desk.floor.floor import Floor
from tests.desk.stores import Stores
from tests.desk.web.site import PASSWORD
from tests.open_company import always_open
from tests.telephony.pbx import free_port
from tests.telephony.serving import Serving, begin

AGENT = "mette"


@dataclass(frozen=True)
class WholeHouse(Stores):
    """What runs, and what it stores."""

    serving: Serving
    database: Database

    @property
    def url(self) -> str:
        """Of its pages."""
        return f"http://127.0.0.1:{self.serving.web_port}"


@contextmanager
def whole_house(folder: Path) -> Iterator[WholeHouse]:
    """Until the calls are over."""
    var = folder / "var"
    var.mkdir()
    database = Database(var / "queue.db")
    now = datetime.now(UTC)
    Accounts(database).add(AGENT, PASSWORD, "agent", "en", now)
    Floor(database).enrol(AGENT, list(LANGUAGES), ["*"], 1, now)
    serving = begin(
        var, ["telephone:", f"  port: {free_port()}", "desk:", "  talks_written: always"], **always_open(folder)
    )
    try:
        yield WholeHouse(serving, database)
    finally:
        serving.stop(signal.SIGTERM)
        database.close()
