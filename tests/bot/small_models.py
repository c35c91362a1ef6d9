"""Archives as small as they can be, for tests of what happens to models."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from bot.candidates.grafting import graft
from bot.dialogue import model
from bot.nlu import intent_model
from bot.nlu.lessons import Examples

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
FRAMES = {
    "greet": "hello there number {}",
    "goodbye": "goodbye see you on day {}",
    "out_of_scope": "the weather on planet {} is odd",
}


def examples(count: int = 30) -> Examples:
    rows = [(frame.format(n), intent) for intent, frame in FRAMES.items() for n in range(count)]
    return Examples(tuple(text for text, _ in rows), tuple(intent for _, intent in rows), ("en",) * len(rows))


def archive(file: Path, name: str) -> Path:
    """Not a model, but an archive like one: a classifier that is none, and the rest of Rasa's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w:gz") as tar:
        own = {f"components/train_classifier0/{one}": name for one in intent_model.FILES}
        rest = {"components/domain_provider/domain.yml": "rules", "metadata.json": json.dumps({"model_id": name})}
        for path, words in {**own, **rest}.items():
            info = tarfile.TarInfo(path)
            info.size = len(words)
            tar.addfile(info, io.BytesIO(words.encode()))
    return file


def trained(folder: Path, base: Path) -> Path:
    """`folder` with an archive whose classifier has learned `examples()`; the rest of it is that of `base`."""
    from bot.nlu.training import train  # takes seconds

    scratch = folder / "classifier"
    scratch.mkdir(parents=True)
    train(examples(), scratch, lambda _step, _share: None)
    graft(base, scratch, folder / model.ARCHIVE, NOW)
    return folder / model.ARCHIVE
