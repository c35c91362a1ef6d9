"""Stand-ins for the encoder and for the language data, for tests of what trainers do with both."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from desk.training.ports import DataError, Example, Place, Written
from desk.training.vectors import Floats, unit
from tests.desk.no_language_data import NoLanguageData


class WordVectors:
    """Texts are alike as far as they share words."""

    space = "words"

    def __call__(self, texts: Sequence[str]) -> Floats:
        """See Vectors."""
        vectors = np.zeros((len(texts), 256), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.encode()) % 256] += 1
        return unit(vectors)

    def rest(self) -> None:
        """See Vectors."""


class FileData(NoLanguageData):
    """Examples in a file, a line each."""

    def __init__(self, file: Path) -> None:
        self.file, self.broken, self.additions = file, False, 0
        self.uncommitted: str | None = None
        self._lock = threading.Lock()

    def rows(self) -> list[dict[str, str]]:
        """What stands there."""
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    def add(self, examples: Sequence[Example], by: str, now: datetime, note: str = "") -> tuple[Written, ...]:  # type: ignore[override]  # noqa: ARG002
        """See LanguageData."""
        with self._lock:
            if self.broken:
                raise DataError("da/orders.yml:3: cannot be read; mend it", "broken")
            self.additions += 1
            rows, written = self.rows(), []
            for one in examples:
                id_ = f"{self.additions}-{len(written)}"
                rows.append({"id": id_, "language": one.language, "text": one.text, "intent": one.intent, "to": one.to})
                commit = None if self.uncommitted else "c0ffee"
                place = Place("data/nlu/da/orders.yml", len(rows))
                written.append(Written(id_, one, place, commit, self.uncommitted))
            self._write(rows)
            return tuple(written)

    def take_back(self, id: str, by: str, now: datetime) -> Written:  # type: ignore[override]  # noqa: ARG002
        """See LanguageData."""
        with self._lock:
            rows = self.rows()
            if id not in [row["id"] for row in rows]:
                raise DataError("there is no such example", "unknown")
            self._write([row for row in rows if row["id"] != id])
            return Written(id, Example("da", "", ""), Place("data/nlu/da/orders.yml", 1))

    def _write(self, rows: Sequence[dict[str, str]]) -> None:
        self.file.write_text("".join(json.dumps(row) + "\n" for row in rows))
