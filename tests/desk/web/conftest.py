"""A desk as it is run: its own process, on each kind of database, with people and a customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.postgres import Cluster
from tests.desk.web.site import Site, site


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for the tests of a module."""
    folder: Path = tmp_path_factory.mktemp("desk")
    if request.param == "sqlite":
        with site(folder, str(folder / "queue.db")) as running:
            yield running
        return
    server: Cluster = request.getfixturevalue("postgres")
    with server.database() as url, site(folder, url) as running:
        yield running
