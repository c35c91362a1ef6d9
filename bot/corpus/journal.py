"""Every addition and what became of it, one line of JSON each: what an editor saves over is still known here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.corpus.markup import Mark
from bot.nlu.text import plain

To = Literal["training", "test"]


@dataclass(frozen=True)
class Addition:
    """An example that somebody added."""

    id: str
    at: str
    """ISO 8601, UTC."""
    by: str
    language: str
    text: str
    intent: str
    to: To
    marks: tuple[Mark, ...] = ()
    note: str = ""
    file: str = ""
    """Where it was written, under the tree."""

    @property
    def key(self) -> str:
        """The same for texts that are the same to the classifier."""
        return plain(self.text)


class Journal:
    """One file. Who writes has the lock."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def added(self, addition: Addition) -> None:
        """Noted before it is written, so that a crash between loses nothing."""
        self._append({"event": "added", **asdict(addition)})

    def taken_back(self, id: str, by: str, at: str) -> None:
        """Nobody misses it any more."""
        self._append({"event": "taken_back", "id": id, "by": by, "at": at})

    def standing(self) -> dict[str, Addition]:
        """Additions that nobody took back, by id, in their order."""
        found: dict[str, Addition] = {}
        for row in self._rows():
            if row.get("event") == "added":
                found[row["id"]] = _addition(row)
            elif row.get("event") == "taken_back":
                found.pop(row.get("id", ""), None)
        return found

    def _rows(self) -> list[dict[str, Any]]:
        rows = []
        for line in self._file.read_text("utf-8").splitlines() if self._file.exists() else ():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue  # half a line of a process that was killed; its example was not written yet
        return rows

    def _append(self, row: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "r+b") as file:
            whole = file.seek(0, os.SEEK_END) == 0
            if not whole:
                file.seek(-1, os.SEEK_END)
                whole = file.read(1) == b"\n"
            # ASCII: splitlines knows more ends of lines than JSON does.
            file.write(b"" if whole else b"\n")
            file.write(json.dumps(row).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _addition(row: dict[str, Any]) -> Addition:
    marks = tuple(Mark(**mark) for mark in row.get("marks", ()))
    return Addition(**{name: row[name] for name in Addition.__annotations__ if name != "marks"}, marks=marks)
