"""Training from the tree: what utterances teach, where that is enough; otherwise all with Rasa."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from contextlib import redirect_stdout, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.candidates.grafting import graft
from bot.candidates.tree import Lore
from bot.dialogue import model
from centralino.errors import UserError
from centralino.paths import TREE

if TYPE_CHECKING:
    from bot.nlu.training import Progress

CACHE = "cache"
LEFT_SECONDS = 86_400.0
"""After which nobody is at a file of the cache any more."""


def cache(models: Path) -> Path:
    """Where trainings keep what the next one needs again; may be deleted at any time."""
    return models / CACHE


def train(
    lore: Lore, live: Path, folder: Path, progress: Progress, now: datetime, stamp: model.Stamp | None = None
) -> None:
    """Train into `folder` (archive and stamp). `live`: the folder of the live model, whose rules are taken over where
    they are as they were. `progress`: see bot.nlu.training. `stamp`: taken before `lore` was read, so that what
    somebody saves meanwhile does not count as learned. Raises UserError."""
    stamp = stamp or model.Stamp.of()
    folder.mkdir(parents=True, exist_ok=True)
    if (live / model.ARCHIVE).exists() and model.same_core(live):
        _learned(lore, live, folder, progress, now)
    else:
        whole(folder, progress)
    stamp.leave(folder)


def _learned(lore: Lore, live: Path, folder: Path, progress: Progress, now: datetime) -> None:
    from bot.nlu.training import train as train_classifier

    with tempfile.TemporaryDirectory() as scratch:
        train_classifier(lore.examples, Path(scratch), progress, cache(live))
        tidy(cache(live), now.timestamp())
        lore.phrases.save(Path(scratch))
        part = folder / f".{model.ARCHIVE}"
        graft(live / model.ARCHIVE, Path(scratch), part, now)
        part.replace(folder / model.ARCHIVE)


def tidy(folder: Path, now: float) -> None:
    """What trainings that were ended have left in the cache, and graphs of former encoders. `now`: as time.time()."""
    graphs = sorted(folder.glob("*.onnx"), key=lambda file: file.stat().st_mtime)[:-1]
    for file in (*folder.glob("*.part"), *graphs):
        with suppress(OSError):
            if file.stat().st_mtime < now - LEFT_SECONDS:
                file.unlink()


def whole(folder: Path, progress: Progress | None = None) -> None:
    """With Rasa: classifier, rules, stories. Raises UserError."""
    # Rasa's own bars; what takes time shows its progress itself. Read when tqdm is imported.
    os.environ["TQDM_DISABLE"] = "1"
    from bot.dialogue.understanding import quiet

    quiet()
    import rasa

    from bot.nlu import component

    if progress is not None:
        component.listener = progress
    fresh = folder / ".new"
    training = [str(TREE / "data" / name) for name in ("nlu", "rules", "stories")]
    try:
        with redirect_stdout(io.StringIO()):
            result = rasa.train(str(TREE / "domain.yml"), str(TREE / "config.yml"), training, str(fresh),
                                fixed_model_name=model.NAME, force_training=True)  # fmt: skip
    except SystemExit as error:
        raise UserError("the training failed; `rasa data validate` tells more") from error
    if result.code != 0 or not result.model:
        raise UserError("the training failed; `rasa data validate` tells more")
    Path(result.model).replace(folder / model.ARCHIVE)
    shutil.rmtree(fresh, ignore_errors=True)
