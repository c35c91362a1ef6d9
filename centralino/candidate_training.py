"""Trains a candidate in a process of its own: `python -m centralino.candidate_training ID`.

It goes on when whoever started it ends. What becomes of it is in the candidate's state.json; its log beside it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from bot.candidates.changes import Change, changes
from bot.candidates.shelf import LOG, REPORT, SCRATCH, TRAINER, Candidate, Shelf, began
from bot.dialogue import model
from centralino.errors import UserError
from centralino.paths import ROOT, TREE

if TYPE_CHECKING:
    from bot.candidates.report import HeardLine

SHOWN = 200
"""Changes that are written out."""
EVERY_SECONDS = 0.5
"""Between two notes of the progress."""


def start(shelf: Shelf, by: str, now: datetime, id_: str) -> Candidate:
    """Begin to train a new candidate in the background. Raises BusyError, UserError."""
    made = shelf.add(id_, by, now)
    with (shelf.folder(id_) / LOG).open("wb") as log:
        try:
            child = subprocess.Popen(
                [sys.executable, "-m", TRAINER, id_],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "2"},
            )  # fmt: skip
        except OSError as error:
            shelf.save(replace(made, state="failed", error=f"the training cannot be started: {error.strerror}"))
            return made
    shelf.begun(id_, child.pid)
    return made


class _Work:
    """One training."""

    def __init__(self, shelf: Shelf, candidate: Candidate) -> None:
        self._shelf, self._began, self._noted = shelf, time.monotonic(), 0.0
        pid = os.getpid()
        self.candidate = replace(candidate, state="training", error="", process=pid, process_began=began(pid))

    def note(self, **values: Any) -> None:
        """In the candidate's state; ends this process when somebody has discarded it."""
        seconds = round(time.monotonic() - self._began, 1)
        self.candidate = replace(self.candidate, **{"seconds": seconds, **values})
        if not self._shelf.note(self.candidate):
            raise SystemExit(0)

    def progress(self, step: str, share: float) -> None:
        """See bot.nlu.training."""
        at = time.monotonic()
        if step != self.candidate.step or at - self._noted >= EVERY_SECONDS:
            self._noted = at
            self.note(step=step, share=round(share, 3))

    def failed(self, why: str) -> None:
        self.note(state="failed", error=why, process=0)


@dataclass(frozen=True)
class Sources:
    """What a candidate is trained on and measured with."""

    utterances: Path = TREE / "data" / "nlu"
    domain: Path = TREE / "domain.yml"
    test_set: Path = TREE / "tests" / "data"
    """With nlu/ and entities/."""


def run(id_: str, models: Path = model.FOLDER, sources: Sources = Sources()) -> int:
    """Until it is ready or has failed."""
    shelf = Shelf(models)
    work = _Work(shelf, shelf.show(id_))
    try:
        work.note(step="checking")
        _train(work, shelf.folder(id_), models, sources)
    except UserError as error:
        work.failed(str(error))
        return 1
    except MemoryError:
        work.failed("the training ran out of memory; close what else runs, and train again")
        return 1
    except Exception as error:
        log = shelf.folder(id_) / LOG
        work.failed(f"the training failed ({type(error).__name__}); {log} tells where")
        raise
    return 0


def _train(work: _Work, folder: Path, models: Path, sources: Sources) -> None:
    from bot.candidates import live, trained, tree
    from bot.candidates.report import outcome

    stamp = model.Stamp.of()  # first: what is saved from here on is not learned
    lore, present = tree.read(sources.utterances, sources.domain), live.live(models)
    work.note(**learned(lore.examples, models), since=present.version if present else "")
    trained.train(lore, models, folder, work.progress, datetime.now(UTC), stamp)
    work.note(state="testing", step="testing", share=0.0)
    report = measure(folder / model.ARCHIVE, models, work.progress, sources.test_set)
    from bot.candidates.files import write_json

    write_json(folder / REPORT, report)
    work.note(state="ready", step="", share=1.0, process=0, **outcome(report))


def learned(examples: Any, models: Path) -> dict[str, Any]:
    """What the state of a candidate tells of what it has learned otherwise than the live model: changed, changes."""
    found = _changes(examples, models)
    kinds = ("added", "removed", "relabelled")
    counted = {kind: sum(one.kind == kind for one in found) for kind in kinds} if found is not None else {}
    return {"changed": counted, "changes": tuple(asdict(one) for one in (found or ())[:SHOWN])}


def _changes(examples: Any, models: Path) -> list[Change] | None:
    """None where the live model does not tell what it was trained on."""
    from bot.candidates.grafting import unpack
    from bot.nlu import intent_model

    if not (models / model.ARCHIVE).exists():
        return None
    with tempfile.TemporaryDirectory() as scratch:
        unpack(models / model.ARCHIVE, Path(scratch))
        before = intent_model.examples(Path(scratch))
    return None if before is None else changes(before, examples)


def measure(
    archive: Path, models: Path, progress: Any, test_set: Path, lines: Sequence[HeardLine] | None = None
) -> dict[str, Any]:
    """The report of a model beside the live one. `lines`: of real calls; None: as the settings want them. Raises
    UserError."""
    from bot.candidates import report
    from bot.candidates.trained import cache
    from bot.evaluation.trained import learned
    from centralino import settings
    from centralino.cli.evaluate import finder
    from centralino.heard_lines import open_heard

    training = settings.load().training
    lines = open_heard().latest(training.real_calls) if lines is None else lines
    candidate = report.measured(archive, test_set, lines, cache(models))
    progress("testing", 0.5)
    present = models / model.ARCHIVE
    live = report.measured(present, test_set, lines, cache(models)) if present.exists() else None
    progress("testing", 0.9)
    was, now = learned(present) if present.exists() else None, learned(archive)
    find = finder(now)
    before = None if was is None else find if was == now else finder(was)
    return report.build(live, candidate, lines, report.entities(test_set, before, find), training.targets)


def main(id_: str) -> int:
    """The process."""
    from centralino.precedence import step_back
    from centralino.quiet import hush_libraries

    step_back()
    hush_libraries()
    scratch = Shelf(model.FOLDER).folder(id_) / SCRATCH
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)  # one that is ended at once leaves nothing elsewhere
    from bot.dialogue.hush import hush

    hush()

    def told(_number: int, _frame: FrameType | None) -> None:
        os._exit(1)  # whoever told it has written down why

    signal.signal(signal.SIGTERM, told)
    # TensorFlow imports JAX where it finds it: memory and seconds that a training has no use for.
    sys.modules["jax"] = None  # type: ignore[assignment]
    try:
        status = run(id_)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.stdout.flush()
    # Rasa's threads must not keep a process alive that has done its work.
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
