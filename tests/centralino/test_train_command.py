"""`centralino train`: what trainers have changed passes the gate before it is live; a setup goes on all the same."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.candidates import live, trained, tree
from bot.candidates.changes import Change
from bot.candidates.targets import Targets
from bot.dialogue import hush, model
from centralino import candidate_training, settings
from centralino.cli import train
from centralino.training_acts import Acts, GateError
from centralino.training_settings import Training
from tests.bot.small_models import NOW, archive

pytestmark = pytest.mark.unit
BROKEN = {"target": "language_loss.da", "value": 0.7, "limit": 0.9}


@pytest.fixture
def report() -> dict[str, Any]:
    """What the test set says of what is trained."""
    return {
        "gate": {"passes": True, "broken": []}, "candidate": {"languages": {"all": {"accuracy": 0.9}}},
        "counts": {"better": 1, "worse": 2, "other": 0},
    }  # fmt: skip


@pytest.fixture
def trainings(tmp_path: Path) -> Path:
    """A line for each training that was begun."""
    return tmp_path / "trainings"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: dict[str, Any], trainings: Path) -> Path:
    """A folder of models, with all that takes minutes replaced."""

    def learn(_lore: object, _live: object, folder: Path, *_: object) -> None:
        archive(folder / model.ARCHIVE, folder.name)
        with trainings.open("a") as book:
            book.write("one\n")

    for name in ("nlu", "entities"):
        (tmp_path / "tests" / name).mkdir(parents=True)
    for module, name, value in (
        (model, "FOLDER", tmp_path / "models"),
        (model, "stale", lambda *_: True),
        (model, "same_core", lambda *_: True),
        (hush, "hush", lambda: None),
        (train, "check_data", lambda: None),
        (tree, "read", lambda: argparse.Namespace(examples=None)),
        (trained, "train", learn),
        (candidate_training, "Sources", lambda: argparse.Namespace(test_set=tmp_path / "tests")),
        (candidate_training, "measure", lambda *_: report),
        (candidate_training, "learned", lambda *_: {"changed": {"added": 1}}),
    ):
        monkeypatch.setattr(module, name, value)
    return tmp_path / "models"


def run(force: bool = False) -> int:
    return train.run(argparse.Namespace(watch=False, check=False, promote=False, force=force))


def version(models: Path) -> str:
    found = live.live(models)
    assert found is not None
    return found.version


def test_a_fresh_tree_has_nothing_to_compare_with(models: Path, report: dict[str, Any]) -> None:
    report["gate"]["broken"] = [BROKEN]
    assert run() == 0
    assert live.live(models) is not None


def test_what_breaks_the_gate_is_not_live_until_somebody_insists(
    models: Path, report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    archive(models / model.ARCHIVE, "first")
    before = version(models)
    report["gate"]["broken"] = [BROKEN]
    assert run() == 0, "a setup goes on"
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "language_loss.da" in said
    assert "--force" in said
    assert version(models) == before
    assert not (models / ".trained").exists()
    assert run(force=True) == 0
    assert version(models) != before


def test_what_passes_is_live_with_its_figures(models: Path) -> None:
    archive(models / model.ARCHIVE, "first")
    before = version(models)
    assert run() == 0
    found = live.live(models)
    assert found is not None
    assert (found.before, found.reason, found.figures) == (before, train.REASON, {"all": 0.9})


def test_after_a_change_of_the_code_the_models_are_not_alike(
    models: Path, report: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(models / model.ARCHIVE, "first")
    before = version(models)
    report["gate"]["broken"] = [BROKEN]
    monkeypatch.setattr(model, "same_core", lambda *_: False)
    assert run() == 0
    assert version(models) != before


def test_what_was_refused_is_not_trained_again_and_can_be_promoted_as_it_is(
    models: Path, report: dict[str, Any], trainings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive(models / model.ARCHIVE, "first")
    before = version(models)
    report["gate"] = {"passes": False, "broken": [BROKEN]}
    assert run() == 0
    acts = Acts(lambda *_: None, models, Training())
    (kept,) = acts.shelf.all()
    assert (kept.state, kept.since, kept.worse, kept.changed) == ("ready", before, 2, {"added": 1})
    assert acts.shelf.report(kept.id) == report
    capsys.readouterr()
    for _ in range(2):
        assert run() == 0
        said = capsys.readouterr().out
        assert "the same data was refused by the gate before" in said
        assert "language_loss.da" in said
        assert f"centralino candidates promote {kept.id} --overrule" in said
        assert "--force" in said
    assert trainings.read_text() == "one\n"
    assert version(models) == before
    with pytest.raises(GateError):
        acts.promote(kept.id, "trainer", NOW)
    assert acts.promote(kept.id, "trainer", NOW, "the test set is wrong").version == kept.id
    assert version(models) == kept.id


def test_one_that_was_given_up_is_not_trained_again_either(
    models: Path, report: dict[str, Any], trainings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive(models / model.ARCHIVE, "first")
    report["gate"] = {"passes": False, "broken": [BROKEN]}
    run()
    acts = Acts(lambda *_: None, models, Training())
    acts.discard(acts.shelf.all()[0].id, "trainer", NOW)
    capsys.readouterr()
    run()
    said = capsys.readouterr().out
    assert "--force" in said
    assert "promote" not in said
    assert trainings.read_text() == "one\n"


@pytest.mark.parametrize("changed", ["data", "test set", "live model", "targets", "force"])
def test_what_may_come_out_otherwise_is_trained(
    models: Path, report: dict[str, Any], trainings: Path, changed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive(models / model.ARCHIVE, "first")
    report["gate"] = {"passes": False, "broken": [BROKEN]}
    run()
    report["gate"] = {"passes": True, "broken": []}
    if changed == "data":
        monkeypatch.setattr(model, "fingerprint", lambda *_: "other")
    elif changed == "test set":
        (tmp_path / "tests" / "nlu" / "da.yml").write_text("hej", "utf-8")
    elif changed == "live model":
        archive(models / model.ARCHIVE, "another")
    elif changed == "targets":
        loaded = replace(settings.load(), training=Training(targets=Targets(language_loss=0.5)))
        monkeypatch.setattr(settings, "load", lambda: loaded)
    before = version(models)
    assert run(force=changed == "force") == 0
    assert trainings.read_text() == "one\none\n"
    assert version(models) != before


def test_where_no_candidates_are_kept_it_is_remembered_all_the_same(
    models: Path, report: dict[str, Any], trainings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(models / model.ARCHIVE, "first")
    loaded = replace(settings.load(), training=Training(keep_candidates=0))
    monkeypatch.setattr(settings, "load", lambda: loaded)
    report["gate"] = {"passes": False, "broken": [BROKEN]}
    run()
    run()
    assert trainings.read_text() == "one\n"
    assert not (models / "candidates").exists()


def test_what_a_candidate_has_learned_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert candidate_training.learned(None, tmp_path) == {"changed": {}, "changes": ()}, "there is nothing to tell from"
    change = Change("added", "da", "hvor bor I", "ask_address")
    monkeypatch.setattr(candidate_training, "_changes", lambda *_: [change])
    assert candidate_training.learned(None, tmp_path) == {
        "changed": {"added": 1, "removed": 0, "relabelled": 0},
        "changes": ({"kind": "added", "language": "da", "text": "hvor bor I", "intent": "ask_address", "before": ""},),
    }
