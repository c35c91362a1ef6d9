"""For tests of callers and agents in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.database import Database


@pytest.fixture
def local(tmp_path: Path) -> Database:
    """A file: for what is the same on every database."""
    return Database(tmp_path / "queue.db")
