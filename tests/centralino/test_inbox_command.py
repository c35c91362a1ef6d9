"""`centralino inbox` looks through calls that are over and lists what was not understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from centralino import desk, sentence_vectors
from centralino.cli import main
from desk.calls.book import CallBook
from desk.database import Database
from tests.desk.misunderstood import strayed, swapped
from tests.desk.training_data import WordVectors

pytestmark = pytest.mark.unit
NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(desk, "where", lambda: tmp_path / "queue.db")
    monkeypatch.setattr(sentence_vectors, "SentenceVectors", WordVectors)
    return Database(tmp_path / "queue.db")


def test_groups_are_listed(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(3):
        CallBook(database).write(swapped(f"call-{n}", NOW - timedelta(hours=1 + n), "byt mit modem"))
    CallBook(database).write(strayed("call-f", NOW, "fr", "une carte esim"))
    assert main(["inbox"]) == 0
    shown = capsys.readouterr().out
    assert "    3  da  byt mit modem\n           make_purchase 34%, meant return_refund: 3 unsure, 3 repaired" in shown
    assert shown.endswith("2 group(s)\n")
    assert main(["inbox", "--language", "fr", "--json"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["text"], row["size"], row["why"]) == ("une carte esim", 1, {"out_of_scope": 1})
    assert main(["inbox", "--status", "decided"]) == 0
    assert capsys.readouterr().out == "0 group(s)\n"


def test_a_number_that_is_none(database: Database, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    assert main(["inbox", "--most", "0"]) == 2
    assert "give 1 to 1000" in capsys.readouterr().err
