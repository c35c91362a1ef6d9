"""What was learned, out of a trained Rasa model: the intent classifier, and phrases for entities."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.candidates.grafting import unpack
from bot.corpus.learned import Learned
from bot.nlu.intent_model import IntentModel


@contextmanager
def intent_model(archive: Path, threads: int = 1) -> Iterator[IntentModel]:
    """The classifier inside a model archive. Raises UserError when it holds none."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(archive, Path(folder))
        yield IntentModel(Path(folder), threads)


def learned(archive: Path) -> Learned:
    """The phrases that trainers had marked when it was trained."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(archive, Path(folder))
        return Learned.load(Path(folder))
