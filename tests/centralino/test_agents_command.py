"""`centralino agents`, and the settings by which calls are distributed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from centralino import desk, settings
from centralino.cli import main
from centralino.errors import UserError
from desk.routing.model import Waiting
from tests.bot.world import DEMO

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "where", lambda: tmp_path / "queue.db")


ENROL = ["agents", "enrol", "mette", "--languages", "fr,nl", "--departments", "sales,*", "--tier", "2"]


def test_enrolled_and_at_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ENROL) == 0
    assert main(["agents", "state", "mette", "available"]) == 0
    capsys.readouterr()
    assert main(["agents", "list", "--json"]) == 0
    (shown,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    shown.pop("since")
    assert shown == {
        "id": "mette", "languages": ["fr", "nl"], "departments": ["*", "sales"], "tier": 2, "state": "available",
        "reason": None, "held": None,
    }  # fmt: skip
    found = desk.open_trail().entries()
    assert [(entry.action, entry.what, entry.who[:4]) for entry in found] == [
        ("agent.state", "mette", "cli:"), ("agent.skills", "mette", "cli:"),
    ]  # fmt: skip


def test_home_and_gone(capsys: pytest.CaptureFixture[str]) -> None:
    main(ENROL)
    main(["agents", "state", "mette", "available"])
    assert main(["agents", "dismiss", "mette"]) == 2
    assert main(["agents", "state", "mette", "logged_out"]) == 0
    assert main(["agents", "dismiss", "mette"]) == 0
    capsys.readouterr()
    main(["agents", "list"])
    assert "Nobody is enrolled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["enrol", "x", "--languages", "xx", "--departments", "sales"], "unknown language 'xx'; there are fr, nl"),
        (["enrol", "x", "--languages", "fr", "--departments", "seles"], "no department 'seles'; there are reception"),
        (["enrol", "X!", "--languages", "fr", "--departments", "sales"], "name is made of a-z"),
        (["state", "nobody", "available"], "no agent 'nobody'; centralino agents list"),
        (["state", "mette", "on_break"], "needs a reason: one of lunch"),
        (["state", "mette", "wrap_up"], "mette is logged_out and cannot become wrap_up"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    command: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(ENROL)
    assert main(["agents", *command]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_the_settings_are_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    set_ = settings.Desk(ring_seconds=12, wrap_up_seconds=30, overflow={"sales": ("training",), "reception": ()})
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(desk=set_))
    policy = desk.policy()
    assert (policy.ring_seconds, policy.wrap_up_seconds) == (12, 30)
    assert (policy.helpers("sales"), policy.helpers("reception")) == (frozenset({"training"}), frozenset())
    monkeypatch.setattr(settings, "load", settings.Settings)
    assert desk.policy().wrap_up_seconds is None


def test_calls_are_distributed_in_opening_hours() -> None:
    policy = desk.policy()
    night, day = datetime(2026, 11, 25, 2, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert policy.assignable(Waiting("a", "fr", "sales", day), day)
    assert not policy.assignable(Waiting("a", "fr", "sales", night), night)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (settings.Desk(overflow={"seles": ("training",)}), "desk.overflow: 'seles' is no department"),
        (settings.Desk(language_overflow={"fr": ("de",)}), "desk.language_overflow: no language 'de'"),
        (settings.Desk(overflow={"sales": ("traning",)}), "desk.overflow: 'traning' is no department"),
        (settings.Desk(ring_seconds=0), "desk.ring_seconds: 0 is too little"),
        (settings.Desk(away_seconds=5), "desk.away_seconds: 5 is too little"),
        (settings.Desk(overflow_seconds=-1), "desk.overflow_seconds: -1 is too little"),
    ],
)
def test_settings_that_name_nothing_are_told_at_the_start(wrong: settings.Desk, told: str) -> None:
    with pytest.raises(UserError, match=told):
        desk.check(wrong, DEMO)
    desk.check(settings.Desk(overflow={"sales": ("*",)}), DEMO)
