"""What callers ask that no intent covers, of what is open in the inbox."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import LINES
from desk.database import Database
from desk.training.inbox import ITS_LINE
from desk.training.mining import WEEK, WEEKS, Asking, Topic, mine
from desk.training.tables import UTTERANCES
from desk.training.vectors import unpacked

MOST = 20_000
"""Utterances of a language that are looked at, the latest."""
GROUPS = 3000
"""The largest; what is rarer than those is no topic."""
StopWords = Callable[[str], Collection[str]]
"""Of a language: words that tell nothing."""


class Topics:
    """Of one database. Safe to use from several threads at once."""

    def __init__(self, database: Database, stop_words: StopWords) -> None:
        self._reading, self._stop_words = database.reading, stop_words
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Any, list[Topic]]] = {}
        """Language → of what state of the inbox, topics."""

    def find(self, language: str | None, now: datetime) -> list[Topic]:
        """The largest first. What has not changed since is not reckoned again. Raises StoreError."""
        with self._lock, self._reading() as connection:
            found = [
                topic
                for one, state in _states(connection).items()
                if language in (None, one)
                for topic in self._of(connection, one, (*state, now.date()), now)
            ]
        return sorted(found, key=lambda topic: (-topic.size, topic.id))

    def _of(self, connection: Connection, language: str, state: Any, now: datetime) -> list[Topic]:
        known = self._known.get(language)
        if known is None or known[0] != state:
            asked = _asked(connection, language, now)
            known = self._known[language] = (state, mine(asked, language, self._stop_words(language), now))
        return known[1]


def _wanted(language: str | None = None) -> Any:
    one = UTTERANCES.c
    uncovered = sa.or_(one.why.contains("unsure"), one.why.contains("out_of_scope")) & one.meant.is_(None)
    wanted = (one.status == "open") & uncovered
    return wanted if language is None else wanted & (one.language == language)


def _states(connection: Connection) -> dict[str, tuple[int, int]]:
    """Language → latest utterance and how many: other ones where something has changed."""
    one, count = UTTERANCES.c, sa.func.count().label("count")
    query = sa.select(one.language, sa.func.max(one.id).label("latest"), count).where(_wanted()).group_by(one.language)
    return {row.language: (row.latest, row.count) for row in connection.execute(query.order_by(one.language))}


def _asked(connection: Connection, language: str, now: datetime) -> list[Asking]:
    one = UTTERANCES.c
    query = (
        sa.select(one.group_id, one.at, LINES.c.text, one.vector)
        .select_from(UTTERANCES.join(LINES, ITS_LINE))
        .where(_wanted(language), one.at > now - WEEKS * WEEK)
        .order_by(one.id.desc())
        .limit(MOST)
    )
    found = [Asking(row.group_id, row.at, row.text, unpacked(row.vector)) for row in connection.execute(query)]
    largest = {group for group, _ in Counter(asking.group for asking in found).most_common(GROUPS)}
    return [asking for asking in found if asking.group in largest]
