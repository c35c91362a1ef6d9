"""Every store is tested on SQLite and on a real PostgreSQL, and pages in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from desk.database import Database
from tests.desk.pages_window import CHROMIUM, Windows, windows
from tests.desk.postgres import Cluster, cluster
from tests.desk.web.site import Site


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server of this session."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database may be made: a file, or a server's address."""
    if request.param == "sqlite":
        yield str(tmp_path / "queue.db")
        return
    server: Cluster = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """An empty one of each kind."""
    opened = Database(address)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for the tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(desk: Site, chromium: Browser) -> Iterator[Windows]:
    """Makes windows on the desk of the file that asks: see its fixture `desk`."""
    with windows(chromium, desk.url) as make:
        yield make
