"""What callers have said on the last calls, from the desk's record, as it is masked there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.candidates.report import HeardLine
from bot.messages import LANGUAGES
from centralino import desk
from centralino.errors import UserError
from desk.calls.book import CallBook
from desk.calls.messages import CallRecord
from desk.database import Database, StoreError
from desk.training.calls import said
from desk.training.pairing import Turn
from desk.web.forms import EARLIEST, LATEST


class HeardLines:
    """What was said on calls, from where the desk keeps it."""

    def __init__(self, book: CallBook, database: Database) -> None:
        self._book, self._database = book, database

    def latest(self, calls: int) -> Sequence[HeardLine]:
        """Callers' utterances of the last so many calls, the latest call first: what the trainers' inbox takes for
        some, so no keys, names or answers to a question. Raises UserError when the database is out of reach."""
        try:
            found = self._book.between(EARLIEST, LATEST, calls) if calls > 0 else []
            with self._database.reading() as connection:
                turns = said(connection, {call.id: call.language for call in found})
        except StoreError as error:
            raise UserError(f"real calls cannot be read: {error}") from error
        return [line for call in found for line in lines(call, turns[call.id])]

    def texts(self, calls: Iterable[str]) -> dict[tuple[str, int], str]:
        """Call and milliseconds → what was said, of what is still kept."""
        found: dict[tuple[str, int], str] = {}
        for id_ in set(calls):
            try:
                record = self._book.show(id_)
            except KeyError:
                continue
            found |= {(id_, line.at_ms): line.text for line in record.transcript if line.speaker == "caller"}
        return found


def lines(call: CallRecord, turns: Iterable[Turn]) -> list[HeardLine]:
    """With the milliseconds since the call began, as in its record."""
    began = int(call.began.timestamp() * 1000)
    return [
        HeardLine(call.id, turn.at_ms + max(0, turn.leg - began), turn.language, turn.text, turn.intent)
        for turn in turns
        if turn.language in LANGUAGES
    ]


def open_heard() -> HeardLines:
    """Of this site. Raises UserError."""
    try:
        return HeardLines(desk.open_calls(), Database(desk.where()))
    except StoreError as error:
        raise UserError(f"real calls cannot be read: {error}") from error
