"""A candidate trained for real, from few utterances: in a process of its own, measured, promoted, tried."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bot.candidates import live
from bot.candidates.shelf import Candidate, Shelf
from bot.candidates.trying import Trying
from bot.dialogue import model
from bot.dialogue.model import Stamp
from bot.evaluation.trained import intent_model
from bot.nlu.training import train
from centralino.paths import ROOT
from tests.bot.small_models import FRAMES, NOW, archive, examples, trained

pytestmark = [pytest.mark.dialogue, pytest.mark.slow]

ONE = """
import sys
from pathlib import Path
from centralino.candidate_training import Sources, run
tree = Path(sys.argv[1])
sys.exit(run(sys.argv[2], tree / "models", Sources(tree / "nlu", tree / "domain.yml", tree / "tests")))
"""


@dataclass(frozen=True)
class Tree:
    """Language data and models of a house that knows three intents."""

    folder: Path

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def file(self) -> Path:
        return self.folder / "nlu" / "en.yml"

    def write(self, more: str = "", count: int = 30, file: str = "nlu/en.yml") -> None:
        rows = [
            f"- intent: {intent}\n  metadata: {{language: en}}\n  examples: |\n"
            + "".join(f"    - {frame.format(n)}\n" for n in range(count))
            for intent, frame in FRAMES.items()
        ]
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_text('version: "3.1"\nnlu:\n' + "".join(rows) + more)

    def candidate(self, id_: str) -> Candidate:
        """Trained to its end."""
        shelf = Shelf(self.models)
        shelf.add(id_, "trainer", NOW)
        command: Sequence[str] = [sys.executable, "-c", ONE, str(self.folder), id_]
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "CENTRALINO_VAR": str(self.folder / "var")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
        found = shelf.show(id_)
        assert found.state in ("ready", "failed"), done.stderr[-2000:]
        return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    made = Tree(tmp_path_factory.mktemp("tree"))
    made.write()
    made.write(count=3, file="tests/nlu/en.yml")
    names = ", ".join(FRAMES)
    (made.folder / "domain.yml").write_text(f'version: "3.1"\nintents: [{names}]\n')
    base = archive(made.folder / "base" / model.ARCHIVE, "rules")
    trained(made.models, base)
    shutil.rmtree(made.models / "classifier")
    Stamp.of().leave(made.models)
    return made


MORE = "- intent: greet\n  metadata: {language: en}\n  examples: |\n    - top of the morning to you\n"


def test_an_edit_becomes_a_candidate_that_can_go_live_and_back(tree: Tree) -> None:
    tree.write(MORE)
    found = tree.candidate("c1")
    assert (found.state, found.error, found.process) == ("ready", "", 0)
    assert dict(found.changed) == {"added": 1, "removed": 0, "relabelled": 0}
    assert found.changes[0]["text"] == "top of the morning to you"
    report = Shelf(tree.models).report("c1")
    assert report is not None
    assert report["live"]["languages"]["all"]["count"] == 9
    assert report["gate"]["passes"]
    before = live.live(tree.models)
    assert before is not None
    folder = Shelf(tree.models).folder("c1")
    live.promote(tree.models, folder, live.Live("c1", "", NOW.isoformat(), "trainer"))
    assert model.same_core(tree.models), "so the next candidate is a quick one as well"
    near = Trying(model.trained(tree.models)).read("top of the morning to you", "en")
    assert near.nearest[0].text == "top of the morning to you"
    assert near.nearest[0].likeness > 0.99
    live.roll_back(tree.models, before.version, "trainer", NOW)
    back = Trying(model.trained(tree.models)).read("top of the morning to you", "en")
    assert back.nearest[0].text != "top of the morning to you"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("- intent: greet\n  examples: [a\n", "mend the YAML"),
        ("- intent: gret\n  examples: |\n    - hi\n", "unknown intent 'gret'"),
    ],
)
def test_a_mistake_fails_the_candidate_and_leaves_the_live_model(tree: Tree, more: str, told: str) -> None:
    before = (tree.models / model.ARCHIVE).read_bytes()
    tree.write(more)
    found = tree.candidate("c2")
    assert found.state == "failed"
    assert told in found.error
    assert str(tree.file) in found.error
    assert "\n" not in found.error
    assert (tree.models / model.ARCHIVE).read_bytes() == before


def test_what_was_kept_of_a_training_changes_the_next_one_in_nothing_but_time(tmp_path: Path) -> None:
    cache, found = tmp_path / "cache", []
    for name, kept in (("first", cache), ("again", cache), ("without", None)):
        (tmp_path / name).mkdir()
        train(examples(), tmp_path / name, lambda _step, _share: None, kept)
        found.append((tmp_path / name / "classifier.onnx").read_bytes())
    states = {file.name for file in cache.glob("*.npy")}
    assert found[0] == found[1] == found[2]
    train(examples(31), tmp_path / "first", lambda _step, _share: None, cache)
    assert states & {file.name for file in cache.glob("*.npy")}, "not all was read again"


def test_a_reading_is_that_of_the_classifier(tree: Tree) -> None:
    trying = Trying(model.trained(tree.models))
    with intent_model(model.trained(tree.models)) as classifier:
        for text in ("hello there number 3", "what is the weather like", "Goodbye!"):
            read, ranked = trying.read(text, "en").understanding, classifier.rank(text)
            assert (read.intent, round(read.confidence, 6)) == (ranked[0].intent, round(ranked[0].confidence, 6))
    nothing = trying.read("  ", "en")
    assert (nothing.understanding.intent, nothing.understanding.fallback) == ("nlu_fallback", True)
    odd = trying.read("the weather on planet 5 is odd", "en")
    assert (odd.understanding.intent, odd.reason) == ("out_of_scope", "like_out_of_scope_examples")
    assert np.isclose(sum(share for _, share in odd.understanding.ranking), 1, atol=1e-3)
