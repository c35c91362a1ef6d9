"""The board, the marks and the record of calls as the settings have them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.messages import CallInfo
from centralino import desk, settings
from centralino.errors import UserError
from centralino.keeping import keeping
from centralino.settings import Board, Settings
from centralino.settings import Desk as Configured
from desk.board.figures import Target
from desk.calls.book import CallBook
from desk.database import Database
from voice.session.events import Event

pytestmark = pytest.mark.unit


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Settings of the test's own, with a database in its folder."""

    def use(**board: Any) -> None:
        made = Settings(board=Board(**board), desk=Configured(database=f"sqlite:///{tmp_path}/queue.db"))
        monkeypatch.setattr(settings, "load", lambda: made)

    return use


def test_a_house_may_promise_something_else(configure: Any) -> None:
    configure()
    assert desk.open_board().target == Target(0.8, 20, 5)
    configure(share=0.9, seconds=30.0, short_seconds=0.0)
    assert desk.open_board().target == Target(0.9, 30, 0)


@pytest.mark.parametrize(
    ("board", "message"),
    [({"share": 80.0}, "write 0.8 for 80 %"), ({"share": 0.0}, "no share"), ({"seconds": 0.0}, "write seconds")],
)
def test_a_promise_that_cannot_be_meant(configure: Any, board: dict[str, float], message: str) -> None:
    configure(**board)
    with pytest.raises(UserError, match=message):
        desk.open_board()


@pytest.mark.parametrize("name", ["Europe/Atlantis", "/etc/passwd", "../x"])
def test_days_begin_where_the_house_is_or_is_told(configure: Any, name: str) -> None:
    configure()
    assert desk.board_zone().key == "Europe/Brussels"
    configure(time_zone="Europe/Copenhagen")
    assert desk.board_zone().key == "Europe/Copenhagen"
    configure(time_zone=name)
    with pytest.raises(UserError, match="write it as Europe/Paris"):
        desk.board_zone()


def test_a_form_of_ones_own(configure: Any, tmp_path: Path) -> None:
    configure()
    assert "greeting" in desk.open_reviews().form.criteria
    file = tmp_path / "form.yml"
    configure(review_form=str(file))
    with pytest.raises(UserError, match=r"board.review_form: .*form.yml: cannot be read"):
        desk.open_reviews()
    file.write_text("name: own\ncriteria: {tone: {fr: Ton, nl: Toon, it: Tono, da: Tone, en: Tone}}")
    assert list(desk.open_reviews().form.criteria) == ["tone"]


async def test_calls_are_recorded_until_the_house_is_closed(configure: Any, tmp_path: Path) -> None:
    configure()
    async with AsyncExitStack() as stack:
        calls = (await keeping(stack, settings.load(), tmp_path / "var")).records
        sink = calls.sink(CallInfo("call-1", "fr", "+33199001000"))
        sink(Event("answered", 0))
        sink(Event("said", 20, {"text": "Bonjour.", "language": "fr"}))
        calls.over("call-1")
    call = CallBook(Database(tmp_path / "queue.db")).show("call-1")
    assert [line.text for line in call.transcript] == ["Bonjour."]
    assert (call.final, call.ended_by) == ("abandoned", "caller")
