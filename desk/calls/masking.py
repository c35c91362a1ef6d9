"""What was said, masked as it comes. A number that opens an account is dictated over several lines, so that lines which
are stored already may have to be replaced."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from desk.calls.messages import Begun, Change, Masked, Said, Spoke

LOG = logging.getLogger(__name__)
WITHHELD = "—"
"""In place of words that could not be masked."""
MOST = 2000
"""Calls that are remembered, those of which the last line came latest: what was said last in a talk is recognised after
its end, and a number is known by what was said before it."""


class LineMasker(Protocol):
    """Masks the lines of one call."""

    language: str
    """In which the call goes on."""

    def add(self, speaker: str, text: str) -> dict[int, str]:
        """The next line. Returns the texts to store by the number of the line (from 0): the new one, and earlier ones
        that have to be replaced."""
        ...


NewMasker = Callable[[str], LineMasker]
"""For a call in a language, or "auto"."""


class _Plain:
    """Leaves everything as it is."""

    def __init__(self, language: str) -> None:
        self.language, self._count = language, 0

    def add(self, _speaker: str, text: str) -> dict[int, str]:
        """See LineMasker."""
        self._count += 1
        return {self._count - 1: text}


def plain(language: str) -> LineMasker:
    """For tests, and for who only reads."""
    return _Plain(language)


class _Call:
    """The lines of one call."""

    def __init__(self, new: NewMasker) -> None:
        self._new, self._masker = new, new("auto")
        self._first = 0
        self.keys: list[tuple[int, int]] = []
        """Leg and number of each line."""
        self.shown: dict[tuple[int, int], str] = {}

    def speaks(self, language: str) -> None:
        self._masker.language = language

    def take(self, line: Said) -> set[tuple[int, int]]:
        """Returns which earlier lines are shown otherwise now."""
        key = (line.leg, line.number)
        if key in self.shown:
            return set()  # told twice: it must not count as two lines
        if line.language:
            self.speaks(line.language)
        self.keys.append(key)
        try:
            texts = self._masker.add(line.speaker, line.text)
        except Exception as error:
            # Its type alone: the message may repeat what the caller said.
            LOG.error("a line of a call is stored without its words: %s", type(error).__name__)
            texts = {len(self.keys) - 1 - self._first: WITHHELD}
            self._masker, self._first = self._new(self._masker.language), len(self.keys)
            self.shown[key] = WITHHELD
            return set()
        changed = {self.keys[self._first + number]: text for number, text in texts.items()}
        self.shown |= changed
        return changed.keys() - {key}


class Masks:
    """Of all calls of one process. Safe to use from several threads."""

    def __init__(self, new: NewMasker) -> None:
        self._new = new
        self._calls: dict[str, _Call] = {}
        self._replaced: dict[tuple[str, int, int], str] = {}
        """Lines that may be stored with more than they may hold, until it is known that they are not any more."""
        self._lock = threading.Lock()

    def masked(self, changes: Iterable[Change]) -> list[Change]:
        """As they are to be stored, all or none, with what has to be replaced. The same may be asked for again."""
        changes = list(changes)
        with self._lock:
            for change in changes:
                self._take(change)
            shown = [self._shown(change) for change in changes]
            return shown + [Masked(*key, text) for key, text in self._replaced.items()]

    def _take(self, change: Change) -> None:
        match change:
            case Begun() | Spoke():
                self._call(change.call_id).speaks(change.language)
            case Said():
                call = self._call(change.call_id)
                for key in call.take(change):
                    self._replaced[(change.call_id, *key)] = call.shown[key]

    def _call(self, call_id: str) -> _Call:
        call = self._calls.pop(call_id, None) or _Call(self._new)
        self._calls[call_id] = call
        while len(self._calls) > MOST:
            del self._calls[next(iter(self._calls))]
        return call

    def _shown(self, change: Change) -> Change:
        if not isinstance(change, Said):
            return change
        call = self._calls.get(change.call_id)
        text = call.shown.get((change.leg, change.number), WITHHELD) if call else WITHHELD
        return dataclasses.replace(change, text=text)

    def stored(self, changes: Sequence[Change]) -> None:
        """What `masked` has given is in the database."""
        with self._lock:
            for change in changes:
                if isinstance(change, Masked):
                    key = (change.call_id, change.leg, change.number)
                    if self._replaced.get(key) == change.text:
                        del self._replaced[key]
