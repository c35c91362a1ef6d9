"""Trainers and the language data, over HTTP."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from desk.audit.trail import Trail
from tests.bot.corpora import git, under_git
from tests.desk.web.site import Site

pytestmark = [pytest.mark.contract, pytest.mark.slow]
NEW = {"language": "da", "text": "hvor blev min kasse egentlig af", "intent": "order_status", "entities": []}
FILE = "data/nlu/da/orders.yml"


@pytest.fixture(scope="module")
def tree(desk: Site) -> Path:
    """Of this desk, in its site's own git."""
    return under_git(desk.folder / "tree")


def send(desk: Site, *examples: dict[str, Any], note: str = "") -> Any:
    return desk.user("trainer").post("/api/v1/training/examples", json={"examples": list(examples), "note": note})


def test_an_example_is_written_committed_noted_and_taken_back(desk: Site, tree: Path) -> None:
    before = (tree / FILE).read_text("utf-8")
    answer = send(desk, NEW, note="three callers this week")
    assert answer.status_code == 201, answer.text
    (written,) = answer.json()["written"]
    rows = difflib.ndiff(before.splitlines(), (tree / FILE).read_text("utf-8").splitlines())
    assert [row for row in rows if row[0] in "+-"] == ["+     - hvor blev min kasse egentlig af"]
    assert written["file"] == FILE
    assert (tree / FILE).read_text("utf-8").splitlines()[written["line"] - 1].endswith(str(NEW["text"]))
    assert written["commit"] == git(tree, "rev-parse", "HEAD")
    assert git(tree, "log", "-1", "--format=%an %s").startswith('trainer nlu(da): "hvor blev')
    (entry,) = Trail(desk.database).entries(what=written["id"])
    assert (entry.who, entry.action, entry.details["intent"]) == ("trainer", "training.added", "order_status")
    assert "kasse" not in json.dumps(entry.details)
    back = desk.user("trainer").delete(f"/api/v1/training/examples/{written['id']}")
    assert back.status_code == 200, back.text
    assert (tree / FILE).read_text("utf-8") == before
    assert Trail(desk.database).entries(what=written["id"])[0].action == "training.taken_back"
    again = desk.user("trainer").delete(f"/api/v1/training/examples/{written['id']}")
    assert (again.status_code, again.json()["error"]) == (404, "unknown")


def test_what_is_there_and_what_contradicts(desk: Site, tree: Path) -> None:
    (first,) = send(desk, NEW).json()["written"]
    (again,) = send(desk, NEW | {"text": "Hvor blev min kasse egentlig af?"}).json()["written"]
    assert (again["already"], again["id"], again["line"]) == (True, None, first["line"])
    answer = send(desk, NEW | {"intent": "greet"})
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert answer.json()["other"] == {"file": FILE, "line": first["line"]}
    assert send(desk, NEW | {"to": "test"}).json()["error"] == "conflict"
    for bad in (
        NEW | {"intent": "no_such_thing"}, NEW | {"text": "to\nlinjer"},
        NEW | {"text": "ny", "entities": [{"start": 0, "end": 2, "entity": "department", "value": "sails"}]},
        NEW | {"text": "ny", "entities": [{"start": 0, "end": 9, "entity": "department", "value": "sales"}]},
    ):  # fmt: skip
        answer = send(desk, bad)
        assert (answer.status_code, answer.json()["error"]) == (422, "invalid"), answer.text
        assert "\n" not in answer.json()["message"]
    desk.user("trainer").delete(f"/api/v1/training/examples/{first['id']}")
    assert git(tree, "status", "--porcelain") == ""


def test_a_file_in_mid_edit_and_an_editor_that_saved_over(desk: Site, tree: Path) -> None:
    buffer = (tree / FILE).read_text("utf-8")
    (written,) = send(desk, NEW).json()["written"]
    (tree / FILE).write_text(buffer + "- intent: [\n", "utf-8")
    answer = send(desk, NEW | {"text": "noget helt andet"})
    assert (answer.status_code, answer.json()["error"]) == (409, "broken")
    assert f"{FILE}:" in answer.json()["message"]
    trainer = desk.user("trainer")
    errors = [one for one in trainer.get("/api/v1/training/check").json()["problems"] if one["severity"] == "error"]
    assert [(one["kind"], one["file"]) for one in errors] == [("broken", FILE)]
    (tree / FILE).write_text(buffer, "utf-8")
    missing = trainer.get("/api/v1/training/examples/missing").json()["missing"]
    assert [one["id"] for one in missing] == [written["id"]]
    kinds = {one["kind"] for one in trainer.get("/api/v1/training/check").json()["problems"]}
    assert "missing_addition" in kinds
    (restored,) = trainer.post("/api/v1/training/examples/restore").json()["written"]
    assert restored["id"] == written["id"]
    assert NEW["text"] in (tree / FILE).read_text("utf-8")
    assert trainer.delete(f"/api/v1/training/examples/{written['id']}").status_code == 200


def test_labels_and_coverage_tell_what_there_is(desk: Site) -> None:
    trainer = desk.user("trainer")
    labels = trainer.get("/api/v1/training/labels").json()
    intents = {one["intent"]: one["meaning"] for one in labels["intents"]}
    assert "order or delivery" in intents["order_status"]
    assert "nlu_fallback" not in intents
    entities = {one["entity"]: one for one in labels["entities"]}
    names = {one["value"]: one["names"] for one in entities["department"]["values"]}
    assert names["technical_support"]["da"]
    assert entities["day"]["values"] is None
    assert {one["value"] for one in entities["language"]["values"]} == {"fr", "nl", "it", "da", "en"}
    assert [name for name, one in entities.items() if one["learned"]] == ["department", "person", "language", "site"]
    assert "keys" not in entities
    coverage = {one["intent"]: one for one in trainer.get("/api/v1/training/coverage").json()["intents"]}
    assert coverage.keys() == intents.keys()
    assert all(count > 20 for count in coverage["order_status"]["counts"].values())
    assert coverage["order_status"]["thin"] == []
