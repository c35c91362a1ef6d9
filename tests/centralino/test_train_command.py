"""`centralino train`: what trainers have changed passes the gate before it is live; a setup goes on all the same."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from bot.candidates import live, trained, tree
from bot.dialogue import hush, model
from centralino import candidate_training
from centralino.cli import train
from tests.bot.small_models import archive

pytestmark = pytest.mark.unit
BROKEN = {"target": "language_loss.da", "value": 0.7, "limit": 0.9}


@pytest.fixture
def report() -> dict[str, Any]:
    """What the test set says of what is trained."""
    return {"gate": {"passes": True, "broken": []}, "candidate": {"languages": {"all": {"accuracy": 0.9}}}}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: dict[str, Any]) -> Path:
    """A folder of models, with all that takes minutes replaced."""
    for name in ("nlu", "entities"):
        (tmp_path / "tests" / name).mkdir(parents=True)
    for module, name, value in (
        (model, "FOLDER", tmp_path / "models"),
        (model, "stale", lambda *_: True),
        (model, "same_core", lambda *_: True),
        (hush, "hush", lambda: None),
        (train, "check_data", lambda: None),
        (tree, "read", lambda: None),
        (trained, "train", lambda _lore, _live, folder, *_: archive(folder / model.ARCHIVE, folder.name)),
        (candidate_training, "Sources", lambda: argparse.Namespace(test_set=tmp_path / "tests")),
        (candidate_training, "measure", lambda *_: report),
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
