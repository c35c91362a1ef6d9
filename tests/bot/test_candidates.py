"""Candidates beside the live model: what they contain, whether they may go live, and the way back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.candidates import figures, live, report, tree
from bot.candidates.changes import Change, changes
from bot.candidates.files import read_json, write_json
from bot.candidates.gate import judge
from bot.candidates.grafting import graft, unpack
from bot.candidates.live import Live
from bot.candidates.shelf import BusyError, Candidate, Shelf, began
from bot.candidates.targets import Targets
from bot.candidates.trained import tidy
from bot.dialogue import model
from bot.evaluation.metrics import Prediction
from bot.nlu import intent_model
from bot.nlu.lessons import Examples, lessons
from centralino.errors import UserError
from tests.bot.small_models import NOW, archive

pytestmark = pytest.mark.unit


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """With a live model that nobody has recorded."""
    archive(tmp_path / model.ARCHIVE, "first")
    return tmp_path


def promoted(models: Path, version: str, keep: int = live.KEEP) -> Live:
    """A new one, in the order of the alphabet."""
    folder = models / "made" / version
    archive(folder / model.ARCHIVE, version)
    at = (NOW + timedelta(days=400, hours=ord(version))).isoformat()
    return live.promote(models, folder, Live(version, at, at, "trainer"), keep)


def content(models: Path) -> str:
    with tarfile.open(models / model.ARCHIVE) as tar:
        source = tar.extractfile("metadata.json")
        assert source is not None
        return str(json.load(source)["model_id"])


def test_promoting_and_rolling_back_moves_the_whole_model(models: Path) -> None:
    first = live.live(models)
    assert first is not None
    assert first.version.startswith(live.UNRECORDED)
    promoted(models, "a")
    promoted(models, "b")
    assert (content(models), live.live(models).version) == ("b", "b")  # type: ignore[union-attr]
    assert live.serving(models) == models / "history" / "b" / model.ARCHIVE
    back = live.roll_back(models, None, "trainer", NOW)
    assert (back.version, back.pinned, content(models)) == ("a", True, "a")
    assert live.roll_back(models, None, "trainer", NOW).version == first.version, "and once more"
    assert content(models) == "first"
    with pytest.raises(UserError, match="no former model"):
        live.roll_back(models, None, "trainer", NOW)
    assert live.roll_back(models, "b", "trainer", NOW).version == "b"
    assert not promoted(models, "c").pinned


def test_the_one_before_is_what_was_live_before_and_not_what_was_made_before(models: Path) -> None:
    for version in "bc":
        promoted(models, version)
    live.roll_back(models, "b", "trainer", NOW)
    promoted(models, "d")
    assert live.roll_back(models, None, "trainer", NOW).version == "b", "c was taken back as bad"


def test_what_was_answering_until_now_is_kept_although_it_is_the_oldest(models: Path) -> None:
    for version in "abc":
        promoted(models, version, keep=3)
    live.roll_back(models, "a", "trainer", NOW)
    promoted(models, "f", keep=3)
    assert [one.version for one in live.history(models)] == ["f", "c", "a"]
    assert live.roll_back(models, None, "trainer", NOW).version == "a"


def test_a_model_without_a_stamp_has_no_stamp_of_another(models: Path) -> None:
    first = live.live(models)
    assert first is not None
    folder = models / "made" / "a"
    archive(folder / model.ARCHIVE, "a")
    (folder / model.STAMP).write_text("{}")
    live.promote(models, folder, Live("a", "", NOW.isoformat(), "trainer"))
    assert (models / model.STAMP).exists()
    live.roll_back(models, first.version, "trainer", NOW)
    assert not (models / model.STAMP).exists()


def test_a_version_that_is_not_kept_changes_nothing(models: Path) -> None:
    promoted(models, "a")
    for version in ("nonsense", "../made/a", "", "a"):
        with pytest.raises(UserError, match="model"):
            live.roll_back(models, version, "trainer", NOW)
    assert content(models) == "a"


def test_only_the_last_models_are_kept_and_the_live_one_always(models: Path) -> None:
    for version in "abcdefgh":
        promoted(models, version, keep=3)
    assert [one.version for one in live.history(models)] == ["h", "g", "f"]


def test_a_crash_before_the_archive_is_in_place_says_nothing_false(models: Path) -> None:
    promoted(models, "a")
    write_json(models / live.LIVE, {**read_json(models / live.LIVE), "version": "b", "sha256": "of another"})
    found = live.live(models)
    assert found is not None
    assert found.version == "a", "by its content, which the history knows"


def test_an_archive_that_another_tool_writes_over_does_not_change_the_history(models: Path) -> None:
    promoted(models, "a")
    (models / model.ARCHIVE).write_bytes(b"rasa train writes in place")
    live.roll_back(models, "a", "trainer", NOW)
    assert content(models) == "a"


def test_one_candidate_at_a_time_and_a_dead_trainer_has_failed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("c1", "trainer", NOW)
    with pytest.raises(BusyError, match="c1 is being trained"):
        shelf.add("c2", "trainer", NOW)
    dead = Candidate("c1", "training", "trainer", "", process=os.getpid(), process_began=1)
    shelf.save(dead)
    assert (shelf.show("c1").state, shelf.show("c1").error) == ("failed", "the training was interrupted; train again")
    assert shelf.add("c2", "trainer", NOW).state == "waiting"
    assert shelf.show("c2").state == "waiting", "whoever began it lives"
    with pytest.raises(UserError, match="no such candidate"):
        shelf.show("../c1")


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is no training."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def test_a_waiting_candidate_belongs_to_its_training_and_not_to_who_began_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("c1", "trainer", NOW)
    child = subprocess.Popen([sys.executable, "-c", ""])
    shelf.begun("c1", child.pid)
    child.wait()
    assert shelf.show("c1").state == "failed", "it died before its first word"
    shelf.add("c2", "trainer", NOW)
    own = replace(shelf.show("c2"), state="training", step="checking", process=os.getpid())
    assert shelf.note(replace(own, process_began=began(os.getpid())))
    shelf.begun("c2", child.pid)
    assert (shelf.show("c2").state, shelf.show("c2").process) == ("training", os.getpid()), "it had said so itself"


def test_discarding_ends_no_process_but_a_training(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    shelf = Shelf(tmp_path)
    shelf.add("c1", "trainer", NOW)
    shelf.begun("c1", other.pid)
    assert shelf.discard("c1").state == "discarded"
    shelf.begun("c1", os.getpid())
    assert not shelf.note(Candidate("c1", "training", "trainer", "")), "its training ends itself"
    assert shelf.show("c1").state == "discarded"
    assert other.poll() is None


def test_the_disk_is_bounded_and_a_discarded_one_has_no_model(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, keep=2)
    for name in ("c1", "c2", "c3"):
        shelf.add(name, "trainer", NOW)
        archive(shelf.folder(name) / model.ARCHIVE, name)
        shelf.save(Candidate(name, "ready", "trainer", ""))
    assert [one.id for one in shelf.all()] == ["c3", "c2"]
    shelf.discard("c3")
    with pytest.raises(UserError, match="discarded"):
        shelf.archive("c3")
    assert not (shelf.folder("c3") / model.ARCHIVE).exists()
    (shelf.folder("c2") / "state.json").write_text("{")
    assert "cannot be read" in shelf.show("c2").error


def test_grafting_changes_the_classifier_and_nothing_else(tmp_path: Path) -> None:
    old, fresh, target = archive(tmp_path / "old.tar.gz", "old"), tmp_path / "fresh", tmp_path / "new.tar.gz"
    fresh.mkdir()
    for name in intent_model.FILES:
        (fresh / name).write_text("new")
    graft(old, fresh, target, NOW)
    with tarfile.open(target) as tar, tarfile.open(old) as before:
        assert sorted(tar.getnames()) == sorted(before.getnames())
        rules = tar.extractfile("components/domain_provider/domain.yml")
        assert rules is not None
        assert rules.read() == b"rules"
    (tmp_path / "out").mkdir()
    unpack(target, tmp_path / "out")
    assert (tmp_path / "out" / intent_model.GRAPH).read_text() == "new"
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")
    with pytest.raises(UserError, match=r"broken\.tar\.gz: cannot be read"):
        unpack(tmp_path / "broken.tar.gz", tmp_path / "out")


DOMAIN = 'version: "3.1"\nintents: [greet, goodbye]\n'
GOOD = "nlu:\n- intent: greet\n  metadata: {language: en}\n  examples: |\n    - hello [Ann](person)\n    - good day\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nlu:\n- intent: greet\n  examples: [a\n", r"en\.yml:4: .*; mend the YAML"),
        (GOOD.replace("greet", "gret"), r"en\.yml:2: unknown intent 'gret'; domain\.yml lists"),
        (GOOD.replace("- good day", "good day"), r"en\.yml:6: an utterance begins with '- '; put it"),
        ("nlu: greet\n", r"en\.yml:1: expected a list"),
        ("", r"nlu: no utterances"),
    ],
)
def test_a_mistake_in_the_tree_is_told_with_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "en.yml").write_text(text)
    with pytest.raises(UserError, match=told):
        tree.read(tmp_path / "nlu", tmp_path / "domain.yml")


def test_marks_of_entities_are_no_part_of_an_utterance(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "en.yml").write_text(GOOD + '    - on [Monday]{"entity": "day", "value": "1"} then\n')
    found = tree.read(tmp_path / "nlu", tmp_path / "domain.yml")
    assert found.examples.texts == ("hello Ann", "good day", "on Monday then")
    assert set(zip(found.examples.intents, found.examples.languages, strict=True)) == {("greet", "en")}


def test_changes_are_told_by_text() -> None:
    before = Examples(("a", "b", "c", "c"), ("x", "x", "x", "x"), ("en", "en", "en", "fr"))
    after = Examples(("c", "b", "d", "c"), ("x", "y", "x", "x"), ("fr", "en", "en", "en"))
    assert changes(before, after) == [
        Change("removed", "en", "a", "x"),
        Change("relabelled", "en", "b", "y", "x"),
        Change("added", "en", "d", "x"),
    ]


def row(language: str, intent: str, predicted: str) -> Prediction:
    return Prediction("text", language, intent, predicted, 0.9, 0.0)


def test_the_gate_names_every_target_that_is_broken() -> None:
    good = [row(language, intent, intent) for language in ("fr", "da") for intent in ("a", "b") for _ in range(20)]
    bad = [row("da", "a", "b") if one.language == "da" and one.intent == "a" else one for one in good]
    was, now = figures.summary(good, good), figures.summary(bad, bad)
    assert judge(was, was, Targets()) == []
    names = {one.target for one in judge(was, now, Targets())}
    assert names == {"overall_loss", "language_loss.da", "intent_loss.a", "intent_loss.b", "spread"}
    generous = Targets(overall_loss=1, language_loss=1, intent_loss=1, spread=1)
    assert judge(was, now, generous) == []
    assert judge(was, now, Targets(1, 1, 1, 41, 1)) == []
    assert {one.target for one in judge(None, now, Targets(accuracy=0.9, language_accuracy=0.8))} == {
        "accuracy", "language_accuracy.da", "spread",
    }  # fmt: skip
    assert judge(was, was, Targets(overall_loss=0, language_loss=0, intent_loss=0)) == [], "as good is good enough"


@pytest.mark.parametrize("kept", [{"clean": [{"said": 1}], "damaged": []}, {"clean": []}, None, [1]])
def test_readings_that_another_release_has_kept_are_made_anew(tmp_path: Path, kept: object) -> None:
    write_json(tmp_path / "tested.json", kept)
    assert report._kept(tmp_path / "tested.json", [], []) is None


def test_readings_of_the_models_that_were_used_last_are_kept(tmp_path: Path) -> None:
    files = [tmp_path / f"tested-{number}.json" for number in range(report.KEPT + 2)]
    for age, file in enumerate(reversed(files)):
        write_json(file, None)
        os.utime(file, (1e9 - age, 1e9 - age))
    report._prune(files[0])
    assert sorted(tmp_path.iterdir()) == [files[0], *files[3:]]


def test_what_trainings_left_in_the_cache_goes_and_what_is_in_use_stays(tmp_path: Path) -> None:
    now = NOW.timestamp()
    for name, days in (("a.1.part", 2), ("b.2.part", 0), ("former.onnx", 3), ("present.onnx", 2), ("a.npy", 9)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (now - 86_401 * days,) * 2)
    tidy(tmp_path, now)
    assert {file.name for file in tmp_path.iterdir()} == {"b.2.part", "present.onnx", "a.npy"}
    tidy(tmp_path / "none", now)


def test_better_worse_and_otherwise_wrong_are_told_apart() -> None:
    old = [row("fr", "a", "b"), row("fr", "a", "a"), row("fr", "a", "b"), row("fr", "a", "a")]
    new = [row("fr", "a", "a"), row("fr", "a", "c"), row("fr", "a", "c"), row("fr", "a", "a")]
    better, worse, other = figures.differences(old, new)
    assert [(one.was, one.now) for one in (*better, *worse, *other)] == [("b", "a"), ("a", "c"), ("b", "c")]


def test_one_utterance_more_leaves_the_other_lessons_as_they_were() -> None:
    import numpy as np

    texts = [f"please tell me about order number {n} for customer {n * 7}" for n in range(400)]
    more = sorted([*texts, "tell me about customer number 7 please"])
    few, many = (
        set(lessons(rows, ["en"] * len(rows), np.zeros(len(rows), np.int32), 0).texts) for rows in (sorted(texts), more)
    )
    assert len(few - many) < 0.05 * len(few)
