"""What supervisors read and set over HTTP: the floor now, how it was, files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desk.calls.messages import Begun, Left, Over
from tests.desk.web.site import Site, wait_for

pytestmark = pytest.mark.contract
NOW = datetime.now(UTC)


def called(desk: Site, name: str, language: str, department: str, at: datetime, final: str = "answered") -> None:
    left = Left(name, at + timedelta(seconds=60), "bot", final, None, department, None, language)
    desk.calls.write([Begun(name, at, "phone", language, "+4520304050"), left])


@pytest.fixture
def busy(desk: Site) -> Iterator[Site]:
    """Three calls of a minute ago, and none when the test is over."""
    at = datetime.now(UTC) - timedelta(minutes=2)
    for name, language, department in (("a", "da", "sales"), ("b", "fr", "sales"), ("c", "da", "billing")):
        called(desk, name, language, department, at)
    yield desk
    desk.calls.forget(["a", "b", "c"])


def read(desk: Site, path: str, **asked: Any) -> Any:
    answer = desk.user("supervisor").get(f"/api/v1{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_figures_of_one_department_or_language(busy: Site) -> None:
    for path in ("/board", "/history"):
        of = (lambda told: told["hour"]) if path == "/board" else (lambda told: told["total"])
        found = [
            of(read(busy, path, **only))["calls"]
            for only in ({}, {"department": "sales"}, {"language": "da"}, {"department": "sales", "language": "da"})
        ]
        assert found == [3, 2, 2, 1], path
    assert sum(read(busy, "/board", department="billing")["agents"].values()) == 0
    answer = busy.user("supervisor").get("/api/v1/history.csv", params={"by": "language", "department": "billing"})
    assert [line.split(",")[0] for line in answer.text.splitlines()[1:]] == ["da", "total"]


def test_a_plain_date_is_a_day_at_the_head_office(desk: Site) -> None:
    # That of the demo company is in Copenhagen.
    first, last = date(2026, 3, 27), date(2026, 3, 30)
    found = read(desk, "/history", **{"from": str(first), "to": str(last)})
    keys = [row["key"] for row in found["rows"]]
    assert [key[:10] for key in keys] == ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"]
    assert {key[10:16] for key in keys} == {"T00:00"}
    hours = read(desk, "/history", **{"from": "2026-03-29", "to": "2026-03-29", "by": "hour"})
    assert len(hours["rows"]) == 23, "clocks change"
    refused = desk.user("supervisor").get("/api/v1/history", params={"from": "9999-12-31"})
    assert refused.status_code == 422


def test_waits_that_were_told_are_held_against_the_real_ones(desk: Site) -> None:
    item, at = desk.call(language="da"), datetime.now(UTC) + timedelta(seconds=1)
    assert read(desk, "/board")["told_near"] is None
    desk.floor.announce(item, 1, 3, at)
    desk.queue.take("dirk", at + timedelta(seconds=10), item)
    told = read(desk, "/history", to=(at + timedelta(hours=1)).isoformat(), by="department")["rows"][-1]
    assert (told["key"], told["told_near"]) == ("sales", 0)
    assert told["told_error_seconds"] >= 3.5
    desk.queue.close(item, at + timedelta(seconds=11))


def test_what_agents_did(desk: Site) -> None:
    client = desk.free("anna")
    client.put("/api/v1/me/state", json={"state": "on_break", "reason": "lunch"})
    found = {line["agent"]: line for line in read(desk, "/history/agents")}
    assert found["anna"]["seconds"]["on_break"] > 0
    assert (found["anna"]["calls"], found["anna"]["occupancy"], found["anna"]["mark"]) == (0, 0, None)
    answer = desk.user("supervisor").get(
        "/api/v1/history/agents.csv", params={"from": str(date.today() - timedelta(300))}
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert {line.split(",")[0] for line in answer.text.splitlines()[1:]} >= {"anna", "bob"}
    assert desk.user("bob").get("/api/v1/history/agents").status_code == 403
    for path in ("/api/v1/history/agents", "/api/v1/history/agents.csv"):
        answer = desk.user("supervisor").get(path, params={"from": "2024-03-02", "to": "2025-03-03"})
        assert (answer.status_code, answer.json()["error"]) == (422, "invalid")
        assert "366 days" in answer.json()["message"]


def test_the_list_of_calls_as_a_file(busy: Site) -> None:
    busy.surveys.asked("a", "da", NOW)
    busy.surveys.scored("a", 4, "key")
    client = busy.user("supervisor")
    answer = client.get("/api/v1/calls.csv", params={"department": "sales", "from": str(date.today() - timedelta(1))})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["id"], row["score"]) for row in rows] == [("b", ""), ("a", "4")]
    assert client.get("/api/v1/calls.csv", params={"to": "2026-03-02"}).text.count("\n") == 1
    assert busy.user("bob").get("/api/v1/calls.csv").status_code == 403


def test_a_call_with_all_that_became_of_it(busy: Site) -> None:
    item = busy.call(language="da")
    call = busy.queue.show(item).call_id
    busy.calls.write([Begun(call, NOW, "phone", "da", "+4520304050")])
    client = busy.free("anna")
    wait_for(lambda: busy.queue.show(item).state == "offered")
    client.post(f"/api/v1/queue/{item}/accept", json={})
    client.post(f"/api/v1/queue/{item}/notes", json={"text": "Has two routers."})
    client.post(f"/api/v1/queue/{item}/finish", json={"outcome": "follow_up"})
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    callback = client.post(f"/api/v1/queue/{item}/callback", json={"number": "+4520304050", "time": tomorrow}).json()
    client.post(f"/api/v1/queue/{callback['id']}/notes", json={"text": "Was out."})
    busy.queue.withdraw(callback["id"], datetime.now(UTC))
    busy.calls.write([Over(call, datetime.now(UTC))])
    busy.surveys.asked(call, "da", NOW)
    busy.surveys.scored(call, 2, "word")
    found = read(busy, f"/calls/{call}")
    assert (found["agent"], found["outcome"], found["score"]) == ("anna", "follow_up", 2)
    assert [(note["author"], note["text"]) for note in found["notes"]] == [
        ("anna", "Has two routers."),
        ("anna", "Was out."),
    ]
    assert {one["id"]: one["score"] for one in read(busy, "/calls", language="da")}[call] == 2
    assert read(busy, "/calls/a")["notes"] == []
    assert read(busy, "/history")["total"]["handoffs_by_reason"] == read(busy, "/board")["handoffs"]["by_reason"]
    busy.calls.forget([call])


def test_who_may_set_the_target(desk: Site) -> None:
    sent = {"share": 0.7, "seconds": 45}
    assert desk.user("bob").put("/api/v1/board/target", json=sent).status_code == 403
    answer = desk.user("supervisor").put("/api/v1/board/target", json=sent)
    assert (answer.status_code, answer.json()) == (200, {"share": 0.7, "seconds": 45})
    level = read(desk, "/board")["service_level"]
    assert (level["target"], level["seconds"]) == (0.7, 45)
    assert desk.user("supervisor").put("/api/v1/board/target", json={"share": 70, "seconds": 45}).status_code == 422
