"""Replays hold what callers said: they are given out and erased with the rest of what is known of a caller."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from centralino.replays.state import ReplayFolder
from desk.privacy.personal import Erased, File, Subject
from desk.tables import text
from desk.training.replays import Replay


class ReplaysPersonal:
    """See Personal."""

    name = "replays"

    def __init__(self, folder: ReplayFolder) -> None:
        self._folder = folder

    def find(self, _subject: Subject) -> frozenset[str]:
        """See Personal: it knows calls alone."""
        return frozenset()

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """See Personal."""
        return [
            {"id": one.id, "call_id": one.call, "begun": text(one.begun), "comparison": one.comparison}
            for one in self._of(subject)
        ]

    def files(self, _subject: Subject) -> Iterator[File]:
        """See Personal: there is nothing but text."""
        return iter(())

    def erase(self, subject: Subject, _now: datetime) -> Erased:
        """See Personal. What runs has nothing to write to any more."""
        found = self._of(subject)
        for one in found:
            self._folder.forget(one.id)
        return Erased(len(found))

    def _of(self, subject: Subject) -> list[Replay]:
        return [one for one in self._folder.all() if one.call in subject.calls]
