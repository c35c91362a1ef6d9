"""The intent classifier out of a trained Rasa model."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from bot.nlu.intent_model import EXAMPLES, GRAPH, META, IntentModel
from centralino.errors import UserError


@contextmanager
def intent_model(archive: Path) -> Iterator[IntentModel]:
    """The classifier inside a model archive. Raises UserError when it holds none."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.isfile() and PurePosixPath(member.name).name in (GRAPH, EXAMPLES, META):
                source = tar.extractfile(member)
                assert source is not None
                (Path(folder) / PurePosixPath(member.name).name).write_bytes(source.read())
        if not (Path(folder) / GRAPH).exists():
            raise UserError(f"{archive}: no intent classifier inside; run: centralino train --force")
        yield IntentModel(Path(folder))
