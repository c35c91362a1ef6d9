"""What `centralino doctor` says of the desk's database, and that it changes nothing by looking."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from centralino.desk_check import finding
from desk import migrations
from desk.database import Database

pytestmark = pytest.mark.unit


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    found = finding(tmp_path / "queue.db")
    assert (found.state, "made at the first use" in found.detail) == ("ok", True)
    assert not (tmp_path / "queue.db").exists()


def test_today(tmp_path: Path) -> None:
    Database(tmp_path / "queue.db")
    found = finding(tmp_path / "queue.db")
    assert (found.state, found.detail) == ("ok", f"{tmp_path / 'queue.db'}: revision {migrations.HEAD}")


@pytest.mark.parametrize(("revision", "state", "words"), [("0001", "ok", "at the next use"), ("9", "missing", "newer")])
def test_yesterday_and_tomorrow(tmp_path: Path, revision: str, state: str, words: str) -> None:
    with Database(tmp_path / "queue.db").transaction() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    found = finding(tmp_path / "queue.db")
    assert found.state == state
    assert words in found.detail


def test_a_server_out_of_reach_is_told_with_the_remedy_and_without_the_password() -> None:
    found = finding("postgresql://desk:vErYsEcReT@127.0.0.1:1/desk")
    assert found.state == "missing"
    assert "postgresql://desk@127.0.0.1:1/desk" in found.detail
    assert "desk.database in centralino.yml" in found.remedy
    assert "vErYsEcReT" not in repr(found)
