"""The whole system for calls that are only tried: on any model, with a queue, a key and a folder of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML

from centralino import desk, settings
from centralino.hand_over import QueueHandOver
from centralino.paths import VAR
from centralino.spoken_calls.played import Stored
from centralino.switchboard import CACHE, Switchboard
from desk.database import Database
from desk.queue.store import Item, QueueStore
from voice.session.ports import Parts


@dataclass(frozen=True)
class Stage:
    """What calls are tried on."""

    parts: Parts
    queue: QueueStore

    def stored(self, call_id: str) -> list[Stored]:
        """What the queue holds of a call."""
        return stored(item for item in self.queue.list(None) if item.call_id == call_id)


def stored(items: Iterator[Item] | Sequence[Item]) -> list[Stored]:
    """Items of the queue as calls are judged by them."""
    return [
        Stored(item.department, item.packet.get("person"), bool(item.packet.get("transcript")))
        for item in items
        if item.state != "closed"
    ]


@asynccontextmanager
async def open_stage(model: Path | None = None, language: str = "auto") -> AsyncIterator[Stage]:
    """Until the context is left. `model`: an archive; None = the live one. `language`: "auto" for all. Raises
    UserError."""
    with tempfile.TemporaryDirectory(prefix="centralino-trial-") as name:
        folder = Path(name)
        with apart(folder):
            database = Database(folder / desk.QUEUE_FILE.name)
            queue = QueueStore(database, settings.load().desk.agents_per_department, desk.policy())
            try:
                async with Switchboard(language, folder, model=model) as parts:
                    yield Stage(replace(parts, hand_over=QueueHandOver(lambda: queue)), queue)
            finally:
                database.close()


@contextmanager
def apart(folder: Path) -> Iterator[None]:
    """Processes that are started within have their queue, their conversations and their keys in `folder`, whatever
    database the settings name. Sounds that were rendered before are shared."""
    (VAR / CACHE).mkdir(parents=True, exist_ok=True)
    (folder / CACHE).symlink_to((VAR / CACHE).resolve(), target_is_directory=True)
    own, endpoints = folder / "centralino.yml", folder / "endpoints.yml"
    _without_desk(settings.FILE, own)
    endpoints.write_text("{}\n", "utf-8")
    with _environment(
        {"CENTRALINO_VAR": str(folder), "CENTRALINO_SETTINGS": str(own), "CENTRALINO_ENDPOINTS": str(endpoints)}
    ):
        yield


def _without_desk(file: Path, own: Path) -> None:
    """The settings, but for the stores that others work with."""
    data = (YAML(typ="safe").load(file.read_text("utf-8")) or {}) if file.exists() else {}
    for name in ("database", "hooks", "customers", "recording_key_file"):
        data.get("desk", {}).pop(name, None)
    with own.open("w", encoding="utf-8") as out:
        YAML(typ="safe").dump(data, out)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
