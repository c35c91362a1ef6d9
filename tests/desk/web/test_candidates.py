"""Candidates over HTTP: shown, promoted, overruled, discarded and rolled back by trainers, and written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.candidates import figures, live, report
from bot.candidates.files import write_json
from bot.candidates.report import HeardLine, Measured
from bot.candidates.shelf import REPORT, Candidate, Shelf
from bot.candidates.targets import Targets
from bot.dialogue import model
from bot.evaluation.metrics import Prediction
from centralino.answering import Answering, telling
from tests.bot.small_models import NOW, archive
from tests.desk.web.site import Site, site

pytestmark = pytest.mark.contract

ADDRESS = "/api/v1/training"


def read(*predicted: str) -> Measured:
    rows = [Prediction("hvor bor I", "da", "ask_address", name, 0.9, 0.0) for name in predicted]
    return Measured(rows, rows, [predicted[0]])


def ready(models: Path, id_: str, was: Measured, now: Measured) -> None:
    """A candidate as a training leaves it behind."""
    shelf = Shelf(models)
    shelf.add(id_, "trainer", NOW)
    archive(shelf.folder(id_) / model.ARCHIVE, id_)
    lines = [HeardLine("call-1", 4200, "da", "not kept here", "out_of_scope")]
    made = report.build(was, now, lines, [], Targets())
    write_json(shelf.folder(id_) / REPORT, made)
    accuracy = {language: row["accuracy"] for language, row in figures.by_language(now.clean).items()}
    change = {"kind": "added", "language": "da", "text": "hvor bor I", "intent": "ask_address", "before": ""}
    counts = {"added": 1, "removed": 0, "relabelled": 0}
    better, worse = made["counts"]["better"], made["counts"]["worse"]
    state = Candidate(id_, "ready", "trainer", "", gate=made["gate"], accuracy=accuracy, changed=counts)
    present = live.live(models)
    assert present is not None
    shelf.save(replace(state, changes=(change,), better=better, worse=worse, since=present.version))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("desk")
    models = folder / "models" / "dialogue"
    archive(models / model.ARCHIVE, "first")
    good, bad = ("ask_address",) * 10, ("greet",) * 10
    ready(models, "good", read(*bad), read(*good))
    ready(models, "bad", read(*good), read(*bad))
    ready(models, "spare", read(*good), read(*good))
    with site(folder, str(folder / "queue.db")) as running:
        yield running


def test_a_trainer_sees_what_a_candidate_changes(desk: Site) -> None:
    trainer = desk.user("trainer")
    found = trainer.get(f"{ADDRESS}/candidates").json()
    assert found["live"]["version"].startswith(live.UNRECORDED)
    assert {one["id"]: one["state"] for one in found["candidates"]} == dict.fromkeys(("good", "bad", "spare"), "ready")
    shown = trainer.get(f"{ADDRESS}/candidates/good").json()
    assert (shown["changes"][0]["text"], shown["better"], shown["gate"]["passes"]) == ("hvor bor I", 10, True)
    told = trainer.get(f"{ADDRESS}/candidates/good/report").json()
    assert told["better"][0] == {
        "text": "hvor bor I", "language": "da", "intent": "ask_address", "was": "greet", "now": "ask_address",
    }  # fmt: skip
    assert told["calls"]["differences"][0]["text"] is None, "the words of a call stay where calls are kept"
    assert trainer.get(f"{ADDRESS}/candidates/nobody").status_code == 404
    for name in ("agent", "supervisor"):
        assert desk.user(name).get(f"{ADDRESS}/candidates").status_code == 403


def test_the_gate_holds_until_somebody_says_why_and_the_way_back_is_one_step(desk: Site) -> None:
    trainer = desk.user("trainer")
    first = trainer.get(f"{ADDRESS}/candidates").json()["live"]["version"]
    assert trainer.post(f"{ADDRESS}/candidates/good/promote", json={}).json()["version"] == "good"
    refused = trainer.post(f"{ADDRESS}/candidates/bad/promote", json={"reason": " "})
    assert (refused.status_code, refused.json()["error"]) == (409, "gate")
    assert "overall_loss" in refused.json()["message"]
    assert trainer.get(f"{ADDRESS}/candidates").json()["live"]["version"] == "good"
    went = trainer.post(f"{ADDRESS}/candidates/bad/promote", json={"reason": "the test set is wrong"})
    assert (went.status_code, went.json()["reason"]) == (200, "the test set is wrong")
    assert trainer.post(f"{ADDRESS}/candidates/bad/promote", json={"reason": "again"}).status_code == 409
    back = trainer.post(f"{ADDRESS}/rollback", json={}).json()
    assert (back["version"], back["pinned"]) == ("good", True)
    assert trainer.post(f"{ADDRESS}/rollback", json={"version": first}).json()["version"] == first
    assert trainer.post(f"{ADDRESS}/rollback", json={"version": "nonsense"}).status_code == 404
    assert trainer.post(f"{ADDRESS}/rollback", json={"version": "good"}).json()["version"] == "good"
    moved = trainer.post(f"{ADDRESS}/candidates/spare/promote", json={})
    assert (moved.status_code, moved.json()["error"]) == (409, "gate"), "it was measured beside another model"
    assert first in moved.json()["message"]
    assert trainer.delete(f"{ADDRESS}/candidates/spare").status_code == 204
    assert trainer.get(f"{ADDRESS}/candidates/spare").json()["state"] == "discarded"
    trail = desk.user("admin").get("/api/v1/trail", params={"limit": 20}).json()
    rows = [(one["action"], one["what"]) for one in reversed(trail) if one["who"] == "trainer" and "." in one["action"]]
    assert rows == [
        ("candidate.promoted", "good"), ("candidate.promoted", "bad"), ("candidate.overruled", "bad"),
        ("model.rolled_back", "good"), ("model.rolled_back", first), ("model.rolled_back", "good"),
        ("candidate.discarded", "spare"),
    ]  # fmt: skip
    overruled = next(one for one in trail if one["action"] == "candidate.overruled")
    assert overruled["details"]["reason"] == "the test set is wrong"


def test_a_trainer_sees_which_model_really_answers(desk: Site) -> None:
    trainer = desk.user("trainer")

    def answering() -> Any:
        return trainer.get(f"{ADDRESS}/candidates").json()["answering"]

    found = trainer.get(f"{ADDRESS}/candidates").json()["live"]["version"]
    assert answering() is None, "no calls are answered here"
    with telling(desk.folder / "var") as tell:
        tell(Answering("former", refused=found, why="no memory"))
        shown = answering()
        assert (shown["version"], shown["state"], shown["why"]) == ("former", "refused", "no memory")
        tell(Answering(found))
        assert (answering()["version"], answering()["state"]) == (found, "answers")
    assert answering() is None


def test_where_candidates_are_not_trained_it_says_so(desk: Site) -> None:
    answer = desk.user("trainer").post(f"{ADDRESS}/candidates", json={})
    assert answer.status_code == 409
    assert "training.keep_candidates" in answer.json()["message"]


def test_a_model_that_cannot_be_read_is_told_and_not_hidden(desk: Site) -> None:
    sent = {"text": "hvor bor I", "language": "da"}
    answer = desk.user("trainer").post(f"{ADDRESS}/try", json=sent)
    assert answer.status_code == 409
    assert answer.json()["error"] == "state"
